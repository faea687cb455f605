"""Who only reads an archive: takes no lock, sees one moment, changes nothing; and runs nothing that
a file brings along.
"""

import hashlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rednet_crawler.archive import database, sqlite_files
from rednet_crawler.archive.address import file_of, shown
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.earlier import OLDEST, statements_of
from rednet_crawler.archive.schema import VERSION
from rednet_crawler.archive.walks import Listed
from rednet_crawler.errors import NoArchiveError, SettingError, StorageError
from rednet_crawler.export.records import to_record
from tests.article_examples import FULL
from tests.outside import as_another, let_in, needed

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def save(archive: Archive, *numbers: int) -> None:
    for number in numbers:
        key, url = str(number), f"https://hh.rednet.cn/content/646656/94/{number}.html"
        archive.walks.take_in("hh", "1", "要闻", [Listed(key, url, 1)], NOW)
        archive.articles.save(key, to_record(replace(FULL, content_id=key, url=url)), NOW)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with Archive(str(tmp_path / "a.db")) as archive:
        save(archive, 10, 11)
    return tmp_path / "a.db"


def contents(folder: Path) -> dict[str, str]:
    return {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in folder.iterdir()}


HOLDERS = {
    "exclusive, without a log": "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE",
    "writing, with a log": "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE",
    "exclusive, with a log": "PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE",
}


