"""The archive as an object: one transaction for each thing that happens, in SQL that SQLite and PostgreSQL both read."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, Self

from sqlalchemy import Connection, bindparam, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError as SqlArgumentError
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from rednet_crawler.archive.migrations import migrate
from rednet_crawler.archive.owner import is_alive, owner, stamp
from rednet_crawler.errors import ArchiveHeldError, SettingError, StorageError
from rednet_crawler.export.rows import Json

State = Literal["pending", "saved", "skipped", "gone", "failed"]
STATES: tuple[State, ...] = ("saved", "pending", "skipped", "gone", "failed")
_FIRST_WAIT = timedelta(minutes=30)
_LONGEST_WAIT = timedelta(days=7)


class Listed(NamedTuple):
    """One entry of a listing page, as the ledger takes it in."""

    key: str
    url: str
    position: int
    place: int = 0
    state: State = "pending"
    reason: str | None = None
    title: str | None = None
    published: str | None = None


class Due(NamedTuple):
    """An article that is to be fetched, and what the listings said of it."""

    key: str
    url: str
    title: str | None
    published: str | None


class Validators(NamedTuple):
    """What a server said of a page, to be asked whether it has changed."""

    etag: str | None
    last_modified: str | None


class Saved(NamedTuple):
    """What became of an article that was saved."""

    revision: int
    first_seen_at: str
    changed: bool
    """Whether it is new, or its text another than that of the last revision."""


class Archive:
    """An open archive. Every method is one transaction: it is there whole or not at all, whenever the process dies.

    All methods raise StorageError, in one line, where the database cannot be read or written.
    """

    def __init__(self, url: str) -> None:
        """Open an archive, and make it where there is none.

        `url` is that of SQLAlchemy: `sqlite:///rednet.db`. Raises SettingError for one that is none.
        """
        try:
            address = make_url(url)
            self._engine = create_engine(address)
        except (SqlArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise SettingError(f"archive {url}: has to be like sqlite:///rednet.db ({error})") from None
        self.name = address.render_as_string()
        if address.get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", _prepare)
            event.listen(self._engine, "begin", _begin)
        with self._transaction() as connection:
            migrate(connection)

    def close(self) -> None:
        """Close the archive."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Return the archive."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    # ---- listings

    def take_in(self, station: str, channel_id: str, channel: str, entries: Sequence[Listed], now: datetime) -> None:
        """Enter what a listing page holds: new URLs into the ledger, and each entry as a sighting of the channel."""
        at = stamp(now)
        common = {"station": station, "channel_id": channel_id, "channel": channel, "at": at}
        rows = [{**entry._asdict(), **common} for entry in entries]
        if not rows:
            return
        with self._transaction() as connection:
            connection.execute(
                text("""
                    INSERT INTO ledger (key, url, place, station, state, reason, tries, title, published, first_listed_at, changed_at)
                    VALUES (:key, :url, :place, :station, :state, :reason, 0, :title, :published, :at, :at)
                    ON CONFLICT (key) DO UPDATE SET
                        url = CASE WHEN excluded.place < ledger.place THEN excluded.url ELSE ledger.url END,
                        place = CASE WHEN excluded.place < ledger.place THEN excluded.place ELSE ledger.place END,
                        state = CASE WHEN ledger.state = 'skipped' AND excluded.state = 'pending'
                            THEN excluded.state ELSE ledger.state END,
                        reason = CASE WHEN ledger.state = 'skipped' AND excluded.state = 'pending'
                            THEN NULL ELSE ledger.reason END,
                        title = coalesce(ledger.title, excluded.title),
                        published = coalesce(ledger.published, excluded.published)
                """),
                rows,
            )
            connection.execute(
                text("""
                    INSERT INTO sightings (channel_id, url, key, channel, position, first_seen_at, last_seen_at)
                    VALUES (:channel_id, :url, :key, :channel, :position, :at, :at)
                    ON CONFLICT (channel_id, url) DO UPDATE SET
                        channel = excluded.channel, position = excluded.position, last_seen_at = excluded.last_seen_at
                """),
                rows,
            )

    def covered(self, channel_id: str, urls: Sequence[str], since: str) -> int:
        """Return how many of the URLs, from the last backwards, were met by a walk of the channel that came to its end.

        Such a walk counts where it went as far back as `since`: `""` for all there is.
        """
        query = text("""
            SELECT 1 FROM sightings WHERE channel_id = :channel_id AND url = :url AND covered_since <= :since
        """)
        with self._transaction() as connection:
            for count, url in enumerate(reversed(urls)):
                if not connection.scalar(query, {"channel_id": channel_id, "url": url, "since": since}):
                    return count
        return len(urls)

    def begin_walk(self, station: str, channel_id: str, channel: str, since: str, now: datetime) -> Validators:
        """Enter a walk as a gap until it ends, and return what tells whether its first page has changed.

        The validators are empty unless the last walk came to its end, and as far back as this one is to go.
        """
        values = {"station": station, "channel_id": channel_id, "channel": channel, "since": since, "at": stamp(now)}
        with self._transaction() as connection:
            row = connection.execute(
                text("""
                    SELECT etag, last_modified FROM walks
                    WHERE station = :station AND channel_id = :channel_id AND complete = 1 AND since <= :since
                """),
                values,
            ).first()
            connection.execute(
                text("""
                    INSERT INTO walks (station, channel_id, channel, complete, page, walked_at)
                    VALUES (:station, :channel_id, :channel, 0, 0, :at)
                    ON CONFLICT (station, channel_id) DO UPDATE SET
                        channel = excluded.channel, complete = 0, page = 0, walked_at = excluded.walked_at
                """),
                values,
            )
        return Validators(row.etag, row.last_modified) if row else Validators(None, None)

    def end_walk(  # noqa: PLR0913, PLR0917 - the columns of a walk
        self, station: str, channel_id: str, page: int, since: str | None, validators: Validators, now: datetime
    ) -> None:
        """Enter that a walk came to its end: it covers all that the channel has listed, back to `since`.

        `since` is `""` for all there is, None where the walk left out some of what it met.
        """
        values = {**validators._asdict(), "station": station, "channel_id": channel_id, "page": page, "since": since}
        with self._transaction() as connection:
            connection.execute(
                text("""
                    UPDATE walks SET complete = 1, page = :page, since = :since, etag = :etag,
                        last_modified = :last_modified, walked_at = :at
                    WHERE station = :station AND channel_id = :channel_id
                """),
                {**values, "at": stamp(now)},
            )
            if since is not None:
                connection.execute(
                    text("""
                        UPDATE sightings SET covered_since = :since
                        WHERE channel_id = :channel_id AND (covered_since IS NULL OR covered_since > :since)
                    """),
                    values,
                )

    def channels(self, station: str) -> list[tuple[str, str]]:
        """Return (number, name) of the channels that were ever walked."""
        query = text("SELECT channel_id, channel FROM walks WHERE station = :station ORDER BY channel_id")
        with self._transaction() as connection:
            return [(row.channel_id, row.channel) for row in connection.execute(query, {"station": station})]

    def gaps(self, station: str) -> list[str]:
        """Return the names of the channels whose last walk was cut short."""
        with self._transaction() as connection:
            found = connection.scalars(
                text("SELECT channel FROM walks WHERE station = :station AND complete = 0 ORDER BY channel_id"),
                {"station": station},
            )
            return list(found)

    # ---- the ledger

    def states(self, keys: Sequence[str]) -> dict[str, tuple[State, str | None]]:
        """Return state and reason of each of the keys that the ledger knows."""
        query = text("SELECT state, reason FROM ledger WHERE key = :key")
        with self._transaction() as connection:
            rows = ((key, connection.execute(query, {"key": key}).first()) for key in keys)
            return {key: (row.state, row.reason) for key, row in rows if row is not None}

    def due(
        self, station: str, now: datetime, most: int, *, failed: bool = False, channel_ids: Sequence[str] = ()
    ) -> list[Due]:
        """Return what is to be fetched, the newest by the listings first: what is pending, and what failed and is due.

        With `failed`, all that failed, whether due or not; with `channel_ids`, only what those channels listed.
        """
        query = text(f"""
            SELECT key, url, title, published FROM ledger
            WHERE station = :station AND (state = 'pending' OR (state = 'failed' AND (:failed = 1 OR next_try_at <= :at)))
            {"AND key IN (SELECT key FROM sightings WHERE channel_id IN :channel_ids)" if channel_ids else ""}
            ORDER BY published IS NULL, published DESC, key DESC LIMIT :most
        """)  # noqa: S608 - nothing of the caller stands in it
        if channel_ids:
            query = query.bindparams(bindparam("channel_ids", expanding=True))
        with self._transaction() as connection:
            rows = connection.execute(
                query,
                {
                    "station": station,
                    "at": stamp(now),
                    "failed": int(failed),
                    "most": most,
                    **({"channel_ids": list(channel_ids)} if channel_ids else {}),
                },
            )
            return [Due(*row) for row in rows]

    def mark(self, key: str, state: State, reason: str | None, now: datetime) -> None:
        """Move an entry to a state. What failed is due again after a wait that doubles with each try."""
        with self._transaction() as connection:
            tries = connection.scalar(text("SELECT tries FROM ledger WHERE key = :key"), {"key": key}) or 0
            wait = min(_FIRST_WAIT * 2 ** min(tries, 20), _LONGEST_WAIT)
            connection.execute(
                text("""
                    UPDATE ledger SET state = :state, reason = :reason, tries = :tries, next_try_at = :next_try_at, changed_at = :at
                    WHERE key = :key AND state <> 'saved'
                """),
                {
                    "key": key,
                    "state": state,
                    "reason": reason,
                    "tries": tries + 1,
                    "next_try_at": stamp(now + wait) if state == "failed" else None,
                    "at": stamp(now),
                },
            )

    def channels_of(self, key: str) -> tuple[str, ...]:
        """Return the names of the channels that listed an article, in the order they first did."""
        with self._transaction() as connection:
            names = connection.scalars(
                text("SELECT channel FROM sightings WHERE key = :key ORDER BY first_seen_at, channel_id"), {"key": key}
            )
            return tuple(dict.fromkeys(names))

    def sums(self, station: str | None = None) -> dict[State, int]:
        """Return how many URLs are in each state; together they are all that was ever listed."""
        with self._transaction() as connection:
            rows = connection.execute(
                text("""
                    SELECT state, count(*) AS number FROM ledger WHERE :station IS NULL OR station = :station GROUP BY state
                """),
                {"station": station},
            )
            counts = {row.state: row.number for row in rows}
        return {state: counts.get(state, 0) for state in STATES}

    def missing(self, station: str | None, most: int) -> list[dict[str, Any]]:
        """Return what was listed and is not there: url, state, reason, tries and next_try_at, the newest change first."""
        query = text("""
            SELECT url, state, reason, tries, next_try_at FROM ledger
            WHERE state IN ('pending', 'failed', 'gone') AND (:station IS NULL OR station = :station)
            ORDER BY changed_at DESC, key LIMIT :most
        """)
        with self._transaction() as connection:
            return [dict(row) for row in connection.execute(query, {"station": station, "most": most}).mappings()]

    # ---- articles

    def count_articles(self, station: str | None = None) -> int:
        """Return how many articles are in the archive."""
        query = text("SELECT count(*) FROM articles WHERE :station IS NULL OR station = :station")
        with self._transaction() as connection:
            return int(connection.scalar(query, {"station": station}) or 0)

    def save(self, key: str, record: Mapping[str, Json], now: datetime) -> Saved:
        """Save an article: its row, its revision where its text is another, and the ledger's "saved", or none of them.

        The numbers of the revision and the time it was first seen are put into what is stored.
        """
        with self._transaction() as connection:
            known = connection.execute(
                text("SELECT content_hash, revision, first_seen_at FROM articles WHERE key = :key"), {"key": key}
            ).first()
            at = stamp(now)
            saved = Saved(1, str(record["first_seen_at"] or at), changed=True)
            if known is not None:
                changed = known.content_hash != record["content_hash"]
                saved = Saved(known.revision + changed, known.first_seen_at, changed)
            stored = {**record, "revision": saved.revision, "first_seen_at": saved.first_seen_at}
            row = {
                **{
                    name: stored[name]
                    for name in ("content_id", "station", "url", "published_at", "content_hash", "revision")
                },
                "key": key,
                "first_seen_at": saved.first_seen_at,
                "fetched_at": stored["fetched_at"] or at,
                "record": json.dumps(stored, ensure_ascii=False, separators=(",", ":")),
                "at": at,
            }
            connection.execute(text(_SAVE_ARTICLE), row)
            if saved.changed:
                connection.execute(text(_SAVE_REVISION), row)
            connection.execute(text(_SAVE_STATE), row)
        return saved

    def articles(self, station: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield the current record of every article in the order of the keys, a few at a time.

        `channels` is that of all sightings to this day.
        """
        last = ""
        while True:
            with self._transaction() as connection:
                rows = connection.execute(
                    text("""
                        SELECT key, record FROM articles
                        WHERE key > :last AND (:station IS NULL OR station = :station) ORDER BY key LIMIT 200
                    """),
                    {"last": last, "station": station},
                ).all()
            if not rows:
                return
            last = rows[-1].key
            for row in rows:
                record = json.loads(row.record)
                yield {**record, "channels": list(self.channels_of(row.key)) or record["channels"]}

    # ---- runs

    def begin_run(self, spider: str, arguments: Mapping[str, object], version: str, now: datetime) -> int:
        """Enter a run, and return its number. It holds the archive until it is ended.

        A run whose process is gone is marked as killed. Raises ArchiveHeldError where one is going on.
        """
        with self._transaction() as connection:
            for row in connection.execute(text("SELECT * FROM runs WHERE ended_at IS NULL")).all():
                if is_alive(row.owner, row.heartbeat_at, now):
                    raise ArchiveHeldError(
                        f"{self.name}: run {row.run} ({row.owner}, begun {row.started_at}) holds the archive; wait for its end"
                    )
                connection.execute(
                    text("UPDATE runs SET ended_at = heartbeat_at, exit_code = -1 WHERE run = :run"), {"run": row.run}
                )
            run: int = (connection.scalar(text("SELECT max(run) FROM runs")) or 0) + 1
            connection.execute(
                text("""
                    INSERT INTO runs (run, spider, arguments, version, owner, started_at, heartbeat_at)
                    VALUES (:run, :spider, :arguments, :version, :owner, :at, :at)
                """),
                {
                    "run": run,
                    "spider": spider,
                    "arguments": json.dumps(arguments, ensure_ascii=False),
                    "version": version,
                    "owner": owner(),
                    "at": stamp(now),
                },
            )
        return run

    def beat(self, run: int, now: datetime) -> None:
        """Say that a run is going on."""
        with self._transaction() as connection:
            connection.execute(
                text("UPDATE runs SET heartbeat_at = :at WHERE run = :run"), {"run": run, "at": stamp(now)}
            )

    def end_run(self, run: int, exit_code: int, counts: Mapping[State, int], now: datetime) -> None:
        """Enter the end of a run: it lets go of the archive."""
        with self._transaction() as connection:
            connection.execute(
                text("""
                    UPDATE runs SET heartbeat_at = :at, ended_at = :at, exit_code = :exit_code, counts = :counts
                    WHERE run = :run
                """),
                {"run": run, "exit_code": exit_code, "counts": json.dumps(counts), "at": stamp(now)},
            )

    def runs(self, most: int = 20) -> list[dict[str, Any]]:
        """Return the last runs, the newest first."""
        with self._transaction() as connection:
            rows = connection.execute(text("SELECT * FROM runs ORDER BY run DESC LIMIT :most"), {"most": most})
            return [dict(row) for row in rows.mappings()]

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise StorageError(
                f"{self.name}: {error.orig}; is it an archive, can it be written, is the disk full?"
            ) from error
        except SQLAlchemyError as error:
            raise StorageError(f"{self.name}: {error}") from error


_SAVE_ARTICLE = """
    INSERT INTO articles (key, content_id, station, url, published_at, content_hash, revision, first_seen_at, fetched_at, record)
    VALUES (:key, :content_id, :station, :url, :published_at, :content_hash, :revision, :first_seen_at, :fetched_at, :record)
    ON CONFLICT (key) DO UPDATE SET
        station = excluded.station, url = excluded.url, published_at = excluded.published_at,
        content_hash = excluded.content_hash, revision = excluded.revision, fetched_at = excluded.fetched_at,
        record = excluded.record
"""
_SAVE_REVISION = """
    INSERT INTO revisions (key, revision, content_hash, fetched_at, record)
    VALUES (:key, :revision, :content_hash, :fetched_at, :record)
"""
_SAVE_STATE = """
    INSERT INTO ledger (key, url, place, station, state, tries, first_listed_at, changed_at)
    VALUES (:key, :url, 0, :station, 'saved', 1, :at, :at)
    ON CONFLICT (key) DO UPDATE SET
        state = 'saved', reason = NULL, tries = ledger.tries + 1, next_try_at = NULL, changed_at = excluded.changed_at
"""


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set a connection to SQLite up: a write-ahead log, and transactions begun by ourselves."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may undo the last commits, never tear one
    connection.execute("PRAGMA busy_timeout = 10000")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
