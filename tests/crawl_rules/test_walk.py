"""When a walk through a channel's list goes on, has come to its end, or is cut."""

from datetime import date

import pytest

from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.listed import ListedPage, read_listing
from rednet_crawler.crawl.walk import FULL, ChannelWalk, Cut, Next, Stop
from rednet_crawler.items import Listing, ListingEntry

MOST = 50


def page(*numbers: int, day: str = "2024-03-05", **more: object) -> ListedPage:
    entries = tuple(
        ListingEntry(
            url=f"https://hh.rednet.cn/content/646847/83/{number}.html",
            title=f"题目{number}",
            published=f"{day} 10:00",
            position=at,
        )
        for at, number in enumerate(numbers, 1)
    )
    return read_listing(Listing(**{"kind": "A", "entries": entries, **more}))  # type: ignore[arg-type]


def walk(most_pages: int = MOST, **asked: object) -> ChannelWalk:
    return ChannelWalk("9001", "要闻", CrawlArguments(**asked), most_pages)  # type: ignore[arg-type]


def outcomes(walked: ChannelWalk, *pages: ListedPage) -> list[type]:
    return [type(walked.step(each)) for each in pages]


def test_a_page_with_something_new_leads_to_the_next() -> None:
    assert walk().step(page(1, 2, next_url="https://hh.rednet.cn/channel/9001_2.html")) == Next(
        2, "https://hh.rednet.cn/channel/9001_2.html"
    )
    guessed = Next(2, "https://hh.rednet.cn/channel/9001_2.html")
    assert walk().step(page(1, 2)) == guessed


def test_the_address_of_the_next_page_is_what_the_pager_links() -> None:
    walked = walk()
    assert (walked.page, walked.url) == (1, "https://hh.rednet.cn/channel/9001.html")
    walked.step(page(1, 2, next_url="https://hh.rednet.cn/channel/9001_2.html?from=pager"))
    assert (walked.page, walked.url) == (2, "https://hh.rednet.cn/channel/9001_2.html?from=pager")
    walked.step(page(3, 4))
    assert (walked.page, walked.url) == (3, "https://hh.rednet.cn/channel/9001_3.html")


def test_a_page_without_entries_is_the_end() -> None:
    assert isinstance(walk().step(page()), Stop)


def test_pages_that_repeat_one_another_are_the_end_only_at_the_third() -> None:
    same = page(1, 2)
    assert outcomes(walk(), same, same, same, same) == [Next, Next, Next, Stop]
    walked = walk()
    assert outcomes(walked, same, same, same, page(2, 3), same, same) == [Next] * 6


def test_entries_that_an_earlier_walk_has_covered_are_the_end() -> None:
    walked = walk()
    assert walked.step(page(3, 2, 1), covered=True) == Stop(
        "an earlier walk has covered what follows"
    )
    assert walked.taken_pages == 1


def test_what_is_covered_is_the_end_and_no_cut_also_at_a_bound() -> None:
    assert isinstance(walk(most_pages=1).step(page(1), covered=True), Stop)
    assert isinstance(walk().step(page(1), covered=True, full=True), Stop)


def test_pages_older_than_the_first_day_are_the_end_at_the_second() -> None:
    old, new = page(1, 2, day="2023-12-31"), page(3, 4, day="2024-01-01")
    since = date(2024, 1, 1)
    assert outcomes(walk(since=since), old, page(5, day="2023-12-30")) == [Next, Stop]
    assert outcomes(walk(since=since), old, new, page(6, day="2023-12-30")) == [Next, Next, Next]
    assert outcomes(walk(), old, page(5, day="2023-12-30")) == [Next, Next]


def test_a_page_whose_entries_have_no_time_is_not_older_than_anything() -> None:
    untimed = [read_listing(Listing(kind="A", entries=(entry(at),))) for at in range(4)]
    assert outcomes(walk(since=date(2024, 1, 1)), *untimed) == [Next] * 4


