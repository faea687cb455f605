"""A Scrapy spider that fetches the pages it is given and drops them, and a meter for any run of Scrapy.

`python bare.py ADDRESS PAGES same|stock|plain` fetches what the file PAGES lists (JSON: host, path)
from a server on loopback, under this project's settings of Scrapy without the project's own parts,
or under Scrapy's own; `plain` with selectors and feeds (`plain.py`).
"""

import json
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Self

from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Request, Response
from scrapy.settings import Settings

from rednet_crawler import settings
from rednet_crawler.downloads.handler import SiteDownloadHandler

FAST: dict[str, Any] = {
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "LOG_LEVEL": "WARNING",
}
"""What all runs have: no politeness (8 at a time is Scrapy's default), no log of single pages."""
_COMPONENTS = ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS")


class Meter:
    """Extension that writes what a run took into the file that METER names, from its first request to its end."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._begun = (0.0, 0.0)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Watch a run."""
        meter = cls(crawler)
        crawler.signals.connect(meter.begin, signals.spider_opened)
        crawler.signals.connect(meter.end, signals.engine_stopped)
        return meter

    def begin(self) -> None:
        """Take the time."""
        self._begun = time.perf_counter(), time.process_time()

    def end(self) -> None:
        """Write seconds, seconds of CPU, answers, items."""
        clock, cpu = time.perf_counter() - self._begun[0], time.process_time() - self._begun[1]
        stats = self._crawler.stats
        assert stats
        counts = {
            name: stats.get_value(key, 0)
            for name, key in (("pages", "response_received_count"), ("items", "item_scraped_count"))
        }
        Path(os.environ["METER"]).write_text(
            json.dumps({"clock": clock, "cpu": cpu, **counts}), encoding="utf-8"
        )


class BareSpider(Spider):
    """Fetches and drops."""

    name = "bare"
    address: str
    pages: list[tuple[str, str]]

    async def start(self) -> AsyncIterator[Request]:
        """Yield a request for each page."""
        for host, path in self.pages:
            yield Request(
                f"http://{self.address}{path}",
                headers={"Host": host},
                callback=self.drop,
                dont_filter=True,
            )

    def drop(self, response: Response) -> None:
        """Do nothing with a page."""


def same_settings() -> dict[str, Any]:
    """Return the settings of the project, with the project's own parts left out and Scrapy's in their place."""
    chosen = {
        name: value
        for name, value in vars(settings).items()
        if name.isupper() and not name.startswith("REDNET_")
    }
    for name in _COMPONENTS:
        chosen[name] = {
            path: order
            for path, order in chosen.get(name, {}).items()
            if not path.startswith("rednet_crawler")
        }
    handler = SiteDownloadHandler.__mro__[1]
    chosen["DOWNLOAD_HANDLERS"] = {
        scheme: path and f"{handler.__module__}.{handler.__name__}"
        for scheme, path in chosen["DOWNLOAD_HANDLERS"].items()
    }
    for name in (
        "LOG_FORMATTER",
        "FEED_EXPORTERS",
        "FEED_STORAGES",
        "SPIDER_MODULES",
        "NEWSPIDER_MODULE",
    ):
        chosen.pop(name)
    return chosen


def main(address: str, pages: Path, which: str) -> None:
    """Run a spider."""
    spider, feeds = BareSpider, {}
    if which == "plain":
        from plain import FEEDS, PlainSpider  # noqa: PLC0415 - it imports from here

        spider, feeds = PlainSpider, FEEDS
    chosen = Settings({**(same_settings() if which == "same" else {}), **FAST})
    chosen.set("FEEDS", feeds)
    chosen.set("EXTENSIONS", {**chosen.getdict("EXTENSIONS"), f"{__name__}.Meter": 0})
    process = AsyncCrawlerProcess(chosen)
    process.crawl(spider, address=address, pages=json.loads(pages.read_text(encoding="utf-8")))
    process.start()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
