"""Tables as workbooks for a spreadsheet (extra `xlsx`): each cell of its type, and none that would be run."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import xlsxwriter

from rednet_crawler.errors import ArgumentError
from rednet_crawler.export.dictionary import Field
from rednet_crawler.export.lines import fit
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.export.records import Record
from rednet_crawler.export.tables import Table

LEAN: Mapping[str, Sequence[str]] = {
    "articles": (
        "published_at", "title", "channels", "byline", "editor", "source", "original", "url", "content_id",
    ),
    "metadata": (
        "published_at", "title", "channels", "byline", "editor", "source", "characters", "image_count",
        "original", "url", "content_id",
    ),
}  # fmt: skip
"""The columns of a table that nobody chose columns of: those that are read line by line."""
_MOST_ROWS = 1_048_576
"""Of a sheet, its header among them (Excel's limit)."""
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:Z|[+-]\d\d:\d\d))?")
_WIDTHS = {"title": 60, "url": 50, "text": 60, "paragraph": 80, "reason": 40}
_USUAL_WIDTH = 18


def write_table(
    path: Path, table: Table, records: Iterable[Record], names: Sequence[str] = ()
) -> int:
    """Write a table as a sheet, and return its number of rows.

    Days and times are dates, as the table gives them, without their zone; numbers are numbers; ids
    and all else are text, which a spreadsheet does not run. `names` are the columns (empty: all).
    Raises ArgumentError for an unknown column and for more rows than a sheet has, StorageError if
    the file cannot be written; an older file of that name is then unchanged.
    """
    columns = {field.name: field for field in table.columns}
    chosen = [columns[name] for name in table.chosen(names, csv=True)]
    file = PartFile(path)
    try:
        with _book(file) as book:
            sheet = _Sheet(book, chosen)
            for row in table.rows(records):
                if sheet.rows == _MOST_ROWS:
                    raise ArgumentError(
                        f"{path}: a sheet has {_MOST_ROWS:,} rows and no more; "
                        "choose fewer days, or .csv"
                    )
                sheet.write(table.cells(row))
        file.complete()
    finally:
        file.discard()
    return sheet.rows - 1


@contextmanager
def _book(file: IO[bytes]) -> Iterator[Any]:
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    try:
        yield book
    except BaseException:
        with suppress(Exception):
            book.close()  # lets its temporary files go; what it writes is discarded
        raise
    book.close()


class _Sheet:
    def __init__(self, book: Any, fields: Sequence[Field]) -> None:
        self._fields = fields
        self._sheet = book.add_worksheet()
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._sheet.freeze_panes(1, 0)
        for at, field in enumerate(fields):
            self._sheet.set_column(at, at, _WIDTHS.get(field.name, _USUAL_WIDTH))
        self.rows = 0
        """Rows so far, with the header."""
        for at, field in enumerate(fields):
            self._sheet.write_string(0, at, field.name, book.add_format({"bold": True}))
        self.rows = 1
        """Rows so far, with the header."""

    def write(self, cells: Mapping[str, str]) -> None:
        """Write a row."""
        for at, field in enumerate(self._fields):
            text = cells.get(field.name, "")
            if text:
                self._write_cell(at, field, text)
        self.rows += 1

    def _write_cell(self, at: int, field: Field, text: str) -> None:
        if field.kind == "integer":
            self._sheet.write_number(self.rows, at, int(text))
        elif field.kind == "boolean":
            self._sheet.write_boolean(self.rows, at, text == "true")
        elif field.name.endswith(("_at", "day")) and (match := _TIME.fullmatch(text)):
            day, clock = match.groups()
            moment = datetime.fromisoformat(f"{day}T{clock or '00:00:00'}")
            self._sheet.write_datetime(self.rows, at, moment, self._time if clock else self._day)
        else:
            self._sheet.write_string(self.rows, at, fit(text))
