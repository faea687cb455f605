"""Which proxy the environment names, as curl reads it."""

import pytest

from rednet_crawler.errors import SettingError
from rednet_crawler.launch.proxies import read_proxy
from tests.crawl.conftest import FAST, HandMadeSite, Run

HTTP, OTHER, SOCKS = "http://127.0.0.1:7890", "http://127.0.0.1:9999", "socks5h://127.0.0.1:7891"


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, None),
        ({"https_proxy": HTTP}, HTTP),
        ({"HTTPS_PROXY": HTTP}, HTTP),
        ({"https_proxy": HTTP, "HTTPS_PROXY": OTHER}, HTTP),
        ({"https_proxy": "", "HTTPS_PROXY": HTTP}, HTTP),
        ({"all_proxy": HTTP}, HTTP),
        ({"ALL_PROXY": HTTP}, HTTP),
        ({"all_proxy": OTHER, "HTTPS_PROXY": HTTP}, HTTP),
        ({"all_proxy": SOCKS, "https_proxy": HTTP}, HTTP),
        ({"https_proxy": "127.0.0.1:7890"}, HTTP),
        ({"https_proxy": "HTTP://127.0.0.1:7890"}, HTTP),
        ({"https_proxy": "proxy"}, "http://proxy:1080"),  # curl's port
        ({"https_proxy": "http://me:secret@[::1]"}, "http://me:secret@[::1]:1080"),
        ({"https_proxy": "me:secret@proxy:3128"}, "http://me:secret@proxy:3128"),
        ({"https_proxy": "http://[::1]:7890/"}, "http://[::1]:7890"),
        (
            {"http_proxy": HTTP, "HTTP_PROXY": HTTP, "ftp_proxy": HTTP},
            None,
        ),  # the site is asked over https alone
    ],
)
def test_the_proxy_of_an_environment(environment: dict[str, str], url: str | None) -> None:
    proxy = read_proxy(environment)
    assert (proxy.url if proxy else None) == url


@pytest.mark.parametrize(
    ("no_proxy", "direct"),
    [
        ("", False),
        ("*", True),
        ("hh.rednet.cn", True),
        ("rednet.cn", True),
        (".rednet.cn", True),
        ("*.rednet.cn", True),
        ("localhost, 127.0.0.1 ,REDNET.cn", True),
        ("localhost 127.0.0.1 rednet.cn", True),
        ("net.cn", False),
        ("xhh.rednet.cn", False),
        ("10.0.0.0/8", False),
        (",", False),
        ("hh.rednet.cn:443", True),
        (".rednet.cn:443", True),
        ("rednet.cn:80", False),
        ("[::1]:443,::1", False),
    ],
)
def test_hosts_that_are_asked_without_it(no_proxy: str, direct: bool) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        proxy = read_proxy({"https_proxy": HTTP, name: no_proxy})
        assert proxy is not None
        assert proxy.serves("hh.rednet.cn") != direct


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        (
            "https_proxy",
            SOCKS,
            "https_proxy=socks5h://127.0.0.1:7891: SOCKS is not supported; give the HTTP port",
        ),
        ("ALL_PROXY", "socks://h:1", "ALL_PROXY=socks://h:1: SOCKS is not supported"),
        ("https_proxy", "SOCKS5://me:geheim@h:1", "SOCKS is not supported"),
        ("all_proxy", "https://h:1", "a proxy is spoken to over http://, not https://"),
        ("https_proxy", "http://me:ge/heim@h:1", "has to be like http://host:3128"),
        ("https_proxy", "http://h:99999", "has to be like http://host:3128"),
        ("https_proxy", "http://h:0", "has to be like http://host:3128"),
        ("https_proxy", "/var/run/proxy.sock", "has to be like http://host:3128"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_one_line(variable: str, value: str, told: str) -> None:
    with pytest.raises(SettingError) as raised:
        read_proxy({variable: value})
    assert told in str(raised.value)
    assert "heim" not in str(raised.value)


@pytest.mark.parametrize(
    "command", [("rednet_crawler", "crawl", "--archive", "a.db"), ("scrapy", "crawl", "huaihua")]
)
def test_socks_is_refused_before_anything_is_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("all_proxy", SOCKS)
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "rednet_crawler.settings")
    done = run(*command)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "SOCKS is not supported" in done.err


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", SOCKS])
def test_a_replica_is_asked_without_a_proxy(
    run: Run, site: HandMadeSite, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    site.page("/robots.txt", "", status=404)
    site.menu(("法治", 9001))
    site.channel(9001, [])
    done = run("rednet_crawler", "crawl", "--archive", "a.db", *FAST, site=site.address)
    assert "/channel/9001.html" in site.asked, done.err


def test_a_proxy_that_is_not_there_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    done = run("rednet_crawler", "crawl", "--archive", "a.db", *FAST)
    assert done.code == 4
    assert "the proxy http://127.0.0.1:9 refuses connections: is it running?" in done.err
