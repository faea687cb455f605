"""Units of work: stations that workers were told to walk, and what came of each. The archive knows that, not the broker."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Row, text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.owner import LEASE, is_alive, stamp
from rednet_crawler.errors import EXIT_ALARM, EXIT_BLOCKED, EXIT_COMPLETE, EXIT_INCOMPLETE, EXIT_INTERRUPTED, EXIT_USAGE

State = Literal["queued", "running", "done", "failed", "retrying"]
_DONE = (EXIT_COMPLETE, EXIT_INCOMPLETE, EXIT_ALARM)
_IN_VAIN = (EXIT_USAGE, EXIT_BLOCKED)
"""Exit codes that another try will not change."""
_MOST_FAILURES = 20
"""Runs in vain after which a unit is given up. One that was only cut off, for its time was over or its worker ended, is none."""


class Unit(NamedTuple):
    """The walk of one station."""

    station: str
    submitted_at: str
    after_run: int
    """The last run in the archive when it was submitted: a later one of the station is of this unit."""
    arguments: tuple[str, ...]
    """Of `rednet crawl`, beside station and archive."""
    runs: int
    """How many were made for it."""
    run: int | None
    """The last of them, with when it ended and its exit code."""
    begun_at: str | None
    ended_at: str | None
    exit_code: int | None
    state: State


@in_transactions
class Units:
    """The units of an archive that workers share: one of each station, the last that was submitted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def submit(self, station: str, arguments: Sequence[str], now: datetime) -> int:
        """Enter that a station is to be walked, from now on; return the number that tells this unit from earlier ones."""
        query = text("""
            INSERT INTO units (station, submitted_at, after_run, arguments)
            SELECT :station, :at, coalesce(max(run), 0), :arguments FROM runs WHERE 1 = 1
            ON CONFLICT (station) DO UPDATE SET submitted_at = excluded.submitted_at, after_run = excluded.after_run,
                arguments = excluded.arguments
            RETURNING after_run
        """)
        values = {"station": station, "at": stamp(now), "arguments": json.dumps(list(arguments), ensure_ascii=False)}
        with self._database.transaction() as connection:
            return int(connection.scalar(query, values) or 0)

    def all(self) -> list[Unit]:
        """Return every unit, in the order of the stations."""
        query = text("""
            SELECT u.station, u.submitted_at, u.after_run, u.arguments, coalesce(m.runs, 0) AS runs, m.failures,
                r.run, r.started_at, r.ended_at, r.exit_code, r.owner, r.heartbeat_at, r.report
            FROM units u
            LEFT JOIN (
                SELECT u2.station, max(r2.run) AS run, count(*) AS runs,
                    count(CASE WHEN r2.exit_code = :cut_off THEN NULL ELSE 1 END) AS failures
                FROM units u2 JOIN runs r2 ON r2.station = u2.station AND r2.run > u2.after_run GROUP BY u2.station
            ) AS m ON m.station = u.station
            LEFT JOIN runs r ON r.run = m.run
            ORDER BY u.station
        """)
        with self._database.transaction() as connection:
            rows = connection.execute(query, {"cut_off": EXIT_INTERRUPTED}).all()
        return [
            Unit(
                row.station, row.submitted_at, row.after_run, tuple(json.loads(row.arguments)), row.runs,
                row.run, row.started_at, row.ended_at, row.exit_code, _state(row),
            )
            for row in rows
        ]  # fmt: skip

    def find(self, station: str) -> Unit | None:
        """Return the unit of a station, None where none was ever submitted."""
        return next((unit for unit in self.all() if unit.station == station), None)


def _state(row: Row[Any]) -> State:
    code = row.exit_code
    if row.run is None:
        return "queued"
    if row.ended_at is None:
        alive = is_alive(row.owner, row.heartbeat_at, datetime.now(UTC), LEASE)
        return "running" if alive else "retrying"
    refused = bool(json.loads(row.report or "{}").get("refusal"))
    if code in _DONE and not (code == EXIT_INCOMPLETE and refused):
        return "done"
    return "failed" if code in _IN_VAIN or row.failures >= _MOST_FAILURES else "retrying"
