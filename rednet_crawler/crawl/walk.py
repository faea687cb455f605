"""The walk through the pages of one channel's list: it goes on, has come to its end, or is cut.

No request is made here. A pager may link the next page; else its address is guessed by its number.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from rednet_crawler.archive.walks import UNKNOWN, Validators
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.articles import GONE, OK
from rednet_crawler.crawl.listed import ListedEntry, ListedPage
from rednet_crawler.site.list_pages import step_from
from rednet_crawler.site.urls import channel_url, read_address

PAGES_WITHOUT_NEWS = 3
"""A walk ends after so many pages in a row without a new entry; one or two may be repeated, for
the list moves on."""
FULL_PAGE = 20
"""Entries of a page of a list. Behind a page of just so many more is to be expected, where no page of
the list has a pager; a list of another length is whole, as far as anybody can tell.
"""
PAGES_BEFORE_SINCE = 2
"""A walk ends after so many pages in a row older than `since`; the first may hold pinned entries."""
API_ENTRIES = 100
"""How many entries the JSON API is asked for."""
_STRAY = 3
"""Articles that the JSON API may list beside a whole list without a pager."""
UNKNOWN_FORMS = frozenset(("links", "script"))
"""Kinds of lists of no known form: what stands on the page may be another list than the channel's."""
FULL = "cut, this run has met as many addresses as it can keep; name fewer channels, or fewer days"


class Next(NamedTuple):
    """The walk goes on to a page."""

    page: int
    url: str


class Stop(NamedTuple):
    """The walk has come to its end."""

    reason: str


class Cut(NamedTuple):
    """The walk ends before the end of the channel: a gap on record, which a later run closes."""

    reason: str
    in_doubt: bool = False
    """Whether there may be nothing more: the JSON API may tell."""


