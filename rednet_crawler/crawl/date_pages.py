"""The date pages of one channel: which are still to be read, whether they are cheaper than paging, whether they can be trusted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from rednet_crawler.crawl.listed import ListedEntry, ListedPage
from rednet_crawler.crawl.walk import days_between
from rednet_crawler.site.clock import CHINA

_DAY = timedelta(days=1)
_SHORTEST_SPAN = 1 / 24
"""Days a listing page spans at least: one whose articles all came within minutes says nothing of the pace of the channel."""
_ENOUGH_TO_COMPARE = 3
_MIDDLE = 15
"""The day that stands for a month."""


class DatePages:
    """The days of one channel that a backfill is to read, the newest first.

    That date pages exist is known ([public]), what they answer for a day without articles is not: both an empty list and a 404
    are taken for one, but a 404 only where another day of the channel has answered with a list.
    """

    def __init__(self, since: date, until: date, read: set[date], first_page: ListedPage) -> None:
        """Take the range, the days that were read before, and page 1 of the channel's list."""
        self.left = [day for day in days_between(since, until) if day not in read]
        """Days that are still to be read, the newest last."""
        self.all = len(self.left)
        self.missing: list[date] = []
        """Days that answered 404."""
        self.trusted = bool(read)
        """Whether a date page of the channel was what it should be."""
        self._first_page = [entry.url for entry in first_page.entries]

    def take(self, day: date, listing: ListedPage) -> ListedPage | None:
        """Return what a date page lists, each entry with a time; None for what is no page of that day.

        An entry that the page gives no time for was published on the page's day.
        """
        days = [entry.day for entry in listing.entries]
        known = [found for found in days if found]
        same = [entry.url for entry in listing.entries] == self._first_page
        if (known and day not in known) or (not known and same and len(days) >= _ENOUGH_TO_COMPARE):
            return None
        self.trusted |= bool(listing.entries)
        return replace(listing, entries=tuple(entry.published_on(day) for entry in listing.entries))


def pages_back_to(since: date, first_page: ListedPage, now: datetime) -> float | None:
    """Return about how many pages of a list lie before that day, by the pace of page 1; None where it tells no times.

    `now` is in the station's time. Entries older than the last one are pinned, and say nothing of the pace. Where a listing
    gives no time, the day or the month in the URL does for an estimate (site.md, section 2).
    """
    times = [time for entry in first_page.entries if (time := _about(entry))]
    if not times:
        return None
    midnight = datetime(since.year, since.month, since.day, tzinfo=now.tzinfo)
    span = max((max(times) - times[-1]) / _DAY, _SHORTEST_SPAN)
    return max((now - midnight) / _DAY / span, 1.0)


def whole_days(listing: ListedPage, since: date, until: date, *, ended: bool) -> Iterator[date]:
    """Return the days within the range that a newest-first listing holds whole: those after its last entry's.

    `ended` says that nothing older follows.
    """
    days = [day for entry in listing.entries if (day := entry.day)]
    first = since if ended else max(since, days[-1] + _DAY) if days else until + _DAY
    return days_between(first, until)


def _about(entry: ListedEntry) -> datetime | None:
    if entry.time:
        found = datetime.fromisoformat(entry.time)
        return found if found.tzinfo else found.replace(tzinfo=CHINA)
    address = entry.address
    day = address.day or (address.month and date(*address.month, _MIDDLE))
    return datetime(day.year, day.month, day.day, tzinfo=CHINA) if day else None
