"""What several runs share on a server: whose turn it is at a host, which stations workers were told
to walk, and what came of each.
"""

import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Row, text

from rednet_crawler.archive.address import LEASE, is_alive
from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.stored import damaged
from rednet_crawler.errors import (
    EXIT_ALARM,
    EXIT_BLOCKED,
    EXIT_COMPLETE,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
)
from rednet_crawler.site.clock import stamp
from rednet_crawler.site.hosts import is_station_code

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
            SELECT greatest(next_at, CASE WHEN run = :run THEN next_at ELSE free_at END) - {_NOW}
            FROM turns WHERE host = :host
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


_WITH_DAY, _ALONE = ("--since", "--until"), ("--full", "--retry-failed")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")
_NO_DAY, _LAST = (0, 0, 0), 31
_NO_WALK = "its arguments are not those of a walk (--since DAY, --until DAY, --full, --retry-failed); submit it anew"
State = Literal["queued", "running", "done", "failed", "retrying"]
_DONE = (EXIT_COMPLETE, EXIT_INCOMPLETE, EXIT_ALARM)
_IN_VAIN = (EXIT_USAGE, EXIT_BLOCKED)
"""Exit codes that another try will not change."""
_MOST_FAILURES = 20
"""Runs in vain after which a unit is given up. One that was only cut off, for its time was over or
its worker ended, is none.
"""


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
        """Enter that a station is to be walked, from now on; return the number that tells this unit
        from earlier ones.
        """
        query = text("""
            INSERT INTO units (station, submitted_at, after_run, arguments)
            SELECT :station, :at, coalesce(max(run), 0), :arguments FROM runs WHERE 1 = 1
            ON CONFLICT (station) DO UPDATE SET submitted_at = excluded.submitted_at, after_run = excluded.after_run,
                arguments = excluded.arguments
            RETURNING after_run
        """)
        values = {
            "station": station,
            "at": stamp(now),
            "arguments": json.dumps(list(arguments), ensure_ascii=False),
        }
        with self._database.writing() as connection:
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
                FROM units u2 JOIN runs r2
                    ON r2.station = u2.station AND r2.run > u2.after_run AND r2.spider <> 'reread'
                GROUP BY u2.station
            ) AS m ON m.station = u.station
            LEFT JOIN runs r ON r.run = m.run
            ORDER BY u.station
        """)
        with self._database.reading() as connection:
            rows = connection.execute(query, {"cut_off": EXIT_INTERRUPTED}).all()
        units = []
        for row in rows:
            try:
                units.append(_unit(row))
            except (TypeError, ValueError) as error:
                self._database.damaged(damaged(f"the unit of {row.station}", str(error)))
        return units

    def find(self, station: str) -> Unit | None:
        """Return the unit of a station, None where none was ever submitted."""
        return next((unit for unit in self.all() if unit.station == station), None)


def unit_refusal(station: str, arguments: Sequence[str]) -> str | None:
    """Return why a unit must not be walked, without its words. None where it is a station and has
    the options of a walk alone.

    Who may write to the shared database must not run programs or write files on the machines of the workers.

    >>> unit_refusal("hh", ["--since", "2026-01", "--full"])
    >>> unit_refusal("hh", ["-s", "REDNET_RUN_FILE=/etc/x"])
    'its arguments are not those of a walk (--since DAY, --until DAY, --full, --retry-failed); submit it anew'
    """
    if not is_station_code(station):
        return "not a station; submit it anew"
    days: dict[str, tuple[int, int, int]] = {}
    words, seen = list(arguments), set[str]()
    while words:
        name = words.pop(0)
        if name in _WITH_DAY and words:
            days[name] = _day(words.pop(0), last=name == "--until")
        elif name not in _ALONE:
            return _NO_WALK
        if name in seen:
            return _NO_WALK
        seen.add(name)
    since, until = (days.get(name) for name in _WITH_DAY)
    wrong = _NO_DAY in days.values() or (since and until and since > until)
    return _NO_WALK if wrong else None


def _day(word: str, *, last: bool) -> tuple[int, int, int]:
    match = _DAY.fullmatch(word)
    if match is None:
        return _NO_DAY
    year, month, day = (int(number or 0) for number in match.groups())
    try:
        date(year, month, day if match[3] else 1)
    except ValueError:
        return _NO_DAY
    return year, month, day if match[3] or not last else _LAST


def _words(stored: str) -> tuple[str, ...]:
    """Return the words that a row holds; where it holds something else, one that no walk takes."""
    try:
        words = json.loads(stored)
    except (ValueError, RecursionError):
        return ("?",)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return ("?",)
    return tuple(words)


def _unit(row: Row[Any]) -> Unit:
    return Unit(
        row.station, row.submitted_at, row.after_run, _words(row.arguments), row.runs,
        row.run, row.started_at, row.ended_at, row.exit_code, _state(row),
    )  # fmt: skip


def _state(row: Row[Any]) -> State:
    if unit_refusal(row.station, _words(row.arguments)):
        return "failed"
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
