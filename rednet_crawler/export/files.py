"""Tables as files, whose ending names the format."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

from rednet_crawler.export.lines import csv_header, csv_row, json_line
from rednet_crawler.export.outputs import form_of, open_output
from rednet_crawler.export.records import Record
from rednet_crawler.export.tables import Table

ENDINGS: tuple[str, ...] = (".jsonl", ".csv")
"""The endings of file names that are written here."""


def check_ending(path: Path, endings: Sequence[str] = ENDINGS) -> str:
    """Return the ending of a file name in lower case, without that of its packing (.gz, .zst).

    Raises ArgumentError for an unknown one.
    """
    return form_of(path, endings, packed=ENDINGS)


def write_table(
    path: Path,
    table: Table,
    records: Iterable[Record],
    names: Sequence[str] = (),
    *,
    excel: bool = False,
) -> int:
    """Write a table, record by record, and return how many rows it has. As `TableFile`."""
    with TableFile(path, table, names, excel=excel) as file:
        for record in records:
            file.write(record)
        file.complete()
    return file.rows


def write_lines(path: Path, lines: Iterable[bytes]) -> int:
    """Write lines to a file, and return their number. Raises StorageError."""
    file = open_output(path)
    count = 0
    try:
        for line in lines:
            file.write(line)
            count += 1
        file.complete()
    finally:
        file.discard()
    return count


class TableFile:
    """A table that is being written to a file: to `NAME.part`, which `complete()` renames.

    `names` are the columns (empty: all), `excel` is the Excel profile of `.csv`. Raises
    ArgumentError for an unknown ending or column, and StorageError if the file cannot be written;
    an older file of that name is then unchanged.
    """

    def __init__(
        self, path: Path, table: Table, names: Sequence[str] = (), *, excel: bool = False
    ) -> None:
        self._csv = check_ending(path) == ".csv"
        self._table, self._excel = table, excel
        self.names = table.chosen(names, csv=self._csv)
        self.rows = 0
        """Rows written so far."""
        self._file = open_output(path)
        if self._csv:
            self._file.write(csv_header(self.names, excel=excel))

    def write(self, record: Record) -> None:
        """Write the rows that are made of a record of the archive."""
        for row in self._table.make(record):
            self._file.write(self._line(row))
            self.rows += 1

    def complete(self) -> None:
        """Give the file its name."""
        self._file.complete()

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what is not complete."""
        self._file.discard()

    def _line(self, row: Record) -> bytes:
        if self._csv:
            return csv_row(self._table.cells(row), self.names, excel=self._excel)
        return json_line({name: row[name] for name in self.names})
