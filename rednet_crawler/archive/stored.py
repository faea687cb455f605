"""What stands in the rows of an archive: how they are written, many at a time, JSON read back, what
is packed, and what is read of rows that are not sound. Whoever had the file may have damaged it.
"""

import logging
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection

from rednet_crawler.errors import StorageError
from rednet_crawler.safety import one_line

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_NAME = re.compile(r"(?<!:):([a-z_]+)")


def write_rows(connection: Connection, statement: str, rows: list[dict[str, Any]]) -> None:
    """Write rows by a statement that names their values as `:name`.

    They go to the driver as they are. SQLAlchemy's `text` would take each of them apart first,
    which takes longer than the writing.
    """
    connection.exec_driver_sql(_worded(statement, connection.dialect.name), rows)


@cache
def _worded(statement: str, database: str) -> str:
    """Return a statement as the driver of a database names values: SQLite's does it like SQLAlchemy."""
    return _NAME.sub(r"%(\1)s", statement) if database == "postgresql" else statement


def stored(written: object, what: str) -> dict[str, Any]:
    """Return an object that was stored as JSON, {} where there is none. `what` names it. Raises
    StorageError for what is none.
    """
    if written is None:
        return {}
    try:
        value = orjson.loads(written)  # type: ignore[arg-type]  # what is neither text nor bytes is damaged, too
    except orjson.JSONDecodeError as error:
        raise damaged(what, str(error)) from error
    if not isinstance(value, dict):
        raise damaged(what, "is no JSON object")
    return value


def damaged(what: str, reason: str) -> StorageError:
    """Return the error of something that was stored and is not what it should be."""
    return StorageError(
        f"{what} is damaged in the archive ({reason}); go back to a copy made by `rednet backup`"
    )


_LARGEST = 1 << 26
"""Bytes. No article is as large; what unpacks to more was made by another."""


def packed(written: bytes) -> bytes:
    """Return bytes packed."""
    return zstd.compress(written)


def packed_as_it_is(found: object) -> bytes | None:
    """Return whatever stood in a column packed, also what is no text; None for nothing."""
    if found is None:
        return None
    return packed(
        found if isinstance(found, bytes) else str(found).encode("utf-8", "surrogateescape")
    )


def unpacked(found: object, what: str) -> object:
    """Return what was packed, and anything that is not packed as it is. `what` names it. Raises
    StorageError for a damaged one.
    """
    if not isinstance(found, bytes):
        return found
    unpacker = zstd.ZstdDecompressor()
    try:
        written = unpacker.decompress(found, _LARGEST)
    except zstd.ZstdError as error:
        raise damaged(what, str(error)) from error
    if not unpacker.eof:
        raise damaged(what, "is cut off, or too large")
    return written


logger = logging.getLogger(__name__)
Tell = Callable[[StorageError], None]

_NUMBERS = frozenset(
    {
        "position",
        "tries",
        "run",
        "revision",
        "complete",
        "page",
        "place",
        "articles",
        "links",
        "number",
    }
)
_NUMBERS_OR_NOTHING = frozenset({"exit_code"})
_NEVER_NOTHING = frozenset({
    "key", "url", "station", "state", "channel", "channel_id", "spider", "owner", "inventory",
    "started_at", "heartbeat_at", "first_listed_at", "changed_at", "first_seen_at", "last_seen_at", "fetched_at",
})  # fmt: skip
_MAY_BE_PACKED = frozenset({"record", "raw", "current_record"})
"""What is read, and found damaged, by those who unpack it."""
_TIMES = frozenset({"started_at", "heartbeat_at", "ended_at"})
_NAMES = ("key", "run", "url", "channel_id", "station")
"""What a row is called by."""
_NO_TEXT = re.compile("[\ud800-\udfff]")


def log(error: StorageError) -> None:
    """Tell of a row where nobody else does."""
    logger.error("%s", error)


def sound(
    rows: Iterable[Mapping[Any, Any]], table: str, tell: Tell, may_lack: Iterable[str] = ()
) -> list[dict[str, Any]]:
    """Return the rows that hold what this program enters, and tell of each other one. `may_lack` may be null here."""
    lacking = frozenset(may_lack)
    found = []
    for row in rows:
        wrong = next((name for name, value in row.items() if not _fits(name, value, lacking)), None)
        if wrong is None:
            found.append(dict(row))
        else:
            tell(
                damaged(
                    f"the row of {_name(row)} in {table}", f"its {wrong} is {_kind(row[wrong])}"
                )
            )
    return found


def sound_run(row: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Return the row of a run, without the parts of it that are damaged: it is told of them."""
    what = f"the record of run {row['run']}"
    if row["station"] is not None and not isinstance(row["station"], str):
        row["station"] = None
    for name, instead in (("report", None), ("arguments", "{}")):
        try:
            check_report(stored(row[name], what), what)
        except StorageError as error:
            tell(error)
            row[name] = instead
    return row


def check_report(report: dict[str, Any], what: str) -> dict[str, Any]:
    """Return the record of a run as it is. Raises StorageError where what commands show of it has not its form."""
    for name in ("articles", "fields", "listings", "ledger"):
        if not isinstance(report.get(name, {}), dict):
            raise damaged(what, f"its {name} is {_kind(report[name])}")
    alarms = report.get("alarms", [])
    if not isinstance(alarms, list) or not all(map(_is_alarm, alarms)):
        raise damaged(what, "its alarms have not their form")
    return report


def sound_raw(raw: dict[str, Any], what: str, tell: Tell) -> dict[str, Any]:
    """Return the raw texts of an article's fields, without those that are damaged: it is told of them."""
    found = {
        name: texts
        for name, texts in raw.items()
        if isinstance(texts, list) and all(map(_is_raw, texts))
    }
    if len(found) < len(raw):
        tell(damaged(what, "some of its raw texts have not their form"))
    return found


def _fits(name: str, value: object, lacking: frozenset[str]) -> bool:
    if value is None:
        return name in lacking or name not in _NEVER_NOTHING | _NUMBERS
    if name in _MAY_BE_PACKED:
        return True
    if name in _NUMBERS or name in _NUMBERS_OR_NOTHING:
        return type(value) is int
    if isinstance(value, str):
        return (value.isascii() or not _NO_TEXT.search(value)) and (
            name not in _TIMES or _is_time(value)
        )
    return isinstance(value, (int, float)) and name not in _NEVER_NOTHING


def _is_time(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_alarm(alarm: object) -> bool:
    texts = ("kind", "since", "message")
    return (
        isinstance(alarm, dict)
        and all(isinstance(alarm.get(name), str) for name in texts)
        and isinstance(alarm.get("urls"), list)
        and _is_time(alarm["since"])
    )


def _is_raw(found: object) -> bool:
    return (
        isinstance(found, list)
        and len(found) == 2  # noqa: PLR2004 - a pair
        and all(part is None or isinstance(part, str) for part in found)
    )


def _name(row: Mapping[Any, Any]) -> str:
    return one_line(
        str(next((row[name] for name in _NAMES if row.get(name) is not None), "no name"))
    )


def _kind(value: object) -> str:
    if value is None:
        return "not there"
    return (
        "of bytes" if isinstance(value, bytes) else f"no such value ({one_line(str(value))[:40]})"
    )
