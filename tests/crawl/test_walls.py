"""Answers in the place of a page: redirects that a page holds are followed once, cookie walls and
blocks are told by name.
"""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import pytest

from rednet_crawler.extraction.redirect import log_in_page, redirect_of, sets_cookie_by_script
from rednet_crawler.items import Page
from tests.crawl.conftest import FAST, HandMadeSite, Run, serving

A, B = "/content/646847/83/13700001.html", "/content/646847/83/13700002.html"
URL = "https://hh.rednet.cn/channel/9001.html"
TEXT = "<p>" + "怀化市举行招聘会，提供岗位两千个。" * 10 + "</p>"


@pytest.mark.parametrize(
    ("html", "target"),
    [
        (
            '<meta http-equiv="refresh" content="0;url=/channel/9001_1.html">',
            "https://hh.rednet.cn/channel/9001_1.html",
        ),
        (
            "<META HTTP-EQUIV=Refresh CONTENT=\"3; URL='/x.html'\"><p>正在跳转…",
            "https://hh.rednet.cn/x.html",
        ),
        ('<meta http-equiv="refresh" content="0,/x.html">', "https://hh.rednet.cn/x.html"),
        (
            '<base href="/a/"><meta http-equiv="refresh" content="0;url=x.html">',
            "https://hh.rednet.cn/a/x.html",
        ),
        ('<script>window.location.href = "/x.html";</script>', "https://hh.rednet.cn/x.html"),
        (
            "<script>top.location='/x.html'</script><a href=/x.html>点击这里</a>",
            "https://hh.rednet.cn/x.html",
        ),
        (
            '<script>location.replace( "https://hh.rednet.cn/x.html" )</script>',
            "https://hh.rednet.cn/x.html",
        ),
        (
            '<script>self.location.assign("//hh.rednet.cn/x.html")</script>',
            "https://hh.rednet.cn/x.html",
        ),
        (
            '<script>location.href="#top";location.href="/x.html"</script>',
            "https://hh.rednet.cn/x.html",
        ),
        ('<meta http-equiv=refresh content=" .5 ; url=/x.html">', "https://hh.rednet.cn/x.html"),
        ('<meta http-equiv=refresh content="0 /x.html">', "https://hh.rednet.cn/x.html"),
        ("<meta http-equiv=refresh content='0;url=\"/x.html\" y'>", "https://hh.rednet.cn/x.html"),
        ('<meta http-equiv=refresh content="0;url=">', None),
        ('<meta http-equiv=refresh content="0;url=javascript:alert(1)">', None),
        ('<meta http-equiv=refresh content="-1;url=/x.html">', None),
        (
            '<script>\n// location.href="/old.html"\nlocation.href="/x.html"</script>',
            "https://hh.rednet.cn/x.html",
        ),
        ('<script>window.location["href"] = "\\/x.html"</script>', "https://hh.rednet.cn/x.html"),
        ("<script>location.href=`/x.html`</script>", "https://hh.rednet.cn/x.html"),
        ("<body onload=\"location.href='/x.html'\">", "https://hh.rednet.cn/x.html"),
        ("<script>location.reload()</script>", None),
        (f'<script>location.href="{URL}"</script>', None),
        ('<script>if (location.href == "/x.html") {}</script>', None),
        ('<meta http-equiv="refresh" content="300;url=/x.html">', None),
        ('<meta http-equiv="refresh" content="60">', None),
        (f'<script>location.href="/x.html"</script>{TEXT}', None),
        ('<script>location.href="/x.html"</script>' + " " * 20_000, None),
        ("", None),
    ],
)
def test_where_a_page_leads_that_holds_nothing_else(html: str, target: str | None) -> None:
    assert (
        redirect_of(Page(url=URL, body=html.encode(), content_type="text/html; charset=utf-8"))
        == target
    )


@pytest.mark.parametrize(
    ("html", "is_wall"),
    [
        ("<script>document.cookie='a=1';location.reload()</script>", True),
        ("<script>document.cookie = 'a=1'</script><script>location.href='/'</script>", True),
        ("<script>if (document.cookie == 'a=1') location.href='/'</script>", False),
        (f"<script>document.cookie='a=1';location.reload()</script>{TEXT}", False),
    ],
)
def test_which_page_is_a_cookie_wall(html: str, is_wall: bool) -> None:
    assert sets_cookie_by_script(Page(url=URL, body=html.encode(), content_type=None)) == is_wall


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001))
    site.channel(9001, [A, B])
    site.article(A)
    site.article(B)
    return site


def crawl(run: Run, address: str, *words: str) -> tuple[int, int, str]:
    done = run(
        "rednet_crawler", "crawl", "--archive", "a.db", "-O", "a.jsonl", *FAST, *words, site=address
    )
    assert "Traceback" not in done.err
    rows = len(done.rows()) if (done.folder / "a.jsonl").exists() else 0
    return done.code, rows, done.err


def test_redirects_that_pages_hold_are_followed_on_the_site_once(
    run: Run, station: HandMadeSite
) -> None:
    home, listing, article = station.text("/"), station.text("/channel/9001.html"), station.text(A)
    station.page("/", '<meta http-equiv="refresh" content="0;url=/index_new.html">')
    station.page("/index_new.html", home)
    station.page(
        "/channel/9001.html", '<script>window.location.href="/channel/list_9001.html"</script>'
    )
    station.page("/channel/list_9001.html", listing)
    station.page(A, f'<script>location.replace("https://moment.rednet.cn/pc{A}")</script>')
    station.page("moment" + A, article)
    station.answers[A] = lambda _: (
        200,
        {},
        article if station.hosts[-1] == "moment.rednet.cn" else station_stub,
    )
    station_stub = f'<script>location.replace("https://moment.rednet.cn/pc{A}")</script>'
    station.page(B, f'<script>location.href="{B}?a=1"</script>')  # for ever
    code, rows, told = crawl(run, station.address)
    assert (code, rows) == (4, 1), told
    assert station.asked.count(B) == 1
    assert station.asked.count(f"{B}?a=1") == 1


