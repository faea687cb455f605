"""Archives of earlier versions, brought to the tables of today: all is there afterwards, whenever that was cut off."""

import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text

from rednet_crawler.archive import database, earlier
from rednet_crawler.archive.address import owner
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.earlier import OF_8, OF_TODAY, OLDEST, statements_of
from rednet_crawler.archive.schema import TABLES, worded
from rednet_crawler.errors import ArchiveHeldError, StorageError
from rednet_crawler.export.records import to_record
from rednet_crawler.items import Section
from rednet_crawler.site.clock import stamp
from tests.archive.test_archive import rows
from tests.article_examples import EMPTY, FULL

OLD = Path(__file__).with_name("of-0.1.0.sql")
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
AT = stamp(NOW)
RAW = {"title": [["题\n“”", "headline"]]}
ODD = (
    replace(FULL, text="ein Text, der nicht der der Absätze ist"),
    replace(FULL, sections=(Section(paragraphs=("zwei\nZeilen",)),), text="zwei\nZeilen"),
    EMPTY,
)
"""Articles whose text is not just their paragraphs, one a line."""
Row = tuple[str, int, dict[str, Any]]


def texts(number: int = 9) -> list[Row]:
    """Return the texts of an earlier archive: key, revision, record; of every third article two
    revisions, one of odd form.
    """
    found: list[Row] = []
    for at in range(number):
        key = str(100 + at)
        first = to_record(
            replace(FULL if at % 4 else ODD[at // 4 % 3], content_id=key, content_hash=f"{at:064}")
        )
        found.append((key, 1, first))
        if at % 3 == 0:
            found.append(
                (
                    key,
                    2,
                    {**first, "title": "改过的", "content_hash": f"{at + 500:064}", "revision": 2},
                )
            )
    lacking = {name: value for name, value in found[-1][2].items() if name != "original_by"}
    return [*found[:-1], (*found[-1][:2], lacking)]


def make_earlier(url: str, version: int, found: list[Row]) -> None:
    """Make an archive of an earlier version; its current records were looked at again, later than
    the revisions were fetched.
    """
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE archive_version (version INTEGER NOT NULL PRIMARY KEY)")
        )
        for statement in statements_of(version):
            connection.execute(text(worded(connection, statement)))
        connection.execute(
            text("INSERT INTO archive_version VALUES (:version)"), {"version": version}
        )
        for key, revision, record in found:
            _insert(
                connection,
                key,
                revision,
                record,
                current={row[0]: row[1] for row in found}[key] == revision,
            )
    engine.dispose()


def _insert(
    connection: Connection, key: str, revision: int, record: dict[str, Any], *, current: bool
) -> None:
    later = {**record, "fetched_at": "2026-12-01T00:00:00Z"}
    is_later = int(key.rpartition("/")[2]) % 2
    values = {
        "key": key, "revision": revision, "at": AT, "hash": record["content_hash"], "url": record["url"],
        "record": json.dumps(record, ensure_ascii=False), "raw": json.dumps(RAW, ensure_ascii=False),
        "later": json.dumps(later if is_later else record, ensure_ascii=False),
        "published": record["published_at"],
    }  # fmt: skip
    connection.execute(
        text("""
            INSERT INTO revisions (key, revision, content_hash, fetched_at, record, raw, version, run)
            VALUES (:key, :revision, :hash, :at, :record, :raw, '0', 1)
        """),
        values,
    )
    if current:
        connection.execute(
            text("""
                INSERT INTO articles (key, content_id, station, url, published_at, content_hash,
                    revision, first_seen_at, fetched_at, record)
                VALUES (:key, :key, 'hh', :url, :published, :hash, :revision, :at, :at, :later)
            """),
            values,
        )


def check(url: str, found: list[Row]) -> None:
    """Compare all that an archive says with what the earlier one was made of."""
    with Archive.read(url) as archive:
        current = {key: record for key, _, record in found}
        assert archive.articles.count() == len(current)
        for key, record in current.items():
            later = {**record, "fetched_at": "2026-12-01T00:00:00Z"} if int(key) % 2 else record
            kept = archive.articles.find(key)
            assert kept == (later, AT)
            assert list(kept[0]) == list(later)
            revisions = [
                (key, each["revision"], each["record"]) for each in archive.articles.revisions(key)
            ]
            assert revisions == [row for row in found if row[0] == key]
            assert all(each["raw"] == RAW for each in archive.articles.revisions(key))
        ours = [
            {**record, "channels": record["channels"]}
            for _, _, record in sorted(found, key=lambda row: row[:2])
        ]
        assert list(archive.slices.revisions(archive.slices.keys())) == ours


@pytest.mark.parametrize("version", range(OLDEST, OF_TODAY))
def test_all_that_an_earlier_archive_holds_is_there_afterwards(
    archive_url: str, version: int
) -> None:
    found = texts()
    make_earlier(archive_url, version, found)
    if archive_url.startswith("sqlite"):
        check(archive_url, found)  # of a copy
    Archive(archive_url).close()
    check(archive_url, found)
    assert rows(
        archive_url, "SELECT title, place, original, characters FROM articles WHERE key = '101'"
    ) == [(FULL.title, "怀化", 1, len(FULL.text or ""))]
    Archive(archive_url).close()


def test_an_archive_of_0_1_0_keeps_every_row(tmp_path: Path) -> None:
    def others() -> dict[str, list[Any]]:
        with closing(sqlite3.connect(tmp_path / "a.db")) as file:
            others = ("articles", "revisions", "kept_pages", *OF_8)
            names = [name for name in TABLES if name not in others]
            return {name: file.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608 - constants

    with closing(sqlite3.connect(tmp_path / "a.db")) as file:
        file.executescript(OLD.read_text(encoding="utf-8"))
        records = file.execute(
            "SELECT key, revision, record, raw, version, run FROM revisions ORDER BY key"
        ).fetchall()
    before = others()
    with Archive(str(tmp_path / "a.db")) as archive:
        for key, revision, record, raw, version, run in records:
            (found,) = archive.articles.revisions(key)
            assert (found["revision"], found["record"], found["version"]) == (
                revision,
                json.loads(record),
                version,
            )
            assert found["raw"] == json.loads(raw)
            query = f"SELECT run FROM revisions WHERE key = '{key}'"  # noqa: S608
            assert rows(f"sqlite:///{tmp_path}/a.db", query) == [(run,)]
    assert others() == before


def ends_killed(file: Path, number: int, monkeypatch: pytest.MonkeyPatch, *, before: bool) -> bool:
    """Open an archive for writing in a process that is killed in its transaction of a number,
    before or after the commit.
    """
    child = os.fork()
    if not child:
        alone, begun = database.Database._alone, iter(range(1, 1000))

        @contextmanager
        def killed(self: database.Database) -> Iterator[Connection]:
            at = next(begun)
            with alone(self) as connection:
                yield connection
                if at == number and before:
                    os.kill(os.getpid(), signal.SIGKILL)
            if at == number:
                os.kill(os.getpid(), signal.SIGKILL)

        monkeypatch.setattr(database.Database, "_alone", killed)
        Archive(str(file)).close()
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("before", [True, False])
def test_a_kill_at_any_moment_is_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, before: bool
) -> None:
    monkeypatch.setattr(earlier, "_AT_ONCE", 4)
    found = texts()
    make_earlier(f"sqlite:///{tmp_path}/whole.db", OF_TODAY - 1, found)
    kills = 0
    for number in range(1, 100):
        file = tmp_path / f"{number}.db"
        shutil.copy(tmp_path / "whole.db", file)
        if not ends_killed(file, number, monkeypatch, before=before):
            break
        kills += 1
        check(str(file), found)
        Archive(str(file)).close()
        check(str(file), found)
        with closing(sqlite3.connect(file)) as opened:
            tables = {
                name
                for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
        assert tables == {*TABLES, "archive_version"}
    assert kills > 8


def test_a_row_that_is_missing_is_told_and_nothing_is_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.db"
    make_earlier(f"sqlite:///{file}", OF_TODAY - 1, texts())
    monkeypatch.setattr(earlier, "_AT_ONCE", 4)
    assert ends_killed(file, 3, monkeypatch, before=False)
    with closing(sqlite3.connect(file)) as opened, opened:
        assert opened.execute("DELETE FROM articles WHERE key = '100'").rowcount
    for _ in range(2):
        with pytest.raises(StorageError, match="8 articles of 9 were brought over"):
            Archive(str(file))
    assert rows(f"sqlite:///{file}", "SELECT number FROM archive_moving ORDER BY number") == [
        (9,),
        (12,),
    ]


def test_the_file_is_as_small_as_one_that_was_made_so(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    make_earlier(f"sqlite:///{file}", OF_TODAY - 1, texts(600))
    before = file.stat().st_size
    Archive(str(file)).close()
    assert file.stat().st_size < before * 0.7
    assert rows(f"sqlite:///{file}", "PRAGMA freelist_count")[0][0] < 5


def test_an_archive_that_a_run_of_an_earlier_version_holds_is_left_as_it_is(
    archive_url: str,
) -> None:
    make_earlier(archive_url, OF_TODAY - 1, texts())
    engine = create_engine(archive_url)
    with engine.begin() as connection:
        values = {"owner": owner(), "at": stamp(datetime.now(UTC) - timedelta(seconds=5))}
        connection.execute(
            text("INSERT INTO runs (run, spider, arguments, version, owner, started_at, heartbeat_at)"
                 " VALUES (1, 'huaihua', '{}', '0', :owner, :at, :at)"), values,
        )  # fmt: skip
    engine.dispose()
    with pytest.raises(ArchiveHeldError, match=r"run 1 .* holds the archive"):
        Archive(archive_url)
    assert rows(archive_url, "SELECT max(version) FROM archive_version") == [(OF_TODAY - 1,)]


def test_views_of_the_user_go_on(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    make_earlier(f"sqlite:///{file}", OF_TODAY - 1, texts())
    with closing(sqlite3.connect(file)) as opened, opened:
        opened.execute("CREATE VIEW mine AS SELECT key, published_at FROM articles")
    Archive(str(file)).close()
    assert len(rows(f"sqlite:///{file}", "SELECT * FROM mine")) == 9


@pytest.mark.parametrize("record", ['{"title": 7', "[]", b"\x00\xff", "CAST(x'7bff7d' AS TEXT)"])
def test_a_damaged_record_costs_itself(tmp_path: Path, record: str | bytes) -> None:
    file = tmp_path / "a.db"
    make_earlier(f"sqlite:///{file}", OF_TODAY - 1, texts())
    with closing(sqlite3.connect(file)) as opened, opened:
        value = record if isinstance(record, str) and record.startswith("CAST") else "?"
        for table in ("articles", "revisions"):
            query = f"UPDATE {table} SET record = {value} WHERE key = '101'"  # noqa: S608
            opened.execute(query, (record,) if value == "?" else ())
    with Archive(str(file)) as archive:
        assert len(list(archive.slices.all())) == 8
        assert archive.articles.revisions("101") == []
        assert len(archive.articles.revisions("100")) == 2


def test_an_archive_of_before_0_1_0_is_one_line(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as file, file:
        file.execute("CREATE TABLE archive_version (version INTEGER NOT NULL PRIMARY KEY)")
        file.execute("INSERT INTO archive_version VALUES (3)")
    with pytest.raises(StorageError, match=r"of version 3, of before rednet-crawler 0\.1\.0"):
        Archive(str(tmp_path / "a.db"))


def test_an_archive_of_before_alarms_stayed_gets_their_tables(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE archive_version (version INTEGER NOT NULL PRIMARY KEY)")
        made.execute("INSERT INTO archive_version VALUES (7)")
        for statement in statements_of(7):
            made.execute(statement)
        made.commit()
    with Archive.read(str(file)) as read:
        assert (read.alarms.open(), read.owed.counts()) == ([], {})
    with Archive(str(file)) as opened:
        assert (opened.alarms.open(), opened.owed.counts()) == ([], {})
