"""Articles: the current text of each, and every text it ever had."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.owed import enter_owed
from rednet_crawler.archive.record import joined, revision_of
from rednet_crawler.archive.stored import sound, sound_raw, stored, unpacked
from rednet_crawler.archive.texts import Saved, Text, next_look, save_texts
from rednet_crawler.archive.walks import UNKNOWN, Validators
from rednet_crawler.errors import StorageError
from rednet_crawler.items import Page
from rednet_crawler.safety import Json
from rednet_crawler.site.clock import stamp

_LOOKED_AT = text("""
    UPDATE ledger SET reason = NULL, tries = 0, failed_since = NULL, next_try_at = :next_try_at, changed_at = :at
    WHERE key = :key AND state = 'saved'
""")
_SEEN_FIRST = text("""
    UPDATE articles SET first_seen_at = :at, record = replace(record, CAST(:was AS TEXT), CAST(:becomes AS TEXT))
    WHERE key = :key
""")


@in_transactions
class Articles:
    """The articles that were saved."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, station: str | None = None) -> int:
        """Return how many articles are in the archive."""
        query = text("SELECT count(*) FROM articles WHERE station = coalesce(:station, station)")
        with self._database.reading() as connection:
            return int(connection.scalar(query, {"station": station}) or 0)

    def find(self, key: str) -> tuple[dict[str, Json], str] | None:
        """Return the current record of an article and when its text was first fetched, None where there is none."""
        query = text("""
            SELECT a.record, a.text, r.fetched_at
            FROM articles AS a JOIN revisions AS r ON r.key = a.key AND r.revision = a.revision
            WHERE a.key = :key
        """)
        with self._database.reading() as connection:
            row = connection.execute(query, {"key": key}).first()
        return (
            (joined(row.record, row.text, f"the text of {key}"), str(row.fetched_at))
            if row
            else None
        )

    def newest(self, station: str, now: datetime) -> datetime | None:
        """Return when the last article of a station came that was new; what a clock that was ahead
        has entered says nothing.
        """
        query = text("""
            SELECT max(first_seen_at) FROM articles WHERE station = :station AND first_seen_at <= :at
        """)
        with self._database.reading() as connection:
            at = connection.scalar(query, {"station": station, "at": stamp(now)})
        return datetime.fromisoformat(at) if at else None

    def save(
        self,
        key: str,
        record: Mapping[str, Json],
        now: datetime,
        *,
        run: int | None = None,
        raw: Mapping[str, Json] | None = None,
        validators: Validators = UNKNOWN,
        changed: bool | None = None,
        page: Page | None = None,
    ) -> Saved:
        """Save an article: its row, its revision where its text is another, and the ledger's "saved", or none of them.

        It is due again 6 hours, 1, 3, 14 and 90 days after it was first seen; one that was not read
        well in the next run, then after a wait that doubles. Of a reading that is worse than the
        one that is there nothing is written: `doubt` of what is returned says why. The number of
        the revision, the time it was first seen and the channels that listed it are put into what
        is stored. `run` is the run that brings it, `raw` what stood on the page for each field,
        `validators` what the server said of it. `changed` says whether this is another revision
        where the hash of its content does not tell. `page` is what it was read from: it is kept
        where it was not read well.
        """
        with self._database.writing() as connection:
            return save_texts(
                connection, (Text(key, record, raw, validators, changed, page),), now, run
            )[key]

    def save_all(
        self,
        texts: Collection[Text],
        now: datetime,
        run: int | None,
        receivers: Sequence[str] = (),
    ) -> dict[str, Saved]:
        """Save articles, each of another key, as `save` does: all of them, or none. Return what became of each key.

        What is new or changed is owed to the receivers from then on.
        """
        with self._database.writing() as connection:
            saved = save_texts(connection, texts, now, run)
            news = [key for key, each in saved.items() if each.changed and each.doubt is None]
            enter_owed(connection, receivers, news, run)
            return saved

    def looked_at(self, key: str, now: datetime) -> None:
        """Enter that the server said that a saved article has not changed: it is due again when its age says."""
        query = text("SELECT first_seen_at FROM articles WHERE key = :key")
        with self._database.writing() as connection:
            first_seen_at = connection.scalar(query, {"key": key})
            if first_seen_at:
                at = stamp(now)
                if first_seen_at > at:  # a clock was ahead
                    was, becomes = (f'"first_seen_at":"{each}"' for each in (first_seen_at, at))
                    seen = {"key": key, "at": at, "was": was, "becomes": becomes}
                    connection.execute(_SEEN_FIRST, seen)
                next_at = next_look(min(first_seen_at, at), now)
                values = {"key": key, "at": at, "next_try_at": next_at}
                connection.execute(_LOOKED_AT, values)

    def revisions(self, key: str) -> list[dict[str, Any]]:
        """Return every text an article had, the first one first: revision, fetched_at, record; raw
        and our version where kept.

        `doubt` says why one that an earlier version took for a text is none, `current` whether it is the text of today.
        """
        query = text("""
            SELECT r.revision, r.fetched_at, r.record, r.raw, r.version, r.doubt, r.revision = a.revision AS current,
                r.content_hash, a.content_id, a.station, a.url,
                CASE WHEN a.revision = r.revision THEN a.record END AS current_record,
                CASE WHEN a.revision = r.revision THEN a.text END AS current_text
            FROM revisions r LEFT JOIN articles a ON a.key = r.key WHERE r.key = :key ORDER BY r.revision
        """)
        what = f"a text of {key}"
        with self._database.reading() as connection:
            rows = connection.execute(query, {"key": key}).mappings().all()
        found = []
        for row in sound(
            rows, "the revisions", self._database.damaged, may_lack=("station", "url")
        ):
            try:
                raw = sound_raw(
                    stored(unpacked(row["raw"], what), what), what, self._database.damaged
                )
                record = revision_of(row, what)
                del row["current_record"], row["current_text"]
                found.append({**row, "record": record, "raw": raw})
            except StorageError as error:
                self._database.damaged(error)
        return found

    def channels(self, station: str) -> list[dict[str, Any]]:
        """Return each channel that was ever walked: number, name, articles saved from it, the
        newest day, the last walk.
        """
        query = text("""
            SELECT w.channel_id, w.channel, w.complete, w.walked_at,
                (SELECT count(DISTINCT s.key) FROM sightings s JOIN articles a ON a.key = s.key
                 WHERE s.station = w.station AND s.channel_id = w.channel_id) AS articles,
                (SELECT max(a.published_at) FROM sightings s JOIN articles a ON a.key = s.key
                 WHERE s.station = w.station AND s.channel_id = w.channel_id) AS newest
            FROM walks w WHERE w.station = :station ORDER BY w.channel_id
        """)
        with self._database.reading() as connection:
            rows = connection.execute(query, {"station": station}).mappings().all()
        return sound(rows, "the walks", self._database.damaged)
