"""Whole crawls over real sockets: the commands in processes of their own, against servers on loopback."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache, partial
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import Replica, build_station
from tests import warm

ROOT = Path(__file__).parents[2]
CRAWL = ("rednet_crawler", "crawl", "--archive", "sqlite:///a.db")
FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "-s", "RETRY_TIMES=0")


@dataclass
class Outcome:
    """What a command came to."""

    code: int
    out: str
    err: str
    folder: Path

    def rows(self, name: str = "a.jsonl") -> list[dict[str, object]]:
        return [
            json.loads(line)
            for line in (self.folder / name).read_text(encoding="utf-8").splitlines()
        ]


Run = Callable[..., Outcome]

FILE = "sqlite:///a.db"
BOTH = ("sqlite", "postgres")
ASKED = BOTH if os.environ.get("REDNET_TEST_POSTGRES") else BOTH[:1]
"""Where whole crawls are kept that are tried on PostgreSQL only where the environment asks for it."""
SERVER = "TEST_ARCHIVE_SERVER"
"""Variable of the environment: address of the PostgreSQL that keeps the archives of a test, with a
place for the database.
"""


@pytest.fixture(params=ASKED)
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the archives of a test are, by its parameter: in files, or on a PostgreSQL that is
    called by the names of these files.
    """
    if request.param == "postgres":
        monkeypatch.setenv(SERVER, request.getfixturevalue("postgres").plain_url("{}"))
    return str(request.param)


def archive_of(folder: Path) -> str:
    """Return the URL of the archive that commands in a folder call `sqlite:///a.db`."""
    server = os.environ.get(SERVER)
    return _on_server(server, folder) if server else f"sqlite:///{folder}/a.db"


@cache
def _on_server(server: str, folder: Path) -> str:
    """Make the database of a folder, by a name that follows from the folder's, and return its URL."""
    import psycopg
    from psycopg.sql import SQL, Identifier

    database = f"crawl_{sha256(bytes(folder)).hexdigest()[:40]}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(database)))
    return server.format(database).replace("postgresql:", "postgresql+psycopg:")


def query(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    """Run a statement on the archive of a folder, and return what it returns."""
    engine = create_engine(archive_of(folder))
    with engine.begin() as connection:
        done = connection.execute(text(sql))
        found = [tuple(row) for row in done] if done.returns_rows else []
    engine.dispose()
    return found


def command_in(folder: Path, *words: str) -> list[str]:
    """Return a command of Python's, with the archive that the test has for that folder."""
    return [
        sys.executable,
        "-m",
        *(archive_of(folder) if SERVER in os.environ and word == FILE else word for word in words),
    ]


def environment_of(site: str | None) -> dict[str, str]:
    """Return what a command finds in its environment; `site` is the address of the server that stands for the site."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "COLUMNS": "200",
        "REDNET_CONTACT": "tests",
    }
    environment.pop("REDNET_REPLICA", None)
    environment.pop(SERVER, None)
    return environment | ({"REDNET_REPLICA": site} if site else {})


def run_in(folder: Path, *words: str, site: str | None = None, cwd: Path | None = None) -> Outcome:
    """Run a command in a folder; `site` is the address of the server that stands for the site.

    A file of `-O` is removed first, so that it holds what this run hands out.
    """
    for option, name in pairwise(words):
        if option == "-O":
            (folder / name).unlink(missing_ok=True)
    command = command_in(cwd or folder, *words)
    done = warm.run(command, cwd=cwd or folder, env=environment_of(site), timeout=100)
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode(), folder)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command in an empty folder of the test's own."""
    return partial(run_in, tmp_path)


@pytest.fixture(scope="session")
def replica() -> Replica:
    return build_station(120)


@pytest.fixture(scope="session")
def station(replica: Replica) -> Iterator[str]:
    with serve(replica) as address:
        yield address


Answer = tuple[int, dict[str, str], str]


@dataclass
class HandMadeSite:
    """A server for one oddity at a time: path → status, headers, body; the path may name the host it is for."""

    answers: dict[str, Answer | Callable[[str], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    conditions: dict[str, str] = field(default_factory=dict)
    """Path → the last If-None-Match it was asked for with."""
    away: timedelta = timedelta()
    """How far its clock is ahead of ours."""
    address: str = ""

    def page(self, path: str, body: str, status: int = 200, **headers: str) -> None:
        self.answers[path] = (status, headers, body)

    def text(self, path: str) -> str:
        found = self.answers[path]
        return "" if callable(found) else found[2]

    def channel(self, number: int, entries: list[str], page: int = 1) -> None:
        items = "".join(
            f'<li><a href="{href}"><span class="f_left">标题{at}</span>'
            f'<span class="f_right time">2024-03-{20 - at % 20:02} 10:00</span></a></li>'
            for at, href in enumerate(entries)
        )
        suffix = f"_{page}" if page > 1 else ""
        self.page(
            f"/channel/{number}{suffix}.html",
            f'<div id="div_newsList"><ul class="news_list">{items}</ul></div>',
        )

    def empty_channel(self, number: int) -> None:
        """Have a channel without articles, as its page and the JSON API both say."""
        self.channel(number, [])
        self.page(f"/content/list/channel?channelId={number}&pageSize=100", "[]")

    def article(
        self,
        path: str,
        title: str = "鹤城区举行招聘会",
        published: str = "2024-03-05 10:15:00",
        text: str = "3月5日，招聘会举行。",
    ) -> None:
        self.page(
            path,
            f'<title>{title}_要闻_红网怀化站</title><h1 class="detail_title">{title}</h1>'
            f'<div class="m_b_25"><span class="p_l_10">来源：红网</span><span class="p_l_25">{published}</span></div>'
            '<article><section class="detail_article_content">'
            f"<p>红网时刻怀化3月5日讯（记者 张三）{text}</p></section></article>",
        )

    def menu(self, *channels: tuple[str, int]) -> None:
        links = "".join(f'<a href="/channel/{number}.html">{name}</a>' for name, number in channels)
        self.page("/", f"<title>红网怀化站</title><nav>{links}</nav>")

    def publish(self, paths: list[str]) -> None:
        """Serve one channel, 要闻, with these articles."""
        self.page("/robots.txt", "", status=404)
        self.menu(("要闻", 9001))
        self.channel(9001, paths)
        for at, path in enumerate(paths):
            self.article(path, title=f"题目{at}")

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        self.times.append(time.monotonic())
        if path not in self.answers:
            path = path.partition("?")[0].removeprefix("/m").removeprefix("/pc")
        found = self.answers.get(path, (404, {}, "<title>404</title>"))
        return found(path) if callable(found) else found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: HandMadeSite

    def do_GET(self) -> None:
        self.site.agents.append(self.headers.get("User-Agent", ""))
        self.site.hosts.append(self.headers.get("Host", ""))
        self.site.conditions[self.path] = self.headers.get("If-None-Match", "")
        status, headers, text = self.site.answer(self.path)
        body = text.encode(
            "latin-1" if "Content-Encoding" in headers else "utf-8"
        )  # packed: one character a byte
        self.send_response(status)
        for name, value in {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def date_time_string(self, timestamp: float | None = None) -> str:  # noqa: ARG002
        return format_datetime(datetime.now(UTC) + self.site.away, usegmt=True)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on loopback meanwhile; the address is `127.0.0.1:PORT`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def site() -> Iterator[HandMadeSite]:
    made = HandMadeSite()
    with serving(type("Handler", (_Handler,), {"site": made})) as made.address:
        yield made