class ChannelWalk:
    """Reads the pages of one channel's list in their order."""

    def __init__(
        self, channel_id: str, name: str, arguments: CrawlArguments, most_pages: int
    ) -> None:
        """Take the number and name of the channel, what the run was asked for, and the most pages that are read."""
        self.channel_id = channel_id
        self.name = name
        self.station = arguments.station
        self.page = 1
        """The page that is asked for next."""
        self.url = channel_url(self.station, channel_id)
        """The address of that page."""
        self.taken_pages = 0
        self.by_dates = False
        """Whether it goes on through date pages instead of the list."""
        self.ended = False
        """Whether it came to its end."""
        self.validators: Validators = UNKNOWN
        """What the server said of the first page."""
        self.is_first = False
        """Whether no walk through the channel has come to its end, or this one goes through all of it."""
        self.days: set[date] = set()
        """The days of the articles that it met."""
        self._arguments = arguments
        self._most_pages = most_pages
        self._seen: set[str] = set()
        self._taken = 0
        self._articles = 0
        self._has_known_form = True
        self._without_news = 0
        self._before_since = 0
        self._title: str | None = None
        self._is_paged = False
        """Whether a page of the list had a pager."""
        self._expects_more = False
        """Whether the page before is full, or has a button for more, but no address of a further one."""
        self._is_linked = False
        """Whether the pager of the page before links this one: then there is a list on it."""

    def answered(self, status: int, *, unchanged: bool = False) -> Stop | Cut | None:
        """Return what a response means that holds no page to read; None for one that does.

        `unchanged` says that it is a 304 which was asked for.
        """
        if unchanged and self.page == 1:
            return Stop("its first page has not changed")
        if status in GONE and self.page > 1:
            if self._expects_more:
                return Cut(
                    f"listing of {self.name}: page {self.taken_pages} names no further page, and "
                    f"{self.url} answers {status}",
                    in_doubt=True,
                )
            return Stop("there is no further page")
        if status != OK:
            return Cut(f"listing of {self.name}, page {self.page}: answers {status}")
        return None

    def wants_api(self, end: Stop | Cut) -> bool:
        """Return whether the JSON API is asked before a walk ends: where that leaves open if there is
        more, and once for each channel, for what its list may lack.
        """
        if not self.channel_id.isdigit() or self.by_dates:
            return False
        if isinstance(end, Cut):
            return end.in_doubt
        return self.is_first and self._arguments.limit is None

    def compared(self, end: Stop | Cut, others: ListedPage | None) -> Stop | Cut:
        """Return the end of a walk by what the JSON API lists, None where it does not answer.

        It lists all of a channel that has fewer articles than it is asked for, else the newest.
        """
        if others is None:
            return end
        met, lacks = self._articles, sum(map(self._lacks, others.entries))
        self.meet(others)
        if isinstance(end, Cut):
            is_whole = others.entries and len(others.entries) >= min(met, API_ENTRIES)
            return (
                Stop("the JSON API lists no more of its articles")
                if is_whole and not lacks
                else end
            )
        lacking = f"and lacks {lacks} articles that the JSON API lists"
        if lacks and not self._has_known_form:
            return Cut(f"listing of {self.name}: its list has no known form, {lacking}")
        if lacks > _STRAY and not self._is_paged:
            return Cut(f"listing of {self.name}: its list has no pager, {lacking}")
        return end

    def _lacks(self, entry: ListedEntry) -> bool:
        """Return whether the list did not name an article that is asked for."""
        return (
            entry.address.content_id is not None
            and entry.key not in self._seen
            and (entry.day is None or self._arguments.covers(entry.day))
        )

    def step(
        self, page: ListedPage, *, covered: bool = False, full: bool = False
    ) -> Next | Stop | Cut:
        """Take one page of the list.

        `covered` says that it ends in entries which an earlier walk has covered, `full` that the run
        can keep no more addresses.
        """
        if not self._is_list(page):
            return Cut(
                f"listing of {self.name}: none of the known kinds of list stands on it",
                in_doubt=self.page > 1 and self.is_own_page(page),
            )
        self.taken_pages = self.page
        self._has_known_form &= page.kind not in UNKNOWN_FORMS
        was_expected = self._expects_more
        self._title = self._title or page.title
        self._is_linked = page.next_url is not None and not page.next_is_guess
        self._is_paged |= page.paged
        self._expects_more = page.next_is_guess or (
            not self._is_paged and len(page.entries) == FULL_PAGE
        )
        if (
            self.page == 1
            and page.entries
            and not any(entry.address.content_id for entry in page.entries)
        ):
            return Cut(
                f"listing of {self.name}: none of its {len(page.entries)} entries is an article"
            )
        end = self._end(page, news=self.meet(page), covered=covered)
        if end:
            return self._ended(end, page, was_expected=was_expected)
        if self.page >= self._most_pages:
            return Cut(f"listing of {self.name}: cut after {self.page} pages (REDNET_MAX_PAGES)")
        if full:
            return Cut(f"listing of {self.name}: {FULL}")
        self.url = page.next_url or self._guess()
        self.page += 1
        return Next(self.page, self.url)

    def _ended(self, why: str, page: ListedPage, *, was_expected: bool) -> Stop | Cut:
        """Return the end of a walk: a gap where the page before, or a page that is not new, has more to come."""
        repeats = self._without_news >= PAGES_WITHOUT_NEWS
        if not (repeats and (page.next_url or self._expects_more)) and not (
            was_expected and not page.entries
        ):
            return Stop(why)
        return Cut(
            f"listing of {self.name}, page {self.page}: {why}, though there seems to be more",
            in_doubt=True,
        )

    def without_entries(
        self, page: ListedPage, others: int | None, dated: int | None = None
    ) -> Stop | Cut:
        """Say what a first page without entries means.

        `others` is how many the JSON API lists, None where it does not answer, `dated` how many this run
        has from date pages, None where these never had any: a channel is empty only where all say so.
        """
        what = (
            "nothing stands on its first page"
            if page.kind
            else "none of the known kinds of list stands on it"
        )
        if others == 0 and dated is None and page.kind:
            return Stop("there is nothing in the channel")
        by = [f"the JSON API lists {others} of its articles"] if others else []
        by += [] if dated is None else [f"its date pages {dated or 'nothing new'}"]
        if by:
            return Cut(f"listing of {self.name}: {what}; {', '.join(by)}, older ones are missing")
        return Cut(
            f"listing of {self.name}: {what}, and the JSON API {'lists none' if others == 0 else 'does not answer'}"
        )

    def _guess(self) -> str:
        """Return where the next page may be: as the site has it, or one further in the form that a pager has led to."""
        address = read_address(self.url)
        is_usual = address is not None and address.kind == "channel" and address.page == self.page
        step = None if is_usual else step_from(self.url, self.page)
        return step or channel_url(self.station, self.channel_id, self.page + 1)

    def meet(self, page: ListedPage) -> int:
        """Count what a page of any inventory lists; return how many entries are new to this walk."""
        news = 0
        for entry in page.entries:
            if entry.key in self._seen:
                continue
            self._seen.add(entry.key)
            news += 1
            self._articles += entry.address.content_id is not None
            if entry.day and entry.address.content_id:
                self.days.add(entry.day)
            in_range = entry.day is None or self._arguments.covers(entry.day)
            self._taken += in_range and entry.address.content_id is not None
        return news

    def is_own_page(self, page: ListedPage) -> bool:
        """Return whether a page without a list is the channel's own by its title, no error page."""
        return bool(page.title) and (page.title == self._title or self.name in str(page.title))

    def _is_list(self, page: ListedPage) -> bool:
        """Return whether a page has a list; the one after the last may lack it, if no pager linked it."""
        return page.kind is not None or (
            self.page > 1 and not self._is_linked and self.is_own_page(page)
        )

    def _end(self, page: ListedPage, *, news: int, covered: bool) -> str | None:
        """Return why the walk ends at a page; None where it goes on."""
        if not page.entries:
            return "nothing stands on the page"
        if covered:
            return "an earlier walk has covered what follows"
        self._without_news = 0 if news else self._without_news + 1
        if self._without_news >= PAGES_WITHOUT_NEWS:
            return f"{PAGES_WITHOUT_NEWS} pages brought nothing new"
        self._before_since = self._before_since + 1 if self._is_before_since(page) else 0
        if self._before_since >= PAGES_BEFORE_SINCE:
            return f"{PAGES_BEFORE_SINCE} pages are older than the first day asked for"
        limit = self._arguments.limit
        return (
            "as many articles are listed as were asked for"
            if limit and self._taken >= limit
            else None
        )

    def _is_before_since(self, page: ListedPage) -> bool:
        since = self._arguments.since
        days = [day for entry in page.entries if (day := entry.listed_day)]
        return since is not None and bool(days) and max(days) < since


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield the days from the first to the last, both included; none if the first is later."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
