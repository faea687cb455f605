"""What names an article, station by station and year by year: the addresses that were seen on the
web, and those of their kinds.
"""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.archive.mending import key_of_today
from rednet_crawler.arguments import read_station
from rednet_crawler.site.hosts import (
    followed_stations,
    is_station_code,
    known_stations,
    may_fetch,
    own_domains,
    station_host,
    station_of,
)
from rednet_crawler.site.urls import canonical_url, read_address

HH = "https://hh.rednet.cn"
SEEN = json.loads(Path(__file__).with_name("seen.json").read_text(encoding="utf-8"))
"""Addresses as the web holds them; `day` by the path or by its date code."""


@pytest.mark.parametrize("row", SEEN, ids=[row["url"].partition("://")[2] for row in SEEN])
def test_addresses_that_were_seen(row: dict[str, object]) -> None:
    address = read_address(str(row["url"]))
    assert address is not None
    assert (address.kind, address.content_id, address.station) == (
        row["kind"],
        row["content_id"],
        row["station"],
    )
    assert (str(address.day) if address.day else None) == row["day"]


def key(url: str) -> str | None:
    address = read_address(url)
    return address.key if address else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{HH}/c/2015/11/18/1086203.htm", "https://hn.rednet.cn/c/2015/11/18/1086203.htm"),
        (f"{HH}/c/2015/11/18/1086203.htm", f"{HH}/c/2014/11/18/1086203.htm"),
        (
            f"{HH}/content/2018/08/05/316830.html",
            "https://xx.rednet.cn/content/2018/08/05/316830.html",
        ),
        (f"{HH}/content/2018/08/05/316830.html", f"{HH}/content/2018/08/06/316830.html"),
        (f"{HH}/c/2018/07/06/4672898.htm", f"{HH}/content/2018/07/06/4672898.html"),
        (f"{HH}/c/2018/07/06/5672898.htm", f"{HH}/content/2019/07/06/5672898.html"),
        (
            "https://moment.rednet.cn/rednetcms/news/20160524/5486966.html",
            f"{HH}/content/646656/94/5486966.html",
        ),
        (
            "https://auto.rednet.cn/news/201507/316830.html",
            "https://auto.rednet.cn/news/201508/316830.html",
        ),
        (f"{HH}/view/316830.html", "https://xx.rednet.cn/view/316830.html"),
    ],
)
def test_numbers_that_name_two_articles(one: str, other: str) -> None:
    assert key(one)
    assert key(other)
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            f"{HH}/content/2018/08/05/316830.html",
            "https://hh-wap.rednet.cn/content/2018/08/05/316830.html?from=a",
        ),
        (f"{HH}/c/2015/11/18/1086203.htm", f"{HH}/m/c/2015/11/18/1086203.html"),
        (
            f"{HH}/content/2019/08/05/5916830.html",
            "https://xx.rednet.cn/content/2019/08/05/5916830.html",
        ),
        (f"{HH}/content/646656/94/12109536.html", f"{HH}/article/12109536.html"),
        (
            f"{HH}/content/646656/94/12109536.html",
            "https://moment.rednet.cn/content/646656/94/12109536.html",
        ),
        (
            "https://www.hnxhnews.com/content/646656/94/12109536.html",
            "http://hnxhnews.com/content/646656/94/12109536.html",
        ),
    ],
)
def test_two_addresses_of_one_article(one: str, other: str) -> None:
    assert key(one) is not None
    assert key(one) == key(other)


def test_the_app_edition_of_2018_is_that_of_the_station_that_lists_it() -> None:
    address = read_address("https://moment.rednet.cn/content/2018/08/05/316830.html")
    assert address is not None
    assert address.key_on("hh") == key(f"{HH}/content/2018/08/05/316830.html")
    old = read_address("https://moment.rednet.cn/rednetcms/news/20160524/486966.html")
    assert old is not None
    assert old.key_on("hh") == old.key_on("cs")
    assert (
        canonical_url(old, "hh") == "https://moment.rednet.cn/rednetcms/news/20160524/486966.html"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/article/12109536.html", "/a/2022/12/02/12109536.shtml", "/news/t20221202_12109536.htm",
        "/12109536", "/p/12109536/",
        "/detail/content_12109536.html", "/show.php?id=12109536", "/content/12109536.html",
        "/content/2022-12/02/12109536.html",
        "/content/646656/12109536.html",
    ],
)  # fmt: skip
def test_an_address_that_ends_in_a_number_may_be_an_article(path: str) -> None:
    address = read_address(HH + path)
    assert address is not None
    assert (address.kind, address.content_id, address.is_certain) == ("article", "12109536", False)
    assert canonical_url(address, "hh") == HH + path


