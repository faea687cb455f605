"""Runs: one at a time holds the archive, or on a server its station; and each leaves a record of
what it came to.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text

from rednet_crawler.archive.address import LEASE, LONGEST_SILENCE, is_alive, owner
from rednet_crawler.archive.database import Database
from rednet_crawler.archive.ledger import State
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.stored import check_report, sound, sound_run, stored
from rednet_crawler.errors import ArchiveHeldError, StorageError
from rednet_crawler.safety import safe_json
from rednet_crawler.site.clock import stamp

_WITH_PAGES = '%"pages":%'
"""What the record of a run holds that read an article (`fields` of run.schema.json)."""
_THIN_OUT = f"""
    UPDATE runs SET report = NULL
    WHERE run BETWEEN :run - 1000 AND :run - 1 AND accepted_at IS NULL AND exit_code IN (0, 5)
        AND station = (SELECT station FROM runs WHERE run = :run)
        AND report NOT LIKE '{_WITH_PAGES}' AND report NOT LIKE '%"raised": true%'
"""
"""Of an earlier run that read no article and raised no alarm only its row stays: a quiet run every
half hour is to cost next to nothing. First that, then the next record: so it takes the same room.
"""


@in_transactions
class Runs:
    """The runs on this archive."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self,
        spider: str,
        arguments: Mapping[str, object],
        version: str,
        now: datetime,
        station: str = "",
    ) -> int:
        """Enter a run, and return its number. It holds the archive until it is ended; on a server only its station.

        A run whose process is gone is marked as killed. Raises ArchiveHeldError where one is going on.
        """
        with self._database.writing() as connection:
            shared = self._database.is_shared
            free = self._database.lock(connection, station)
            query = text(
                "SELECT * FROM runs WHERE ended_at IS NULL AND (:shared = 0 OR coalesce(station, "
                "'') = :station) ORDER BY run"
            )
            for row in connection.execute(query, {"shared": int(shared), "station": station}).all():
                silence = LEASE if shared else LONGEST_SILENCE
                if not free or is_alive(row.owner, row.heartbeat_at, now, silence):
                    what = (shared and station) or "the archive"
                    raise ArchiveHeldError(
                        f"{self._database.name}: run {row.run} ({row.owner}, begun "
                        f"{row.started_at}) holds {what}; wait for its end"
                    )
                for ends in (
                    "UPDATE runs SET ended_at = heartbeat_at, exit_code = -1 WHERE run = :run",
                    "UPDATE turns SET free_at = next_at WHERE run = :run",
                ):
                    connection.execute(text(ends), {"run": row.run})
            if not free:
                raise ArchiveHeldError(
                    f"{self._database.name}: another run on {station} is just beginning; wait for its end"
                )
            run: int = (connection.scalar(text("SELECT max(run) FROM runs")) or 0) + 1
            connection.execute(
                text("""
                    INSERT INTO runs (run, spider, arguments, version, owner, started_at, heartbeat_at, station)
                    VALUES (:run, :spider, :arguments, :version, :owner, :at, :at, :station)
                """),
                {
                    "run": run,
                    "spider": spider,
                    "arguments": safe_json(arguments),
                    "version": version,
                    "owner": owner(),
                    "at": stamp(now),
                    "station": station or None,
                },
            )
        self._database.hold(station, run)
        return run

    def beat(self, run: int, now: datetime) -> None:
        """Say that a run is going on."""
        with self._database.writing() as connection:
            connection.execute(
                text("UPDATE runs SET heartbeat_at = :at WHERE run = :run"),
                {"run": run, "at": stamp(now)},
            )

    def end(
        self, run: int, exit_code: int, counts: Mapping[State, int], now: datetime, report: str = ""
    ) -> None:
        """Enter the end of a run: it lets go of the archive. `report` is its run.json."""
        with self._database.writing() as connection:
            connection.execute(text(_THIN_OUT), {"run": run})
            connection.execute(
                text("""
                    UPDATE runs SET heartbeat_at = :at, ended_at = :at, exit_code = :exit_code, counts = :counts,
                        report = :report
                    WHERE run = :run
                """),
                {
                    "run": run,
                    "exit_code": exit_code,
                    "counts": json.dumps(counts),
                    "at": stamp(now),
                    "report": report or None,
                },
            )
            self._database.let_go(connection)

    def find(self, run: int) -> dict[str, Any] | None:
        """Return the whole row of a run, None where there is none of that number."""
        with self._database.reading() as connection:
            row = (
                connection.execute(text("SELECT * FROM runs WHERE run = :run"), {"run": run})
                .mappings()
                .first()
            )
        return next(iter(self._sound([row] if row else [])), None)

    def reports(
        self, station: str, before: int, most: int = 50, *, of_pages: bool = False
    ) -> list[dict[str, Any]]:
        """Return the records (run.json) of the runs on a station before this one, the newest first.

        They begin with the last run whose alarms were accepted: it is as if it had raised none.
        `of_pages` leaves out the runs that read no article, as most do where they come every half
        hour.
        """
        query = text("""
            SELECT run, report, accepted_at FROM runs
            WHERE run < :run AND (report LIKE :holds OR accepted_at IS NOT NULL)
                AND (station IS NULL OR station = :station)
            ORDER BY run DESC LIMIT :most
        """)
        given = {
            "run": before,
            "station": station,
            "most": most,
            "holds": _WITH_PAGES if of_pages else "%",
        }
        with self._database.reading() as connection:
            rows = connection.execute(query, given).all()
        reports = []
        for row in rows:
            if row.report is None:  # that of a quiet run is not kept
                break
            what = f"the record of run {row.run}"
            try:
                report = check_report(stored(row.report, what), what)
            except StorageError as error:
                self._database.damaged(error)
                continue
            if report.get("station") == station:
                reports.append(report)
                if row.accepted_at:
                    report["alarms"] = []
                    break
        return reports

    def accept(self, run: int, now: datetime) -> None:
        """Enter that what a run raised alarms about is right: later runs are compared with it, and
        with none before it.
        """
        with self._database.writing() as connection:
            connection.execute(
                text("UPDATE runs SET accepted_at = :at WHERE run = :run"),
                {"run": run, "at": stamp(now)},
            )

    def latest(self, most: int = 20) -> list[dict[str, Any]]:
        """Return the last runs, the newest first."""
        with self._database.reading() as connection:
            query = text("SELECT * FROM runs ORDER BY run DESC LIMIT :most")
            rows = connection.execute(query, {"most": most}).mappings().all()
        return self._sound(rows)

    def _sound(self, rows: Iterable[Mapping[Any, Any]]) -> list[dict[str, Any]]:
        tell = self._database.damaged
        plain = sound(rows, "the runs", tell, may_lack=["station"])
        return [sound_run(row, tell) for row in plain]
