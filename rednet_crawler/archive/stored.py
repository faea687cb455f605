"""JSON of the archive, read back: whoever had the file may have damaged it."""

from collections.abc import Mapping
from typing import Any

import orjson

from rednet_crawler.errors import StorageError

OF_THE_ROW = ("content_id", "station", "url", "content_hash", "revision")
"""Fields without which there is no article: the tables have them as columns, too."""


def stored(written: object, what: str) -> dict[str, Any]:
    """Return an object that was stored as JSON, {} where there is none. `what` names it. Raises StorageError for what is none."""
    if written is None:
        return {}
    try:
        value = orjson.loads(written)  # type: ignore[arg-type]  # what is neither text nor bytes is damaged, too
    except orjson.JSONDecodeError as error:
        raise damaged(what, str(error)) from error
    if not isinstance(value, dict):
        raise damaged(what, "is no JSON object")
    return value


def stored_record(row: Mapping[str, Any], what: str) -> dict[str, Any]:
    """Return the record of an article in a row that also has `OF_THE_ROW`, which stands in for what the record lacks."""
    return {**{name: row[name] for name in OF_THE_ROW}, **stored(row["record"], what)}


def damaged(what: str, reason: str) -> StorageError:
    """Return the error of something that was stored and is not what it should be."""
    return StorageError(f"{what} is damaged in the archive ({reason}); go back to a copy made by `rednet backup`")
