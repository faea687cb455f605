"""Mends what earlier versions entered: challenges, error pages and readings without template and
text that were saved over articles, and keys of before 2019, where a number names an article only
together with its host and day.

Each is done once, when an archive is brought over. A row that has such a reading goes back to its
last good one as it was; every such row is due at once. A batch of keys is one transaction, and a
key that is as it should be stays: after a kill the next call goes on.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from typing import Any

import orjson
from sqlalchemy import Connection, Row, text

from rednet_crawler.archive.better import LACKS, is_refusal, lack_of, rank_of
from rednet_crawler.archive.stored import stored
from rednet_crawler.errors import StorageError
from rednet_crawler.site.urls import read_address

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


Transaction = Callable[[], AbstractContextManager[Connection]]
_KEYS_AT_ONCE = 500
_LISTED = text("SELECT key, url, station FROM ledger WHERE key > :after ORDER BY key LIMIT :most")
_FETCHED = text("""
    SELECT a.key, a.url, a.station FROM articles a LEFT JOIN ledger l ON l.key = a.key
    WHERE a.key > :after AND l.key IS NULL ORDER BY a.key LIMIT :most
""")
_SIGHTINGS = text("SELECT station, channel_id, url FROM sightings WHERE key = :key")
_MOVE_SIGHTING = text(
    "UPDATE sightings SET key = :new WHERE station = :station AND channel_id = :channel_id AND url = :url"
)
_IS_LISTED = text("SELECT count(*) FROM ledger WHERE key = :new")
_IS_FETCHED = text("SELECT count(*) FROM articles WHERE key = :new")
_ANOTHER = text("""
    INSERT INTO ledger (key, url, place, station, state, tries, first_listed_at, changed_at)
    SELECT :new, :url, place, station, 'pending', 0, first_listed_at, changed_at FROM ledger WHERE key = :key
""")
_TABLES = ("articles", "revisions", "ledger", "kept_pages")


def bring_keys(transaction: Transaction) -> None:
    """Bring all keys of an archive over."""
    for query in (
        _LISTED,
        _FETCHED,
    ):  # in this order: an article of the ledger goes by the address that was listed
        after: str | None = ""
        while after is not None:
            with transaction() as connection:
                rows = connection.execute(query, {"after": after, "most": _KEYS_AT_ONCE}).all()
                for key, url, station in rows:
                    _bring(connection, key, key_of_today(key, url, station))
            after = rows[-1].key if rows else None


def key_of_today(key: str, url: str, station: str) -> str:
    """Return the key that an article or a link has today; the one it has where its address is that of another number.

    >>> key_of_today("316918", "https://hh.rednet.cn/content/2018/08/02/316918.html", "hh")
    'hh/2018-08-02/316918'
    """
    address = read_address(url)
    new = address.key_on(station) if address else None
    same = address is not None and ("://" in key or key.rpartition("/")[2] == address.content_id)
    return new if new and same else key


def _bring(connection: Connection, key: str, new: str) -> None:
    """Bring one key over. What was listed under it and is another article today is listed as that,
    and to be fetched.
    """
    if new == key or connection.scalar(_IS_FETCHED, {"new": new}):
        return
    for seen in connection.execute(_SIGHTINGS, {"key": key}).all():
        own = key_of_today(new, seen.url, seen.station)
        place = {"new": own, "key": key, **seen._asdict()}
        connection.execute(_MOVE_SIGHTING, place)
        if own != new and not connection.scalar(_IS_LISTED, place):
            connection.execute(_ANOTHER, place)
    if "://" in key:
        _bring_link(connection, key, new)
        return
    for table in _TABLES:
        connection.execute(
            text(f"UPDATE {table} SET key = :new WHERE key = :key"), {"key": key, "new": new}
        )


def _bring_link(connection: Connection, key: str, new: str) -> None:
    """Make a pending article of a link that was taken for none; where the article is there already,
    it is the same as that.
    """
    keys = {"key": key, "new": new}
    if connection.scalar(_IS_LISTED, keys):
        connection.execute(text("DELETE FROM ledger WHERE key = :key"), keys)
    else:
        query = "UPDATE ledger SET key = :new, state = 'pending', reason = NULL WHERE key = :key"
        connection.execute(text(query), keys)
