"""Articles: the current text of each, and every text it ever had."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

import orjson
from sqlalchemy import text

from rednet_crawler import __version__
from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.owner import stamp
from rednet_crawler.archive.stored import stored
from rednet_crawler.archive.walks import UNKNOWN, Validators
from rednet_crawler.export.records import Json

_KNOWN = text("""
    SELECT a.content_hash, a.revision, a.first_seen_at, s.channel
    FROM (SELECT CAST(:key AS VARCHAR) AS key) AS asked
        LEFT JOIN articles AS a ON a.key = asked.key LEFT JOIN sightings AS s ON s.key = asked.key
    ORDER BY length(s.channel_id), s.channel_id
""")
"""What is known of an article, and the channels that listed it, a row for each; one row where there is nothing."""
_SAVE_ARTICLE = text("""
    INSERT INTO articles (key, content_id, station, url, published_at, content_hash, revision, first_seen_at, fetched_at, record)
    VALUES (:key, :content_id, :station, :url, :published_at, :content_hash, :revision, :first_seen_at, :fetched_at, :record)
    ON CONFLICT (key) DO UPDATE SET
        station = excluded.station, url = excluded.url, published_at = excluded.published_at,
        content_hash = excluded.content_hash, revision = excluded.revision, fetched_at = excluded.fetched_at,
        record = excluded.record
""")
_SAVE_REVISION = text("""
    INSERT INTO revisions (key, revision, content_hash, fetched_at, record, raw, version, run)
    VALUES (:key, :revision, :content_hash, :fetched_at, :record, :raw, :version, :run)
""")
_SAVE_STATE = text("""
    INSERT INTO ledger (key, url, place, station, state, tries, next_try_at, first_listed_at, changed_at, etag, last_modified)
    VALUES (:key, :url, 0, :station, 'saved', 0, :next_try_at, :at, :at, :etag, :last_modified)
    ON CONFLICT (key) DO UPDATE SET
        state = 'saved', reason = NULL, tries = 0, failed_since = NULL, next_try_at = excluded.next_try_at,
        changed_at = excluded.changed_at, etag = excluded.etag, last_modified = excluded.last_modified
""")
_LOOKED_AT = text("""
    UPDATE ledger SET reason = NULL, tries = 0, failed_since = NULL, next_try_at = :next_try_at, changed_at = :at
    WHERE key = :key AND state = 'saved'
