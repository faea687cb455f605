"""Turns: where several runs share an archive on a server, each host is asked by one of them at a time, at its pace."""

from sqlalchemy import text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions

_NOW = "extract(epoch FROM clock_timestamp())"
"""Seconds since 1970 by the clock of the server: that of all runs."""


@in_transactions
class Turns:
    """Who may ask which host. A turn ends when it is given back; that of a run that died, when its
    station is taken over, or by itself.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, host: str, run: int, pause: float, longest: float) -> float:
        """Take the turn at a host for a run, for at most `longest` seconds; return 0, or the
        seconds after which it may be free.

        No turn begins sooner than `pause` seconds after the one before, whichever run had that: a
        request that has waited for its turn is sent later than its run's own pace knows of. It may
        be free earlier, for another run can give it back.
        """
        values = {"host": host, "run": run, "pause": pause, "longest": longest}
        take = text(f"""
            INSERT INTO turns (host, run, next_at, free_at) VALUES (:host, :run, {_NOW} + :pause, {_NOW} + :longest)
            ON CONFLICT (host) DO UPDATE SET run = excluded.run, next_at = excluded.next_at, free_at = excluded.free_at
                WHERE turns.next_at <= {_NOW} AND (turns.free_at <= {_NOW} OR turns.run = excluded.run)
            RETURNING 0
        """)
        left = text(f"""
            SELECT greatest(next_at, CASE WHEN run = :run THEN next_at ELSE free_at END) - {_NOW} FROM turns WHERE host = :host
        """)
        with self._database.writing() as connection:
            if connection.scalar(take, values) is not None:
                return 0.0
            return max(float(connection.scalar(left, values) or 0), 0.001)

    def give_back(self, host: str, run: int) -> None:
        """Give the turn at a host back: once its pause is over, another run may ask it."""
        query = text("UPDATE turns SET free_at = next_at WHERE host = :host AND run = :run")
        with self._database.writing() as connection:
            connection.execute(query, {"host": host, "run": run})
