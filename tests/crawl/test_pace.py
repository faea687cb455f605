"""The pace holds for the network: over all its hosts, whatever a listing links to."""

import time
from itertools import pairwise
from pathlib import Path
from threading import Lock

import pytest
from scrapy.http import Request

from rednet_crawler.archive.archive import Archive
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.crawl.listed import read_listing
from rednet_crawler.errors import SettingError
from rednet_crawler.items import Listing, ListingEntry
from rednet_crawler.middlewares.requests import OffSiteMiddleware
from rednet_crawler.site.hosts import followed_stations
from rednet_crawler.site.urls import https
from tests.crawl.conftest import CRAWL, FAST, ROOT, Answer, HandMadeSite, Run, query

ARTICLES = [f"/content/646847/83/{13700000 + at}.html" for at in range(60)]


def of_host(at: int) -> str:
    return f"https://s{at}.rednet.cn{ARTICLES[at]}"


class Busy:
    """Wraps a site: each answer takes a while, and the requests that overlap are counted."""

    def __init__(self, site: HandMadeSite, seconds: float) -> None:
        self.now = self.most = 0
        self._lock, self._answer, self._seconds = Lock(), site.answer, seconds
        site.answer = self.answer  # type: ignore[method-assign]

    def answer(self, path: str) -> Answer:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self._seconds)
        found = self._answer(path)
        with self._lock:
            self.now -= 1
        return found


def make(site: HandMadeSite, hosts: int) -> None:
    site.page("/robots.txt", "", 404)
    site.menu(("要闻", 9001))
    site.channel(9001, [of_host(at) for at in range(hosts)])
    for path in ARTICLES[:hosts]:
        site.article(path)


def test_one_request_at_a_time_over_all_hosts(run: Run, site: HandMadeSite) -> None:
    make(site, 12)
    busy = Busy(site, 0.1)
    words = ("-c", "要闻", "-s", "REDNET_FOLLOW=*", "-s", "DOWNLOAD_DELAY=0.25")
    done = run(*CRAWL, *words, site=site.address)
    assert done.code == 0, done.err
    hosts = set(site.hosts) - {"front-web.rednet.cn"}  # that of the JSON API
    assert (busy.most, len(hosts)) == (1, 13)
    gaps = sorted(later - earlier for earlier, later in pairwise(site.times))
    assert gaps[2] >= 0.2  # one or two look shorter where the machine is busy


def test_a_setting_allows_more(run: Run, site: HandMadeSite) -> None:
    make(site, 12)
    busy = Busy(site, 0.2)
    done = run(*CRAWL, "-c", "要闻", "-s", "REDNET_FOLLOW=*", *FAST, site=site.address)
    assert done.code == 0, done.err
    assert 1 < busy.most <= 8


def test_a_host_that_is_held_back_keeps_no_other_back(run: Run, site: HandMadeSite) -> None:
    make(site, 6)
    site.page(ARTICLES[0], "", 503, **{"Retry-After": "600"})
    site.page(ARTICLES[1], "", 503, **{"Retry-After": "4"})
    words = (
        "-c",
        "要闻",
        "-s",
        "REDNET_FOLLOW=*",
        "-s",
        "DOWNLOAD_DELAY=0.02",
        "-s",
        "RETRY_TIMES=1",
    )
    done = run(*CRAWL, *words, site=site.address)
    assert done.code == 4
    assert {reason for (reason,) in query(done.folder, "SELECT reason FROM ledger WHERE state = 'failed'")} == {
        f"{of_host(0)}: not asked for, s0.rednet.cn asked to be left alone for 600 s", "answers 503",
    }  # fmt: skip
    asked = [*zip(site.asked, site.times, strict=True)]
    first, again = (moment for path, moment in asked if path == ARTICLES[1])
    assert again - first >= 4
    assert all(moment < again for path, moment in asked if path in ARTICLES[2:6])


def test_a_crawl_delay_slows_its_host_and_no_other(run: Run, site: HandMadeSite) -> None:
    make(site, 4)
    own = [f"/content/646847/83/{13800000 + at}.html" for at in range(3)]
    site.channel(
        9001, [*(f"https://s9.rednet.cn{path}" for path in own), *(of_host(at) for at in range(4))]
    )
    for path in own:
        site.article(path)
    site.answers["/robots.txt"] = lambda _: (
        200,
        {},
        "User-agent: *\nCrawl-delay: 2\n" if site.hosts[-1] == "s9.rednet.cn" else "",
    )
    words = ("-c", "要闻", "-s", "REDNET_FOLLOW=*", "-s", "DOWNLOAD_DELAY=0.05")
    done = run(*CRAWL, *words, site=site.address)
    assert done.code == 0, done.err
    times = {
        host: [moment for each, moment in zip(site.hosts, site.times, strict=True) if each == host]
        for host in site.hosts
    }
    slow = times.pop("s9.rednet.cn")
    assert min(later - earlier for earlier, later in pairwise(slow[1:])) >= 1.95
    assert max(moment for host in times for moment in times[host]) < slow[-1]


