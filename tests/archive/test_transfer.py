"""Archives that are copied into others: from a file to a server and back, cut off at any moment,
refused where they do not fit.
"""

import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.transfer import TABLES
from rednet_crawler.archive.walks import UNKNOWN
from rednet_crawler.errors import StorageError
from rednet_crawler.items import Page
from rednet_crawler.site.clock import stamp
from tests.archive.test_archive import LATER, NOW, record, rows, url_of
from tests.archive.test_archive import listed as listed_at
from tests.crawl.conftest import Run, run  # noqa: F401 - a fixture

ARTICLES = 6_000
NOT_COPIED = {"archive_version", "turns", "marks", "copies"}


def fill(url: str, articles: int = 40) -> None:
    """Make an archive that has something in every table."""
    with Archive(url) as archive:
        number = archive.runs.begin("huaihua", {}, "0", NOW, "hh")
        keys = [str(100 + at) for at in range(articles)]
        for station in ("hh", "cs"):
            archive.walks.begin(station, "1", "要闻", "", NOW)
            archive.walks.take_in(station, "1", "要闻", listed_at(*keys), NOW)
            archive.walks.end(station, "1", 1, "", UNKNOWN, NOW)
            archive.walks.searched(station, NOW)
            archive.inventories.read(station, "1", [NOW.date()], "dates", NOW)
        for key in keys[::7]:
            archive.articles.save(key, record(key), NOW, raw={"title": [["题\n“”", "headline"]]})
            archive.articles.save(key, record(key, "h2"), LATER)
        page = Page(url=url_of(keys[1]), body=b"<title>\x00\xff", fetched_at=stamp(NOW))
        archive.ledger.mark(keys[1], "failed", "holds no article", NOW, page=page)
        archive.runs.end(number, 4, archive.ledger.sums(), LATER, '{"station": "hh"}')
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO units VALUES ('hh', 'x', 0, '[]')"))
        connection.execute(text("INSERT INTO owed VALUES ('pipelines', '1', 1, NULL)"))
        connection.execute(text("INSERT INTO alarms VALUES ('hh', '[]', 1, 'x', 0, '{}')"))
    engine.dispose()


def contents(url: str) -> dict[str, list[tuple]]:
    return {
        name: rows(url, f"SELECT * FROM {name} ORDER BY {', '.join(keys)}")  # noqa: S608
        for name, keys in TABLES.items()
    }


def urls(postgres, tmp_path: Path, order: str) -> list[str]:
    made = [f"sqlite:///{tmp_path}/a.db", postgres.url()]
    return made if order == "up" else made[::-1]


def test_every_table_is_copied_or_left_out_on_purpose(tmp_path: Path) -> None:
    Archive(f"sqlite:///{tmp_path}/a.db").close()
    tables = inspect(create_engine(f"sqlite:///{tmp_path}/a.db"))
    assert set(tables.get_table_names()) == set(TABLES) | NOT_COPIED
    for name, keys in TABLES.items():
        assert tables.get_pk_constraint(name)["constrained_columns"] == list(keys)


@pytest.mark.parametrize("order", ["up", "down"])
def test_a_copy_holds_every_row(postgres, tmp_path: Path, run: Run, order: str) -> None:  # noqa: F811
    source, target = urls(postgres, tmp_path, order)
    fill(source)
    done = run("rednet_crawler", "archive", "copy", source, target)
    assert done.code == 0, done.err
    assert "40 ledger" in done.err
    assert contents(target) == contents(source)
    assert all(contents(source).values())
    again = run("rednet_crawler", "archive", "copy", source, target)
    assert (again.code, "held already" in again.err) == (0, True)
    with Archive(target) as archive:  # it is an archive of its own
        assert archive.runs.begin("huaihua", {}, "0", LATER, "hh") == 2
        archive.walks.take_in("hh", "1", "要闻", listed_at("9"), NOW)
    gone_on = run("rednet_crawler", "archive", "copy", source, target)
    assert (gone_on.code, "does not hold what" in gone_on.err) == (3, True)


@pytest.mark.parametrize("order", ["up", "down"])
def test_a_copy_that_is_killed_goes_on(postgres, tmp_path: Path, order: str) -> None:
    source, target = urls(postgres, tmp_path, order)
    fill(source, ARTICLES)
    command = [sys.executable, "-m", "rednet_crawler", "archive", "copy", source, target]
    dice = random.Random(order)
    kept: list[int] = []
    for _ in range(6):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 20
        before = sum(kept[-1:])
        while process.poll() is None and time.monotonic() < until and copied(target) <= before:
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.wait()
        kept.append(copied(target))
    assert kept == sorted(kept)
    assert any(0 < number < 3 * ARTICLES for number in kept), kept
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert contents(target) == contents(source)


def copied(url: str) -> int:
    """Return how many rows of the two long tables are there."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if not inspect(connection).has_table("copies"):
                return 0
            queries = [text(f"SELECT count(*) FROM {name}") for name in ("ledger", "sightings")]  # noqa: S608
            return sum(connection.scalar(query) or 0 for query in queries)
    finally:
        engine.dispose()


def test_a_source_that_went_on_since_is_copied_anew(
    postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = urls(postgres, tmp_path, "up")
    fill(source)
    monkeypatch.setattr("rednet_crawler.archive.transfer._AT_ONCE", 10)

    def cut(name: str, _rows: int) -> None:
        if name == "ledger":
            raise KeyboardInterrupt

    with Archive(source) as reading, Archive(target) as writing:
        with pytest.raises(KeyboardInterrupt):
            writing.copy_from(reading, NOW, cut)
        assert writing.articles.count() == 6
        reading.walks.take_in("hh", "1", "要闻", listed_at("9"), NOW)
        told: list[str] = []
        writing.copy_from(reading, NOW, lambda name, _rows: told.append(name))
        assert told[0] == "articles"
    assert contents(target) == contents(source)


def test_a_run_may_go_on_while_its_archive_is_copied(
    tmp_path: Path, postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = urls(postgres, tmp_path, "up")
    fill(source)
    before = contents(source)
    monkeypatch.setattr("rednet_crawler.archive.transfer._AT_ONCE", 10)
    with Archive(source) as reading, Archive(source) as running, Archive(target) as writing:

        def go_on(_name: str, _rows: int) -> None:
            running.articles.save(
                "99", record("99", str(time.monotonic())), NOW + timedelta(hours=2)
            )

        writing.copy_from(reading, NOW, go_on)
    assert contents(target) == before
    assert contents(source) != before


def test_a_target_that_holds_something_else_is_refused(tmp_path: Path, run: Run) -> None:  # noqa: F811
    source, target = f"sqlite:///{tmp_path}/a.db", f"sqlite:///{tmp_path}/b.db"
    fill(source)
    with Archive(target) as archive:
        archive.walks.take_in("hh", "1", "要闻", listed_at("9"), NOW)
    done = run("rednet_crawler", "archive", "copy", source, target)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert "it holds 1 ledger, 1 sightings; copy into a new one" in done.err
    assert rows(target, "SELECT url FROM ledger") == [(url_of("9"),)]
    assert run("rednet_crawler", "archive", "copy", source, source).code == 2
    assert (
        run("rednet_crawler", "archive", "copy", f"sqlite:///{tmp_path}/none.db", target).code == 3
    )
    with pytest.raises(StorageError):
        Archive(f"sqlite:///{tmp_path}/none/c.db")
