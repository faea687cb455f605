"""The line that follows a crawl."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.progress import progress_line
from rednet_crawler.crawl.entries import LedgerEntry
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.spiders.huaihua import HuaihuaSpider


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(str(tmp_path / "a.db")) as made:
        yield made


def spider(archive: Archive, saved: int, pending: int) -> HuaihuaSpider:
    made = HuaihuaSpider()
    made.ledger = Ledger(archive, made.arguments)
    for number in range(saved + pending):
        made.ledger.entries[str(number)] = LedgerEntry(
            "https://hh.rednet.cn/", state="saved" if number < saved else "pending"
        )
    return made


def test_while_listings_are_walked_the_articles_are_counted(archive: Archive) -> None:
    made = spider(archive, 0, 12)
    made.phase = "listings"
    assert progress_line(made, 3.0) == "listings · 0 of 0 channels · 0 of 12 articles · 0 failures"


def test_the_time_left_is_reckoned_from_the_pace_of_the_articles_alone(archive: Archive) -> None:
    made = spider(archive, 30, 3600)
    made.phase = "articles"
    line = progress_line(made, 20.0, before=10)
    assert line.endswith("30 of 3630 articles · 0 failures · 1.0 articles/s, 1:00:00 left")
