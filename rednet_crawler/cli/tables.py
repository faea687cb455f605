"""Where the tables of commands are written."""

import sys

from rich.console import Console

_IN_A_FILE = 160


def table_console() -> Console:
    """Return a console on standard output: as wide as the terminal, and 160 columns where that is a file or another program."""
    return Console(width=None if sys.stdout.isatty() else _IN_A_FILE)
