"""What the commands print. Pages, listings and archives wrote some of it: all of it is cleaned here, and nowhere else is printed."""

import click

from rednet_crawler.safety.credentials import hide
from rednet_crawler.safety.safe_text import one_line, safe_json, shown


def say(line: str, *, err: bool = False) -> None:
    """Print a line; what breaks lines in it is a blank. What goes to standard error holds no credentials."""
    click.echo(one_line(hide(line) if err else line), err=err)


def say_text(text: str) -> None:
    """Print a text of several lines, as it is but for unsafe characters."""
    click.echo(shown(text), nl=False)


def say_json(value: object, indent: int | None = None) -> None:
    """Print a value as JSON, exact, with unsafe characters as escapes."""
    click.echo(safe_json(value, indent))


def say_rows(lines: bytes) -> None:
    """Print lines of JSONL, which were cleaned when they were made."""
    click.echo(lines, nl=False)
