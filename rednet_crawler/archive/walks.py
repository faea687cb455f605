"""Listings: what each page held, how far each walk came, and so where a later one may stop."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from sqlalchemy import text

from rednet_crawler.archive.address import latest
from rednet_crawler.archive.database import Database
from rednet_crawler.archive.ledger import State
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.stored import sound, write_rows
from rednet_crawler.site.clock import stamp

_FORGOTTEN = (
    "substr(coalesce(ledger.reason, ''), 1, 13) = 'forgotten on '"  # as `forgetting` writes it
)
_TAKEN_UP = f"ledger.state = 'skipped' AND excluded.state = 'pending' AND NOT {_FORGOTTEN}"
_LIST = f"""
    INSERT INTO ledger (key, url, place, station, state, reason, tries, title, published, first_listed_at, changed_at)
    VALUES (:key, :url, :place, :station, :state, :reason, 0, :title, :published, :at, :at)
    ON CONFLICT (key) DO UPDATE SET
        station = CASE WHEN {_TAKEN_UP}
            THEN excluded.station ELSE ledger.station END,
        url = CASE WHEN excluded.place < ledger.place THEN excluded.url ELSE ledger.url END,
        place = CASE WHEN excluded.place < ledger.place THEN excluded.place ELSE ledger.place END,
        state = CASE WHEN {_TAKEN_UP}
            THEN excluded.state ELSE ledger.state END,
        reason = CASE WHEN {_TAKEN_UP}
            THEN NULL ELSE ledger.reason END,
        title = CASE WHEN {_FORGOTTEN} THEN NULL ELSE coalesce(ledger.title, excluded.title) END,
        published = coalesce(ledger.published, excluded.published)
"""
_SEE = """
    INSERT INTO sightings (station, channel_id, url, key, channel, position, first_seen_at, last_seen_at,
        day, in_list, in_dates, in_api)
    VALUES (:station, :channel_id, :url, :key, :channel, :position, :at, :at, :day, :in_list, :in_dates, :in_api)
    ON CONFLICT (station, channel_id, url) DO UPDATE SET
        channel = excluded.channel,
        position = CASE WHEN excluded.in_list IS NULL THEN sightings.position ELSE excluded.position END,
        last_seen_at = excluded.last_seen_at,
        day = coalesce(excluded.day, sightings.day),
        in_list = coalesce(excluded.in_list, sightings.in_list),
        in_dates = coalesce(excluded.in_dates, sightings.in_dates),
        in_api = coalesce(excluded.in_api, sightings.in_api)
