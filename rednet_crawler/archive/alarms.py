"""Alarms that are open: until pages show that their cause is gone, or somebody accepts them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.stored import stored
from rednet_crawler.errors import StorageError
from rednet_crawler.safety import safe_json


class Open(NamedTuple):
    """An open alarm."""

    station: str
    run: int
    """The last run that raised it."""
    since: str
    """When the run began that raised it first."""
    well: int
    """Pages that count as read well since the last run which raised it."""
    alarm: Mapping[str, Any]
    """As it stands in run.json."""


@in_transactions
class Alarms:
    """The open alarms of each station."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, station: str | None = None) -> list[Open]:
        """Return the open alarms of a station, the oldest first; of all where none is given."""
        query = text("""
            SELECT station, run, since, well, alarm FROM alarms
            WHERE station = coalesce(:station, station) ORDER BY since, station, subject
        """)
        with self._database.reading() as connection:
            rows = connection.execute(query, {"station": station}).all()
        found = []
        for row in rows:
            try:
                alarm = stored(row.alarm, f"an open alarm of {row.station}")
            except StorageError as error:
                self._database.damaged(error)
            else:
                found.append(Open(row.station, row.run, row.since, row.well, alarm))
        return found

    def enter(self, station: str, alarms: Sequence[Open]) -> None:
        """Enter which alarms of a station are open from now on: these, and no others."""
        insert = text("""
            INSERT INTO alarms (station, subject, run, since, well, alarm)
            VALUES (:station, :subject, :run, :since, :well, :alarm)
        """)
        rows = [
            {
                **each._asdict(),
                "subject": json.dumps(subject_of(each.alarm), ensure_ascii=False),
                "alarm": safe_json(each.alarm),
            }
            for each in alarms
        ]
        with self._database.writing() as connection:
            connection.execute(
                text("DELETE FROM alarms WHERE station = :station"), {"station": station}
            )
            if rows:
                connection.execute(insert, rows)

    def accept(self, run: int) -> int:
        """Close what a run and those before it on its station raised; return how many alarms these are."""
        query = text("""
            DELETE FROM alarms
            WHERE run <= :run AND station = (SELECT coalesce(station, 'hh') FROM runs WHERE run = :run)
        """)
        with self._database.writing() as connection:
            return connection.execute(query, {"run": run}).rowcount


def subject_of(alarm: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what an alarm is about: two of the same subject are one."""
    return alarm["kind"], alarm["template"], alarm["field"]
