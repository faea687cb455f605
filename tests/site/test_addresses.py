"""Every form of address of site.md, section 2, and every odd link a page may hold."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.items import ChannelLink
from rednet_crawler.site.hosts import is_station_code, may_fetch, station_host, station_of
from rednet_crawler.site.list_pages import HUAIHUA, choose_names
from rednet_crawler.site.urls import (
    canonical_url,
    channel_url,
    date_page_url,
    home_url,
    read_address,
    resolve,
)

HH = "https://hh.rednet.cn"
NEW = "/content/646656/94/12109536.html"


@pytest.mark.parametrize(
    ("url", "content_id", "canonical"),
    [
        pytest.param(f"{HH}{NEW}", "12109536", f"{HH}{NEW}", id="seed"),
        pytest.param(f"http://hh.rednet.cn{NEW}", "12109536", f"{HH}{NEW}", id="http"),
        pytest.param(f"HTTPS://HH.RedNet.cn{NEW}", "12109536", f"{HH}{NEW}", id="capitals"),
        pytest.param(f"https://hh.rednet.cn:443{NEW}", "12109536", f"{HH}{NEW}", id="port-443"),
        pytest.param(f"{HH}{NEW}?from=groupmessage", "12109536", f"{HH}{NEW}", id="query-from"),
        pytest.param(f"{HH}{NEW}?f=pad&x=1", "12109536", f"{HH}{NEW}", id="query-pad"),
        pytest.param(f"{HH}{NEW}#top", "12109536", f"{HH}{NEW}", id="fragment"),
        pytest.param(
            f"{HH}//content//646656/94/12109536.html", "12109536", f"{HH}{NEW}", id="double-slashes"
        ),
        pytest.param(f"https://hh-wap.rednet.cn{NEW}", "12109536", f"{HH}{NEW}", id="wap"),
        pytest.param(f"{HH}/m{NEW}", "12109536", f"{HH}{NEW}", id="m"),
        pytest.param(f"https://moment.rednet.cn/pc{NEW}", "12109536", f"{HH}{NEW}", id="app-pc"),
        pytest.param(f"https://moment.rednet.cn{NEW}?from=app", "12109536", f"{HH}{NEW}", id="app"),
        pytest.param(
            f"{HH}/content/2019/08/02/5916918.html",
            "5916918",
            f"{HH}/content/2019/08/02/5916918.html",
            id="until-2022",
        ),
        pytest.param(
            f"{HH}/nograb/646955/23/15712345.html",
            "15712345",
            f"{HH}/nograb/646955/23/15712345.html",
            id="nograb",
        ),
        pytest.param(
            f"https://cs.rednet.cn{NEW}", "12109536", f"https://cs.rednet.cn{NEW}", id="changsha"
        ),
        pytest.param(
            f"https://yiyang.rednet.cn{NEW}",
            "12109536",
            f"https://yiyang.rednet.cn{NEW}",
            id="yiyang",
        ),
        pytest.param(
            f"https://yy-wap.rednet.cn{NEW}",
            "12109536",
            f"https://yy.rednet.cn{NEW}",
            id="other-wap",
        ),
        pytest.param(
            f"{HH}/content/646042/52/16201808.html",
            "16201808",
            f"{HH}/content/646042/52/16201808.html",
            id="2026",
        ),
    ],
)
def test_articles_are_known_by_their_number(url: str, content_id: str, canonical: str) -> None:
    address = read_address(url)
    assert address is not None
    assert (address.kind, address.content_id, address.key, address.legacy) == (
        "article",
        content_id,
        content_id,
        False,
    )
    assert canonical_url(address, "hh") == canonical


@pytest.mark.parametrize(
    ("path", "content_id", "day"),
    [
        ("/c/2016/05/03/3974567.htm", "3974567", date(2016, 5, 3)),
        ("/m/c/2016/05/03/3974567.htm", "3974567", date(2016, 5, 3)),
        ("/c/2016/05/03/3974567.html", "3974567", date(2016, 5, 3)),
        ("/c/2009/1203/1880123.htm", "1880123", None),
        ("/c/abc/3974567.htm", "3974567", None),
        ("/c/3974567.htm", "3974567", None),
        ("/c/2016/13/03/3974567.htm", "3974567", None),
    ],
    ids=["day", "mobile", "html", "four-digits", "folder", "bare", "no-such-month"],
)
def test_pages_before_2018_have_keys_of_their_own(
    path: str, content_id: str, day: date | None
) -> None:
    address = read_address(HH + path)
    assert address is not None
    assert (address.kind, address.legacy, address.content_id) == ("article", True, content_id)
    assert address.key not in (None, content_id)
    assert address.key.startswith("c/hh/")
    assert address.key.endswith(f"/{content_id}")
    if day:
        assert address.day == day


@pytest.mark.parametrize(
    ("code", "month"),
    [
        ("646656", (2022, 12)),
        ("646748", (2023, 4)),
        ("646754", (2023, 10)),
        ("646840", (2024, 6)),
        ("646847", (2024, 3)),
        ("646956", (2025, 12)),
        ("646040", (2026, 6)),
        ("646042", (2026, 8)),
        ("646644", None),
        ("646657", None),
        ("000000", None),
        ("999999", None),
    ],
)
def test_the_date_code_is_year_and_month_plus_four(
    code: str, month: tuple[int, int] | None
) -> None:
    address = read_address(f"{HH}/content/{code}/67/12109536.html")
    assert address is not None
    assert address.content_id == "12109536"
    assert address.month == month
    assert address.day == (date(*month, 23) if month else None)


@given(st.dates(date(2018, 1, 1), date(2098, 12, 31)))
def test_every_date_code_reads_back(day: date) -> None:
    number = str(day.day) if day.day > 9 else str(ord(str(day.day)))
    code, last = (
        "".join(str((int(digit) + 4) % 10) for digit in part) for part in (f"{day:%Y%m}", number)
    )
    address = read_address(f"{HH}/content/{code}/{last}/1.html")
    assert address is not None
    assert (address.month, address.day) == ((day.year, day.month), day)


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("646656/94", date(2022, 12, 2)),
        ("646847/83", date(2024, 3, 1)),
        ("646041/90", date(2026, 7, 8)),
        ("646747/95", date(2023, 3, 3)),
        ("646746/74", None),
        ("646656/44", None),
        ("646656/39", None),
        ("646656/92", None),
    ],
    ids=["seed", "first", "eighth", "third", "30-february", "0", "95", "58"],
)
def test_the_code_of_the_day(path: str, day: date | None) -> None:
    address = read_address(f"{HH}/content/{path}/1.html")
    assert address is not None
    assert address.day == day


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/content/2021/05/03/9123456.html", date(2021, 5, 3)),
        ("/content/2020/02/29/7000000.html", date(2020, 2, 29)),
        ("/content/2021/02/30/9123456.html", None),
        (NEW, date(2022, 12, 2)),
    ],
)
def test_the_day_of_the_path(path: str, day: date | None) -> None:
    address = read_address(HH + path)
    assert address is not None
    assert address.kind == "article"
    assert address.day == day


@pytest.mark.parametrize(
    ("path", "channel_id", "page", "day"),
    [
        ("/channel/7012.html", "7012", 1, None),
        ("/channel/7012_2.html", "7012", 2, None),
        ("/channel/7012_137.html", "7012", 137, None),
        ("/channel/2022/1202/7012.html", "7012", 1, date(2022, 12, 2)),
        ("/channel/7012.html?from=a", "7012", 1, None),
        ("/m/channel/7012.html", "7012", 1, None),
    ],
)
def test_channel_pages(path: str, channel_id: str, page: int, day: date | None) -> None:
    address = read_address(HH + path)
    assert address is not None
    assert (address.kind, address.channel_id, address.page, address.day) == (
        "channel",
        channel_id,
        page,
        day,
    )
    assert address.key is None


@pytest.mark.parametrize(
    "url",
    [HH, f"{HH}/", f"{HH}/?from=a", f"{HH}/index.html", "https://hh-wap.rednet.cn/", f"{HH}/m/"],
)
def test_home_pages(url: str) -> None:
    address = read_address(url)
    assert address is not None
    assert (address.kind, address.station) == ("home", "hh")


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (f"{HH}/topic/12345/index.html", "topic"),
        (f"{HH}/about.html", "other"),
        (f"{HH}/channel/abc.html", "other"),
        (f"{HH}/channel/2022/1399/7012.html", "other"),
        (f"{HH}/content/646656/94/abc.html", "other"),
        (f"{HH}/content/646656/94/12109536.pdf", "other"),
        ("https://mp.weixin.qq.com/s/abcdef", "other"),
        ("https://www.xinhuanet.com/content/646656/94/12109536.html", "other"),
        (f"https://evil.example{NEW}", "other"),
        (f"https://hh.rednet.cn.evil.example{NEW}", "other"),
        (f"https://evilrednet.cn{NEW}", "other"),
        ("https://img.rednet.cn/2022/12-02/a.jpg", "other"),
    ],
)
def test_other_pages_are_no_articles(url: str, kind: str) -> None:
    address = read_address(url)
    assert address is not None
    assert (address.kind, address.content_id, address.key) == (kind, None, None)


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "/content/1.html",
        "hh.rednet.cn",
        "//hh.rednet.cn/",
        "ftp://hh.rednet.cn/",
        "javascript:void(0)",
    ]
    + [
        "mailto:a@rednet.cn",
        "http://",
        "http:///x",
        "http://[::1",
        "http://hh.rednet.cn:99999/",
        "data:text/html,x",
    ],
)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert read_address(url) is None


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        pytest.param(NEW, f"{HH}{NEW}", id="absolute-path"),
        pytest.param("../content/646656/94/12109536.html", f"{HH}{NEW}", id="up"),
        pytest.param("7012_2.html", f"{HH}/channel/7012_2.html", id="relative"),
        pytest.param("./7012_2.html", f"{HH}/channel/7012_2.html", id="dot"),
        pytest.param("?page=2", f"{HH}/channel/7012.html?page=2", id="query"),
        pytest.param(f"//hh.rednet.cn{NEW}", f"{HH}{NEW}", id="protocol-relative"),
        pytest.param(
            "//moment.rednet.cn/content/1.html",
            "https://moment.rednet.cn/content/1.html",
            id="other-host",
        ),
        pytest.param(f"http://hh.rednet.cn{NEW}", f"http://hh.rednet.cn{NEW}", id="http"),
        pytest.param(f"  {HH}{NEW}\n", f"{HH}{NEW}", id="blanks-around"),
        pytest.param(
            f"{HH}/content/646656/94/\n12109536.html", f"{HH}{NEW}", id="line-break-inside"
        ),
        pytest.param(
            "https://mp.weixin.qq.com/s?__biz=a==&mid=1",
            "https://mp.weixin.qq.com/s?__biz=a==&mid=1",
            id="wechat",
        ),
        pytest.param("/topic/123/", f"{HH}/topic/123/", id="topic"),
        pytest.param(
            "http://example.com:8080/x.html",
            "http://example.com:8080/x.html",
            id="other-host-with-port",
        ),
        pytest.param("javascript:void(0)", None, id="javascript"),
        pytest.param("javascript:;", None, id="javascript-empty"),
        pytest.param(" JavaScript:history.back()", None, id="javascript-capitals"),
        pytest.param("java\tscript:alert(1)", None, id="javascript-tab"),
        pytest.param("mailto:a@rednet.cn", None, id="mailto"),
        pytest.param("tel:0745-2712345", None, id="tel"),
        pytest.param("data:text/html,x", None, id="data"),
        pytest.param("about:blank", None, id="about"),
        pytest.param("file:///etc/passwd", None, id="file"),
        pytest.param("ftp://hh.rednet.cn/x", None, id="ftp"),
        pytest.param("weixin://dl/chat", None, id="weixin"),
        pytest.param("#", None, id="hash"),
        pytest.param("#comments", None, id="fragment"),
        pytest.param("", None, id="empty"),
        pytest.param(" \n\u00a0", None, id="blank"),
        pytest.param("http://", None, id="no-host"),
        pytest.param("http://[::1/x", None, id="broken-host"),
        pytest.param("http://hh.rednet.cn:port/", None, id="broken-port"),
        pytest.param("/" + "a" * 5_000, None, id="too-long"),
    ],
)
def test_links_are_resolved_or_ignored(link: str, expected: str | None) -> None:
    assert resolve(f"{HH}/channel/7012.html", link) == expected


def test_without_a_base_only_absolute_links_lead_somewhere() -> None:
    assert resolve("", f"{HH}{NEW}") == f"{HH}{NEW}"
    assert resolve("", NEW) is None


@pytest.mark.parametrize(
    ("host", "station"),
    [
        ("hh.rednet.cn", "hh"),
        ("hh-wap.rednet.cn", "hh"),
        ("HH.rednet.cn", "hh"),
        ("xiangxiang.rednet.cn", "xiangxiang"),
        ("news.rednet.cn", "news"),
        ("hlj.rednet.cn", "hlj"),
        ("moment.rednet.cn", None),
        ("img.rednet.cn", None),
        ("front-web.rednet.cn", None),
        ("rednet.cn", None),
        ("hh.rednet.cn.evil.example", None),
        ("a.hh.rednet.cn", None),
        ("hhrednet.cn", None),
        ("", None),
    ],
)
def test_stations_of_hosts(host: str, station: str | None) -> None:
    assert station_of(host) == station


@pytest.mark.parametrize(
    "host",
    ["hh.rednet.cn", "hh-wap.rednet.cn", "moment.rednet.cn", "front-web.rednet.cn", "cs.rednet.cn"],
)
def test_hosts_of_the_site_may_be_fetched(host: str) -> None:
    assert may_fetch(host)


@pytest.mark.parametrize(
    "host",
    ["img.rednet.cn", "example.com", "127.0.0.1", "localhost", "", "hh.rednet.cn.example.com"],
)
def test_other_hosts_may_not_be_fetched(host: str) -> None:
    assert not may_fetch(host)


@pytest.mark.parametrize(
    ("code", "is_one"),
    [("hh", True), ("jishou", True), ("HH/", False), ("", False), ("a.b", False)],
)
def test_station_codes(code: str, is_one: bool) -> None:
    assert is_station_code(code) is is_one


def test_addresses_are_built_as_the_site_writes_them() -> None:
    assert station_host("hh") == "hh.rednet.cn"
    assert home_url("hh") == f"{HH}/"
    assert channel_url("hh", "7012") == f"{HH}/channel/7012.html"
    assert channel_url("hh", "7012", 2) == f"{HH}/channel/7012_2.html"
    assert date_page_url("hh", "7012", date(2022, 12, 2)) == f"{HH}/channel/2022/1202/7012.html"


@given(
    st.integers(1, 10**9).map(str), st.integers(1, 9_999), st.sampled_from(["hh", "cs", "yiyang"])
)
def test_built_addresses_read_back(channel_id: str, page: int, station: str) -> None:
    address = read_address(channel_url(station, channel_id, page))
    assert address is not None
    assert (address.kind, address.station, address.channel_id, address.page) == (
        "channel",
        station,
        channel_id,
        page,
    )


def link(name: str, number: str = "7012") -> ChannelLink:
    return ChannelLink(name, number, channel_url("hh", number))


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["法治"], "法治"),
        (["更多", "法治"], "法治"),
        (["法治", "更多"], "法治"),
        (["法治", "法治>>"], "法治"),
        (["平安怀化", "法治"], "法治"),
        (["法治", "平安怀化"], "法治"),
        (["平安怀化", "平安"], "平安怀化"),
        (["MORE", "平安怀化"], "平安怀化"),
        (["更多>>"], None),
    ],
)
def test_a_channel_goes_by_its_known_name(names: list[str], chosen: str | None) -> None:
    found = choose_names(link(name) for name in names).get("7012")
    assert (found.name if found else None) == chosen


def test_channels_stay_in_the_order_of_the_page() -> None:
    links = [
        link("要闻", "3"),
        link("更多", "1"),
        link("法治", "1"),
        link("要闻", "3"),
        link("政务", "2"),
    ]
    assert list(choose_names(links)) == ["3", "1", "2"]


def test_the_channels_of_the_seed_are_known() -> None:
    assert len(HUAIHUA) == len(set(HUAIHUA)) == 19
    assert {"重要新闻", "县市区", "书记活动专辑", "精彩视频"} <= set(HUAIHUA)
