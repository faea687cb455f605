"""The ledger of a run that is kept in the archive: what was known before it, and what it learns, at once."""

from collections import deque
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.ledger import State
from rednet_crawler.archive.walks import UNKNOWN, Inventory, Listed, Validators
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.items import Listing, ListingEntry
from rednet_crawler.normalise.published import parse_time
from rednet_crawler.site.clock import CHINA
from rednet_crawler.site.urls import read_address
from rednet_crawler.spiders.ledger import FOREIGN, Ledger, LedgerEntry, Walk, not_walked
from rednet_crawler.spiders.walk import days_between, entry_day

_DAY_LENGTH = len("2022-12-02")
_BATCH = 500
"""How many of the entries that earlier runs left are brought into memory at a time."""
_SEARCHED_EVERY = timedelta(days=30)
_ENOUGH = 3
"""Covered entries at the end of a page that end a walk; on a shorter page all of them."""


class ArchivedLedger(Ledger):
    """Enters every listing page and every outcome into the archive when it comes, so that a kill loses nothing."""

    def __init__(
        self,
        archive: Archive,
        arguments: CrawlArguments,
        *,
        full: bool = False,
        failed: bool = False,
        recheck: int | None = None,
    ) -> None:
        """Take the archive.

        `full` walks all pages, `failed` takes up all that failed, whether due or not, `recheck` looks again at all articles
        of so many days.
        """
        super().__init__()
        self._archive = archive
        self._arguments = arguments
        self._full = full
        self._failed = failed
        self._recheck = recheck
        self._left: deque[str] = deque()
        self._were_empty: set[str] = set()
        """Channels in which the last walk, one that came to its end, met nothing."""
        # a walk with a limit or an end date leaves out articles, and covers nothing
        self._whole = arguments.limit is None and arguments.until is None

    def known_channels(self) -> tuple[tuple[str, str], ...]:
        """Return (number, name) of the channels that earlier runs walked."""
        return tuple(self._archive.walks.channels(self._arguments.station))

    def was_searched(self) -> bool:
        """Say whether an earlier run lately searched for channels that the menu does not link."""
        return self._archive.walks.was_searched(self._arguments.station, datetime.now(UTC) - _SEARCHED_EVERY)

    def searched(self) -> None:
        """Enter that this run did."""
        self._archive.walks.searched(self._arguments.station, datetime.now(UTC))

    def take_in(self, walk: Walk, listing: Listing, inventory: Inventory = "list") -> bool:
        """Commit a listing page; return whether it ends in entries that an earlier walk has covered, so that this may end.

        Lists are newest first: below such entries stands nothing that walk did not meet. One or two might have moved up.
        """
        found = {entry.url: key for entry in listing.entries if (key := _key(entry)) in self.entries}
        urls = [entry.url for entry in listing.entries if entry.url in found]
        self._recall(found.values())
        since = str(self._arguments.since or "")
        covered = (
            self._archive.walks.covered(self._arguments.station, walk.channel_id, urls, since)
            if inventory == "list"
            else 0
        )
        listed = [self._listed(entry, found[entry.url]) for entry in listing.entries if entry.url in found]
        self._archive.walks.take_in(
            self._arguments.station, walk.channel_id, walk.name, listed, datetime.now(UTC), inventory
        )
        if self._full or not urls:
            return False
        # without a pager the first entries of a channel that was empty are all there are
        first = walk.channel_id in self._were_empty and inventory == "list" and not listing.paged
        return first or covered >= min(len(urls), _ENOUGH)

    def begin_walk(self, walk: Walk) -> Validators:
        """Enter a walk as a gap until it ends; return what tells whether its first page has changed."""
        station, since = self._arguments.station, str(self._arguments.since or "")
        known = self._archive.walks.begin(
            station, walk.channel_id, walk.name, since, datetime.now(UTC), whole=self._whole
        )
        if known is not None and self._archive.walks.is_empty(station, walk.channel_id):
            self._were_empty.add(walk.channel_id)
        return UNKNOWN if self._full or known is None else known

    def end_walk(self, walk: Walk) -> None:
        """Enter that a walk came to its end: all back to its first day, or, with a last day as well, the days between."""
        super().end_walk(walk)
        asked, now = self._arguments, datetime.now(UTC)
        if self._whole:
            since = str(asked.since or "")
            self._archive.walks.end(asked.station, walk.channel_id, walk.taken_pages, since, walk.validators, now)
        elif asked.since and asked.until and asked.limit is None and not walk.by_dates:
            last = min(asked.until, now.astimezone(CHINA).date() - timedelta(days=1))
            self.read_days(walk, days_between(asked.since, last), "list")

    def days_read(self, walk: Walk) -> set[date]:
        """Return the days of a channel that earlier runs took in, from date pages or by paging."""
        if self._full:
            return set()
        station, days = self._arguments.station, self._archive.inventories.days
        return days(station, walk.channel_id, "dates") | days(station, walk.channel_id, "list")

    def read_days(self, walk: Walk, days: Iterable[date], inventory: Inventory) -> None:
        """Enter that an inventory was read whole for these days."""
        self._archive.inventories.read(self._arguments.station, walk.channel_id, days, inventory, datetime.now(UTC))

    def take_up(self, channel_ids: Iterable[str]) -> None:
        """Look up what earlier runs left to do in these channels (all, where none is given)."""
        now, station = datetime.now(UTC), self._arguments.station
        follows = None if self.follows is None else [not_walked(code) for code in self.follows - {station}]
        self._archive.ledger.take_back(station, not_walked(station), follows, now)
        recheck = (now - timedelta(days=self._recheck)).date() if self._recheck is not None else None
        self._left = deque(
            self._archive.ledger.due(station, now, failed=self._failed, recheck=recheck, channel_ids=tuple(channel_ids))
        )

    def take_more(self) -> bool:
        """Add some of what was taken up to what is pending; return whether there was any."""
        added = False
        while self._left and not added:
            keys = [self._left.popleft() for _ in range(min(_BATCH, len(self._left)))]
            untried = [key for key in keys if key not in self.entries or not self.entries[key].tried]
            for known in self._archive.ledger.entries(untried):
                entry = self._taken_up(known.key, known.url, known.title, known.published)
                if entry is not None:
                    entry.validators = Validators(known.etag, known.last_modified)
                    entry.is_known = known.saved
                    added = True
        return added

    def out_of_range(self, key: str, day: date, reason: str) -> None:
        """Skip an article, and keep the day its page gave: a run for other dates knows whether to fetch it."""
        super().out_of_range(key, day, reason)
        self._archive.ledger.skip(key, reason, str(day), datetime.now(UTC))

    def looked_at(self, key: str) -> None:
        """Enter that a saved article has not changed."""
        super().looked_at(key)
        self._archive.articles.looked_at(key, datetime.now(UTC))

    def mark(self, key: str, state: State, reason: str | None = None, *, transient: bool = False) -> None:
        """Move an entry to its state, in the archive as well; a saved article is entered there with its text."""
        known = self.entries.get(key)
        super().mark(key, state, reason)
        if known is not None and known.state == state and state in ("failed", "gone"):
            known.state = self._archive.ledger.mark(key, state, reason, datetime.now(UTC), transient=transient)

    def _taken_up(self, key: str, url: str, title: str | None, published: str | None) -> LedgerEntry | None:
        """Make an entry that an earlier run left pending; return None where this run has no business with it."""
        known = self.entries.get(key)
        if known is not None:
            if known.state not in ("failed", "saved", "gone"):
                return None
            known.state, known.reason = "pending", None
            return known
        address = read_address(url)
        if address is None:
            return None
        day = entry_day(ListingEntry(url=url, title=None, published=published), address)
        if day is not None and not self._arguments.covers(day):
            return None
        if self.rank(address) == FOREIGN:
            self._archive.ledger.skip(key, not_walked(str(address.station)), published, datetime.now(UTC))
            return None
        channels = list(self._archive.ledger.channels_of(key))
        entry = self.entries[key] = LedgerEntry(url, channels=channels, published=published, title=title)
        return entry

    def _listed(self, entry: ListingEntry, key: str) -> Listed:
        known = self.entries[key]
        state: State = "skipped" if known.state == "skipped" else "pending"
        address = read_address(entry.url)
        rank = self.rank(address) if address else known.rank
        day = entry_day(entry, address) if address else None
        return Listed(
            key=key,
            url=entry.url,
            position=entry.position,
            place=rank,
            state=state,
            reason=known.reason,
            title=entry.title,
            published=entry.published,
            day=str(day) if day else None,
        )

    def _recall(self, keys: Iterable[str]) -> None:
        """Bring what the archive knows of these keys into the run."""
        for key, (state, reason, published) in self._archive.ledger.states(list(keys)).items():
            entry = self.entries[key]
            if entry.state != "pending" or state == "pending":
                continue
            if state == "skipped":
                time = parse_time(published) if published else None
                if time is None or self._arguments.covers(date.fromisoformat(time[:_DAY_LENGTH])):
                    continue  # another run was asked for other dates
            entry.state, entry.reason = state, reason


def _key(entry: ListingEntry) -> str:
    address = read_address(entry.url)
    return (address.key if address else None) or entry.url