@pytest.mark.parametrize(
    "path",
    [
        "/article/1234.html", "/article/1234567890.html", "/calendar/20221202.html", "/news/20221202/", "/2022/1202/",
        "/channel/x12345.html", "/tag/12345.html", "/search/12345",
        "/app/index.html?contentId=6966421", "/a/12109536.jpg",
        "/a/12109536.mp4", "/topic/12109536.html", "/list/7012_12345.html", "/x.php?page=12345", "/?topicId=12345",
    ],
)  # fmt: skip
def test_what_is_no_article_whatever_its_number(path: str) -> None:
    address = read_address(HH + path)
    assert address is not None
    assert (address.content_id, address.key) == (None, None)


@pytest.mark.parametrize(
    "host", ["img.rednet.cn", "www.rednet.cn", "front-web.rednet.cn", "example.com"]
)
def test_only_on_stations_a_number_is_enough(host: str) -> None:
    address = read_address(f"https://{host}/article/12109536.html")
    assert address is not None
    assert address.content_id is None


@pytest.mark.parametrize(
    "path", ["/c/zt/4426/4427.htm", "/c/zt/4426/12345.htm", "/m/c/zt/1/2.html"]
)
def test_channel_pages_of_topics_are_no_articles(path: str) -> None:
    address = read_address(f"http://zt.rednet.cn{path}")
    assert address is not None
    assert (address.kind, address.key) == ("topic", None)


def test_stations_with_a_domain_of_their_own() -> None:
    assert "www.hnxhnews.com" in own_domains()
    for host in own_domains():
        assert (station_of(host), station_host(host), may_fetch(host), is_station_code(host)) == (
            host,
            host,
            True,
            True,
        )
    assert station_of("hnxhnews.com") == read_station("https://hnxhnews.com/") == "www.hnxhnews.com"
    assert followed_stations("www.hnxhnews.com") == frozenset({"www.hnxhnews.com"})
    assert {"www.hnxhnews.com", "hh"} <= {station.code for station in known_stations()}
    for host in ("hnxhnews.com.evil.example", "evilhnxhnews.com", "a.hnxhnews.com"):
        assert not may_fetch(host)


def test_the_name_of_a_station_may_begin_with_a_digit() -> None:
    assert (
        station_of("3c.rednet.cn") == station_of("3c-wap.rednet.cn") == read_station("3c") == "3c"
    )


old_days = st.dates(date(2000, 1, 1), date(2018, 12, 31))
hosts = st.sampled_from(["hh.rednet.cn", "hn.rednet.cn", "3c.rednet.cn", "www.hnxhnews.com"])
paths = st.one_of(
    st.builds("/c/{:%Y/%m/%d}/{}.htm".format, old_days, st.integers(1, 10**7)),
    st.builds("/content/{:%Y/%m/%d}/{}.html".format, old_days, st.integers(1, 10**7)),
    st.builds("/content/646656/94/{}.html".format, st.integers(1, 10**9)),
    st.builds("/article/{}.html".format, st.integers(10**4, 10**9 - 1)),
)


@given(hosts, paths)
def test_an_article_keeps_its_identity_through_its_canonical_url_and_a_migration(
    host: str, path: str
) -> None:
    url = f"https://{host}{path}"
    address = read_address(url)
    assert address is not None
    if address.content_id is None:  # a calendar's day
        return
    assert key(canonical_url(address, "hh")) == address.key
    assert (
        key_of_today(address.content_id, url, "hh")
        == key_of_today(str(address.key), url, "hh")
        == address.key
    )


@given(
    st.lists(st.tuples(hosts, old_days, st.integers(1, 99)), max_size=20, unique=True),
    st.sampled_from(["c", "content"]),
)
def test_before_2019_host_day_and_number_name_an_article(
    articles: list[tuple[str, date, int]], folder: str
) -> None:
    keys = {
        key(f"https://{host}/{folder}/{day:%Y/%m/%d}/{number}.htm")
        for host, day, number in articles
    }
    assert len(keys) == len(articles)
    assert None not in keys