""")
_LOOKED_AT_AGAIN = (timedelta(hours=6), timedelta(days=1), timedelta(days=3), timedelta(days=14), timedelta(days=90))
"""How long after it was first seen an article is looked at again: most edits are made in the first hours."""


class Saved(NamedTuple):
    """What became of an article that was saved."""

    revision: int
    first_seen_at: str
    changed: bool
    """Whether it is new, or its text another than that of the last revision."""
    channels: tuple[str, ...] = ()
    """Names of the channels that listed it, in the order of their numbers; those of the record where none is known to have."""


@in_transactions
class Articles:
    """The articles that were saved."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, station: str | None = None) -> int:
        """Return how many articles are in the archive."""
        query = text("SELECT count(*) FROM articles WHERE station = coalesce(:station, station)")
        with self._database.transaction() as connection:
            return int(connection.scalar(query, {"station": station}) or 0)

    def find(self, key: str) -> tuple[dict[str, Json], str] | None:
        """Return the current record of an article and when its text was first fetched, None where there is none."""
        query = text("""
            SELECT a.record, r.fetched_at FROM articles AS a JOIN revisions AS r ON r.key = a.key AND r.revision = a.revision
            WHERE a.key = :key
        """)
        with self._database.transaction() as connection:
            row = connection.execute(query, {"key": key}).first()
        return (stored(row.record, f"the text of {key}"), str(row.fetched_at)) if row else None

    def newest(self, station: str) -> datetime | None:
        """Return when the last article of a station came that was new."""
        query = text("SELECT max(first_seen_at) FROM articles WHERE station = :station")
        with self._database.transaction() as connection:
            at = connection.scalar(query, {"station": station})
        return datetime.fromisoformat(at) if at else None

    def save(  # noqa: PLR0913 - what is known of an article
        self,
        key: str,
        record: Mapping[str, Json],
        now: datetime,
        *,
        run: int | None = None,
        raw: Mapping[str, Json] | None = None,
        validators: Validators = UNKNOWN,
        changed: bool | None = None,
    ) -> Saved:
        """Save an article: its row, its revision where its text is another, and the ledger's "saved", or none of them.

        It is due again 6 hours, 1, 3, 14 and 90 days after it was first seen.
        The number of the revision, the time it was first seen and the channels that listed it are put into what is stored. `run`
        is the run that brings it, `raw` what stood on the page for each field, `validators` what the server said of it. `changed`
        says whether this is another revision where the hash of its content does not tell.
        """
        with self._database.transaction() as connection:
            rows = connection.execute(_KNOWN, {"key": key}).all()
            known, at = rows[0], stamp(now)
            listed_by = tuple(dict.fromkeys(row.channel for row in rows if row.channel))
            channels = listed_by or tuple(cast("Sequence[str]", record.get("channels") or ()))
            saved = Saved(1, str(record["first_seen_at"] or at), changed=True, channels=channels)
            if known.revision is not None:
                other = known.content_hash != record["content_hash"] if changed is None else changed
                saved = Saved(known.revision + other, known.first_seen_at, other, channels)
            stored: dict[str, Json] = {**record, "revision": saved.revision, "first_seen_at": saved.first_seen_at}
            stored["channels"] = [*channels]
            row = {
                **{
                    name: stored[name]
                    for name in ("content_id", "station", "url", "published_at", "content_hash", "revision")
                },
                "key": key,
                "version": __version__,
                "run": run,
                "first_seen_at": saved.first_seen_at,
                "fetched_at": stored["fetched_at"] or at,
                "record": _written(stored),
                "raw": _written(raw) if raw else None,
                **validators._asdict(),
                "at": at,
                "next_try_at": _next_look(saved.first_seen_at, now),
            }
            connection.execute(_SAVE_ARTICLE, row)
            if saved.changed:
                connection.execute(_SAVE_REVISION, row)
            connection.execute(_SAVE_STATE, row)
        return saved

    def looked_at(self, key: str, now: datetime) -> None:
        """Enter that the server said that a saved article has not changed: it is due again when its age says."""
        query = text("SELECT first_seen_at FROM articles WHERE key = :key")
        with self._database.transaction() as connection:
            first_seen_at = connection.scalar(query, {"key": key})
            if first_seen_at:
                values = {"key": key, "at": stamp(now), "next_try_at": _next_look(first_seen_at, now)}
                connection.execute(_LOOKED_AT, values)

    def revisions(self, key: str) -> list[dict[str, Any]]:
        """Return every text an article had, the first one first: revision, fetched_at, record; raw and our version where kept."""
        query = text(
            "SELECT revision, fetched_at, record, raw, version FROM revisions WHERE key = :key ORDER BY revision"
        )
        what = f"a text of {key}"
        with self._database.transaction() as connection:
            return [
                {**row, "record": stored(row["record"], what), "raw": stored(row["raw"], what)}
                for row in connection.execute(query, {"key": key}).mappings()
            ]

    def channels(self, station: str) -> list[dict[str, Any]]:
        """Return each channel that was ever walked: number, name, articles saved from it, the newest day, the last walk."""
        query = text("""
            SELECT w.channel_id, w.channel, w.complete, w.walked_at,
                (SELECT count(DISTINCT s.key) FROM sightings s JOIN articles a ON a.key = s.key
                 WHERE s.station = w.station AND s.channel_id = w.channel_id) AS articles,
                (SELECT max(a.published_at) FROM sightings s JOIN articles a ON a.key = s.key
                 WHERE s.station = w.station AND s.channel_id = w.channel_id) AS newest
            FROM walks w WHERE w.station = :station ORDER BY w.channel_id
        """)
        with self._database.transaction() as connection:
            return [dict(row) for row in connection.execute(query, {"station": station}).mappings()]


def _written(record: Mapping[str, Json]) -> str:
    return orjson.dumps(record).decode()


def _next_look(first_seen_at: str, now: datetime) -> str | None:
    first = datetime.fromisoformat(first_seen_at)
    return next((stamp(first + age) for age in _LOOKED_AT_AGAIN if first + age > now), None)
