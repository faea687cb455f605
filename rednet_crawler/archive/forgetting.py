"""What an archive forgets: the texts of an article, for good; and of the past what nobody needs any longer."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.site.clock import stamp

FORGOTTEN = "forgotten on "
"""How the reason begins for which an article is skipped for good: its texts were taken out by hand."""
_HOLD_TEXTS = ("articles", "revisions", "kept_pages", "owed")
"""The tables that hold texts of an article, and what feeds still wait for."""
_SKIP = text("""
    INSERT INTO ledger (key, url, place, station, state, reason, tries, first_listed_at, changed_at)
    VALUES (:key, :url, 0, :station, 'skipped', :reason, 0, :at, :at)
    ON CONFLICT (key) DO UPDATE SET
        state = 'skipped', reason = excluded.reason, tries = 0, next_try_at = NULL, failed_since = NULL,
        title = NULL, changed_at = excluded.changed_at, etag = NULL, last_modified = NULL
""")
_ARE_FORGOTTEN = text(
    "SELECT key FROM ledger WHERE key IN :keys AND state = 'skipped' AND reason LIKE :begins"
).bindparams(bindparam("keys", expanding=True), begins=f"{FORGOTTEN}%")


def forgotten_among(connection: Connection, keys: Collection[str]) -> set[str]:
    """Return those of the keys whose texts are not to come back."""
    return set(connection.scalars(_ARE_FORGOTTEN, {"keys": list(keys)}))


_PRUNED: dict[str, str] = {
    "runs": """
        UPDATE runs SET report = NULL WHERE report IS NOT NULL AND ended_at < :before AND accepted_at IS NULL
            AND run NOT IN (SELECT run FROM alarms)
            AND run NOT IN (SELECT run FROM runs WHERE report IS NOT NULL ORDER BY run DESC LIMIT 100)
    """,
    "pages": "DELETE FROM kept_pages WHERE fetched_at < :before",
    "revisions": """
        DELETE FROM revisions WHERE fetched_at < :before
            AND revision <> (SELECT a.revision FROM articles a WHERE a.key = revisions.key)
    """,
}
"""What may go → how, of before a moment. The last reports stay: alarms compare with them."""
PRUNED = tuple(_PRUNED)


@in_transactions
class Forgetting:
    """Takes articles out of an archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget(self, key: str, url: str, station: str, why: str, now: datetime) -> int:
        """Take all texts of an article out, and skip it from now on; return how many texts there were.

        Where it was listed stays, without its title. What is deleted is overwritten in the file;
        what earlier versions of its rows left behind goes with `Archive.give_room_back`.
        """
        reason = f"{FORGOTTEN}{stamp(now)[:10]}{f': {why}' if why else ''}"
        values = {"key": key, "url": url, "station": station, "reason": reason, "at": stamp(now)}
        with self._database.writing() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            count = connection.scalar(
                text("SELECT count(*) FROM revisions WHERE key = :key"), {"key": key}
            )
            for table in _HOLD_TEXTS:
                connection.execute(text(f"DELETE FROM {table} WHERE key = :key"), {"key": key})
            connection.execute(_SKIP, values)
        return int(count or 0)

    def prune(self, what: str, before: str) -> int:
        """Let go of what is from before a moment, one of `PRUNED`, and return how many rows that were.

        `runs` are the records of runs, of which a row stays; `pages` are pages kept because they were
        not read well; `revisions` are earlier texts of articles, whose numbers stay taken.
        """
        with self._database.writing() as connection:
            return connection.execute(text(_PRUNED[what]), {"before": before}).rowcount