def test_stations_that_are_not_walked_are_skipped_with_the_reason_until_one_follows_them(
    run: Run, site: HandMadeSite
) -> None:
    site.page("/robots.txt", "", 404)
    site.menu(("要闻", 9001))
    hosts = (
        "cs.rednet.cn",
        "cd-wap.rednet.cn",
        "hn.rednet.cn",
        "moment.rednet.cn/pc",
        "hh-wap.rednet.cn",
        "hh.rednet.cn/m",
    )
    site.channel(
        9001, [f"https://{host}{path}" for host, path in zip(hosts, ARTICLES, strict=False)]
    )
    for path in ARTICLES[:6]:
        site.article(path)
    assert run(*CRAWL, *FAST, site=site.address).code == 0
    skipped = "SELECT reason FROM ledger WHERE state = 'skipped' ORDER BY reason"
    assert query(site_folder := run(*CRAWL, *FAST, site=site.address).folder, skipped) == [
        ("another station (cd), not walked",), ("another station (cs), not walked",),
    ]  # fmt: skip
    assert {"cs.rednet.cn", "cd-wap.rednet.cn"}.isdisjoint(site.hosts)
    site.page("/channel/9001.html", "", 304)
    assert run(*CRAWL, "--station", "cs", *FAST, site=site.address).code in (0, 4)
    assert query(site_folder, skipped) == [("another station (cd), not walked",)]
    done = run(*CRAWL, "-s", "REDNET_FOLLOW=*", *FAST, site=site.address)
    assert query(site_folder, skipped) == [], done.err
    assert query(site_folder, "SELECT count(*) FROM ledger WHERE state = 'saved'") == [(6,)]


def test_articles_of_any_station_can_be_fetched(run: Run, site: HandMadeSite) -> None:
    make(site, 1)
    done = run("rednet_crawler", "fetch", of_host(0), "-o", "a.jsonl", *FAST, site=site.address)
    assert (done.code, [row["station"] for row in done.rows()]) == (0, ["s0"])


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_article_that_a_host_of_ours_has_as_well_is_fetched_there(
    order: tuple[int, int], tmp_path: Path
) -> None:
    urls = [f"https://cs.rednet.cn{ARTICLES[0]}", f"https://moment.rednet.cn{ARTICLES[0]}"]
    entries = tuple(ListingEntry(url=urls[at], title=None) for at in order)
    with Archive(str(tmp_path / "a.db")) as archive:
        ledger = Ledger(archive, CrawlArguments(), followed_stations("hh"))
        for listed in read_listing(Listing(kind="A", entries=entries), "hh").entries:
            ledger.see(listed, "要闻")
        (entry,) = ledger.entries.values()
    assert (entry.state, entry.reason, entry.url) == ("pending", None, urls[1])


@pytest.mark.parametrize(
    ("station", "setting", "followed"),
    [
        ("hh", "", {"hh", "hn"}), ("cs", "", {"cs"}), ("hh", "cs，CD, hh", {"hh", "cs", "cd"}),
        ("hh", ["cs"], {"hh", "cs"}),
        ("hh", "hh", {"hh"}), ("hh", "cs,*", None), ("x1", None, {"x1"}),
    ],
)  # fmt: skip
def test_which_stations_are_followed(
    station: str, setting: object, followed: set[str] | None
) -> None:
    assert followed_stations(station, setting) == followed


@pytest.mark.parametrize("setting", ["cs.rednet.cn", "moment", "../x", "cs;cd"])
def test_what_is_no_station_is_refused(setting: str) -> None:
    with pytest.raises(SettingError, match="REDNET_FOLLOW"):
        followed_stations("hh", setting)


@pytest.mark.parametrize(
    "command", [("rednet_crawler", "crawl", "-o", "a.jsonl"), ("scrapy", "crawl", "huaihua")]
)
def test_it_is_refused_in_one_line_before_a_run_begins(
    run: Run, site: HandMadeSite, command: tuple[str, ...], tmp_path: Path
) -> None:
    words = (
        "-s",
        "REDNET_FOLLOW=../x",
        "-s",
        f"REDNET_ARCHIVE=sqlite:///{tmp_path}/a.db",
        "-s",
        "LOG_LEVEL=ERROR",
    )
    done = run(*command, *words, site=site.address, cwd=ROOT)
    assert (done.code, done.err.count("\n")) == (2, 1), done.err
    assert "REDNET_FOLLOW=../x" in done.err
    assert site.asked == []
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://hh.rednet.cn/a?b=c#d", "https://hh.rednet.cn/a?b=c#d"),
        ("http://hh.rednet.cn:80/", "https://hh.rednet.cn/"),
        ("https://hh.rednet.cn/", "https://hh.rednet.cn/"),
    ],
)  # fmt: skip
def test_http_is_asked_as_https(url: str, asked: str) -> None:
    assert https(url) == asked


def test_links_and_redirects_with_http_are_asked_as_https(run: Run, site: HandMadeSite) -> None:
    site.menu(("要闻", 9001))
    site.channel(
        9001,
        [f"http://hh.rednet.cn:80{ARTICLES[0]}", ARTICLES[1], f"http://cs.rednet.cn{ARTICLES[2]}"],
    )
    for path in ARTICLES[:3]:
        site.article(path)
    site.page(ARTICLES[1], "", 302, Location=f"http://hn.rednet.cn/m{ARTICLES[1]}?x")
    moved = (302, {"Location": f"http://hn.rednet.cn/m{ARTICLES[1]}"}, "")
    page: tuple[int, dict[str, str], str] = (200, {}, site.text(ARTICLES[0]))
    site.answers[ARTICLES[1]] = lambda _: moved if site.asked[-1] == ARTICLES[1] else page
    done = run(
        *CRAWL, "-v", "-s", "REDNET_FOLLOW=*", "-s", "LOG_LEVEL=DEBUG", *FAST, site=site.address
    )
    assert done.code == 0, done.err
    fetched = [line for line in done.err.splitlines() if "Crawled (" in line]
    assert len(fetched) >= 7
    assert not [line for line in fetched if "<GET http:" in line]


def test_a_redirect_is_counted_with_the_requests_of_the_host_it_leads_to() -> None:
    request = Request(f"https://cs.rednet.cn{ARTICLES[0]}", meta={"download_slot": "hh.rednet.cn"})
    OffSiteMiddleware().process_request(request)
    assert request.meta["download_slot"] == "cs.rednet.cn"