def entry(number: int) -> ListingEntry:
    return ListingEntry(
        url=f"https://hh.rednet.cn/content/2020/01/02/{number + 1}.html", title="题"
    )


def test_as_many_as_were_asked_for_are_the_end_and_only_articles_in_range_count() -> None:
    assert outcomes(walk(limit=3), page(1, 2), page(2, 3)) == [Next, Stop]
    outside = page(1, 2, 3, day="2025-01-01")
    assert outcomes(walk(limit=3, until=date(2024, 12, 31)), outside, page(4)) == [Next, Next]


def test_paging_with_ever_new_entries_is_cut_at_the_bound_and_the_reason_names_it() -> None:
    walked = walk(most_pages=2)
    assert isinstance(walked.step(page(1)), Next)
    assert walked.step(page(2)) == Cut("listing of 要闻: cut after 2 pages (REDNET_MAX_PAGES)")


def test_a_run_that_can_keep_no_more_is_cut() -> None:
    assert walk().step(page(1), full=True) == Cut(f"listing of 要闻: {FULL}")


def test_a_first_page_without_a_list_is_a_gap() -> None:
    assert isinstance(walk().step(page(kind=None, title="要闻_红网怀化站")), Cut)


@pytest.mark.parametrize(
    ("linked", "title", "outcome"),
    [
        (None, "要闻_红网怀化站", Stop),
        (None, "页面走丢了", Cut),
        (None, None, Cut),
        ("https://hh.rednet.cn/channel/9001_2.html", "要闻_红网怀化站", Cut),
    ],
)
def test_a_later_page_without_a_list_is_the_end_only_where_it_is_the_channels_own_and_no_pager_linked_it(
    linked: str | None, title: str | None, outcome: type
) -> None:
    walked = walk()
    walked.step(page(1, next_url=linked))
    assert isinstance(walked.step(page(kind=None, title=title)), outcome)


@pytest.mark.parametrize(
    ("pages", "status", "unchanged", "outcome"),
    [
        (0, 200, False, type(None)),
        (0, 304, True, Stop),
        (0, 304, False, Cut),
        (0, 404, False, Cut),
        (0, 503, False, Cut),
        (1, 404, False, Stop),
        (1, 410, False, Stop),
        (1, 503, False, Cut),
        (1, 304, True, Cut),
    ],
)
def test_what_an_answer_without_a_page_means(
    pages: int, status: int, unchanged: bool, outcome: type
) -> None:
    walked = walk()
    for number in range(pages):
        walked.step(page(number))
    assert isinstance(walked.answered(status, unchanged=unchanged), outcome)


def test_a_cut_names_channel_page_and_status() -> None:
    walked = walk()
    walked.step(page(1))
    assert walked.answered(503) == Cut("listing of 要闻, page 2: answers 503")


def test_a_form_of_address_that_a_pager_has_led_to_is_gone_on_with() -> None:
    walked = walk()
    walked.step(page(1, 2, next_url="https://hh.rednet.cn/more?c=9001&page=2"))
    assert walked.step(page(3)) == Next(3, "https://hh.rednet.cn/more?c=9001&page=3")
    assert walked.step(page(4)) == Next(4, "https://hh.rednet.cn/more?c=9001&page=4")


@pytest.mark.parametrize(
    ("first", "outcome"),
    [
        (page(*range(1, 21)), Cut),
        (page(*range(1, 21), paged=True), Stop),
        (page(*range(1, 6)), Stop),
        (page(*range(1, 61)), Stop),
        (
            page(
                1,
                next_url="https://hh.rednet.cn/channel/9001_2.html",
                next_is_guess=True,
                paged=True,
            ),
            Cut,
        ),
        (
            page(*range(1, 21), next_url="https://hh.rednet.cn/channel/9001_2.html", paged=True),
            Stop,
        ),
    ],
    ids=["full", "full-with-pager", "short", "long", "button", "linked"],
)
def test_a_guessed_page_that_is_not_there_is_a_gap_where_more_is_to_be_expected(
    first: ListedPage, outcome: type
) -> None:
    walked = walk()
    walked.step(first)
    assert isinstance(walked.answered(404), outcome)


