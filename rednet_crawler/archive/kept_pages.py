"""Pages that were not read well: their bytes stay, so that a later extractor can read them again
without the site; and how long the archive waits until a page is asked for again.
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, RowMapping, bindparam, text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.stored import damaged, packed, sound, stored, unpacked, write_rows
from rednet_crawler.errors import StorageError
from rednet_crawler.items import Page

_FIRST_WAIT = timedelta(minutes=25)
"""A little less than half an hour, so that a run of every half hour does not miss it by seconds."""
_LONGEST_WAIT = timedelta(days=7)


def wait_after(tries: int, *, soon: bool = False) -> timedelta:
    """Return the wait after so many tries before this one: it doubles with each. With `soon` there
    is none after the first.
    """
    if soon and not tries:
        return timedelta()
    return min(_FIRST_WAIT * (1 << min(tries, 20)), _LONGEST_WAIT)


LARGEST = 2_000_000
"""Bytes of a page that are kept."""
MOST = 3
"""Pages that are kept of one article: the newest."""
_KEEP = """
    INSERT INTO kept_pages (key, digest, station, url, content_type, fetched_at, reason, run, record, body)
    VALUES (:key, :digest, :station, :url, :content_type, :fetched_at, :reason, :run, :record, :body)
    ON CONFLICT (key, digest) DO UPDATE SET
        url = excluded.url, content_type = excluded.content_type, fetched_at = excluded.fetched_at,
        reason = excluded.reason, run = coalesce(excluded.run, kept_pages.run), record = excluded.record
"""
_DROP_OLD = f"""
    DELETE FROM kept_pages WHERE key = :key AND digest NOT IN (
        SELECT digest FROM kept_pages WHERE key = :key ORDER BY fetched_at DESC, digest LIMIT {MOST})
"""
_WITHOUT = text("SELECT DISTINCT key FROM kept_pages WHERE key IN :keys").bindparams(
    bindparam("keys", expanding=True)
)
_DROP_READ = "DELETE FROM kept_pages WHERE key = :key AND fetched_at <= :fetched_at"
_NAMES = "key, digest, station, url, content_type, fetched_at, reason"


class Unwell(NamedTuple):
    """A page that was not read well."""

    key: str
    station: str
    page: Page
    reason: str
    """Why it is kept."""
    record: Mapping[str, Any] | None = None
    """What was read, where that is not the current reading."""


class KeptPage(NamedTuple):
    """A page that is kept."""

    key: str
    digest: str
    station: str
    reason: str
    url: str
    fetched_at: str
    page: Page | None
    """None where it was larger than is kept."""
    record: Mapping[str, Any]
    """The doubtful reading; empty where what was read is the current one, or there is none."""


def keep_pages(connection: Connection, pages: Collection[Unwell], run: int | None) -> None:
    """Keep pages within a transaction, and of each article no more than the newest few.

    Of one that is too large the reading alone is kept, where that is not the current one.
    """
    kept = [each for each in pages if each.record is not None or len(each.page.body) <= LARGEST]
    if kept:
        write_rows(connection, _KEEP, [_row(each, run) for each in kept])
        write_rows(connection, _DROP_OLD, [{"key": each.key} for each in kept])


def drop_pages(connection: Connection, read_well: Mapping[str, str]) -> None:
    """Remove within a transaction what is kept of articles that were read well: key → when that page was fetched."""
    if not read_well:
        return
    there = connection.scalars(_WITHOUT, {"keys": list(read_well)}).all()
    if there:
        write_rows(
            connection, _DROP_READ, [{"key": key, "fetched_at": read_well[key]} for key in there]
        )


@in_transactions
class KeptPages:
    """The pages that are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, station: str | None = None) -> int:
        """Return how many pages are kept."""
        query = text("SELECT count(*) FROM kept_pages WHERE station = coalesce(:station, station)")
        with self._database.reading() as connection:
            return int(connection.scalar(query, {"station": station}) or 0)

    def stations(self) -> list[str]:
        """Return the codes of the stations of whose articles pages are kept."""
        with self._database.reading() as connection:
            query = text("SELECT DISTINCT station FROM kept_pages ORDER BY station")
            return [str(station) for station in connection.scalars(query)]

    def names(self, station: str) -> list[tuple[str, str]]:
        """Return key and digest of each page that is kept of a station, those of an article
        together, the oldest first.
        """
        query = text(
            "SELECT key, digest FROM kept_pages WHERE station = :station ORDER BY key, fetched_at, digest"
        )
        with self._database.reading() as connection:
            return [
                (row.key, row.digest) for row in connection.execute(query, {"station": station})
            ]

    def of(self, key: str) -> list[KeptPage]:
        """Return what is kept of an article, the oldest page first."""
        query = text(
            f"SELECT {_NAMES}, record, body FROM kept_pages WHERE key = :key ORDER BY fetched_at, digest"
        )
        with self._database.reading() as connection:
            rows = connection.execute(query, {"key": key}).mappings().all()
        return self._read(rows)

    def find(self, key: str, digest: str) -> KeptPage | None:
        """Return a page; None where it is not kept any more, or is damaged, which is told."""
        query = text(
            f"SELECT {_NAMES}, record, body FROM kept_pages WHERE key = :key AND digest = :digest"
        )
        with self._database.reading() as connection:
            rows = connection.execute(query, {"key": key, "digest": digest}).mappings().all()
        return next(iter(self._read(rows)), None)

    def _read(self, rows: Collection[RowMapping]) -> list[KeptPage]:
        found = []
        bodies = {(row["key"], row["digest"]): row["body"] for row in rows}
        plain = [{name: value for name, value in row.items() if name != "body"} for row in rows]
        for row in sound(plain, "the kept pages", self._database.damaged):
            try:
                found.append(_kept(row, bodies[row["key"], row["digest"]]))
            except StorageError as error:
                self._database.damaged(error)
        return found


def _row(unwell: Unwell, run: int | None) -> dict[str, Any]:
    page, record = unwell.page, orjson.dumps(unwell.record) if unwell.record is not None else None
    whole = len(page.body) <= LARGEST
    return {
        "key": unwell.key,
        "digest": hashlib.sha256(page.body).hexdigest(),
        "station": unwell.station,
        "url": page.url or "",
        "content_type": page.content_type,
        "fetched_at": page.fetched_at or "",
        "reason": unwell.reason,
        "run": run,
        "record": packed(record) if record is not None else None,
        "body": packed(page.body) if whole else None,
    }


def _kept(row: Mapping[str, Any], body: object) -> KeptPage:
    what = f"a page of {row['key']}"
    unpacked_body = unpacked(body, what)
    if unpacked_body is not None and not isinstance(unpacked_body, bytes):
        raise damaged(what, "its bytes are none")
    page = None
    if unpacked_body is not None:
        page = Page(
            url=row["url"] or None,
            body=unpacked_body,
            content_type=row["content_type"],
            fetched_at=row["fetched_at"] or None,
        )
    record = stored(unpacked(row["record"], what), what)
    names = {
        name: row[name] for name in ("key", "digest", "station", "reason", "url", "fetched_at")
    }
    return KeptPage(**names, page=page, record=record)
