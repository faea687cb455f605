"""What the commands print: lines, JSON, tables, and what is damaged in an archive. Pages, listings
and archives wrote some of it: all of it is cleaned here, and nowhere else is printed.
"""

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rednet_crawler.errors import EXIT_INCOMPLETE, StorageError
from rednet_crawler.safety import hide, one_line, safe_json, shown


def say(line: str, *, err: bool = False) -> None:
    """Print a line; what breaks lines in it is a blank. What goes to standard error holds no credentials."""
    _echo(one_line(hide(line) if err else line), err=err)


def say_text(text: str) -> None:
    """Print a text of several lines, as it is but for unsafe characters."""
    _echo(shown(text), nl=False)


quiet_option: Callable[[Any], Any] = click.option(
    "-q", "--quiet", is_flag=True, help="Say nothing, unless something is wrong."
)


def say_json(value: object, indent: int | None = None) -> None:
    """Print a value as JSON, exact, with unsafe characters as escapes."""
    text = safe_json(value, indent)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # what the console would show in its place is no JSON
        text = json.dumps(value, indent=indent)
    _echo(text)


def say_rows(lines: bytes) -> None:
    """Print lines of JSONL, which were cleaned when they were made."""
    _echo(lines, nl=False)


def _echo(text: str | bytes, *, nl: bool = True, err: bool = False) -> None:
    try:
        click.echo(text, nl=nl, err=err)
    except BrokenPipeError:
        if not err:  # click ends the command
            raise
    except OSError as error:
        if not err:  # else there is nowhere to say so; the exit code tells how the command went
            raise unwritten(error) from error


def unwritten(error: OSError) -> StorageError:
    """Return the error of a standard output that takes nothing, such as a file on a full disk."""
    return StorageError(f"standard output: cannot be written ({error.strerror})")


class Terminal(Console):
    """A console that goes on without a word where its reader has left."""

    def on_broken_pipe(self) -> None:
        """Write nothing more: rich would end the process with exit code 1."""
        self.quiet = True

    def print(self, *objects: Any, **how: Any) -> None:
        """Print. Raises StorageError where that cannot be written."""
        try:
            super().print(*objects, **how)
        except OSError as error:
            if not self.stderr:
                raise unwritten(error) from error


_TOLD = "rednet_crawler.damaged"


def tell_damage(error: StorageError) -> None:
    """Tell of a row that could not be read."""
    told = click.get_current_context().meta.setdefault(_TOLD, set())
    if str(error) not in told:
        told.add(str(error))
        say(f"rednet: {error}", err=True)


def end_of_damage() -> None:
    """End a command with exit code 4 where something could not be read."""
    if click.get_current_context().meta.get(_TOLD):
        sys.exit(EXIT_INCOMPLETE)


_WIDTH = 160
"""Columns of a table that is no terminal's."""


class PlainTable(Table):
    """A table whose cells are text, never markup."""

    def __init__(self, *columns: str, less: Sequence[str] = (), **how: Any) -> None:
        """Take the heads of the columns; those of `less` are left out, one after the other, where a
        terminal is too narrow for all. `how` is what Table takes.
        """
        super().__init__(*columns, **how)
        self._less = less

    def add_row(self, *cells: str | Sequence[str]) -> None:  # type: ignore[override]  # fewer kinds of cell
        """Add a row; a cell is one line, or some."""
        super().add_row(
            *(
                Text("\n".join(map(one_line, [cell] if isinstance(cell, str) else cell)))
                for cell in cells
            )
        )

    def print(self) -> None:
        """Print the table to standard output."""
        for column in self.columns:
            column.overflow = "fold"  # the whole value, not its beginning
        console = Terminal(width=None if sys.stdout.isatty() else _WIDTH)
        for name in self._less:
            if (
                self.__rich_measure__(console, console.options.update(width=_WIDTH)).maximum
                <= console.width
            ):
                break
            self.columns = [column for column in self.columns if column.header != name]
        console.print(self)


def say_beside(head: str, words: str) -> None:
    """Print a line; where a terminal is too narrow for it, the words go on below themselves, beside the head."""
    if not sys.stdout.isatty():
        say(head + words)
        return
    table = Table.grid()
    table.add_column(width=len(head))
    table.add_column(overflow="fold")
    table.add_row(Text(head), Text(one_line(words)))
    Terminal().print(table)
