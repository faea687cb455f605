"""The walk through one channel's pages: what is taken in, and when it ends."""

from collections.abc import Iterator
from datetime import date, timedelta

from rednet_crawler.archive.walks import Validators
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.spiders.ledger import Ledger
from rednet_crawler.spiders.listed import ListedEntry, ListedPage

PAGES_WITHOUT_NEWS = 3
"""Pages in a row without an entry new to the walk that end it: one or two may be repeated because the list moved on."""
PAGES_BEFORE_SINCE = 2
"""Pages in a row older than `since` that end a walk: pinned entries stand on the first page only."""
FULL = "cut, this run has met as many addresses as it can keep; name fewer channels, or fewer days"


class ChannelWalk:
    """Reads the listing pages of one channel in order and enters what they list into the ledger."""

    def __init__(self, channel_id: str, name: str, arguments: CrawlArguments, ledger: Ledger, most_pages: int) -> None:
        self.channel_id = channel_id
        self.name = name
        ledger.numbers[name] = int(channel_id)
        self.page = 1
        """The page that is asked for next."""
        self.taken_pages = 0
        self.by_dates = False
        """Whether it goes on through date pages instead of the list."""
        self.ended = False
        """Whether it came to its end."""
        self.validators = Validators(None, None)
        """What the server said of the first page."""
        self.cut: str | None = None
        """At what bound the walk ended before the end of the channel."""
        self._arguments = arguments
        self._ledger = ledger
        self._most_pages = most_pages
        self._seen: set[str] = set()
        self._taken = 0
        self._without_news = 0
        self._before_since = 0
        self._title: str | None = None
        self.is_linked = False
        """Whether the pager of the page before links the one that is asked for next: then there is a list on it."""

    def take(self, listing: ListedPage) -> bool:
        """Take in one page; return whether the walk goes on to the next."""
        self.taken_pages = self.page
        self._title = self._title or listing.title
        self.is_linked = listing.next_url is not None
        news = self.enter(listing)
        if not listing.entries:
            return False
        self._without_news = 0 if news else self._without_news + 1
        self._before_since = self._before_since + 1 if self._all_before_since(listing) else 0
        if self._without_news >= PAGES_WITHOUT_NEWS or self._before_since >= PAGES_BEFORE_SINCE:
            return False
        if self._arguments.limit and self._taken >= self._arguments.limit:
            return False
        if self.page >= self._most_pages:
            self.cut = f"cut after {self.page} pages (REDNET_MAX_PAGES)"
            return False
        if self._ledger.full:
            self.cut = FULL
            return False
        self.page += 1
        return True

    def enter(self, listing: ListedPage) -> int:
        """Enter what a page lists, of whatever inventory; return how many entries this walk had not met before."""
        return sum(self._take_entry(entry) for entry in listing.entries)

    def is_own_page(self, listing: ListedPage) -> bool:
        """Say whether a page without a list is the channel's own all the same, by its title, and no error page behind a 200."""
        return bool(listing.title) and (listing.title == self._title or self.name in str(listing.title))

    def _take_entry(self, entry: ListedEntry) -> bool:
        """Enter one entry; return whether this walk had not met it before."""
        key, day = entry.key, entry.day
        new = key not in self._seen
        self._seen.add(key)
        fresh = self._ledger.see(entry, self.name)
        in_range = day is None or self._arguments.covers(day)
        if not in_range and fresh and self._ledger.entries[key].state == "pending":
            self._ledger.mark(key, "skipped", f"listed with {day}, outside the dates asked for")
        if new and in_range and entry.address.content_id:
            self._taken += 1
        return new

    def _all_before_since(self, listing: ListedPage) -> bool:
        since = self._arguments.since
        if since is None:
            return False
        days = [day for entry in listing.entries if (day := entry.listed_day)]
        return bool(days) and max(days) < since


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield the days from the first to the last, both among them; none where the first is after the last."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
