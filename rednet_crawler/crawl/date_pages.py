"""The walk through the date pages of one channel: what is asked for next, what a response means.

No request is made here. That date pages exist is known ([public]), what they answer for a day
without articles is not: an empty list and a 404 both mean such a day, but a 404 only where another
day of the channel has answered with a list.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from rednet_crawler.crawl.listed import ListedPage
from rednet_crawler.crawl.statuses import GONE, OK
from rednet_crawler.crawl.walk import FULL, ChannelWalk, Cut, Stop
from rednet_crawler.site.urls import date_page_url, read_address

_ENOUGH_TO_COMPARE = 3
_MOST_PAGES_A_DAY = 100


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
        self.api_url: str | None = None
        """Where the JSON API lists the channel, if it reaches back to the range."""
        self._walk = walk
        self._first_page = [entry.url for entry in first.entries]
        self._today = today
        self._missing: list[date] = []
        """Days that answered 404."""

    def next(self, *, full: bool = False) -> DayPage | PageOn | Stop | Cut:
        """Return what follows once a day is done.

        `full` says that the run can keep no more addresses.
        """
        if full:
            return Cut(f"listing of {self._walk.name}: {FULL}")
        if self.left:
            day = self.left.pop()
            return DayPage(day, 1, date_page_url(self._walk.station, self._walk.channel_id, day))
        return Stop("all days are read") if self.trusted else PageOn()

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
        self.trusted |= bool(page.entries)
        dated = tuple(entry.published_on(asked.day) for entry in page.entries)
        listing = replace(page, entries=dated)
        following = self._following(asked, page)
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

        Page 1 of the list may stand in its place.
        """
        known = {found for entry in page.entries if (found := entry.day)}
        if known:
            return day in known
        is_first_page = [entry.url for entry in page.entries] == self._first_page
        return not (is_first_page and len(page.entries) >= _ENOUGH_TO_COMPARE)

    def _over(self, *days: date) -> tuple[date, ...]:
        """Return the days that are over; what is read of today is read again by the next run."""
        return tuple(day for day in days if day < self._today)

    @staticmethod
    def _following(asked: DayPage, page: ListedPage) -> DayPage | None:
        address = read_address(page.next_url) if page.next_url else None
        if page.next_url and address and (address.day, address.page) == (asked.day, asked.page + 1):
            return DayPage(asked.day, asked.page + 1, page.next_url)
        return None
