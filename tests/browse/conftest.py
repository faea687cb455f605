"""`rednet browse` over a real archive: a process of its own on loopback."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import CRAWL, FAST, environment_of, run_in
from tests.outside import needed

HOSTILE = {
    "title": "<script>alert(1)</script>", "text": "<b>粗</b>",
    "url": 'https://hh.rednet.cn/"><img/src=x/onerror=alert(1)>',
}  # fmt: skip
"""What the checks of an article let pass; an address of `javascript:` is a damaged row already."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needed(modules=("datasette",))
    made = tmp_path_factory.mktemp("browse")
    with serve(build_station(80)) as address:
        assert run_in(made, *CRAWL, *FAST, site=address).code == 0
    with Archive(f"sqlite:///{made}/a.db") as archive:
        record = next(archive.slices.all())
        sections = [{"heading": HOSTILE["title"], "paragraphs": [HOSTILE["text"]]}]
        hostile = {
            **record,
            **HOSTILE,
            "content_id": "77",
            "sections": sections,
            "content_hash": "0" * 64,
        }
        hostile["images"] = [{"url": HOSTILE["url"], "caption": "<img src=x onerror=alert(1)>"}]
        hostile["byline"] = [{"name": "<i>张三</i>", "role": None}]
        archive.articles.save("77", hostile, datetime.now(UTC))
    return made


@pytest.fixture(scope="session")
def articles(folder: Path) -> list[dict[str, Any]]:
    with Archive(f"sqlite:///{folder}/a.db") as archive:
        return list(archive.slices.all())


class Browse:
    """A process that serves the archive of a folder; its errors are what the terminal shows."""

    def __init__(self, folder: Path, port: int, *more: str) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        words = (
            sys.executable,
            "-m",
            "rednet_crawler",
            "browse",
            "--archive",
            "sqlite:///a.db",
            "--port",
            str(port),
        )
        self.process = subprocess.Popen(
            (*words, *more), cwd=folder, env=environment_of(None), stderr=subprocess.PIPE
        )

    def wait(self) -> None:
        assert self.process.stderr is not None
        assert b"81 articles: http://127.0.0.1:" in self.process.stderr.readline()
        for _ in range(200):
            with suppress(OSError), urlopen(self.address):  # noqa: S310 - loopback
                return
            time.sleep(0.1)

    def peak(self) -> int:
        """Return the most memory that the process has had so far, in bytes."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))

    def end(self) -> str:
        self.process.send_signal(signal.SIGINT)
        errors = self.process.communicate(timeout=20)[1].decode()
        assert self.process.returncode == 130
        return errors


@contextmanager
def browsing(folder: Path, *more: str) -> Iterator[Browse]:
    """Serve the archive of a folder; whatever was asked, no traceback is on the terminal at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    browse = Browse(folder, port, *more)
    try:
        browse.wait()
        yield browse
    finally:
        errors = browse.end()
    assert "Traceback" not in errors
    assert "RuntimeWarning" not in errors


@pytest.fixture(scope="session")
def browse(folder: Path) -> Iterator[Browse]:
    with browsing(folder) as started:
        yield started


@pytest.fixture(scope="session")
def browse_sql(folder: Path) -> Iterator[Browse]:
    with browsing(folder, "--sql") as started:
        yield started


@pytest.fixture(scope="session")
def address(folder: Path, browse: Browse) -> str:
    taken = run_in(
        folder,
        "rednet_crawler",
        "browse",
        "--archive",
        "sqlite:///a.db",
        "--port",
        str(browse.port),
    )
    assert (taken.code, taken.err.count("\n")) == (2, 1), taken.err
    assert f"--port {browse.port}: cannot be used" in taken.err
    return browse.address
