"""The ledger: every URL ever listed, in exactly one state."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam, text

from rednet_crawler.archive.address import latest
from rednet_crawler.archive.database import Database
from rednet_crawler.archive.kept_pages import Unwell, keep_pages, wait_after
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.stored import sound
from rednet_crawler.extraction.version import EXTRACTOR_VERSION
from rednet_crawler.items import Page
from rednet_crawler.site.clock import stamp

State = Literal["pending", "saved", "skipped", "gone", "failed"]
STATES: tuple[State, ...] = ("saved", "pending", "skipped", "gone", "failed")
_MISSES, _MISSED_FOR = 5, timedelta(days=3)
"""How often, and over what time, a page has to be missed until it counts as gone."""
_AT_ONCE = 500
"""Keys that are asked for at once."""
_AHEAD = "(next_try_at > :latest OR changed_at > :tomorrow)"
"""What a clock that was ahead has entered: it is due, whatever stands there."""
_STATES = text("SELECT key, state, reason, published FROM ledger WHERE key IN :keys").bindparams(
    bindparam("keys", expanding=True)
)


class Known(NamedTuple):
    """What the archive knows of a URL: what the listings said of it, and the server when it was last fetched."""

    key: str
    url: str
    title: str | None
    published: str | None
    etag: str | None
    last_modified: str | None
    saved: bool
    """Whether the archive has a text of it."""


@in_transactions
class LedgerBook:
    """What became of each URL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def states(self, keys: Sequence[str]) -> dict[str, tuple[State, str | None, str | None]]:
        """Return state, reason and time of publication (as far as known) of each of the keys that the ledger knows."""
        found: dict[str, tuple[State, str | None, str | None]] = {}
        with self._database.reading() as connection:
            for at in range(0, len(keys), _AT_ONCE):
                rows = (
                    connection.execute(_STATES, {"keys": keys[at : at + _AT_ONCE]}).mappings().all()
                )
                known = sound(rows, "the ledger", self._database.damaged)
                found |= {
                    row["key"]: (row["state"], row["reason"], row["published"]) for row in known
                }
        return found

    def due(
        self,
        station: str,
        now: datetime,
        *,
        failed: bool = False,
        recheck: date | None = None,
        channel_ids: Sequence[str] = (),
    ) -> list[str]:
        """Return the keys of what is to be fetched, the newest by the listings first.

        That is what is pending, failed and due, saved and due again; with `failed` also all that
        failed or is gone, due or not; with `recheck` all that was published since that day; with
        `channel_ids` only what those channels listed.
        """
        listed = """
            AND key IN (
                SELECT key FROM sightings
                WHERE station = :station AND channel_id IN :channel_ids)
        """
        query = text(f"""
            SELECT key FROM ledger
            WHERE station = :station AND (
                state = 'pending' OR (state IN ('failed', 'saved') AND next_try_at <= :at)
                OR (state IN ('failed', 'saved', 'gone') AND {_AHEAD})
                OR (state IN ('failed', 'gone') AND :failed = 1)
                OR (state = 'saved' AND key IN (SELECT key FROM articles WHERE published_at >= :recheck)))
            {listed if channel_ids else ""}
            ORDER BY published IS NULL, published DESC, key DESC
        """)
        values = {
            "station": station,
            "at": stamp(now),
            **_ahead_of(now),
            "failed": int(failed),
            "recheck": str(recheck or "never"),
        }
        if channel_ids:
            query = query.bindparams(bindparam("channel_ids", expanding=True))
        with self._database.reading() as connection:
            found = connection.scalars(
                query, values | ({"channel_ids": list(channel_ids)} if channel_ids else {})
            )
            return list(found)

    def entries(self, keys: Sequence[str]) -> list[Known]:
        """Return what is known of these keys, in their order, as far as the ledger has them.

        What the server said of a page comes only with an article that this version of the extractor
        read, and read well, and of which no page is kept: no "not modified" may keep another.
        """
        query = text("""
            SELECT l.key, l.url, l.title, l.published, CASE WHEN a.key IS NOT NULL THEN l.etag END AS etag,
                CASE WHEN a.key IS NOT NULL THEN l.last_modified END AS last_modified, l.state = 'saved' AS saved
            FROM ledger l LEFT JOIN articles a ON a.key = l.key AND a.lacks IS NULL AND a.extractor = :extractor
                AND NOT EXISTS (SELECT 1 FROM kept_pages k WHERE k.key = l.key)
            WHERE l.key = :key
        """)
        with self._database.reading() as connection:
            rows = [
                connection.execute(query, {"key": key, "extractor": EXTRACTOR_VERSION})
                .mappings()
                .first()
                for key in keys
            ]
        return [
            Known(**row) for row in sound(filter(None, rows), "the ledger", self._database.damaged)
        ]

    def find(self, key: str) -> dict[str, Any] | None:
        """Return the whole row of an entry: state, reason, tries, times; None for what was never listed."""
        with self._database.reading() as connection:
            row = (
                connection.execute(text("SELECT * FROM ledger WHERE key = :key"), {"key": key})
                .mappings()
                .first()
            )
        return next(iter(sound([row] if row else [], "the ledger", self._database.damaged)), None)

    def keys_of(self, content_id: str) -> list[str]:
        """Return the keys of all articles of a number: before 2019 several may have the same."""
        query = text("""
            SELECT key FROM ledger WHERE key = :number OR key LIKE '%/' || :number
            UNION SELECT key FROM articles WHERE content_id = :number ORDER BY key
        """)
        if not content_id.isdigit():
            return []
        with self._database.reading() as connection:
            return [
                key for key in connection.scalars(query, {"number": content_id}) if "://" not in key
            ]

    def sightings(self, key: str) -> list[dict[str, Any]]:
        """Return where an entry was listed: channel, position, URL, first and last seen."""
        query = text(
            "SELECT * FROM sightings WHERE key = :key ORDER BY first_seen_at, station, channel_id, url"
        )
        with self._database.reading() as connection:
            rows = connection.execute(query, {"key": key}).mappings().all()
        return sound(rows, "the sightings", self._database.damaged)

    def mark(
        self,
        key: str,
        state: State,
        reason: str | None,
        now: datetime,
        *,
        transient: bool = False,
        page: Page | None = None,
    ) -> State:
        """Move an entry to a state, and return the one it is in then. A `page` in which no article was found is kept.

        What failed is due again after a wait that doubles with each try; where the reason is
        `transient` (the server, the way there), for the first time already in the next run. What is
        not there counts as failed as well, until it was missed several times over days: only then
        it is gone. A saved article stays saved until then, and its text for ever.
        """
        with self._database.writing() as connection:
            row = connection.execute(
                text("SELECT state, station, tries, failed_since FROM ledger WHERE key = :key"),
                {"key": key},
            ).first()
            if row is None:
                return state
            if page is not None:
                keep_pages(
                    connection, [Unwell(key, row.station, page, reason or "holds no article")], None
                )
            since = datetime.fromisoformat(row.failed_since) if row.failed_since else now
            if state == "gone" and (row.tries + 1 < _MISSES or now - since < _MISSED_FOR):
                state = "failed"
            failed = state == "failed"
            if failed and row.state == "saved":
                state = "saved"
            wait = wait_after(row.tries, soon=transient)
            connection.execute(
                text("""
                    UPDATE ledger SET state = :state, reason = :reason, tries = :tries, next_try_at = :next_try_at,
                        failed_since = :failed_since, changed_at = :at
                    WHERE key = :key
                """),
                {
                    "key": key,
                    "state": state,
                    "reason": reason,
                    "tries": row.tries + 1,
                    "next_try_at": stamp(now + wait) if failed else None,
                    "failed_since": stamp(since) if failed or state == "gone" else None,
                    "at": stamp(now),
                },
            )
        return state

    def take_back(
        self, station: str, own: str, others: Sequence[str] | None, now: datetime
    ) -> None:
        """Have fetched for a station what was skipped for a reason that does not hold any longer.

        That is what any station skipped because of `own`, and what this one skipped because of
        `others`; None for all other stations.
        """
        query = text("""
            UPDATE ledger SET state = 'pending', reason = NULL, station = :station, changed_at = :at
            WHERE state = 'skipped' AND (reason = :own OR (station = :station
                AND (reason IN :others OR (:all = 1 AND reason LIKE 'another station (%'))))
        """).bindparams(bindparam("others", expanding=True))
        values = {
            "station": station,
            "own": own,
            "others": list(others or [own]),  # PostgreSQL takes an empty list for numbers
            "all": int(others is None),
            "at": stamp(now),
        }
        with self._database.writing() as connection:
            connection.execute(query, values)

    def skip(self, key: str, reason: str, published: str | None, now: datetime) -> None:
        """Skip what was not saved yet; `published` is when its page says that it was: no listing had told."""
        query = text("""
            UPDATE ledger SET state = 'skipped', reason = :reason, published = :published, changed_at = :at
            WHERE key = :key AND state <> 'saved'
        """)
        with self._database.writing() as connection:
            connection.execute(
                query, {"key": key, "reason": reason, "published": published, "at": stamp(now)}
            )

    def channels_of(self, key: str) -> tuple[str, ...]:
        """Return the names of the channels that listed an article, in the order of their numbers."""
        with self._database.reading() as connection:
            names = connection.scalars(
                text(
                    "SELECT channel FROM sightings WHERE key = :key ORDER BY length(channel_id), channel_id, station"
                ),
                {"key": key},
            )
            return tuple(dict.fromkeys(names))

    def sums(self, station: str | None = None) -> dict[State, int]:
        """Return how many URLs are in each state; together they are all that was ever listed."""
        with self._database.reading() as connection:
            rows = connection.execute(
                text("""
                    SELECT state, count(*) AS number FROM ledger
                    WHERE station = coalesce(:station, station) GROUP BY state
                """),
                {"station": station},
            )
            counts = {row.state: row.number for row in rows}
        return {state: counts.get(state, 0) for state in STATES}

    def ahead(self, now: datetime) -> int:
        """Return how many entries have a time that only a clock which was ahead can have entered."""
        query = text(f"SELECT count(*) FROM ledger WHERE {_AHEAD}")
        with self._database.reading() as connection:
            return int(connection.scalar(query, _ahead_of(now)) or 0)

    def without_text(self) -> int:
        """Return how many entries are saved by the ledger, and no article of theirs is there."""
        query = text("""
            SELECT count(*) FROM ledger WHERE state = 'saved'
                AND NOT EXISTS (SELECT 1 FROM articles WHERE articles.key = ledger.key)
        """)
        with self._database.reading() as connection:
            return int(connection.scalar(query) or 0)

    def failing(self, station: str | None, most: int) -> list[dict[str, Any]]:
        """Return what is saved, but could not be looked at again when it was due: url, reason,
        tries and next_try_at.
        """
        query = text("""
            SELECT url, reason, tries, next_try_at FROM ledger
            WHERE state = 'saved' AND tries > 0 AND station = coalesce(:station, station)
            ORDER BY changed_at DESC, key LIMIT :most
        """)
        with self._database.reading() as connection:
            rows = connection.execute(query, {"station": station, "most": most}).mappings().all()
        return sound(rows, "the ledger", self._database.damaged)

    def missing(self, station: str | None, most: int) -> list[dict[str, Any]]:
        """Return what was listed and is not there: url, state, reason, tries and next_try_at, the
        newest change first.
        """
        query = text("""
            SELECT url, state, reason, tries, next_try_at FROM ledger
            WHERE state IN ('pending', 'failed', 'gone') AND station = coalesce(:station, station)
            ORDER BY changed_at DESC, key LIMIT :most
        """)
        with self._database.reading() as connection:
            rows = connection.execute(query, {"station": station, "most": most}).mappings().all()
        return sound(rows, "the ledger", self._database.damaged)


def _ahead_of(now: datetime) -> dict[str, str]:
    return {"latest": latest(now), "tomorrow": stamp(now + timedelta(days=1))}
