"""Sums over the articles: when and where they came in."""

from typing import NamedTuple

from sqlalchemy import text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions


class Arrived(NamedTuple):
    """An article that a run brought."""

    key: str
    published: str | None
    """Day or time of publication, China Standard Time."""


@in_transactions
class Summaries:
    """Reads what came in, without reading articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def arrived(self, run: int) -> list[Arrived]:
        """Return the new articles that a run brought, the newest published first."""
        query = text("""
            SELECT a.key, a.published_at FROM revisions r JOIN articles a ON a.key = r.key
            WHERE r.run = :run AND r.revision = 1
            ORDER BY a.published_at DESC, a.key DESC
        """)
        with self._database.transaction() as connection:
            rows = connection.execute(query, {"run": run})
            return [Arrived(row.key, row.published_at) for row in rows]

    def channels(self, run: int) -> dict[str, int]:
        """Return channel → how many of these articles it lists; one that several list counts in each."""
        query = text("""
            SELECT s.channel, count(DISTINCT s.key) AS number
            FROM sightings s JOIN revisions r ON r.key = s.key
            WHERE r.run = :run AND r.revision = 1
            GROUP BY s.channel ORDER BY number DESC, s.channel
        """)
        with self._database.transaction() as connection:
            rows = connection.execute(query, {"run": run})
            return {row.channel: row.number for row in rows}

    def hours(self, since: str) -> dict[str, int]:
        """Return hour (`2026-11-24T08`, UTC) → articles first fetched in it, from a time on."""
        query = text("""
            SELECT substr(first_seen_at, 1, 13) AS hour, count(*) AS number FROM articles
            WHERE first_seen_at >= :since GROUP BY substr(first_seen_at, 1, 13) ORDER BY hour
        """)
        with self._database.transaction() as connection:
            return {row.hour: row.number for row in connection.execute(query, {"since": since})}
