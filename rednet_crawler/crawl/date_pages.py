"""The walk through the date pages of one channel: what is asked for next, what a response means.

No request is made here. That date pages exist is known ([public]), what they answer for a day
without articles is not: an empty list and a 404 both mean such a day, but a 404 only where another
day of the channel has answered with a list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.articles import GONE, OK
from rednet_crawler.crawl.listed import ListedPage
from rednet_crawler.crawl.walk import FULL, ChannelWalk, Cut, Stop
from rednet_crawler.site.clock import CHINA
from rednet_crawler.site.urls import date_page_url, read_address

_ENOUGH_TO_COMPARE = 3
_MOST_PAGES_A_DAY = 100
_LIKELY = 3
"""Days that are tried of a channel whose list gives nothing: the last ones, and those of the newest known articles."""
_A_MONTH = 31
"""After so many days without an article a channel has no older ones, as far as anybody can tell."""


class DayPage(NamedTuple):
    """The walk goes on to a page of a day."""

    day: date
    page: int
    url: str


class PageOn(NamedTuple):
    """The date pages of the channel cannot be used: its list is paged on."""


class DayRead(NamedTuple):
    """What a response says of a day."""

    listing: ListedPage | None = None
    """What is to be taken in."""
    whole: tuple[date, ...] = ()
    """The day, if it is read whole with this page."""
    problem: str | None = None
    """Why the day stays unread: the next run asks again."""
    more: DayPage | None = None
    """The next page of the same day."""


class DatePages:
    """Reads the days of one channel, the newest first."""

    def __init__(
        self,
        walk: ChannelWalk,
        first: ListedPage,
        days: Iterable[date],
        read: set[date],
        today: date,
    ) -> None:
        """Take the walk, page 1 of its list, the days of the range, those read before, and today."""
        self.left = [day for day in days if day not in read]
        """Days that are still to be read, the newest last."""
        self.all = len(self.left)
        """How many days there were to read."""
        self.trusted = bool(read)
        """Whether a date page of the channel was what it should be."""
        self.asks_api = False
        """Whether the JSON API reaches back to the range."""
        self.oldest: date | None = None
        """The first day whose page had entries."""
        self._walk = walk
        self._first_page = [entry.url for entry in first.entries]
        self._before: list[str] = []
        """What the date page before listed."""
        self.news = 0
        """How many entries the date pages have brought."""
        self._today = today
        self._missing: list[date] = []
        """Days that answered 404."""

    def next(self, *, full: bool = False) -> DayPage | PageOn | Stop | Cut:
        """Return what follows once a day is done.

        `full` says that the run can keep no more addresses.
        """
        if full:
            return Cut(f"listing of {self._walk.name}: {FULL}")
        day = self._next_day()
        if day is not None:
            return DayPage(day, 1, date_page_url(self._walk.station, self._walk.channel_id, day))
        return Stop("all days are read") if self.trusted else PageOn()

    def _next_day(self) -> date | None:
        return self.left.pop() if self.left else None

    def answered(self, asked: DayPage, status: int) -> DayRead | None:
        """Return what a response means that holds no page to read; None for one that does."""
        if status in GONE and asked.page == 1:
            self._missing.append(asked.day)
            return DayRead()
        if status in GONE:
            return DayRead(whole=self._over(asked.day))
        return None if status == OK else self.failed(asked, f"answers {status}")

    def failed(self, asked: DayPage, reason: str) -> DayRead:
        """Leave a day unread."""
        return DayRead(problem=f"{self._walk.name}, {asked.day}: {reason}")

    def step(self, asked: DayPage, page: ListedPage) -> DayRead | PageOn:
        """Take one date page."""
        if page.kind is None and not self._walk.is_own_page(page):
            return self.failed(asked, "none of the known kinds of list stands on it")
        if not self._is_of(asked.day, page):
            return PageOn()
        if page.entries:
            self._before = [entry.url for entry in page.entries]
            self.trusted = True
            self.oldest = min(asked.day, self.oldest or asked.day)
        dated = tuple(entry.published_on(asked.day) for entry in page.entries)
        listing = replace(page, entries=dated)
        following = self._following(asked, page)
        if following is None and page.next_is_guess:
            unread = self.failed(asked, "has a further page whose address is not known")
            return unread._replace(listing=listing)
        if following is None:
            return DayRead(listing, whole=self._over(asked.day))
        if asked.page < _MOST_PAGES_A_DAY:
            return DayRead(listing, more=following)
        cut = self.failed(asked, f"cut after {asked.page} pages")
        return cut._replace(listing=listing)

    def days_without_articles(self) -> tuple[date, ...]:
        """Return the days that answered 404: once all others are read, they are read as well."""
        return self._over(*self._missing)

    def _is_of(self, day: date, page: ListedPage) -> bool:
        """Return whether a page is the day's, by the days of its entries.

        Page 1 of the list may stand in its place, or one page in that of every day.
        """
        known = {found for entry in page.entries if (found := entry.day)}
        if known:
            return day in known
        urls = [entry.url for entry in page.entries]
        return not (urls in (self._first_page, self._before) and len(urls) >= _ENOUGH_TO_COMPARE)

    def _over(self, *days: date) -> tuple[date, ...]:
        """Return the days that are over; what is read of today is read again by the next run."""
        return tuple(day for day in days if day < self._today)

    @staticmethod
    def _following(asked: DayPage, page: ListedPage) -> DayPage | None:
        address = read_address(page.next_url) if page.next_url else None
        if page.next_url and address and (address.day, address.page) == (asked.day, asked.page + 1):
            return DayPage(asked.day, asked.page + 1, page.next_url)
        return None


class DaysInsteadOfList(DatePages):
    """Reads the days of a channel whose list gives nothing: a few days on which articles are likely,
    and if their pages have any, all days back to the first one asked for.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what is known of the days
        self,
        walk: ChannelWalk,
        first: ListedPage,
        likely: Iterable[date],
        read: set[date],
        asked: CrawlArguments,
        most_pages: int,
    ) -> None:
        """Take the walk, page 1 of its list, the days on which articles are likely, those read before,
        what the run was asked for, and the most pages that are read.
        """
        today = datetime.now(CHINA).date()
        last, since = min(asked.until or today, today), asked.since
        newest = sorted(day for day in set(likely) if (since or day) <= day <= last)[-_LIKELY:]
        lately = _A_MONTH if since and asked.until else _LIKELY
        days = (last - timedelta(days=at) for at in range(lately))
        tried = sorted({*newest, *(day for day in days if (since or day) <= day)})
        super().__init__(walk, first, tried, read, today)
        self.trusted = False
        self._asked = {*tried, *read}
        self._most_pages = most_pages
        self._older = self._back_from(last, since, is_known=bool(read))

    def _next_day(self) -> date | None:
        day = super()._next_day()
        if day is None and self.trusted:
            day = next(self._older, None)
        return day

    def _back_from(self, last: date, since: date | None, *, is_known: bool) -> Iterator[date]:
        """Yield the days before the last one: as far back as was asked for, else to where a month is
        without articles, and of a channel that was read before no more than a month.
        """
        for at in range(self._most_pages):
            day = last - timedelta(days=at)
            oldest = self.oldest or last
            is_over = at > _A_MONTH if is_known else (oldest - day).days > _A_MONTH
            if day < since if since else is_over:
                return
            if day not in self._asked:
                yield day
