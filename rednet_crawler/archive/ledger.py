"""The ledger: every URL ever listed, in exactly one state."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam, text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.owner import stamp

State = Literal["pending", "saved", "skipped", "gone", "failed"]
STATES: tuple[State, ...] = ("saved", "pending", "skipped", "gone", "failed")
_FIRST_WAIT = timedelta(minutes=30)
_LONGEST_WAIT = timedelta(days=7)
_MISSES, _MISSED_FOR = 5, timedelta(days=3)
"""How often, and over what time, a page has to be missed until it counts as gone."""


class Due(NamedTuple):
    """An article that is to be fetched, and what the listings said of it."""

    key: str
    url: str
    title: str | None
    published: str | None


class LedgerBook:
    """What became of each URL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def states(self, keys: Sequence[str]) -> dict[str, tuple[State, str | None]]:
        """Return state and reason of each of the keys that the ledger knows."""
        query = text("SELECT state, reason FROM ledger WHERE key = :key")
        with self._database.transaction() as connection:
            rows = ((key, connection.execute(query, {"key": key}).first()) for key in keys)
            return {key: (row.state, row.reason) for key, row in rows if row is not None}

    def due(
        self, station: str, now: datetime, most: int, *, failed: bool = False, channel_ids: Sequence[str] = ()
    ) -> list[Due]:
        """Return what is to be fetched, the newest by the listings first: pending, failed and due, saved and due again.

        With `failed`, all that failed, whether due or not; with `channel_ids`, only what those channels listed.
        """
        query = text(f"""
            SELECT key, url, title, published FROM ledger
            WHERE station = :station AND (
                state = 'pending' OR (state IN ('failed', 'saved') AND next_try_at <= :at) OR (state = 'failed' AND :failed = 1))
            {"AND key IN (SELECT key FROM sightings WHERE channel_id IN :channel_ids)" if channel_ids else ""}
            ORDER BY published IS NULL, published DESC, key DESC LIMIT :most
        """)  # noqa: S608 - nothing of the caller stands in it
        if channel_ids:
            query = query.bindparams(bindparam("channel_ids", expanding=True))
        with self._database.transaction() as connection:
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

    def mark(self, key: str, state: State, reason: str | None, now: datetime) -> State:
        """Move an entry to a state, and return the one it is in then.

        What failed is due again after a wait that doubles with each try. What is not there counts as failed as well, until
        it was missed several times over days: only then it is gone. A saved article stays saved until then, and its text
        for ever.
        """
        with self._database.transaction() as connection:
            row = connection.execute(
                text("SELECT state, tries, failed_since FROM ledger WHERE key = :key"), {"key": key}
            ).first()
            if row is None:
                return state
            since = datetime.fromisoformat(row.failed_since) if row.failed_since else now
            if state == "gone" and (row.tries + 1 < _MISSES or now - since < _MISSED_FOR):
                state = "failed"
            failed = state == "failed"
            if failed and row.state == "saved":
                state = "saved"
            wait = min(_FIRST_WAIT * 2 ** min(row.tries, 20), _LONGEST_WAIT)
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

    def channels_of(self, key: str) -> tuple[str, ...]:
        """Return the names of the channels that listed an article, in the order they first did."""
        with self._database.transaction() as connection:
            names = connection.scalars(
                text("SELECT channel FROM sightings WHERE key = :key ORDER BY first_seen_at, channel_id"), {"key": key}
            )
            return tuple(dict.fromkeys(names))

    def sums(self, station: str | None = None) -> dict[State, int]:
        """Return how many URLs are in each state; together they are all that was ever listed."""
        with self._database.transaction() as connection:
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
        with self._database.transaction() as connection:
            return [dict(row) for row in connection.execute(query, {"station": station, "most": most}).mappings()]
