"""Answers in the place of a page: redirects that a page holds are followed once, cookie walls and
blocks are told by name.
"""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

import pytest

from rednet_crawler.extraction.redirect import redirect_of, sets_cookie_by_script
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
    assert set(station.hosts) == {"hh.rednet.cn"}


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
