"""Brings keys to those of today: before 2019 a number names an article only together with its host and day.

A batch is one transaction, and a key that is as it should be stays: after a kill the next call goes on.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection, text

from rednet_crawler.site.urls import read_address

Transaction = Callable[[], AbstractContextManager[Connection]]
_AT_ONCE = 500
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
                rows = connection.execute(query, {"after": after, "most": _AT_ONCE}).all()
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
    """Bring one key over. What was listed under it and is another article today is listed as that, and to be fetched."""
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
    """Make a pending article of a link that was taken for none; where the article is there already, it is the same as that."""
    keys = {"key": key, "new": new}
    if connection.scalar(_IS_LISTED, keys):
        connection.execute(text("DELETE FROM ledger WHERE key = :key"), keys)
    else:
        query = "UPDATE ledger SET key = :new, state = 'pending', reason = NULL WHERE key = :key"
        connection.execute(text(query), keys)
