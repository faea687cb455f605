"""Backfill: days that lie far back are read from date pages, where paging to them would cost more.

Each day of a channel counts on its own: a later run asks only for the days that were not read
whole.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from rednet_crawler.crawl.date_pages import DatePages
from rednet_crawler.crawl.listed import ListedEntry, ListedPage
from rednet_crawler.crawl.walk import API_ENTRIES, ChannelWalk, days_between
from rednet_crawler.site.clock import CHINA

_DAY = timedelta(days=1)
_SHORTEST_SPAN = 1 / 24
"""Days that a listing page spans at least: articles of a few minutes show no pace."""
_MIDDLE = 15
"""The day that stands for a month."""


class Backfill:
    """A range of days, and the channels that are read by date pages."""

    def __init__(self, since: date | None, until: date | None, now: datetime) -> None:
        """Take the range, and the time of the station.

        Without a first and a last day there is no day to read.
        """
        self.is_wanted = since is not None and until is not None
        """Whether a range was asked for."""
        self.channels: dict[str, DatePages] = {}
        """Number of a channel → its date pages."""
        self._now = now
        self._since = since or date.max
        self._until = min(until or date.min, now.date())

    @property
    def days(self) -> tuple[int, int]:
        """How many date pages are left, and how many there are in all."""
        channels = self.channels.values()
        return sum(len(each.left) for each in channels), sum(each.all for each in channels)

    def begin(self, walk: ChannelWalk, first: ListedPage, read: set[date]) -> DatePages | None:
        """Return the date pages of a channel, after page 1 of its list; None where it is paged.

        `read` are the days of the channel that were read before.
        """
        days = days_between(self._since, self._until)
        pages = DatePages(walk, first, days, read, self._now.date())
        cost = pages_back_to(self._since, first, self._now)
        if cost is None or cost <= len(pages.left) or not (pages.left or pages.trusted):
            return None
        newer = pages_back_to(self._until, first, self._now) or 0
        pages.asks_api = bool(pages.left) and newer * len(first.entries) < API_ENTRIES
        walk.by_dates = True
        self.channels[walk.channel_id] = pages
        return pages

    def page_on(self, walk: ChannelWalk) -> None:
        """Read a channel by its list after all."""
        walk.by_dates = False
        del self.channels[walk.channel_id]

    def whole_days(self, listing: ListedPage, *, ended: bool = False) -> Iterator[date]:
        """Return the days of the range that a newest-first listing holds whole.

        These are the days after its last entry's; `ended` says that nothing older follows. They
        are kept for each inventory, so that it shows what one has and another lacks.
        """
        last = min(self._until, self._now.date() - _DAY)
        days = [day for entry in listing.entries if (day := entry.day)]
        if ended:
            return days_between(self._since, last)
        return days_between(max(self._since, days[-1] + _DAY), last) if days else iter(())


def days_shown(listing: ListedPage, others: set[date]) -> list[date]:
    """Return the days before today that a newest-first listing of the API shows whole, of those on
    which it, or another inventory, has an article.
    """
    days = [day for entry in listing.entries if (day := entry.day)]
    ended = len(listing.entries) < API_ENTRIES
    first = date.min if ended or not days else days[-1] + _DAY
    today = datetime.now(CHINA).date()
    return sorted(day for day in {*days, *others} if first <= day < today)


def pages_back_to(since: date, first_page: ListedPage, now: datetime) -> float | None:
    """Return about how many pages of a list lie before that day; None where page 1 shows no pace.

    `now` is in the station's time. Entries older than the last one are pinned, and say nothing
    of the pace. Where a listing gives no time, the day or the month in the URL does for an
    estimate (site.md, section 2).
    """
    times = [time for entry in first_page.entries if (time := _about(entry))]
    if not times:
        return None
    midnight = datetime(since.year, since.month, since.day, tzinfo=now.tzinfo)
    span = max((max(times) - times[-1]) / _DAY, _SHORTEST_SPAN)
    return max((now - midnight) / _DAY / span, 1.0)


def _about(entry: ListedEntry) -> datetime | None:
    if entry.time:
        found = datetime.fromisoformat(entry.time)
        return found if found.tzinfo else found.replace(tzinfo=CHINA)
    address = entry.address
    day = address.day or (address.month and date(*address.month, _MIDDLE))
    return datetime(day.year, day.month, day.day, tzinfo=CHINA) if day else None
