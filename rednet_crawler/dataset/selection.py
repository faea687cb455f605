"""What is exported: a slice of an archive, table by table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.slices import Choice
from rednet_crawler.errors import ArgumentError, UnknownChannelError


@dataclass(frozen=True, slots=True)
class Selection:
    """A slice of an archive, and which of its articles are meant."""

    archive: Archive
    choice: Choice
    keys: Sequence[str]
    channels: Sequence[str] = ()
    """Names of the channels asked for; none says all."""

    def records(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the records of the archive for a table (one of `TABLES`), a few at a time.

        Raises StorageError for one that is damaged.
        """
        slices = self.archive.slices
        if table == "ledger":
            return slices.ledger(self.choice)
        if table == "sightings":
            return slices.sightings(self.keys)
        records = (
            slices.revisions(self.keys) if table == "revisions" else slices.articles(self.keys)
        )
        return self.archive.whole(records)


def select(  # noqa: PLR0913 - what an export is asked for
    archive: Archive,
    station: str | None,
    channels: Sequence[str],
    since: date | None,
    until: date | None,
    *,
    new_since: int | str | None = None,
) -> Selection:
    """Return the articles of a station, of channels and of days of publication, and of those what is
    new or changed since a run or a moment.

    `station` None stands for all; channels are given by name or number.

    Raises ArgumentError for a station and UnknownChannelError for a channel that is not in the
    archive; both list what it has.
    """
    stations = archive.slices.stations()
    if station and station not in stations:
        raise ArgumentError(
            f"station={station}: not in this archive; it has {'、'.join(stations) or 'none'}"
        )
    known = archive.walks.channels(None)  # a channel lists articles of other stations, too
    chosen: list[tuple[str, str]] = []
    for asked in channels:
        found = [channel for channel in known if asked in channel]
        if not found:
            names = "、".join(name for _, name in known) or "none"
            raise UnknownChannelError(f"channel={asked}: not in this archive; it has {names}")
        chosen += found
    run = new_since if isinstance(new_since, int) else None
    if run is not None and archive.runs.find(run) is None:
        raise ArgumentError(f"--new-since {run}: no such run; `rednet runs` lists those that are")
    moment = new_since if isinstance(new_since, str) else None
    ids = tuple(number for number, _ in chosen)
    choice = Choice(station, since, until, ids, run, moment)
    return Selection(
        archive,
        choice,
        archive.slices.keys(choice),
        tuple(dict.fromkeys(name for _, name in chosen)),
    )