@contextmanager
def held(file: Path, begin: str, seconds: float) -> Iterator[None]:
    """Have another process hold a file for a while, in mid-transaction, and write at its end."""
    script = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "for each in sys.argv[2].split(';'): c.execute(each)\n"
        "c.execute('DELETE FROM searches'); print('held', flush=True); "
        "time.sleep(float(sys.argv[3])); c.execute('COMMIT')"
    )
    words = [sys.executable, "-c", script, str(file), begin, str(seconds)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        yield
        assert process.wait() == 0


@pytest.mark.parametrize("how", HOLDERS)
def test_a_writer_that_holds_the_archive_longer_than_a_crawl_waits_stops_no_reader(
    file: Path, how: str
) -> None:
    with held(file, HOLDERS[how], 12), Archive.read(str(file)) as archive:
        assert (archive.articles.count(), archive.check()) == (2, [])


def test_a_reader_sees_one_moment_and_stops_no_writer(archive_url: str) -> None:
    with Archive(archive_url) as writing:
        save(writing, 10, 11)
        with Archive.read(archive_url) as archive:
            assert archive.articles.count() == 2
            save(writing, 12, 13)
            assert (archive.articles.count(), sum(archive.ledger.sums().values())) == (2, 2)
            assert len(list(archive.slices.all())) == 2
        with Archive.read(archive_url) as archive:
            assert archive.articles.count() == 4
            with pytest.raises(StorageError, match="to be read only"):
                save(archive, 14)


def test_reading_changes_nothing_and_leaves_nothing(file: Path) -> None:
    before = contents(file.parent)
    with Archive.read(str(file)) as archive:
        assert len(list(archive.slices.all())) == 2
    assert contents(file.parent) == before


def test_what_a_killed_run_left_in_its_log_is_read(file: Path) -> None:
    script = (
        "import os, sys; from tests.archive.test_reading import *\n"
        "archive = Archive(sys.argv[1]); save(archive, 20, 21); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(file)], check=False)
    assert file.with_name("a.db-wal").stat().st_size
    with Archive.read(str(file)) as archive:
        assert archive.articles.count() == 4
    moved = file.rename(file.parent.parent / f"{file.parent.name}.db")  # alone, as people move it
    with Archive.read(str(moved)) as archive:
        assert archive.articles.count() == 4


def test_the_file_alone_is_never_far_behind_its_log(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_WRITTEN_BACK_EVERY", 0.2)
    with Archive(str(file)) as archive:
        save(archive, 12)
        time.sleep(0.3)
        archive.runs.begin("huaihua", {}, "0", NOW)
        shutil.copy(file, file.with_name("alone.db"))
        with Archive.read(str(file.with_name("alone.db"))) as alone:
            assert alone.articles.count() == 3


COUNT = (
    "import sys; from rednet_crawler.archive.archive import Archive\n"
    "with Archive.read(sys.argv[1]) as a: print(a.articles.count())"
)


def count_as_another(file: Path) -> subprocess.CompletedProcess[str]:
    let_in(file.parent)
    words = as_another([sys.executable, "-c", COUNT, str(file)])
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_another_user_reads_what_he_may_not_write(file: Path) -> None:
    file.chmod(0o644)
    before = contents(file.parent)
    done = count_as_another(file)
    assert (done.stdout, done.returncode) == ("2\n", 0), done.stderr
    assert contents(file.parent) == before
    with Archive(str(file)) as archive:  # and while a run writes
        save(archive, 12)
        save(archive, 13)
        done = count_as_another(file)
        assert (done.stdout, done.returncode) == ("4\n", 0), done.stderr
    file.parent.chmod(0o777)  # where he could make files beside it, that its owner could not write
    assert count_as_another(file).stdout == "4\n"
    assert [each.name for each in file.parent.iterdir()] == ["a.db"]


def test_an_archive_that_may_not_be_read_is_one_line(file: Path) -> None:
    done = count_as_another(file)
    assert done.returncode == 1
    assert "StorageError" in done.stderr
    assert "Permission denied" in done.stderr.splitlines()[-1]


def test_a_log_that_cannot_be_read_is_told(file: Path) -> None:
    with Archive(str(file)) as archive:
        save(archive, 12)
        for name in ("a.db", "a.db-wal"):
            shutil.copy(file.with_name(name), file.with_name(f"b{name[1:]}"))
        copy = file.with_name("b.db")
        copy.chmod(0o644)
        done = count_as_another(copy)
    assert (done.stdout, done.returncode) == ("2\n", 0), done.stderr
    assert "b.db-wal cannot be read here" in done.stderr


def test_what_was_written_to_while_it_was_read_without_its_lock_is_told(file: Path) -> None:
    file.chmod(0o644)
    script = (
        f"{COUNT.splitlines()[0]}\na = Archive.read(sys.argv[1]); a.articles.count(); "
        "print('read', flush=True); input(); a.ledger.sums()"
    )
    let_in(file.parent)
    words = as_another([sys.executable, "-c", script, str(file)])
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"read\n"
        with Archive(str(file)) as archive:
            save(archive, 12)
        _, said = process.communicate(b"\n")
    assert "was written to while it was read" in said.decode().splitlines()[-1]


def test_a_read_only_disk(file: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    script = f'mount --bind {file.parent} {file.parent} && mount -o remount,bind,ro {file.parent} && exec "$@"'
    words = [
        needed("unshare"),
        "-m",
        "sh",
        "-c",
        script,
        "sh",
        sys.executable,
        "-c",
        COUNT,
        str(file),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("2\n", "")


@pytest.mark.parametrize("version", range(OLDEST, VERSION))
def test_an_archive_of_an_older_version_is_read_as_it_is(tmp_path: Path, version: int) -> None:
    file = tmp_path / "old.db"
    with closing(sqlite3.connect(file)) as made, made:
        made.execute("CREATE TABLE archive_version (version INTEGER NOT NULL PRIMARY KEY)")
        for statement in statements_of(version):
            made.execute(statement)
        made.execute("INSERT INTO archive_version VALUES (?)", (version,))
        made.execute("INSERT INTO ledger (key, url, place, station, state, tries, first_listed_at, changed_at)"
                     " VALUES ('10', 'u', 0, 'hh', 'pending', 0, 'x', 'x')")  # fmt: skip
    before = contents(tmp_path)
    with Archive.read(str(file)) as archive:
        assert archive.ledger.sums()["pending"] == 1
        assert archive.runs.latest() == []
        archive.copy_to(tmp_path / "copy.db")
    copied = contents(tmp_path)
    assert copied.pop("copy.db")
    assert copied == before
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT max(version) FROM archive_version").fetchone() == (version,)
    with Archive(str(file)) as archive:
        assert archive.ledger.sums()["pending"] == 1


_TABLE = "CREATE TABLE t (a); INSERT INTO t VALUES (1);"
FOREIGN = {
    "another program's": (_TABLE, "database of another program (t)"),
    "another program's, with a log": (f"PRAGMA journal_mode = WAL; {_TABLE}", "database of another program"),
    "only a view": ("CREATE VIEW archive_version AS SELECT 4 AS version", "database of another program"),
    "a version alone": ("CREATE TABLE archive_version (version INTEGER NOT NULL PRIMARY KEY); "
                        "INSERT INTO archive_version VALUES (4)",
                        "its table articles is not as this program makes it"),
    "no version": ("CREATE TABLE archive_version (version INTEGER NOT NULL PRIMARY KEY)",
                   "does not say of which version"),
    "a version that is none": ("CREATE TABLE archive_version (version INTEGER NOT NULL PRIMARY KEY);"
                               "INSERT INTO archive_version VALUES (-1)", "does not say of which version"),
}  # fmt: skip
HOSTILE = {
    "a view as a table": ("ALTER TABLE articles RENAME TO b; CREATE VIEW articles AS SELECT * FROM "
                          "b", "table articles"),
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON ledger BEGIN DELETE FROM articles; END", "trigger t"),
    "a trigger on runs": ("CREATE TRIGGER t AFTER UPDATE ON runs BEGIN SELECT load_extension('x'); END", "trigger t"),
    "a generated column": ("ALTER TABLE ledger ADD COLUMN g AS (length(hex(zeroblob(100000000))))", "table ledger"),
    "a condition": ("DROP TABLE turns; CREATE TABLE turns (host VARCHAR NOT NULL PRIMARY KEY, run INTEGER NOT NULL,"
                    "next_at DOUBLE PRECISION NOT NULL, free_at DOUBLE PRECISION NOT NULL CHECK "
                    "(randomblob(9)))", "table turns"),
    "a condition behind a comment": ("DROP TABLE turns; CREATE TABLE turns (host VARCHAR NOT NULL "
                                     "PRIMARY KEY, run INTEGER NOT NULL,"
                    "next_at DOUBLE PRECISION NOT NULL, free_at DOUBLE PRECISION NOT NULL -- \n "
                    "CHECK (randomblob(9)))", "table turns"),
    "a condition within a text": ("DROP TABLE inventories; CREATE TABLE inventories (station "
                                  "VARCHAR NOT NULL, channel_id VARCHAR"
                    " NOT NULL, day VARCHAR NOT NULL, inventory VARCHAR NOT NULL CHECK (inventory "
                    "IN ('list--', 'x') OR coalesce('\n"
                    "', 'dates', 'api')), read_at VARCHAR NOT NULL, PRIMARY KEY (station, "
                    "channel_id, day, inventory))", "table inventories"),
    "a virtual table": ("DROP TABLE marks; CREATE VIRTUAL TABLE marks USING fts5 (session, number)", "table marks"),
    "a table less": ("DROP TABLE searches", "table searches"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_of_another_program_is_left_as_it_is(tmp_path: Path, kind: str) -> None:
    statements, reason = FOREIGN[kind]
    with closing(sqlite3.connect(tmp_path / "f.db")) as made:
        made.executescript(statements)
    refused_and_left(tmp_path / "f.db", reason)


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_archive_that_brings_something_along_is_refused(file: Path, kind: str) -> None:
    statements, reason = HOSTILE[kind]
    with closing(sqlite3.connect(file)) as made:
        made.executescript(statements)
    refused_and_left(file, reason)


def refused_and_left(file: Path, reason: str) -> None:
    before = contents(file.parent)
    for mode in ("read", "write", "make"):
        with pytest.raises(StorageError) as raised:
            Archive(str(file), mode)
        assert reason in str(raised.value)
        assert "\n" not in str(raised.value)
        assert contents(file.parent) == before


def test_own_tables_views_and_indexes_beside_ours_do_no_harm(file: Path) -> None:
    with closing(sqlite3.connect(file)) as made:
        made.executescript(
            "CREATE TABLE notes (a); CREATE VIEW v AS SELECT key FROM articles; CREATE INDEX i ON articles (url)"
        )
    with Archive.read(str(file)) as archive:
        assert archive.articles.count() == 2
    with Archive(str(file)) as archive:
        save(archive, 12)


@pytest.mark.parametrize("kind", ["nothing", "a text", "a folder", "empty"])
def test_what_is_no_database(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "a.db"
    if kind == "a folder":
        file.mkdir()
    elif kind != "nothing":
        file.write_text("SELECT 1;\n" * 100 if kind == "a text" else "")
    with pytest.raises(NoArchiveError if kind in ("nothing", "empty") else StorageError):
        Archive.read(str(file))


def test_an_archive_and_its_copies_are_for_those_who_may_read_it(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for mode in (0o600, 0o640, 0o444):
        file.chmod(mode)
        with Archive.read(str(file)) as archive:
            archive.copy_to(file.with_name(f"{mode}.db"))
        assert stat.S_IMODE(file.with_name(f"{mode}.db").stat().st_mode) == mode


def test_a_copy_follows_no_link(file: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("precious")
    (tmp_path / "b.db.part").symlink_to(victim)
    (tmp_path / "c.db").symlink_to(tmp_path / "nowhere")
    with Archive.read(str(file)) as archive:
        archive.copy_to(tmp_path / "b.db")
        with pytest.raises(StorageError, match="is there already"):
            archive.copy_to(tmp_path / "c.db")
    assert victim.read_text() == "precious"
    assert not (tmp_path / "b.db").is_symlink()


NAMES = [
    "rednet.db",
    "档案 甲.db",
    "a?b.db",
    "a#b.db",
    "100%.db",
    "a%20b.db",
    "hh:2024.db",
    "file:x.db",
    "a?mode=memory.db",
    "甲;'\".db",
]


@pytest.mark.parametrize("form", ["{}", "./{}", "sqlite:///{}"])
@pytest.mark.parametrize("name", NAMES)
def test_a_path_is_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, form: str
) -> None:
    monkeypatch.chdir(tmp_path)
    address = form.format(name)
    with Archive(address) as archive:
        save(archive, 10)
        assert archive.name.removeprefix("./") == name
    assert [each.name for each in tmp_path.iterdir()] == [name]
    with Archive.read(address) as archive:
        assert archive.articles.count() == 1
    assert file_of(address) == Path(name)


def test_an_address_that_an_earlier_version_decoded_still_means_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Archive("我的 档案.db").close()
    with Archive.read("sqlite:///%E6%88%91%E7%9A%84%20%E6%A1%A3%E6%A1%88.db") as archive:
        assert archive.name == "我的 档案.db"


@pytest.mark.parametrize("address", [
    "", " ", ":memory:", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://x.db",
    "sqlite:x.db", "mysql://u:geheim@h/d",
    "postgresql://u:ge/heim@host:abc/db", "postgresql:/u:geheim@host/db",
    "host=db user=u password=geheim", "redis://:geheim@h/0",
    "postgresql://u:x@geheim@host/db", "postgresql://u/x:geheim@host/db",
    "postgresql+psycopg://user:geheim@host:port/a",
])  # fmt: skip
def test_what_is_no_address_is_one_line_without_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for mode in ("read", "make"):
        with pytest.raises(SettingError) as raised:
            Archive(address, mode)
        assert "heim" not in str(raised.value)
        assert "\n" not in str(raised.value)
    assert "geheim" not in shown(address) or "//" not in address
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_named_only_where_it_is_full(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_files, "_LONGEST_WAIT", 1)
    with held(file, HOLDERS["exclusive, without a log"], 4), pytest.raises(StorageError) as raised:
        Archive.read(str(file))
    assert "another process holds it" in str(raised.value)
    assert "disk is full" not in str(raised.value)


def test_a_full_disk(file: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    place = file.parent / "small"
    place.mkdir()
    script = (
        "import sys, pathlib; from tests.archive.test_reading import *\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "try: pathlib.Path(file.parent, 'filler').write_bytes(bytes(10_000_000))\n"
        "except OSError: pass\n"
        "with Archive.read(str(file)) as a: print(a.articles.count())\n"
        "try: Archive(str(file))\n"
        "except StorageError as error: print(error)\n"
    )
    mounted = f'mount -t tmpfs -o size=1m none {place} && cp {file} {place} && exec "$@"'
    words = [
        needed("unshare"),
        "-m",
        "sh",
        "-c",
        mounted,
        "sh",
        sys.executable,
        "-c",
        script,
        str(place / "a.db"),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    count, said = done.stdout.splitlines()
    assert count == "2"
    assert "the disk is full: make room" in said