def test_a_redirect_to_another_host_is_not_followed(run: Run, station: HandMadeSite) -> None:
    station.page(B, '<script>location.href="https://elsewhere.example/"</script>')
    code, rows, _ = crawl(run, station.address)
    assert (code, rows) == (4, 1)
    assert set(station.hosts) <= {"hh.rednet.cn", "front-web.rednet.cn"}


@pytest.mark.parametrize("status", [202, 412, 468, 521, 567])
def test_a_block_is_named(run: Run, station: HandMadeSite, status: int) -> None:
    station.page("/", "<script>eval('x')</script>", status)
    code, rows, told = crawl(run, station.address)
    assert (code, rows) == (6, 0)
    assert f"answers {status}" in told
    assert "a block" in told


def test_a_wall_by_script_is_named(run: Run, station: HandMadeSite) -> None:
    station.page("/", "<script>document.cookie='a=1';location.reload()</script>")
    code, _, told = crawl(run, station.address)
    assert code == 6
    assert "a cookie wall: a script sets a cookie" in told


@pytest.fixture
def walled(station: HandMadeSite) -> Iterator[str]:
    class Wall(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        hosts: ClassVar[set[str]] = set()

        def do_GET(self) -> None:
            known = "pass=1" in (self.headers.get("Cookie") or "")
            status, _, text = station.answer(self.path) if known else (302, {}, "")
            self.send_response(status)
            if not known:
                self.send_header("Location", self.path)
                self.send_header("Set-Cookie", "pass=1; Path=/")
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with serving(Wall) as address:
        yield address


def test_a_cookie_wall_is_named_with_the_setting_that_passes_it(run: Run, walled: str) -> None:
    code, rows, told = crawl(run, walled)
    assert (code, rows) == (6, 0)
    assert (
        "a cookie wall: it sets a cookie and redirects back; -s COOKIES_ENABLED=True passes it"
        in told
    )
    code, rows, told = crawl(run, walled, "-s", "COOKIES_ENABLED=True")
    assert (code, rows) == (0, 2), told


FORM = "<form action=http://10.0.0.1/auth><input name=user><input type=password name=pass></form>"
PORTAL = f"<title>Free WiFi</title><p>欢迎使用，请登录后上网</p>{FORM}"


@pytest.mark.parametrize(
    ("html", "as_page", "as_rules"),
    [
        (PORTAL, True, True),
        (FORM, True, True),
        ("<title>用户认证</title><form><input type=tel placeholder=手机号></form>", True, True),
        ("<title>Welcome</title><button onclick=go()>免费上网</button>", False, True),
        ('<script>top.self.location.href="http://10.1.1.1/eportal/?wlan=1"</script>', True, True),
        ('<meta http-equiv=refresh content="0; url=http://[fe80::1]/login">', True, True),
        ('<meta http-equiv=refresh content="0; url=http://portal.example/">', False, True),
        ('<meta http-equiv=refresh content="0; url=https://www.rednet.cn/">', False, False),
        (f"<a href=https://www.rednet.cn/>红网</a>{FORM}", False, False),
        (f"<img src='//img.rednet.cn/logo.png'>{FORM}", False, False),
        (f"<a href='/channel/9001.html'>要闻</a>{FORM}", False, False),
        ("<title>404</title><p>页面不存在</p>", False, False),
        ("<title>标题</title><form action=/search><input name=q></form>" + TEXT, False, True),
        (f"<title>x</title>{FORM}<input name=to value=https://hh.rednet.cn/>", True, True),
        ("", False, False),
    ],
)
def test_which_page_is_a_network_s_log_in(html: str, as_page: bool, as_rules: bool) -> None:
    page = Page(url=URL, body=html.encode(), content_type="text/html; charset=utf-8")
    assert (log_in_page(page, expected=True) is not None) == as_page
    assert (log_in_page(page, expected=False) is not None) == as_rules


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ((302, {"Location": "http://10.0.0.1/login?from=hh"}, ""), "http://10.0.0.1/login?from=hh"),
        ((307, {"Location": "//portal.example/login"}, ""), "//portal.example/login"),
        ((200, {}, PORTAL), "Free WiFi"),
        ((511, {}, PORTAL), "status 511"),
        ((200, {}, '<script>location="http://10.0.0.1:8080/"</script>'), "http://10.0.0.1:8080/"),
    ],
)
def test_a_log_in_page_of_the_network_is_named_and_nothing_else_is_asked(
    run: Run, site: HandMadeSite, answer: tuple[int, dict[str, str], str], what: str
) -> None:
    for path in ("/robots.txt", "/", "/channel/9001.html", A):
        site.answers[path] = answer
    done = run("rednet_crawler", "crawl", "--archive", "a.db", *FAST, site=site.address)
    assert done.code == 4
    assert (
        f"a log-in page of this network seems to answer in its place ({what}): log in" in done.err
    )
    assert set(site.asked) <= {"/robots.txt", "/"}
    assert set(site.hosts) == {"hh.rednet.cn"}


def test_a_log_in_that_runs_out_in_the_middle_is_no_article(
    run: Run, station: HandMadeSite
) -> None:
    station.page("/robots.txt", "", status=404)
    station.page(A, "", 302, Location="http://10.0.0.1/login")
    station.page(B, PORTAL)
    code, rows, told = crawl(run, station.address)
    assert (code in (4, 5), rows) == (True, 0)
    assert told.count("a log-in page of this network seems to answer in its place") == 2
