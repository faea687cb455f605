"""Mends what earlier versions saved over articles: challenges, error pages, readings without template and text.

Done once, when an archive is brought to version 5. A row that has such a reading goes back to its
last good one as it was; every such row is due at once.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import orjson
from sqlalchemy import Connection, Row, text

from rednet_crawler.archive.better import LACKS, is_refusal, lack_of, rank_of
from rednet_crawler.archive.stored import stored
from rednet_crawler.errors import StorageError

_AT_ONCE = 200
"""Articles in memory together."""
_NEXT = text(
    "SELECT key, revision, record FROM articles WHERE key > :after ORDER BY key LIMIT :most"
)
_EARLIER = text("""
    SELECT revision, content_hash, fetched_at, record FROM revisions WHERE key = :key AND revision < :revision
    ORDER BY revision DESC
""")
_LACKS = text("UPDATE articles SET lacks = :lacks WHERE key = :key")
_BACK = text("""
    UPDATE articles SET lacks = :lacks, station = :station, url = :url, published_at = :published_at,
        content_hash = :content_hash, revision = :revision, fetched_at = :fetched_at, record = :record
    WHERE key = :key
""")
_DOUBT = text("UPDATE revisions SET doubt = :doubt WHERE key = :key AND revision > :revision")
_DUE = text("""
    UPDATE ledger SET next_try_at = changed_at, reason = :reason, tries = 0, etag = NULL, last_modified = NULL
    WHERE key = :key AND state = 'saved'
""")


def mend(connection: Connection) -> None:
    """Look through all articles, a few at a time, and mend those that were not read well."""
    for row, record in _articles(connection):
        lack = lack_of(record)
        if lack is None:
            continue
        doubt = "reads like a refusal, not like an article" if is_refusal(record) else LACKS[lack]
        if not _go_back(connection, row, record, doubt):
            connection.execute(_LACKS, {"key": row.key, "lacks": lack})
            connection.execute(
                _DUE, {"key": row.key, "reason": f"read by an earlier version: {doubt}"}
            )


def _articles(connection: Connection) -> Iterator[tuple[Row[Any], dict[str, Any]]]:
    """Yield each article with its record; a damaged one is left as it is, for whoever reads it is told."""
    after = ""
    while rows := connection.execute(_NEXT, {"after": after, "most": _AT_ONCE}).all():
        for row in rows:
            with suppress(StorageError):
                yield row, stored(row.record, f"the text of {row.key}")
        after = rows[-1].key


def _go_back(connection: Connection, row: Row[Any], current: Mapping[str, Any], doubt: str) -> bool:
    """Let an article go back to the best of its earlier texts, of equals the last; return whether
    it has a better one.
    """
    best: tuple[tuple[bool, int], Row[Any], Mapping[str, Any]] | None = None
    worth = _worth(current)
    for earlier in connection.execute(_EARLIER, {"key": row.key, "revision": row.revision}):
        with suppress(StorageError):
            record = stored(earlier.record, f"a text of {row.key}")
            if _worth(record) > (best[0] if best else worth):
                best = _worth(record), earlier, record
    if best is None:
        return False
    _, earlier, good = best
    lack = lack_of(good)
    connection.execute(
        _BACK,
        {
            **{name: good.get(name) for name in ("station", "url", "published_at")},
            "key": row.key,
            "lacks": lack,
            "content_hash": earlier.content_hash,
            "revision": earlier.revision,
            "fetched_at": earlier.fetched_at,
            "record": orjson.dumps(good).decode(),
        },
    )
    connection.execute(_DOUBT, {"key": row.key, "revision": earlier.revision, "doubt": doubt})
    reason = (
        f"revision {row.revision}: {doubt}; revision {earlier.revision} is the current one again"
    )
    connection.execute(_DUE, {"key": row.key, "reason": reason})
    return True


def _worth(record: Mapping[str, Any]) -> tuple[bool, int]:
    return lack_of(record) is None, 0 if is_refusal(record) else 1 + rank_of(record) + bool(
        record.get("text")
    )
