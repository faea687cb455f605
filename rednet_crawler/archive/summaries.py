"""Sums over the articles, when and where they came in; and the three inventories of a channel
(paged list, date pages, JSON API): what was read whole, and where they differ.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import text

from rednet_crawler.archive.better import LACKS
from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.stored import sound
from rednet_crawler.archive.walks import Inventory
from rednet_crawler.extraction.version import EXTRACTOR_VERSION
from rednet_crawler.quality.readings import Readings
from rednet_crawler.site.clock import stamp


class Arrived(NamedTuple):
    """An article that a run brought."""

    key: str
    published: str | None
    """Day or time of publication, China Standard Time."""


class Unread(NamedTuple):
    """How many articles were not read well, by what their reading lacks; and how many another
    version of the extractor read.
    """

    template: int
    text: int
    older: int


class Held(NamedTuple):
    """What an archive holds of a station."""

    station: str
    articles: int
    links: int
    """Addresses that the station was the first to list."""
    newest: str | None
    """Publication of the newest article: day or time, China Standard Time."""
    run: int | None
    """The last run on it."""
    begun_at: str | None
    ended_at: str | None
    exit_code: int | None


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
        with self._database.reading() as connection:
            rows = connection.execute(query, {"run": run}).mappings().all()
        return [
            Arrived(row["key"], row["published_at"])
            for row in sound(rows, "the articles", self._database.damaged)
        ]

    def unread(self, station: str | None = None) -> Unread:
        """Return how many articles are to be read again: they are asked for whole when they are due."""
        query = text("""
            SELECT coalesce(lacks, '') AS lacks, coalesce(extractor, 0) = :version AS ours, count(*) AS number
            FROM articles WHERE station = coalesce(:station, station) GROUP BY 1, 2
        """)
        with self._database.reading() as connection:
            rows = connection.execute(
                query, {"version": EXTRACTOR_VERSION, "station": station}
            ).all()
        lacking = {lack: sum(row.number for row in rows if row.lacks == lack) for lack in LACKS}
        older = sum(row.number for row in rows if not row.ours)
        return Unread(lacking["template"], lacking["text"], older)

    def readings(self, station: str | None = None) -> Readings:
        """Return how many articles were read by what; one of an earlier version that does not say
        counts as read by a template.
        """
        query = text("""
            SELECT coalesce(lacks, '') AS lacks, count(*) AS number
            FROM articles WHERE station = coalesce(:station, station) GROUP BY 1
        """)
        with self._database.reading() as connection:
            found = {
                row.lacks: row.number for row in connection.execute(query, {"station": station})
            }
        return Readings(found.get("", 0), found.get("template", 0), found.get("text", 0))

    def channels(self, run: int) -> dict[str, int]:
        """Return channel → how many of these articles it lists; one that several list counts in each."""
        query = text("""
            SELECT s.channel, count(DISTINCT s.key) AS number
            FROM sightings s JOIN revisions r ON r.key = s.key
            WHERE r.run = :run AND r.revision = 1
            GROUP BY s.channel ORDER BY number DESC, s.channel
        """)
        with self._database.reading() as connection:
            rows = connection.execute(query, {"run": run}).mappings().all()
        return {
            row["channel"]: row["number"]
            for row in sound(rows, "the sightings", self._database.damaged)
        }

    def stations(self) -> list[Held]:
        """Return what the archive holds of each station, in the order of their codes."""
        query = text("""
            SELECT t.station, coalesce(a.articles, 0) AS articles, coalesce(l.links, 0) AS links, a.newest,
                r.run, r.started_at, r.ended_at, r.exit_code
            FROM (
                SELECT station FROM articles UNION SELECT station FROM ledger
                UNION SELECT station FROM runs WHERE station IS NOT NULL
            ) AS t
            LEFT JOIN (
                SELECT station, count(*) AS articles, max(published_at) AS newest FROM articles GROUP BY station
            ) AS a ON a.station = t.station
            LEFT JOIN (SELECT station, count(*) AS links FROM ledger GROUP BY station) AS l ON l.station = t.station
            LEFT JOIN (SELECT station, max(run) AS run FROM runs GROUP BY station) AS m ON m.station = t.station
            LEFT JOIN runs AS r ON r.run = m.run
            ORDER BY t.station
        """)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings().all()
        names = {"started_at": "begun_at"}
        held = sound(
            rows, "the runs and articles", self._database.damaged, may_lack=["run", "started_at"]
        )
        return [
            Held(**{names.get(name, name): value for name, value in row.items()}) for row in held
        ]

    def hours(self, since: str) -> dict[str, int]:
        """Return hour (`2026-11-24T08`, UTC) → articles first fetched in it, from a time on."""
        query = text("""
            SELECT substr(first_seen_at, 1, 13) AS hour, count(*) AS number FROM articles
            WHERE first_seen_at >= :since GROUP BY substr(first_seen_at, 1, 13) ORDER BY hour
        """)
        with self._database.reading() as connection:
            return {row.hour: row.number for row in connection.execute(query, {"since": since})}


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
            rows = connection.execute(query, values).mappings().all()
        plain = sound(rows, "the walks", self._database.damaged, may_lack=["walked"])
        return [
            Backing(row["station"], row["channel"], bool(row["walked"]), row["days"], days)
            for row in plain
        ]

    def differences(self) -> list[Difference]:
        """Return what one inventory has and another lacks, where both were read whole for the day.

        An article counts as had under whatever URL the channel listed it; links to no article, whose key is
        their address, are left out.
        """
        query = text("""
            SELECT DISTINCT s.channel, s.day, s.url, i.inventory
            FROM inventories i JOIN sightings s
                ON s.station = i.station AND s.channel_id = i.channel_id AND s.day = i.day
            WHERE EXISTS (
                SELECT 1 FROM inventories other
                WHERE other.station = i.station AND other.channel_id = i.channel_id
                    AND other.day = i.day AND other.inventory <> i.inventory
            ) AND s.key <> s.url AND NOT EXISTS (
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
            SELECT count(*) FROM (
                SELECT 1 FROM inventories
                GROUP BY station, channel_id, day HAVING count(*) > 1) AS compared
        """)
        with self._database.reading() as connection:
            return int(connection.scalar(query) or 0)
