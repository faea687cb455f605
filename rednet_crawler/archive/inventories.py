"""The three inventories of a channel (paged list, date pages, JSON API): what was read whole, and where they differ."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.owner import stamp
from rednet_crawler.archive.walks import Inventory


class Difference(NamedTuple):
    """An entry that one inventory has, and another that was read whole for that day has not."""

    channel: str
    day: str
    url: str
    lacked_by: Inventory


class Backing(NamedTuple):
    """How far what is known of a channel goes for a range of days."""

    station: str
    channel: str
    walked: bool
    """Whether a walk through its list from today back covers them."""
    days: int
    """How many of them were read whole from its list or its date pages."""
    of: int

    @property
    def is_complete(self) -> bool:
        """Whether all that the channel listed of these days was met."""
        return self.walked or 0 < self.of <= self.days


@in_transactions
class Inventories:
    """Which days of which channel were read whole, and from where."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(
        self,
        station: str,
        channel_id: str,
        days: Iterable[date],
        inventory: Inventory,
        now: datetime,
    ) -> None:
        """Enter that all entries of these days of a channel were taken in from an inventory."""
        common = {
            "station": station,
            "channel_id": channel_id,
            "inventory": inventory,
            "at": stamp(now),
        }
        rows = [{**common, "day": str(day)} for day in days]
        if not rows:
            return
        with self._database.writing() as connection:
            connection.execute(
                text("""
                    INSERT INTO inventories (station, channel_id, day, inventory, read_at)
                    VALUES (:station, :channel_id, :day, :inventory, :at)
                    ON CONFLICT (station, channel_id, day, inventory) DO UPDATE SET read_at = excluded.read_at
                """),
                rows,
            )

    def days(self, station: str, channel_id: str, inventory: Inventory) -> set[date]:
        """Return the days of a channel that were read whole from an inventory."""
        query = text("""
            SELECT day FROM inventories WHERE station = :station AND channel_id = :channel_id AND inventory = :inventory
        """)
        with self._database.reading() as connection:
            found = connection.scalars(
                query, {"station": station, "channel_id": channel_id, "inventory": inventory}
            )
            return {date.fromisoformat(day) for day in found}

    def backing(
        self, station: str | None, since: date | None, until: date | None, today: date
    ) -> list[Backing]:
        """Return for each channel that was ever walked how far it is known for a range of days.

        Today is not over, so days are counted up to yesterday. `since` None asks for all there ever
        was, which only a walk can know.
        """
        query = text("""
            SELECT w.station, w.channel, w.complete = 1 AND w.since <= :since AS walked, (
                SELECT count(DISTINCT i.day) FROM inventories i
                WHERE i.station = w.station AND i.channel_id = w.channel_id AND i.inventory <> 'api'
                    AND i.day BETWEEN :since AND :until
            ) AS days
            FROM walks w WHERE w.station = coalesce(:station, w.station)
            ORDER BY w.station, length(w.channel_id), w.channel_id
        """)
        last = min(until or today, today - timedelta(days=1))
        values = {"station": station, "since": str(since or ""), "until": str(last)}
        days = max((last - since).days + 1, 0) if since else 0
        with self._database.reading() as connection:
            rows = connection.execute(query, values).all()
        return [Backing(row.station, row.channel, bool(row.walked), row.days, days) for row in rows]

    def differences(self) -> list[Difference]:
        """Return what one inventory has and another lacks, where both were read whole for the day.

        An article counts as had under whatever URL the channel listed it.
        """
        query = text("""
            SELECT DISTINCT s.channel, s.day, s.url, i.inventory
            FROM inventories i JOIN sightings s
                ON s.station = i.station AND s.channel_id = i.channel_id AND s.day = i.day
            WHERE EXISTS (
                SELECT 1 FROM inventories other
                WHERE other.station = i.station AND other.channel_id = i.channel_id AND other.day = i.day AND other.inventory <> i.inventory
            ) AND NOT EXISTS (
                SELECT 1 FROM sightings had
                WHERE had.station = s.station AND had.channel_id = s.channel_id AND had.key = s.key AND CASE i.inventory
                    WHEN 'list' THEN had.in_list WHEN 'dates' THEN had.in_dates ELSE had.in_api END IS NOT NULL
            )
            ORDER BY s.channel, s.day, s.url, i.inventory
        """)
        with self._database.reading() as connection:
            return [Difference(*row) for row in connection.execute(query)]

    def compared(self) -> int:
        """Return for how many days of a channel more than one inventory was read whole."""
        query = text("""
            SELECT count(*) FROM (SELECT 1 FROM inventories GROUP BY station, channel_id, day HAVING count(*) > 1) AS compared
        """)
        with self._database.reading() as connection:
            return int(connection.scalar(query) or 0)
