"""Which day of a channel is asked for next, and what the response to a date page means."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.date_pages import DatePages, DayPage, DayRead, DaysInsteadOfList, PageOn
from rednet_crawler.crawl.walk import FULL, ChannelWalk, Cut, Stop
from tests.crawl_rules.listings import a_day_each, listed

TODAY = date(2024, 3, 5)
FIRST, SECOND = date(2024, 3, 1), date(2024, 3, 2)
PAGE_1 = a_day_each(TODAY, 5)
CHANNEL = "https://hh.rednet.cn/channel"


def pages(days: Iterable[date] = (FIRST, SECOND), read: Iterable[date] = ()) -> DatePages:
    walk = ChannelWalk("9001", "要闻", CrawlArguments(), 50)
    return DatePages(walk, PAGE_1, days, set(read), TODAY)


def asked(day: date = FIRST, page: int = 1) -> DayPage:
    suffix = f"_{page}" if page > 1 else ""
    return DayPage(day, page, f"{CHANNEL}/{day:%Y/%m%d}/9001{suffix}.html")


def test_the_newest_day_comes_first_and_what_was_read_before_is_not_asked_for() -> None:
    made = pages((FIRST, SECOND, date(2024, 3, 3)), read=[SECOND])
    assert made.all == 2
    assert made.next() == asked(date(2024, 3, 3))
    assert made.next() == asked(FIRST)


def test_the_walk_ends_after_its_last_day() -> None:
    made = pages([FIRST])
    made.step(asked(), listed((1, FIRST)))
    assert made.next() == asked()
    assert isinstance(made.next(), Stop)


def test_where_no_day_was_to_be_had_the_list_is_paged() -> None:
    made = pages([FIRST])
    day = made.next()
    assert isinstance(day, DayPage)
    assert made.answered(day, 404) == DayRead()
    assert isinstance(made.next(), PageOn)


def test_a_run_that_can_keep_no_more_is_cut() -> None:
    assert pages().next(full=True) == Cut(f"listing of 要闻: {FULL}")


def test_a_404_is_a_day_without_articles_once_the_others_are_read() -> None:
    made = pages(read=[date(2024, 2, 29)])
    assert made.answered(asked(), 404) == DayRead()
    assert made.days_without_articles() == (FIRST,)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_after_the_last_of_a_day_is_not_there_and_the_day_is_whole(status: int) -> None:
    assert pages().answered(asked(page=2), status) == DayRead(whole=(FIRST,))


@pytest.mark.parametrize("status", [500, 403, 304])
def test_another_status_leaves_the_day_unread(status: int) -> None:
    made = pages()
    assert made.answered(asked(), status) == DayRead(problem=f"要闻, 2024-03-01: answers {status}")
    assert made.answered(asked(), 200) is None
    assert made.days_without_articles() == ()


def test_a_page_of_the_day_makes_it_whole() -> None:
    page = listed((1, FIRST), (2, FIRST))
    assert pages().step(asked(), page) == DayRead(page, whole=(FIRST,))


def test_today_is_never_whole() -> None:
    page = listed((1, TODAY))
    assert pages([TODAY]).step(asked(TODAY), page) == DayRead(page)


def test_an_entry_without_a_time_is_of_the_days_page() -> None:
    met = pages().step(asked(), listed((1, FIRST), (2, None)))
    assert isinstance(met, DayRead)
    assert met.listing is not None
    assert [entry.day for entry in met.listing.entries] == [FIRST, FIRST]


def test_the_pager_of_a_day_leads_on_only_within_the_day() -> None:
    following = asked(page=2)
    met = pages().step(asked(), listed((1, FIRST), next_url=following.url))
    assert isinstance(met, DayRead)
    assert (met.more, met.whole) == (following, ())
    elsewhere = listed((1, FIRST), next_url=asked(SECOND, 2).url)
    assert pages().step(asked(), elsewhere) == DayRead(elsewhere, whole=(FIRST,))


def test_a_day_of_too_many_pages_is_cut_and_stays_unread() -> None:
    page = listed((1, FIRST), next_url=asked(page=101).url)
    met = pages().step(asked(page=100), page)
    assert met == DayRead(page, problem="要闻, 2024-03-01: cut after 100 pages")


def test_entries_of_other_days_alone_are_no_page_of_the_day() -> None:
    assert isinstance(pages().step(asked(), listed((1, SECOND))), PageOn)
    assert isinstance(pages().step(asked(date(2023, 3, 1)), PAGE_1), PageOn)


def test_page_1_of_a_list_without_times_is_no_page_of_the_day() -> None:
    walk = ChannelWalk("9001", "要闻", CrawlArguments(), 50)
    untimed = listed((1, None), (2, None), (3, None))
    made = DatePages(walk, untimed, [FIRST], set(), TODAY)
    assert isinstance(made.step(asked(), untimed), PageOn)
    assert isinstance(made.step(asked(), listed((4, None), (5, None), (6, None))), DayRead)


@pytest.mark.parametrize(("title", "whole"), [("要闻_红网怀化站", (FIRST,)), ("系统维护中", ())])
def test_a_page_without_a_list_is_a_day_without_articles_only_where_it_is_the_channels_own(
    title: str, whole: tuple[date, ...]
) -> None:
    met = pages().step(asked(), listed(kind=None, title=title))
    assert isinstance(met, DayRead)
    assert met.whole == whole
    assert (met.problem is None) is bool(whole)


def test_an_empty_list_does_not_show_that_date_pages_can_be_trusted() -> None:
    made = pages([FIRST])
    made.next()
    made.step(asked(), listed())
    assert isinstance(made.next(), PageOn)


def test_days_are_counted_back_over_the_end_of_a_month() -> None:
    days = [date(2024, 2, 28) + timedelta(days=at) for at in range(3)]
    made = pages(days)
    assert [made.next() for _ in days] == [asked(day) for day in reversed(days)]


def instead(read: Iterable[date] = (), **asked_for: object) -> DaysInsteadOfList:
    arguments = CrawlArguments(**asked_for)  # type: ignore[arg-type]
    walk = ChannelWalk("9001", "要闻", arguments, 50)
    return DaysInsteadOfList(walk, listed(), [FIRST], set(read), arguments, 40)


def test_without_a_list_a_few_days_are_tried_the_newest_first() -> None:
    made = instead()
    tried = [made.next() for _ in range(4)]
    assert [each.day for each in tried if isinstance(each, DayPage)][3] == FIRST
    assert isinstance(made.next(), PageOn)


def test_without_a_list_the_days_are_read_back_to_a_month_without_articles() -> None:
    made, days = instead(until=TODAY), list[date]()
    while isinstance(day := made.next(), DayPage):
        days.append(day.day)
        made.step(day, listed((1, day.day)) if day.day >= FIRST else listed())
    assert isinstance(day, Stop)
    assert len(days) == len(set(days))
    assert (max(days), min(days)) == (TODAY, FIRST - timedelta(days=31))


def test_without_a_list_no_more_days_are_read_than_pages_of_a_list() -> None:
    made, days = instead(until=TODAY), list[date]()
    while isinstance(day := made.next(), DayPage):
        days.append(day.day)
        made.step(day, listed((day.day.toordinal(), day.day)))
    assert len(days) == 40


def test_one_page_in_place_of_every_day_is_none_of_a_day() -> None:
    made = instead(until=TODAY)
    same = listed((1, None), (2, None), (3, None))
    assert isinstance(made.step(asked(SECOND), same), DayRead)
    assert isinstance(made.step(asked(FIRST), same), PageOn)


def test_a_day_whose_further_page_has_no_address_stays_unread() -> None:
    met = pages().step(asked(), replace(listed((1, FIRST)), next_is_guess=True))
    assert isinstance(met, DayRead)
    assert (met.whole, "further page" in str(met.problem)) == ((), True)
