"""Turns: where several runs share an archive on a server, each host is asked by one of them at a time, at its pace."""

from sqlalchemy import text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions

_NOW = "extract(epoch FROM clock_timestamp())"
"""Seconds since 1970 by the clock of the server: that of all runs."""


@in_transactions
class Turns:
    """Who may ask which host. A turn ends when it is given back; that of a run that died, when its station is taken over, or by itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, host: str, run: int, pause: float, longest: float) -> bool:
        """Take the turn at a host for a run, for at most `longest` seconds; return False where it has to wait.

        The next turn of another run begins no sooner than `pause` seconds after this one; one run keeps its own pace, and has
        one turn at a time.
        """
        query = text(f"""
            INSERT INTO turns (host, run, next_at, free_at) VALUES (:host, :run, {_NOW} + :pause, {_NOW} + :longest)
            ON CONFLICT (host) DO UPDATE SET run = excluded.run, next_at = excluded.next_at, free_at = excluded.free_at
                WHERE turns.free_at <= {_NOW} OR turns.run = excluded.run
            RETURNING 1
        """)  # noqa: S608 - nothing of the caller stands in it
        values = {"host": host, "run": run, "pause": pause, "longest": longest}
        with self._database.transaction() as connection:
            return connection.scalar(query, values) is not None

    def give_back(self, host: str, run: int) -> None:
        """Give the turn at a host back: once its pause is over, another run may ask it."""
        query = text("UPDATE turns SET free_at = next_at WHERE host = :host AND run = :run")
        with self._database.transaction() as connection:
            connection.execute(query, {"host": host, "run": run})
