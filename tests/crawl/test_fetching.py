"""Answers that are cut, stall, drip or never end: no article is made of them, and the run goes on."""

import gzip
import socketserver
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.ledger import State
from tests.crawl.conftest import FAST, HandMadeSite, Run

A, B = "/content/646847/83/13700001.html", "/content/646847/83/13700002.html"


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001))
    site.channel(9001, [A, B])
    site.article(A)
    site.article(B)
    return site


def crawl(run: Run, site: HandMadeSite, *words: str) -> tuple[int, list[object], dict[State, int]]:
    words = ("-c", "要闻", "--archive", "sqlite:///a.db", "-O", "a.jsonl", *FAST, *words)
    done = run("rednet_crawler", "crawl", *words, site=site.address)
    assert "Traceback" not in done.err
    with Archive(f"sqlite:///{done.folder}/a.db") as archive:
        return done.code, [row["content_id"] for row in done.rows()], archive.ledger.sums()


def test_a_body_shorter_than_announced_is_no_article(run: Run, station: HandMadeSite) -> None:
    text = station.text(B)
    station.page(
        B, text, 200, **{"Content-Length": str(len(text.encode()) + 100), "Connection": "close"}
    )
    code, saved, sums = crawl(run, station)
    assert (code, saved, sums["failed"]) == (4, ["13700001"], 1)


def test_chunks_that_break_off_are_no_article(run: Run, station: HandMadeSite) -> None:
    text = station.text(B)
    size = len(text.encode())
    station.page(
        B,
        f"{size + 50:x}\r\n{text}",
        200,
        **{"Transfer-Encoding": "chunked", "Connection": "close"},
    )
    code, saved, sums = crawl(run, station)
    assert (code, saved, sums["failed"]) == (4, ["13700001"], 1)


def test_a_body_that_stalls_ends_at_the_deadline(run: Run, station: HandMadeSite) -> None:
    text = station.text(B)
    station.page(B, text, 200, **{"Content-Length": str(len(text.encode()) + 100)})
    begun = time.monotonic()
    code, saved, sums = crawl(run, station, "-s", "DOWNLOAD_TIMEOUT=2")
    assert (code, saved, sums["failed"]) == (4, ["13700001"], 1)
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_cap_is_no_article(
    run: Run, station: HandMadeSite, announced: bool
) -> None:
    text = station.text(B)
    body = text + " " * 60_000
    headers = {} if announced else {"Transfer-Encoding": "chunked", "Connection": "close"}
    station.page(
        B, body if announced else f"{len(body.encode()):x}\r\n{body}\r\n0\r\n\r\n", 200, **headers
    )
    code, saved, sums = crawl(run, station, "-s", "DOWNLOAD_MAXSIZE=50000")
    assert (code, saved, sums["failed"]) == (4, ["13700001"], 1)


def test_half_of_a_packed_page_is_no_article(run: Run, station: HandMadeSite) -> None:
    packed = gzip.compress(station.text(B).encode(), mtime=0)
    station.page(
        A,
        gzip.compress(station.text(A).encode()).decode("latin-1"),
        200,
        **{"Content-Encoding": "gzip"},
    )
    station.page(
        B, packed[: len(packed) * 3 // 4].decode("latin-1"), 200, **{"Content-Encoding": "gzip"}
    )
    code, saved, sums = crawl(run, station)
    assert (code, saved, sums["failed"]) == (4, ["13700001"], 1)


def test_a_page_over_a_bound_is_no_article_and_the_reason_is_kept(
    run: Run, station: HandMadeSite
) -> None:
    station.page(B, station.text(B) + "<b></b>" * 100_000)
    code, saved, sums = crawl(run, station)
    assert (code, saved, sums["failed"]) == (4, ["13700001"], 1)
    told = run(
        "rednet_crawler", "explain", "https://hh.rednet.cn" + B, "--archive", "sqlite:///a.db"
    )
    assert "more than 150000 tags" in told.out


def test_a_header_that_does_not_end_is_no_article(run: Run, station: HandMadeSite) -> None:
    station.page(B, station.text(B), 200, **{f"X-{at}": "x" * 1_000 for at in range(200)})
    code, saved, sums = crawl(run, station)
    assert (code, saved, sums["failed"]) == (4, ["13700001"], 1)


@pytest.mark.parametrize(("length", "whole"), [(20_000, True), (300_000, False)])
def test_a_long_line_of_a_header_is_read_or_told(
    run: Run, station: HandMadeSite, length: int, whole: bool
) -> None:
    station.page(B, station.text(B), 200, **{"X-Long": "x" * length})
    code, saved, sums = crawl(run, station)
    assert (code, len(saved), sums["failed"]) == ((0, 2, 0) if whole else (4, 1, 1))
    if not whole:
        told = run(
            "rednet_crawler", "explain", "https://hh.rednet.cn" + B, "--archive", "sqlite:///a.db"
        )
        assert "the header of the answer does not end within 65536 bytes" in told.out


def test_a_name_that_leads_into_a_private_network_is_not_asked(run: Run) -> None:
    words = ("fetch", "https://hh.rednet.cn" + A, "-O", "a.jsonl", *FAST)
    done = run("rednet_crawler", *words, "-s", "DNS_RESOLVER=tests.crawl.resolver.InsideResolver")
    assert done.code != 0
    assert "hh.rednet.cn resolves to 127.0.0.2, no public address: not asked" in done.err
    assert "Traceback" not in done.err


def test_a_page_that_says_it_has_not_changed_without_having_been_asked_is_no_article(
    run: Run, station: HandMadeSite
) -> None:
    station.page(B, "", 304)
    code, saved, sums = crawl(run, station)
    assert (code, saved, sums["failed"]) == (4, ["13700001"], 1)


def test_a_listing_that_says_so_is_a_gap(run: Run, station: HandMadeSite) -> None:
    station.page("/channel/9001.html", "", 304)
    code, saved, _ = crawl(run, station)
    assert (code, saved) == (4, [])


def test_pages_that_never_answer_keep_no_others_back(run: Run, station: HandMadeSite) -> None:
    """Four pages, three times each, are more time-outs in a row than a silent host is granted."""
    silent = [f"/content/646847/83/1370001{at}.html" for at in range(4)]
    others = [f"/content/646847/83/13700{at}.html" for at in range(100, 190)]
    station.channel(9001, [*others[:30], *silent, *others[30:]])
    for path in others:
        station.article(path)
    for path in silent:
        station.page(path, "", 200, **{"Content-Length": "100"})
    code, saved, sums = crawl(run, station, "-s", "DOWNLOAD_TIMEOUT=2")
    assert (code, len(saved), sums["failed"]) == (4, 90, 4)


def test_a_drip_that_never_stalls_ends_at_the_deadline(run: Run) -> None:
    with dripping() as address:
        begun = time.monotonic()
        done = run(
            "rednet_crawler",
            "fetch",
            "https://hh.rednet.cn" + A,
            "-o",
            "a.jsonl",
            *FAST,
            "-s",
            "DOWNLOAD_TIMEOUT=2",
            site=address,
        )
        assert (done.code, done.rows()) == (4, [])
        assert time.monotonic() - begun < 20


@contextmanager
def dripping() -> Iterator[str]:
    """Serve a page that sends one byte after the other for ever."""

    class Visit(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked = self.request.recv(4096)
            if b"robots.txt" in asked:
                self.request.sendall(
                    b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
                return
            self.request.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n"
            )
            try:
                for _ in range(300):
                    self.request.sendall(b" ")
                    time.sleep(0.1)
            except OSError:
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Visit) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
