"""The pace and the rules a host asks for in its robots.txt (RFC 9309)."""

import asyncio
import re
import time
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from scrapy.http import Request, TextResponse

from rednet_crawler.middlewares.robots import RobotsMiddleware, RobotsRefusalError, read_rules
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
    return run(
        "rednet_crawler", "crawl", "-c", "要闻", "-O", "a.jsonl", *FAST, *words, site=site.address
    )


def test_a_crawl_delay_is_kept(run: Run, station: HandMadeSite) -> None:
    station.page("/robots.txt", "User-agent: *\nCrawl-delay: 0.5\n")
    assert crawl(run, station).code == 0
    asked = zip(station.hosts, station.times, strict=True)
    times = [at for host, at in asked if host == "hh.rednet.cn"]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(gaps) >= 4
    assert min(gaps[1:]) >= 0.49


def test_a_crawl_delay_of_hours_is_capped_and_said() -> None:
    slot = SimpleNamespace(delay=1.0, concurrency=8)
    downloader = SimpleNamespace(slots={"hh.rednet.cn": slot}, per_slot_settings={})
    settings = SimpleNamespace(getfloat=lambda _: 1.0)
    crawler = SimpleNamespace(
        engine=SimpleNamespace(downloader=downloader), settings=settings, stats=None
    )
    RobotsMiddleware(cast("Crawler", crawler))._slow_down("hh.rednet.cn", 7200)
    assert (slot.delay, slot.concurrency) == (60, 1)
    assert downloader.per_slot_settings == {"hh.rednet.cn": {"delay": 60, "concurrency": 1}}


@pytest.mark.parametrize(
    ("status", "refused"),
    [(200, False), (301, False), (403, False), (404, False), (429, True), (500, True), (503, True)],
)
def test_what_an_answer_means(status: int, refused: bool) -> None:
    rules = read_rules(
        "hh.rednet.cn",
        TextResponse("https://hh.rednet.cn/robots.txt", status=status, body=b"", encoding="utf-8"),
    )
    assert isinstance(rules.error, RobotsRefusalError) == refused


def test_the_file_is_read_up_to_its_cap() -> None:
    body = b"User-agent: *\n" + b"# \n" * 200_000 + b"Disallow: /\n"
    rules = read_rules(
        "hh.rednet.cn", TextResponse("https://hh.rednet.cn/robots.txt", body=body, encoding="utf-8")
    )
    assert rules.parsed is not None
    assert rules.parsed.can_fetch("https://hh.rednet.cn/", "rednet-crawler")


def test_the_file_is_fetched_anew_once_it_is_a_day_old(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def download(request: Request) -> TextResponse:
        asked.append(request.url)
        return TextResponse(request.url, body=b"", encoding="utf-8")

    middleware = RobotsMiddleware(
        cast(
            "Crawler", SimpleNamespace(engine=SimpleNamespace(download_async=download), stats=None)
        )
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


def redirected(site: HandMadeSite, *targets: str, status: int = 302) -> None:
    """Have robots.txt lead from one target to the next."""
    paths = [
        "/robots.txt",
        *(
            target.removeprefix("https://cs.rednet.cn").removeprefix("http://hh.rednet.cn")
            for target in targets
        ),
    ]
    for path, target in zip(paths, targets, strict=False):
        site.page(path, "", status, Location=target)


FORBIDS = "User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_of_the_file_is_followed(run: Run, station: HandMadeSite, status: int) -> None:
    redirected(station, "/rules.txt", status=status)
    station.page("/rules.txt", FORBIDS)
    assert crawl(run, station).code == 6
    assert station.asked == ["/robots.txt", "/rules.txt"]


@pytest.mark.parametrize(
    ("targets", "code"),
    [
        (["/1", "/2", "/3", "/4", "/5"], 6),
        (["/1", "/2", "/3", "/4", "/5", "/6"], 0),
        (["https://cs.rednet.cn/rules.txt"], 6),
        (["https://www.rednet.cn/rules.txt"], 6),
        (["http://hh.rednet.cn/rules.txt"], 6),
    ],
)
def test_five_redirects_within_the_network_are_followed(
    run: Run, station: HandMadeSite, targets: list[str], code: int
) -> None:
    redirected(station, *targets)
    station.page(re.sub("https?://[^/]+", "", targets[-1]), FORBIDS)
    done = crawl(run, station)
    assert done.code == code, done.err
    assert ("more than 5 times" in done.err) == (code == 0)
    assert ("forbidden by robots.txt (1 rules for us in 26 bytes of utf-8" in done.err) == (
        code == 6
    )
    assert ("from https://www.rednet.cn/rules.txt" in done.err) == ("www" in targets[0])


@pytest.mark.parametrize(
    "target",
    [
        "https://rednet.cn.example.com/robots.txt",
        "javascript:alert(1)",
        "http://[",
        "",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_off_the_site_counts_as_no_file_and_is_said(
    run: Run, station: HandMadeSite, target: str
) -> None:
    station.page("/robots.txt", FORBIDS, 302, Location=target)
    done = crawl(run, station)
    assert done.code == 0, done.err
    assert "robots.txt of hh.rednet.cn: is redirected off the site" in done.err


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (404, "", 0),
        (503, "", 6),
        (429, "", 6),
        (200, f"<!doctype html>\n{FORBIDS}", 0),
        (204, "", 0),
    ],
)
def test_what_a_redirect_ends_in_counts(
    run: Run, station: HandMadeSite, status: int, body: str, code: int
) -> None:
    redirected(station, "/rules.txt")
    station.page("/rules.txt", body, status)
    assert crawl(run, station).code == code


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_file_with_a_byte_order_mark_is_obeyed(
    run: Run, station: HandMadeSite, mark: str
) -> None:
    body = FORBIDS.encode(mark)
    station.page("/robots.txt", body.decode("latin-1"), 200, **{"Content-Encoding": "identity"})
    assert crawl(run, station).code == 6
