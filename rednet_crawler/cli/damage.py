"""What is damaged in an archive: each row is told once, the command goes on without it, and its exit code says so."""

import sys

import click

from rednet_crawler.cli.terminal import say
from rednet_crawler.errors import EXIT_INCOMPLETE, StorageError

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