"""


class Listed(NamedTuple):
    """One entry of a listing page, as the ledger takes it in."""

    key: str
    url: str
    position: int
    place: int = 0
    state: State = "pending"
    reason: str | None = None
    title: str | None = None
    published: str | None = None
    day: str | None = None


Inventory = Literal["list", "dates", "api"]
"""Where a station lists its articles: the paged list of a channel, its pages of single days, the JSON API."""


class Validators(NamedTuple):
    """What a server said of a page, to be asked whether it has changed."""

    etag: str | None = None
    last_modified: str | None = None


UNKNOWN = Validators()
"""Nothing was said: the page is asked for without a condition."""


@in_transactions
class Walks:
    """The walks through the channels, and the sightings they made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_in(
        self,
        station: str,
        channel_id: str,
        channel: str,
        entries: Sequence[Listed],
        now: datetime,
        inventory: Inventory = "list",
    ) -> None:
        """Enter what a listing page holds: new URLs into the ledger, and each entry as a sighting of the channel."""
        at = stamp(now)
        common = {
            "station": station,
            "channel_id": channel_id,
            "channel": channel,
            "at": at,
            **{f"in_{name}": at if name == inventory else None for name in get_args(Inventory)},
        }
        # in one order, lest two runs wait for each other
        rows = [
            {**entry._asdict(), **common} for entry in sorted(entries, key=lambda entry: entry.key)
        ]
        if not rows:
            return
        with self._database.writing() as connection:
            write_rows(connection, _LIST, rows)
            write_rows(connection, _SEE, rows)

    def covered(self, station: str, channel_id: str, urls: Sequence[str], since: str) -> int:
        """Return how many of the URLs, from the last backwards, were met by a walk of the channel that came to its end.

        Such a walk counts where it went as far back as `since`: `""` for all there is.
        """
        query = text("""
            SELECT 1 FROM sightings
            WHERE station = :station AND channel_id = :channel_id AND url = :url AND covered_since <= :since
        """)
        with self._database.reading() as connection:
            for count, url in enumerate(reversed(urls)):
                values = {"station": station, "channel_id": channel_id, "url": url, "since": since}
                if not connection.scalar(query, values):
                    return count
        return len(urls)

    def is_empty(self, station: str, channel_id: str) -> bool:
        """Say whether no walk that came to its end ever met an entry in a channel."""
        query = text("""
            SELECT 1 FROM sightings
            WHERE station = :station AND channel_id = :channel_id AND covered_since IS NOT NULL LIMIT 1
        """)
        with self._database.reading() as connection:
            return connection.scalar(query, {"station": station, "channel_id": channel_id}) is None

    def had_dates(self, station: str, channel_id: str) -> bool:
        """Say whether a date page of a channel ever listed an entry."""
        query = text("""
            SELECT 1 FROM sightings
            WHERE station = :station AND channel_id = :channel_id AND in_dates IS NOT NULL LIMIT 1
        """)
        with self._database.reading() as connection:
            values = {"station": station, "channel_id": channel_id}
            return connection.scalar(query, values) is not None

    def begin(
        self,
        station: str,
        channel_id: str,
        channel: str,
        since: str,
        now: datetime,
        *,
        whole: bool = True,
    ) -> Validators | None:
        """Enter a walk as a gap until it ends, and return what tells whether its first page has changed.

        One that is not `whole` leaves out articles: what is known of the last whole walk stays as it is.

        That is None unless the last walk came to its end, and as far back as this one is to go.
        """
        values = {
            "station": station,
            "channel_id": channel_id,
            "channel": channel,
            "since": since,
            "at": stamp(now),
        }
        with self._database.writing() as connection:
            row = connection.execute(
                text("""
                    SELECT etag, last_modified FROM walks
                    WHERE station = :station AND channel_id = :channel_id AND complete = 1 AND since <= :since
                """),
                values,
            ).first()
            connection.execute(
                text("""
                    INSERT INTO walks (station, channel_id, channel, complete, page, walked_at)
                    VALUES (:station, :channel_id, :channel, 0, CASE WHEN :whole = 1 THEN 0 ELSE -2 END, :at)
                    ON CONFLICT (station, channel_id) DO UPDATE SET channel = excluded.channel,
                        complete = CASE WHEN :whole = 1 THEN 0 ELSE walks.complete END,
                        page = CASE WHEN :whole = 1 THEN 0 ELSE walks.page END,
                        walked_at = CASE WHEN :whole = 1 THEN excluded.walked_at ELSE walks.walked_at END
                """),
                values | {"whole": int(whole)},
            )
        return Validators(row.etag, row.last_modified) if row else None

    def end(
        self,
        station: str,
        channel_id: str,
        page: int,
        since: str,
        validators: Validators,
        now: datetime,
    ) -> None:
        """Enter that a walk came to its end: it covers all that the channel has listed, back to
        `since` (`""`: all there is).
        """
        values = {
            **validators._asdict(),
            "station": station,
            "channel_id": channel_id,
            "page": page,
            "since": since,
        }
        with self._database.writing() as connection:
            connection.execute(
                text("""
                    UPDATE walks SET complete = 1, page = :page, since = :since, etag = :etag,
                        last_modified = :last_modified, walked_at = :at
                    WHERE station = :station AND channel_id = :channel_id
                """),
                {**values, "at": stamp(now)},
            )
            connection.execute(
                text("""
                    UPDATE sightings SET covered_since = :since
                    WHERE station = :station AND channel_id = :channel_id AND in_list IS NOT NULL
                        AND (covered_since IS NULL OR covered_since > :since)
                """),
                values,
            )

    def end_range(self, station: str, channel_id: str) -> None:
        """Enter that a walk for some days alone came to its end: where no other was ever begun, it
        leaves no gap.
        """
        query = text("""
            UPDATE walks SET page = -1
            WHERE station = :station AND channel_id = :channel_id AND complete = 0 AND page = -2
        """)
        with self._database.writing() as connection:
            connection.execute(query, {"station": station, "channel_id": channel_id})

    def channels(self, station: str | None) -> list[tuple[str, str]]:
        """Return (number, name) of the channels that were ever walked; of all stations where none is given."""
        query = text(
            "SELECT channel_id, channel FROM walks WHERE station = coalesce(:station, station) ORDER BY channel_id"
        )
        with self._database.reading() as connection:
            rows = connection.execute(query, {"station": station}).mappings().all()
        return [
            (row["channel_id"], row["channel"])
            for row in sound(rows, "the walks", self._database.damaged)
        ]

    def searched(self, station: str, now: datetime) -> None:
        """Enter that all places were asked that may link a channel of a station."""
        query = text("""
            INSERT INTO searches (station, searched_at) VALUES (:station, :at)
            ON CONFLICT (station) DO UPDATE SET searched_at = excluded.searched_at
        """)
        with self._database.writing() as connection:
            connection.execute(query, {"station": station, "at": stamp(now)})

    def was_searched(self, station: str, since: datetime) -> bool:
        """Say whether that was done since a moment."""
        query = text(
            "SELECT 1 FROM searches WHERE station = :station AND searched_at BETWEEN :since AND :latest"
        )
        values = {"station": station, "since": stamp(since), "latest": latest(since)}
        with self._database.reading() as connection:
            return bool(connection.scalar(query, values))

    def gaps(self, station: str | None) -> list[str]:
        """Return the names of the channels whose last walk was cut short; of all stations where none is given."""
        query = text("""
            SELECT channel FROM walks WHERE station = coalesce(:station, station) AND complete = 0 AND page <> -1
            ORDER BY channel_id
        """)
        with self._database.reading() as connection:
            rows = connection.execute(query, {"station": station}).mappings().all()
        return [row["channel"] for row in sound(rows, "the walks", self._database.damaged)]
