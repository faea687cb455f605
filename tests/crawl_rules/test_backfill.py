"""Whether a channel is read day by day or paged, and for which days a listing is whole."""

from datetime import date, datetime, timedelta

import pytest

from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.backfill import Backfill, pages_back_to
from rednet_crawler.crawl.listed import ListedPage
from rednet_crawler.crawl.walk import ChannelWalk
from rednet_crawler.site.clock import CHINA
from tests.crawl_rules.listings import a_day_each, listed

NOW = datetime(2024, 3, 5, 12, tzinfo=CHINA)
TODAY = NOW.date()
PAGE_1 = a_day_each(TODAY, 5)
FAR = (date(2023, 1, 1), date(2023, 1, 5))


def walk() -> ChannelWalk:
    return ChannelWalk("9001", "要闻", CrawlArguments(), 50)


def test_far_days_are_read_day_by_day() -> None:
    backfill, walked = Backfill(*FAR, NOW), walk()
    pages = backfill.begin(walked, PAGE_1, set())
    assert pages is not None
    assert walked.by_dates
    assert backfill.days == (5, 5)
    pages.next()
    assert backfill.days == (4, 5)


@pytest.mark.parametrize(
    ("since", "until", "first"),
    [
        (date(2024, 3, 1), date(2024, 3, 4), PAGE_1),  # the first page reaches back to it
        (date(2022, 1, 1), date(2024, 3, 4), PAGE_1),  # as many days as pages, and more
        (*FAR, listed()),  # the list shows no pace
        (None, None, PAGE_1),
    ],
)
def test_else_the_list_is_paged(since: date | None, until: date | None, first: ListedPage) -> None:
    backfill, walked = Backfill(since, until, NOW), walk()
    assert backfill.begin(walked, first, set()) is None
    assert (walked.by_dates, backfill.days) == (False, (0, 0))


def test_days_that_were_read_before_do_not_count() -> None:
    since, until = date(2023, 1, 1), date(2024, 3, 4)
    read = {since + timedelta(days=at) for at in range(420)}
    pages = Backfill(since, until, NOW).begin(walk(), PAGE_1, read)
    assert pages is not None
    assert len(pages.left) == 9


def test_the_api_is_asked_only_where_its_entries_reach_back_to_the_range() -> None:
    near = Backfill(date(2024, 2, 1), date(2024, 2, 3), NOW).begin(walk(), PAGE_1, set())
    far = Backfill(*FAR, NOW).begin(walk(), PAGE_1, set())
    assert near is not None
    assert far is not None
    assert near.asks_api
    assert not far.asks_api


def test_a_channel_that_is_paged_after_all_is_not_counted() -> None:
    backfill, walked = Backfill(*FAR, NOW), walk()
    backfill.begin(walked, PAGE_1, set())
    backfill.page_on(walked)
    assert (walked.by_dates, backfill.days) == (False, (0, 0))


def test_days_to_come_are_not_asked_for() -> None:
    backfill = Backfill(date(2023, 1, 1), date(2030, 1, 1), NOW)
    days = list(backfill.whole_days(listed(), ended=True))
    assert (days[0], days[-1]) == (date(2023, 1, 1), date(2024, 3, 4))


@pytest.mark.parametrize(
    ("listing", "ended", "first"),
    [
        (PAGE_1, False, date(2024, 3, 2)),  # older entries of the last one's day may follow
        (PAGE_1, True, date(2024, 2, 1)),
        (listed((1, None)), False, None),
    ],
)
def test_a_listing_is_whole_for_the_days_after_its_last_entry(
    listing: ListedPage, ended: bool, first: date | None
) -> None:
    days = list(Backfill(date(2024, 2, 1), date(2024, 3, 4), NOW).whole_days(listing, ended=ended))
    assert days[:1] == ([first] if first else [])
    assert days[-1:] == ([date(2024, 3, 4)] if first else [])


def test_the_pace_of_page_1_tells_how_many_pages_lie_before_a_day() -> None:
    assert pages_back_to(date(2024, 1, 25), PAGE_1, NOW) == pytest.approx(40.5 / 4)
    assert pages_back_to(date(2024, 3, 5), PAGE_1, NOW) == 1.0
    pinned = listed(
        (0, date(2020, 1, 1)), *((9000 - at, TODAY - timedelta(days=at)) for at in range(5))
    )
    assert pages_back_to(date(2024, 1, 25), pinned, NOW) == pytest.approx(40.5 / 4)
