"""Slices: what the archive holds of some stations, channels and days, a few rows at a time."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, text

from rednet_crawler.archive.database import Database
from rednet_crawler.archive.outage import in_transactions
from rednet_crawler.archive.record import OF_THE_ROW, record_of, revision_of
from rednet_crawler.archive.stored import damaged, sound
from rednet_crawler.errors import StorageError
from rednet_crawler.safety import clean

_AT_ONCE = 200
"""Articles that are read in one transaction, and are in memory together."""
_OF_CHANNELS = "key IN (SELECT key FROM sightings WHERE channel_id IN :channel_ids)"
_CONDITIONS = {
    "station": "station = :station",
    "since": "published_at >= :since",
    "until": "published_at < :until || '~'",  # behind every time of that day
    "channel_ids": _OF_CHANNELS,
    "run": "key IN (SELECT key FROM revisions WHERE run >= :run AND doubt IS NULL)",
    "new_since": "key IN (SELECT key FROM revisions WHERE fetched_at >= :new_since AND doubt IS NULL)",
}
"""What is asked for → the condition, as an index finds it."""
_ALSO = ("channel_ids", "run", "new_since")
"""What narrows the ledger as it narrows the articles."""
_LISTED = """
    SELECT l.key, l.url, l.station, l.state, l.reason, l.tries, l.next_try_at, l.title, l.first_listed_at, l.changed_at,
        coalesce(substr(a.published_at, 1, 10), (SELECT min(s.day) FROM sightings s WHERE s.key = l.key)) AS day
    FROM ledger l LEFT JOIN articles a ON a.key = l.key
