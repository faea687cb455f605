"""What all tests share."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.outside import needed

settings.register_profile("rednet", deadline=None)  # a busy machine is not a failure
settings.register_profile("quick", settings.get_profile("rednet"), max_examples=20)
settings.load_profile("rednet")

ROOT = Path(__file__).parents[1]
SLOW = frozenset(
    ROOT / place
    for place in (
        # servers, processes, browsers, other programs
        "tests/archive/test_bringing_over.py", "tests/archive/test_kept_pages.py",
        "tests/archive/test_keys.py", "tests/archive/test_opening.py",
        "tests/archive/test_other_versions.py", "tests/archive/test_postgres.py",
        "tests/archive/test_reading.py", "tests/archive/test_transfer.py",
        "tests/browse", "tests/cli", "tests/cluster", "tests/crawl", "tests/dataset",
        "tests/export/test_excel.py", "tests/export/test_files.py",
        "tests/export/test_formats.py", "tests/hostile",
        "tests/replica", "tests/report", "tests/schedules", "tests/warc",
        "tests/test_architecture.py", "tests/test_benchmarks.py", "tests/test_credentials.py",
        "tests/test_damaged.py", "tests/test_docs.py", "tests/test_examples.py",
        "tests/test_exporters.py", "tests/test_library.py", "tests/test_other_systems.py",
        "tests/test_readme.py",
        # thousands of cases, large pages, whole designs
        "tests/archive/test_record.py", "tests/extraction/test_bounds.py",
        "tests/extraction/test_generic.py", "tests/extraction/test_half_known.py",
        "tests/extraction/test_linear_time.py", "tests/extraction/test_no_surprises.py",
        "tests/test_real_cases.py", "tests/test_schema.py", "tests/texts",
        # their doctests import what an extra brings, or Scrapy
        *(
            f"rednet_crawler/{part}"
            for part in (
                "browse", "cli", "cluster", "dataset", "downloads", "extensions", "launch",
                "middlewares", "replica", "report", "survey", "warc",
            )
        ),
    )
)  # fmt: skip
"""Where the slow tests are: folders and files. All other tests are quick."""
SERVERS = frozenset({"postgres", "redis", "rabbitmq", "browser"})
"""Fixtures, and parameters that ask for them, which make a test slow wherever it stands."""


@cache
def _is_slow(path: Path) -> bool:
    return not SLOW.isdisjoint((path, *path.parents))


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer made cases where only the quick tests are asked for; heed signals.

    What is started with `nohup`, or by a shell in the background, ignores SIGHUP and SIGINT, and so
    does all that it starts. A handler is not handed on: what a test starts has the default again.
    """
    for each in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(each) is signal.SIG_IGN:
            signal.signal(each, lambda *_: None)
    if config.option.markexpr == "quick":
        settings.load_profile("quick")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave slow files unread where only the quick tests are asked for: to import them takes longest."""
    return (config.option.markexpr == "quick" and _is_slow(collection_path)) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test as quick or slow by where it stands; one that needs a server is slow anywhere."""
    for item in items:
        made_of = re.split(r"[\[\]-]", item.name)  # the parameters among it
        needs_server = not SERVERS.isdisjoint((*made_of, *getattr(item, "fixturenames", ())))
        slow = needs_server or _is_slow(item.path)
        item.add_marker("slow" if slow else "quick")


@contextmanager
def chromium(home: Path, *more: str) -> Iterator[Any]:
    """Start a real Chromium that keeps its profile in a folder, with more words for its command line."""
    program, driver = (
        needed("chromium", "chromium-browser", modules=("selenium",)),
        needed("chromedriver"),
    )
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = program
    for word in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--window-size=1280,1400", f"--user-data-dir={home}", *more,
    ):  # fmt: skip
        options.add_argument(word)
    started = Chrome(options=options, service=Service(driver))
    yield started
    started.quit()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real Chromium."""
    with chromium(tmp_path_factory.mktemp("chromium")) as started:
        yield started


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A real PostgreSQL, started for these tests alone."""
    needed(modules=("psycopg",))
    from tests.servers import Postgres, find_program, running

    if not find_program("initdb"):
        needed("initdb")
    with running(Postgres) as server:
        yield server


@pytest.fixture(scope="session")
def redis() -> Iterator[Any]:
    """A real Redis, started for these tests alone."""
    needed("redis-server", modules=("redis",))
    from tests.servers import Redis, running

    with running(Redis) as server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq() -> Iterator[Any]:
    """A real RabbitMQ, started for these tests alone."""
    needed(modules=("pika",))
    from tests.servers import RabbitMQ, find_program, running

    if not find_program("rabbitmq-server"):
        needed("rabbitmq-server")
    with running(RabbitMQ) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def archive_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an archive that is not there yet: on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/a.db"
    return str(request.getfixturevalue("postgres").url())