def test_a_list_of_other_links_alone_is_a_gap() -> None:
    links = tuple(
        ListingEntry(url=f"https://hh.rednet.cn/about/{at}.html", title="关于") for at in range(3)
    )
    met = walk().step(read_listing(Listing(kind="A", entries=links)))
    assert met == Cut("listing of 要闻: none of its 3 entries is an article")


@pytest.mark.parametrize(
    ("kind", "others", "outcome"),
    [
        ("A", 0, Stop),
        ("A", None, Cut),
        ("A", 20, Cut),
        (None, 0, Cut),
        (None, None, Cut),
        (None, 20, Cut),
    ],
)
def test_a_first_page_without_entries_is_an_empty_channel_only_where_the_api_says_so(
    kind: str | None, others: int | None, outcome: type
) -> None:
    assert isinstance(walk().without_entries(page(kind=kind), others), outcome)


ALL, MORE = page(1, 2, 3), page(1, 2, 3, 4)


@pytest.mark.parametrize(
    ("listed", "end", "others", "outcome"),
    [
        (ALL, Cut("in doubt"), ALL, Stop),
        (ALL, Cut("in doubt"), page(4), Cut),
        (ALL, Cut("in doubt"), page(1, 2), Cut),
        (ALL, Cut("in doubt"), page(), Cut),
        (ALL, Cut("in doubt"), None, Cut),
        (ALL, Stop("over"), None, Stop),
        (ALL, Stop("over"), MORE, Stop),
        (ALL, Stop("over"), page(*range(1, 20)), Cut),
        (page(1, 2, 3, paged=True), Stop("over"), page(*range(1, 20)), Stop),
        (page(1, 2, 3, kind="links"), Stop("over"), MORE, Cut),
        (page(1, 2, 3, kind="script"), Stop("over"), MORE, Cut),
        (page(1, 2, 3, kind="links"), Stop("over"), ALL, Stop),
    ],
)
def test_the_end_of_a_walk_by_what_the_api_lists(
    listed: ListedPage, end: Stop | Cut, others: ListedPage | None, outcome: type
) -> None:
    walked = walk()
    walked.step(listed)
    assert isinstance(walked.compared(end, others), outcome)


def test_articles_of_other_days_than_were_asked_for_lack_nowhere() -> None:
    walked = walk(since=date(2024, 3, 5))
    walked.step(page(1, kind="links"))
    older = page(2, day="2024-03-01")
    assert walked.compared(Stop("over"), older) == Stop("over")


def test_the_api_is_asked_at_the_first_walk_and_where_an_end_is_in_doubt() -> None:
    walked, limited = walk(), walk(limit=5)
    over, cut = Stop("over"), Cut("answers 503")
    assert not walked.wants_api(over)
    assert walked.wants_api(Cut("full", in_doubt=True))
    walked.is_first = limited.is_first = True
    assert [each.wants_api(end) for each in (walked, limited) for end in (over, cut)] == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("pager", [{"next_url": "https://hh.rednet.cn/channel/9001_9.html"}, {}])
def test_repeated_pages_are_a_gap_where_a_pager_leads_on(pager: dict[str, str]) -> None:
    walked = walk()
    for _ in range(3):
        walked.step(page(1, 2, **pager))
    end = walked.step(page(1, 2, **pager))
    assert isinstance(end, Cut if pager else Stop)
    assert not isinstance(end, Cut) or end.in_doubt


def test_an_empty_page_is_in_doubt_where_more_was_to_be_expected() -> None:
    walked = walk()
    walked.step(page(1, 2, next_is_guess=True, paged=True))
    assert isinstance(end := walked.step(page()), Cut)
    assert end.in_doubt