"""


_Read = Callable[[Mapping[str, Any], str], dict[str, Any]]


class Choice(NamedTuple):
    """What is meant: by station, days of publication (the first and the last), numbers of channels."""

    station: str | None = None
    since: date | None = None
    until: date | None = None
    channel_ids: tuple[str, ...] = ()
    run: int | None = None
    """What is new or changed by this run and those after it."""
    new_since: str | None = None
    """What is new or changed since this moment, as the archive writes it."""


EVERYTHING = Choice()


@in_transactions
class Slices:
    """Reads the archive for those who take much of it at once. `keys` says which articles, the
    other methods what of them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keys(self, choice: Choice = EVERYTHING, *, newest_first: bool = False) -> list[str]:
        """Return the keys of the articles of a choice, in their order or with the newest first; of
        one without a day only where no day is asked for.
        """
        asked = [condition for name, condition in _CONDITIONS.items() if getattr(choice, name)]
        where = f"WHERE {' AND '.join(asked)}" if asked else ""
        order = "coalesce(published_at, '') DESC, key DESC" if newest_first else "key"
        query = f"SELECT key FROM articles {where} ORDER BY {order}"
        return [row["key"] for row in self._rows(query, **_values(choice))]

    def stations(self) -> list[str]:
        """Return the codes of the stations whose articles or addresses the archive holds."""
        return [
            row["station"]
            for row in self._rows(
                "SELECT station FROM articles UNION SELECT station FROM ledger ORDER BY station"
            )
        ]

    def all(self) -> Iterator[dict[str, Any]]:
        """Yield the current record of every article, in the order of the keys."""
        return self.articles(self.keys())

    def articles(self, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield the current record of each article, in the order of the keys that are given. `channels`
        is that of all sightings to this day.
        """
        return (record for _, record in self.keyed(keys))

    def keyed(self, keys: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield key and current record of each article, as `articles` does."""
        query = f"SELECT key, text, record, {', '.join(OF_THE_ROW)} FROM articles WHERE key IN :keys ORDER BY key"
        return self._records(query, keys, record_of)

    def revisions(self, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield every record that each article ever had, the first one first, without doubtful
        ones; `channels` as in `articles`.
        """
        query = """
            SELECT r.key, r.record, a.content_id, a.station, a.url, r.content_hash, r.revision,
                CASE WHEN a.revision = r.revision THEN a.record END AS current_record,
                CASE WHEN a.revision = r.revision THEN a.text END AS current_text
            FROM revisions r JOIN articles a ON a.key = r.key
            WHERE r.key IN :keys AND r.doubt IS NULL ORDER BY r.key, r.revision
        """
        return (record for _, record in self._records(query, keys, revision_of))

    def sightings(self, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Yield where each article was listed: the columns of the table, and its `content_id`."""
        query = """
            SELECT s.*, a.content_id FROM sightings s JOIN articles a ON a.key = s.key
            WHERE s.key IN :keys ORDER BY s.key, s.first_seen_at, s.station, s.channel_id, s.url
        """
        for some in _batches(keys):
            yield from self._rows(query, keys=some)

    def ledger(self, choice: Choice) -> Iterator[dict[str, Any]]:
        """Yield what became of each URL that was listed, and the day it was published as far as that is known.

        What has no known day counts as of every day, for it may be of those that are asked for.
        """
        query = f"""
            SELECT key FROM ({_LISTED}) AS listed
            WHERE station = coalesce(:station, station)
                AND (day IS NULL OR day BETWEEN coalesce(:since, day) AND coalesce(:until, day))
                {"".join(f"AND {_CONDITIONS[name]} " for name in _ALSO if getattr(choice, name))}
            ORDER BY key
        """
        keys = [row["key"] for row in self._rows(query, **_values(choice))]
        for some in _batches(keys):
            yield from self._rows(
                f"SELECT * FROM ({_LISTED}) AS listed WHERE key IN :keys ORDER BY key", keys=some
            )

    def runs(self, station: str | None) -> list[dict[str, Any]]:
        """Return every run on the archive, or on one station, the first one first."""
        query = """
            SELECT run, station, spider, arguments, version, started_at, ended_at, exit_code FROM runs
            WHERE station IS NULL OR station = coalesce(:station, station) ORDER BY run
        """
        return self._rows(query, station=station)

    def _records(
        self, query: str, keys: Sequence[str], read: _Read
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        listed = """
            SELECT key, channel FROM sightings WHERE key IN :keys
            ORDER BY length(channel_id), channel_id, station
        """
        for some in _batches(keys):
            channels: defaultdict[str, dict[str, None]] = defaultdict(dict)
            for row in self._rows(listed, keys=some):
                channels[row["key"]][clean(row["channel"])] = None
            for row in _in_order(some, self._rows(query, keys=some)):
                try:
                    what = f"the text of {row['key']}"
                    record = read(row, what)
                    if not isinstance(record.get("content_id"), str):
                        raise damaged(what, "has no content_id")
                except StorageError as error:
                    self._database.damaged(error)
                    continue
                names = list(channels[row["key"]]) or record.get("channels", [])
                yield row["key"], {**record, "channels": names}

    def _rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        several: list[BindParameter[Any]] = [
            bindparam(name, expanding=True) for name in ("keys", "channel_ids") if name in values
        ]
        with self._database.reading() as connection:
            rows = connection.execute(text(query).bindparams(*several), values).mappings().all()
        return sound(rows, "the archive", self._database.damaged)


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[at : at + _AT_ONCE] for at in range(0, len(keys), _AT_ONCE))


def _in_order(keys: Sequence[str], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    places = {key: at for at, key in enumerate(keys)}
    return sorted(rows, key=lambda row: places[row["key"]])


def _values(choice: Choice) -> dict[str, Any]:
    days = {
        "since": choice.since and str(choice.since),
        "until": choice.until and str(choice.until),
    }
    ids = {"channel_ids": list(choice.channel_ids)} if choice.channel_ids else {}
    new = {"run": choice.run, "new_since": choice.new_since}
    return {"station": choice.station, **days, **ids, **{k: v for k, v in new.items() if v}}
