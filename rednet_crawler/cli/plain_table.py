"""The tables that commands print."""

import sys
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from rednet_crawler.cli.terminal import Terminal
from rednet_crawler.safety.safe_text import one_line

_WIDTH = 160
"""Columns of a table that is no terminal's."""


class PlainTable(Table):
    """A table whose cells are text, never markup."""

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
        Terminal(width=None if sys.stdout.isatty() else _WIDTH).print(self)
