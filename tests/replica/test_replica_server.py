"""The server: hosts, validators, methods and the log, over real sockets."""

import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPMessage

import pytest

from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import Replica, build_station

Fetch = Callable[..., tuple[int, bytes, HTTPMessage]]
SEED = "https://hh.rednet.cn/content/646656/94/12109536.html"


@pytest.mark.parametrize(
    "url",
    [
        SEED,
        f"{SEED}?from=app",
        "https://hh-wap.rednet.cn/content/646656/94/12109536.html",
        "https://hh.rednet.cn/m/content/646656/94/12109536.html",
        "https://moment.rednet.cn/pc/content/646656/94/12109536.html",
        "https://moment.rednet.cn/content/646656/94/12109536.html?f=pad",
    ],
)
def test_an_article_answers_under_all_its_addresses(url: str, fetch: Fetch) -> None:
    assert fetch(url)[:2] == fetch(SEED)[:2]


@pytest.mark.parametrize(
    "url",
    [
        "https://hn.rednet.cn/content/646656/94/12109536.html",
        "https://hh.rednet.cn/content/646656/94/1.html",
        "https://hh.rednet.cn/channel/1.html",
        "https://hh.rednet.cn/nothing",
        "https://hn.rednet.cn/",
        "https://elsewhere.example/",
    ],
)
def test_what_is_not_there_is_missing(url: str, fetch: Fetch) -> None:
    status, body, headers = fetch(url)
    assert status == 404
    assert headers["Content-Length"] == str(len(body))
    assert headers["ETag"] is None


@pytest.mark.parametrize(
    "url", [SEED, "https://hh.rednet.cn/", "https://hh.rednet.cn/channel/9203.html"]
)
def test_a_known_copy_is_not_sent_again(url: str, fetch: Fetch) -> None:
    status, _, headers = fetch(url)
    assert status == 200
    assert fetch(url, If_None_Match=headers["ETag"])[:2] == (304, b"")
    assert fetch(url, If_None_Match=f'"other", W/{headers["ETag"]}')[:2] == (304, b"")
    assert fetch(url, If_Modified_Since=headers["Last-Modified"])[:2] == (304, b"")
    assert fetch(url, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    assert fetch(url, If_Modified_Since="Thu, 01 Jan 1970 00:00:00 GMT")[0] == 200
    assert fetch(url, If_Modified_Since="yesterday")[0] == 200


def test_head_has_the_headers_and_no_body(fetch: Fetch) -> None:
    whole, head = fetch(SEED), fetch(SEED, "HEAD")
    assert head[:2] == (200, b"")
    assert head[2]["Content-Length"] == str(len(whole[1]))


def test_robots_txt_is_on_every_host(fetch: Fetch) -> None:
    for host in ("hh", "moment", "hn", "front-web"):
        status, body, headers = fetch(f"https://{host}.rednet.cn/robots.txt")
        assert (status, headers.get_content_type()) == (200, "text/plain")
        assert body.startswith(b"User-agent: *\n")


def test_requests_are_logged(replica: Replica, fetch: Fetch) -> None:
    before = len(replica.requests)
    fetch("https://hh.rednet.cn/nothing?a=b", "HEAD")
    (request,) = replica.requests[before:]
    assert request[1:] == ("HEAD", "hh.rednet.cn", "/nothing?a=b", 404)
    assert abs(request.time - time.time()) < 5


def test_listings_change_when_something_is_published_and_old_pages_do_not() -> None:
    replica = build_station(60)
    channel = replica.channels[0].path()
    old = [
        replica.answer("hh.rednet.cn", row["url"].removeprefix("https://hh.rednet.cn"))
        for row in replica.truth
    ]
    front = replica.answer("hh.rednet.cn", channel)
    replica.publish(12)
    assert replica.answer("hh.rednet.cn", channel) != front
    again = [
        replica.answer("hh.rednet.cn", row["url"].removeprefix("https://hh.rednet.cn"))
        for row in replica.truth
    ]
    assert again[: len(old)] == old


def test_two_hundred_requests_take_a_moment(fetch: Fetch) -> None:
    start = time.perf_counter()
    for _ in range(200):
        fetch(SEED)
    assert time.perf_counter() - start < 2  # a delayed ACK on each would take 8 seconds


def test_two_servers_at_once(replica: Replica) -> None:
    with serve(replica) as one, serve(replica) as other:
        assert one != other


def test_module_prints_the_setting_to_use() -> None:
    command = [
        sys.executable,
        "-m",
        "rednet_crawler.replica",
        "--articles",
        "20",
        "--stations",
        "hh,hn",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.terminate()
    assert line.startswith("REDNET_REPLICA=127.0.0.1:")
