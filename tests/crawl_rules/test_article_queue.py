"""Which articles are fetched next, and what a response without an article means."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.article_queue import ArticleQueue
from rednet_crawler.crawl.articles import NoArticle, article_answered
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.crawl.left_articles import LeftArticles
from rednet_crawler.crawl.run_outcome import Doubts
from tests.crawl_rules.listings import listed

KEY = "13000000"
URL = f"https://hh.rednet.cn/content/646847/83/{KEY}.html"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(str(tmp_path / "a.db")) as made:
        yield made


@pytest.fixture
def ledger(archive: Archive) -> Ledger:
    return Ledger(archive, CrawlArguments())


@pytest.fixture
def left(archive: Archive, ledger: Ledger) -> LeftArticles:
    return LeftArticles(archive, ledger, CrawlArguments())


def enter(ledger: Ledger, *days: int) -> None:
    ledger.enter(listed(*((100 + day, date(2024, 3, day)) for day in days)), "要闻")


def tried(ledger: Ledger, keys: list[str]) -> list[str]:
    for key in keys:
        ledger.entries[key].tried = True
        ledger.mark(key, "saved")
    return keys


def test_the_newest_by_the_listings_comes_first(ledger: Ledger, left: LeftArticles) -> None:
    enter(ledger, 3, 5, 1, 4)
    assert ArticleQueue(ledger, left, Doubts(), None).next_batch() == ["105", "104", "103", "101"]


def test_no_more_are_fetched_than_were_asked_for_and_the_rest_is_skipped(
    ledger: Ledger, left: LeftArticles
) -> None:
    enter(ledger, 3, 5, 1, 4)
    queue = ArticleQueue(ledger, left, Doubts(), 3)
    assert tried(ledger, queue.next_batch()) == ["105", "104", "103"]
    assert queue.next_batch() == []
    assert (ledger.entries["101"].state, ledger.entries["101"].reason) == (
        "skipped",
        "beyond limit=3",
    )


def test_what_was_met_meanwhile_is_fetched_as_well_and_nothing_twice(
    ledger: Ledger, left: LeftArticles
) -> None:
    enter(ledger, 3)
    queue = ArticleQueue(ledger, left, Doubts(), None)
    assert tried(ledger, queue.next_batch()) == ["103"]
    enter(ledger, 3, 4)
    assert tried(ledger, queue.next_batch()) == ["104"]
    assert queue.next_batch() == []


def test_they_are_handed_out_some_at_a_time_and_known_ones_a_few(
    ledger: Ledger, left: LeftArticles
) -> None:
    ledger.enter(listed(*((1000 + at, date(2024, 3, 5)) for at in range(100))), "要闻")
    queue = ArticleQueue(ledger, left, Doubts(), None)
    assert len(tried(ledger, queue.next_batch())) == 64
    for entry in ledger.entries.values():
        entry.is_known = True
    assert len(tried(ledger, queue.next_batch())) == 8


def test_after_enough_doubtful_answers_known_articles_are_left_alone(
    ledger: Ledger, left: LeftArticles
) -> None:
    enter(ledger, 3, 4)
    ledger.entries["104"].is_known = True
    doubts = Doubts()
    for _ in range(5):
        doubts.add(URL, "empty")
    assert ArticleQueue(ledger, left, doubts, None).next_batch() == ["103"]
    assert ledger.entries["104"].state == "saved"


def test_what_earlier_runs_left_comes_after_what_this_run_met(archive: Archive) -> None:
    first = Ledger(archive, CrawlArguments())
    page = listed((105, date(2024, 3, 5)), (101, date(2024, 3, 1)))
    first.enter(page, "要闻")
    rows = [first.row_of(entry) for entry in page.entries]
    archive.walks.take_in("hh", "9001", "要闻", rows, datetime(2024, 3, 5, tzinfo=UTC))
    later = Ledger(archive, CrawlArguments())
    enter(later, 3)
    left = LeftArticles(archive, later, CrawlArguments())
    left.look_up(())
    queue = ArticleQueue(later, left, Doubts(), None)
    assert tried(later, queue.next_batch()) == ["103"]
    assert tried(later, queue.next_batch()) == ["105", "101"]
    assert queue.next_batch() == []


@pytest.mark.parametrize(
    ("status", "url", "meaning"),
    [
        (200, URL, None),
        (404, URL, NoArticle("gone", "answers 404")),
        (410, URL, NoArticle("gone", "answers 410")),
        (503, URL, NoArticle("failed", "answers 503", transient=True)),
        (304, URL, NoArticle("failed", "answers 304", transient=True)),
        (200, f"https://hh-wap.rednet.cn/content/646847/83/{KEY}.html", None),
        (
            200,
            "https://hh.rednet.cn/",
            NoArticle("failed", "is redirected to https://hh.rednet.cn/, another page"),
        ),
    ],
)
def test_what_a_response_means(status: int, url: str, meaning: NoArticle | None) -> None:
    assert article_answered(KEY, status, url) == meaning
