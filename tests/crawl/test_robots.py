"""The pace and the rules a host asks for in its robots.txt (RFC 9309)."""

import asyncio
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from scrapy.http import Request, TextResponse

from rednet_crawler.robots import RobotsMiddleware, RobotsRefusalError, read_rules
from tests.crawl.conftest import FAST, HandMadeSite, Run

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

A, B = "/content/646847/83/13700001.html", "/content/646847/83/13700002.html"


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.menu(("要闻", 9001))
    site.channel(9001, [A, B])
    site.article(A)
    site.article(B)
    return site


def crawl(run: Run, site: HandMadeSite, *words: str):
    return run("rednet_crawler", "crawl", "-c", "要闻", "-o", "a.jsonl", *FAST, *words, site=site.address)


def test_a_crawl_delay_is_kept(run: Run, station: HandMadeSite) -> None:
    station.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.5\n")
    assert crawl(run, station).code == 0
    gaps = [later - earlier for earlier, later in zip(station.times, station.times[1:], strict=False)]
    assert len(gaps) >= 4
    assert min(gaps[1:]) >= 0.49


def test_a_crawl_delay_of_hours_is_capped_and_said() -> None:
    slot = SimpleNamespace(delay=1.0, concurrency=8)
    downloader = SimpleNamespace(slots={"hh.rednet.cn": slot}, per_slot_settings={})
    settings = SimpleNamespace(getfloat=lambda _: 1.0)
    crawler = SimpleNamespace(engine=SimpleNamespace(downloader=downloader), settings=settings, stats=None)
    RobotsMiddleware(cast("Crawler", crawler))._slow_down("hh.rednet.cn", 7200)
    assert (slot.delay, slot.concurrency) == (60, 1)
    assert downloader.per_slot_settings == {"hh.rednet.cn": {"delay": 60, "concurrency": 1}}


@pytest.mark.parametrize(
    ("status", "refused"),
    [(200, False), (301, False), (403, False), (404, False), (429, True), (500, True), (503, True)],
)
def test_what_an_answer_means(status: int, refused: bool) -> None:
    rules = read_rules(
        "hh.rednet.cn", TextResponse("https://hh.rednet.cn/robots.txt", status=status, body=b"", encoding="utf-8")
    )
    assert isinstance(rules.error, RobotsRefusalError) == refused


def test_the_file_is_read_up_to_its_cap() -> None:
    body = b"User-agent: *\n" + b"# \n" * 200_000 + b"Disallow: /\n"
    rules = read_rules("hh.rednet.cn", TextResponse("https://hh.rednet.cn/robots.txt", body=body, encoding="utf-8"))
    assert rules.parsed is not None
    assert rules.parsed.can_fetch("https://hh.rednet.cn/", "rednet-crawler")


def test_the_file_is_fetched_anew_once_it_is_a_day_old(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def download(request: Request) -> TextResponse:
        asked.append(request.url)
        return TextResponse(request.url, body=b"", encoding="utf-8")

    middleware = RobotsMiddleware(
        cast("Crawler", SimpleNamespace(engine=SimpleNamespace(download_async=download), stats=None))
    )
    page, now = Request("https://hh.rednet.cn/"), time.time()

    async def visit() -> None:
        for hours in (0, 1, 23, 25, 26, 50):
            monkeypatch.setattr(time, "time", lambda at=hours: now + at * 3600)
            await middleware.process_request(page)

    asyncio.run(visit())
    assert asked == ["https://hh.rednet.cn/robots.txt"] * 3


def test_a_missing_contact_is_said_once(run: Run, station: HandMadeSite) -> None:
    assert crawl(run, station, "-s", "REDNET_CONTACT=").err.count("REDNET_CONTACT is not set") == 1
    assert "REDNET_CONTACT" not in crawl(run, station, "-s", "REDNET_CONTACT=desk@example.org").err
