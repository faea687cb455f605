"""What the commands print. Pages, listings and archives wrote some of it: all of it is cleaned
here, and nowhere else is printed.
"""

import json
import sys

import click
from rich.console import Console

from rednet_crawler.errors import StorageError
from rednet_crawler.safety.credentials import hide
from rednet_crawler.safety.safe_text import one_line, safe_json, shown


def say(line: str, *, err: bool = False) -> None:
    """Print a line; what breaks lines in it is a blank. What goes to standard error holds no credentials."""
    _echo(one_line(hide(line) if err else line), err=err)


def say_text(text: str) -> None:
    """Print a text of several lines, as it is but for unsafe characters."""
    _echo(shown(text), nl=False)


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
        raise StorageError(
            f"standard {'error' if err else 'output'}: cannot be written ({error.strerror})"
        ) from error


class Terminal(Console):
    """A console that goes on without a word where its reader has left."""

    def on_broken_pipe(self) -> None:
        """Write nothing more: rich would end the process with exit code 1."""
        self.quiet = True
