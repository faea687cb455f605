"""Records and rows as lines of a file, in bytes (UTF-8), and the Excel profile of CSV.

The Excel profile: a spreadsheet shows the cells as they were written, and runs none of them.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from typing import cast

import orjson

from rednet_crawler.safety import Json

BOM = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the code page of the machine, and Chinese for gibberish."""
CELL_LIMIT = 32_767
"""What a cell of Excel holds, in UTF-16 code units."""
CUT_MARK = "… [cut: a spreadsheet cell holds 32,767 characters]"

_TEXT_MARK = "'"
_RUN_AS_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_TAKEN_FOR_NUMBER = re.compile(r"[0-9]+(?:e[0-9]+)?")
_BEFORE_A_SIGN = re.compile(r'(?<![\s";])[\s";]++(?=[=+\-@＝＋－＠])')
_BREAK = re.compile(r"[;\r\n]")
"""Where a semicolon separates cells, quotes after a comma do not count: a cell may begin."""
_IDS = frozenset({"content_id", "content_hash", "channel_id", "key"})


def excel_row(row: Mapping[str, str]) -> dict[str, str]:
    """Return the row for a spreadsheet.

    An apostrophe, which means "text" there, goes before ids made of digits and before cells that
    would be run as a formula (`=`, `+`, `-`, `@`, their full-width forms, also behind blanks; a
    leading tab or line break), and before these signs behind a semicolon or a line break, where a
    spreadsheet may begin a cell. Cells longer than a spreadsheet holds are cut, and say so.

    >>> excel_row({"content_id": "12109536", "title": "＝1+1", "revision": "1"})
    {'content_id': "'12109536", 'title': "'＝1+1", 'revision': '1'}
    """
    return {column: fit(_guard(column, cell)) for column, cell in row.items()}


def _guard(column: str, cell: str) -> str:
    cell = _BEFORE_A_SIGN.sub(
        lambda run: f"{run[0]}{_TEXT_MARK}" if _BREAK.search(run[0]) else run[0], cell
    )
    if _RUN_AS_FORMULA.match(cell) or (column in _IDS and _TAKEN_FOR_NUMBER.fullmatch(cell)):
        return _TEXT_MARK + cell
    return cell


def fit(cell: str) -> str:
    """Return a text that a cell of a spreadsheet holds: cut, and with a word on that, where it is too long."""
    if len(cell) <= CELL_LIMIT // 2:  # no character takes more than two units
        return cell
    units = cell.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return cell
    return units[: 2 * (CELL_LIMIT - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK


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
    """Return the line of a row by RFC 4180: its cells in the order of the columns."""
    cells = excel_row(row) if excel else row
    return _csv_line(cells.get(column, "") for column in columns)


def _csv_line(cells: Iterable[str]) -> bytes:
    return cast("str", _writer.writerow(cells)).encode()
