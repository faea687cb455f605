"""How far earlier walks came, and so where one of this run may end; each page and each end is committed at once."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.walks import UNKNOWN, Inventory, Validators
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.crawl.listed import ListedPage
from rednet_crawler.crawl.walk import ChannelWalk, days_between
from rednet_crawler.site.clock import CHINA

_SEARCHED_EVERY = timedelta(days=30)
_ENOUGH = 3
"""Covered entries at the end of a page that end a walk; on a shorter page all of them."""


class KnownWalks:
    """What the archive knows of the channels of a station, and of the walks through them."""

    def __init__(
        self, archive: Archive, ledger: Ledger, arguments: CrawlArguments, *, full: bool = False
    ) -> None:
        """Take the archive, the ledger of the run and what it was asked for; `full` walks all pages."""
        self._archive = archive
        self._ledger = ledger
        self._arguments = arguments
        self._station = arguments.station
        self._since = str(arguments.since or "")
        self._full = full
        self._whole = arguments.limit is None and arguments.until is None
        """Whether a walk covers what it met: one with a limit or an end date leaves out articles."""
        self._were_empty: set[str] = set()
        """Channels in which the last walk, one that came to its end, met nothing."""

    def known_channels(self) -> tuple[tuple[str, str], ...]:
        """Return (number, name) of the channels that earlier runs walked."""
        return tuple(self._archive.walks.channels(self._station))

    def was_searched(self) -> bool:
        """Return whether an earlier run lately searched for channels that the menu does not link."""
        return self._archive.walks.was_searched(self._station, datetime.now(UTC) - _SEARCHED_EVERY)

    def searched(self) -> None:
        """Enter that this run did."""
        self._archive.walks.searched(self._station, datetime.now(UTC))

    def begin_walk(self, walk: ChannelWalk) -> tuple[Validators, bool]:
        """Enter a walk as a gap until it ends; return what tells whether its first page has changed,
        and whether it is the first through all of the channel.
        """
        known = self._archive.walks.begin(
            self._station,
            walk.channel_id,
            walk.name,
            self._since,
            datetime.now(UTC),
            whole=self._whole,
        )
        if known is not None and self._archive.walks.is_empty(self._station, walk.channel_id):
            self._were_empty.add(walk.channel_id)
        return (UNKNOWN, True) if self._full or known is None else (known, False)

    def take_in(self, walk: ChannelWalk, page: ListedPage, inventory: Inventory = "list") -> bool:
        """Commit a listing page; return whether it ends in entries that an earlier walk has
        covered, so that this may end.

        Lists are newest first: below such entries stands nothing that walk did not meet. One or two
        might have moved up.
        """
        self._ledger.recall(entry.key for entry in page.entries)
        urls = [entry.url for entry in page.entries]
        covered = (
            self._archive.walks.covered(self._station, walk.channel_id, urls, self._since)
            if inventory == "list"
            else 0
        )
        rows = [self._ledger.row_of(entry) for entry in page.entries]
        self._archive.walks.take_in(
            self._station, walk.channel_id, walk.name, rows, datetime.now(UTC), inventory
        )
        if self._full or not urls:
            return False
        # without a pager the first entries of a channel that was empty are all there are
        first = walk.channel_id in self._were_empty and inventory == "list" and not page.paged
        return first or covered >= min(len(urls), _ENOUGH)

    def was_empty(self, walk: ChannelWalk) -> bool:
        """Return whether the last walk of a channel came to its end, and met nothing: the JSON API said so then."""
        return walk.channel_id in self._were_empty

    def end_walk(self, walk: ChannelWalk) -> None:
        """Enter that a walk came to its end: all back to its first day, or, with a last day as
        well, the days between.
        """
        walk.ended = True
        asked, now = self._arguments, datetime.now(UTC)
        if self._whole:
            self._archive.walks.end(
                self._station, walk.channel_id, walk.taken_pages, self._since, walk.validators, now
            )
        elif asked.since and asked.until and asked.limit is None:
            self._archive.walks.end_range(self._station, walk.channel_id)
            last = min(asked.until, now.astimezone(CHINA).date() - timedelta(days=1))
            if not walk.by_dates:
                self.read_days(walk, days_between(asked.since, last), "list")

    def days_read(self, walk: ChannelWalk) -> set[date]:
        """Return the days of a channel that earlier runs took in, from date pages or by paging."""
        if self._full:
            return set()
        days = self._archive.inventories.days
        return days(self._station, walk.channel_id, "dates") | days(
            self._station, walk.channel_id, "list"
        )

    def read_days(self, walk: ChannelWalk, days: Iterable[date], inventory: Inventory) -> None:
        """Enter that an inventory was read whole for these days."""
        self._archive.inventories.read(
            self._station, walk.channel_id, days, inventory, datetime.now(UTC)
        )
