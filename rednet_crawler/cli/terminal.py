"""What the commands print. Pages, listings and archives wrote some of it: all of it is cleaned here, and nowhere else is printed."""

import sys
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rednet_crawler.export.safe_text import clean, one_line, safe_json

_WIDTH = 160
"""Columns of a table that is no terminal's."""


def say(line: str, *, err: bool = False) -> None:
    """Print a line; what breaks lines in it is a blank."""
    click.echo(one_line(line), err=err)


def say_text(text: str) -> None:
    """Print a text of several lines, as it is but for unsafe characters."""
    click.echo(clean(text), nl=False)


def say_json(value: object, indent: int | None = None) -> None:
    """Print a value as JSON, exact, with unsafe characters as escapes."""
    click.echo(safe_json(value, indent))


def say_rows(lines: bytes) -> None:
    """Print lines of JSONL, which were cleaned when they were made."""
    click.echo(lines, nl=False)


class PlainTable(Table):
    """A table whose cells are text, never markup."""

    def add_row(self, *cells: str | Sequence[str]) -> None:  # type: ignore[override]  # fewer kinds of cell
        """Add a row; a cell is one line, or some."""
        super().add_row(*(Text("\n".join(map(one_line, [cell] if isinstance(cell, str) else cell))) for cell in cells))

    def print(self) -> None:
        """Print the table to standard output."""
        Console(width=None if sys.stdout.isatty() else _WIDTH).print(self)
