"""What the ledger of a run makes of what listings say, and of what became of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.crawl.left_articles import LeftArticles
from rednet_crawler.crawl.listed import ListedPage, read_listing
from rednet_crawler.items import Listing, ListingEntry
from rednet_crawler.site.urls import read_address

SEEN = datetime(2024, 3, 5, tzinfo=UTC)
A = "/content/646847/83/13700001.html"
HH, WAP, APP, HN, CS = (
    f"https://{host}{A}"
    for host in (
        "hh.rednet.cn",
        "hh-wap.rednet.cn",
        "moment.rednet.cn/pc",
        "hn.rednet.cn",
        "cs.rednet.cn",
    )
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(str(tmp_path / "a.db")) as made:
        yield made


def listing(*urls: str, published: str | None = None) -> ListedPage:
    entries = tuple(
        ListingEntry(url=url, title=None, published=published, position=1) for url in urls
    )
    return read_listing(Listing(kind="A", entries=entries))


def ledger(archive: Archive, **asked: object) -> Ledger:
    return Ledger(archive, CrawlArguments(**asked), frozenset({"hh", "hn"}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("urls", "fetched"), [((APP, WAP, HH), HH), ((APP, WAP), WAP), ((CS, APP), APP), ((HN, HH), HN)]
)
def test_an_article_is_fetched_from_the_best_address_it_was_seen_under(
    archive: Archive, urls: tuple[str, ...], fetched: str
) -> None:
    run = ledger(archive)
    run.enter(listing(*urls), "要闻")
    (entry,) = run.entries.values()
    assert (entry.state, entry.url) == ("pending", fetched)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (CS, "another station (cs), not walked"),
        (f"https://example.com{A}", "outside host"),
        ("https://hh.rednet.cn/topic/1.html", "topic page"),
        ("https://hh.rednet.cn/about.html", "not an article"),
    ],
)
def test_what_is_not_fetched_is_skipped_with_its_reason(
    archive: Archive, url: str, reason: str
) -> None:
    run = ledger(archive)
    run.enter(listing(url), "要闻")
    assert [(each.state, each.reason) for each in run.entries.values()] == [("skipped", reason)]
    assert run.complete


def test_the_channels_of_an_article_stand_in_the_order_of_their_numbers(archive: Archive) -> None:
    run = ledger(archive)
    run.numbers = {"要闻": 9001, "法治": 8000}
    for channel in ("要闻", "法治", "要闻"):
        run.enter(listing(HH), channel)
    assert [each.channels for each in run.entries.values()] == [["法治", "要闻"]]


def test_what_was_listed_with_another_day_is_skipped(archive: Archive) -> None:
    run = ledger(archive, since=date(2024, 3, 1))
    run.enter(listing(HH, published="2024-02-29 10:00"), "要闻")
    assert run.pending() == []
    run.enter(listing("https://hh.rednet.cn/content/2024/03/01/13700002.html"), "要闻")
    assert run.pending() == ["13700002"]


def test_an_old_page_with_the_number_of_a_newer_article_is_an_article_of_its_own(
    archive: Archive,
) -> None:
    run = ledger(archive)
    run.enter(listing(HH, "https://hh.rednet.cn/c/2015/03/05/13700001.htm"), "要闻")
    assert sorted(run.pending()) == ["13700001", "c/hh/2015-03-05/13700001"]


def test_what_is_saved_stays_saved_and_what_we_lost_of_it_is_a_problem(archive: Archive) -> None:
    run = ledger(archive)
    run.enter(listing(HH), "要闻")
    run.mark("13700001", "saved")
    run.mark("13700001", "failed", "answers 503")
    assert run.sums()["saved"] == 1
    run.lose("13700001", "crashed")
    assert [each.reason for each in run.problems] == ["not handed out: crashed"]
    assert not run.complete


def test_what_was_asked_for_and_failed_has_failed_and_is_no_failure_of_a_listing(
    archive: Archive,
) -> None:
    run, address = ledger(archive), read_address(HH)
    assert address is not None
    run.ask_for(HH, address)
    run.mark("13700001", "failed", "answers 503")
    assert (run.sums()["failed"], archive.ledger.sums()["failed"]) == (1, 0)
    assert not run.complete


def test_what_an_earlier_run_left_is_taken_up_by_the_next(archive: Archive) -> None:
    first = ledger(archive)
    page = listing(
        HH, "https://hh.rednet.cn/content/646847/83/13700002.html", published="2024-03-05"
    )
    first.enter(page, "要闻")
    archive.walks.take_in("hh", "9001", "要闻", [first.row_of(each) for each in page.entries], SEEN)
    first.mark("13700002", "gone", "answers 404")
    later = ledger(archive)
    left = LeftArticles(archive, later, CrawlArguments())
    left.look_up(())
    assert left.load_more()
    assert later.pending() == ["13700001"]
    assert later.entries["13700001"].channels == ["要闻"]
    assert not left.load_more()
