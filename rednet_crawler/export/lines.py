"""Records and rows as lines of a file, in bytes. All files are UTF-8."""

import csv
from collections.abc import Iterable, Mapping
from typing import cast

import orjson

from rednet_crawler.export.excel import BOM, excel_row
from rednet_crawler.safety.safe_text import Json


class _Echo:
    """A file that hands back what it is given: `csv.writer` returns what `write` returned."""

    def write(self, line: str) -> str:
        return line


_writer = csv.writer(_Echo())


def json_line(record: Mapping[str, Json]) -> bytes:
    """Return one line of JSONL."""
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def csv_header(columns: Iterable[str], *, excel: bool = False) -> bytes:
    """Return the first line of a CSV file; the Excel profile puts a byte order mark before it."""
    return (BOM if excel else b"") + _csv_line(columns)


def csv_row(row: Mapping[str, str], columns: Iterable[str], *, excel: bool = False) -> bytes:
    """Return the line of a row by RFC 4180: its cells in the order of the columns, empty where it has none."""
    cells = excel_row(row) if excel else row
    return _csv_line(cells.get(column, "") for column in columns)


def _csv_line(cells: Iterable[str]) -> bytes:
    return cast("str", _writer.writerow(cells)).encode()
