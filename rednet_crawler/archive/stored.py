"""JSON of the archive, read back: whoever had the file may have damaged it."""

from typing import Any

import orjson

from rednet_crawler.errors import StorageError


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
