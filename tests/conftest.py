"""What all tests share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.outside import needed

settings.register_profile("rednet", deadline=None)  # a busy machine is not a failure
settings.load_profile("rednet")


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
