"""The Excel profile: cells that a spreadsheet shows as they were written, and runs none of."""

import re
from collections.abc import Mapping

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
"""Where the system separates cells by semicolons, quotes after a comma do not count: a cell would begin here."""
_IDS = frozenset({"content_id", "content_hash", "channel_id", "key"})


def excel_row(row: Mapping[str, str]) -> dict[str, str]:
    """Return the row for a spreadsheet.

    An apostrophe, which says "text" there, goes before ids made of digits and before cells that would be run as a
    formula (`=`, `+`, `-`, `@`, their full-width forms, also behind blanks; a leading tab or line break), and before
    these signs behind a semicolon or a line break, where a spreadsheet may take them for the beginning of a cell.
    Cells longer than a spreadsheet holds are cut, and say so.

    >>> excel_row({"content_id": "12109536", "title": "＝1+1", "revision": "1"})
    {'content_id': "'12109536", 'title': "'＝1+1", 'revision': '1'}
    """
    return {column: _fit(_guard(column, cell)) for column, cell in row.items()}


def _guard(column: str, cell: str) -> str:
    cell = _BEFORE_A_SIGN.sub(
        lambda run: f"{run[0]}{_TEXT_MARK}" if _BREAK.search(run[0]) else run[0], cell
    )
    if _RUN_AS_FORMULA.match(cell) or (column in _IDS and _TAKEN_FOR_NUMBER.fullmatch(cell)):
        return _TEXT_MARK + cell
    return cell


def _fit(cell: str) -> str:
    if len(cell) <= CELL_LIMIT // 2:  # no character takes more than two units
        return cell
    units = cell.encode("utf-16-le")
    if len(units) <= 2 * CELL_LIMIT:
        return cell
    return units[: 2 * (CELL_LIMIT - len(CUT_MARK))].decode("utf-16-le", "ignore") + CUT_MARK
