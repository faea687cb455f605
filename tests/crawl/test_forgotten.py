"""What was forgotten never comes back; a backup takes the place of an archive, and nothing else is in it."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from tests.crawl.conftest import CRAWL, FAST, HandMadeSite, Run, command_in, environment_of

HOST = "https://hh.rednet.cn"
A, B = (f"/content/646847/83/1370000{at}.html" for at in (1, 2))
TITLE, WORDS = "某某涉案被查处的通报", "本段含有应被遗忘的文字内容"
ARCHIVE = ("--archive", "sqlite:///a.db")
FORGET = ("rednet_crawler", "archive", "forget", *ARCHIVE)


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001))
    site.channel(9001, [A, B])
    site.article(A, title=TITLE, text=WORDS)
    site.article(B)
    return site


def ids(folder: Path, name: str) -> set[str]:
    if not (folder / name).exists():
        return set()
    return {
        json.loads(line)["content_id"] for line in (folder / name).read_text("utf-8").splitlines()
    }


def test_what_was_forgotten_never_comes_back(
    run: Run, station: HandMadeSite, tmp_path: Path
) -> None:
    assert run(*CRAWL, "--warc", "warc", *FAST, site=station.address).code == 0
    station.article(A, title=TITLE, text=f"{WORDS}，后经修改")
    assert run(*CRAWL, "--recheck", "100000", *FAST, site=station.address).code == 0
    done = run(*FORGET, "13700001", "--why", "当事人要求")
    assert (done.code, "2 texts taken out" in done.err) == (0, True), done.err
    held = b"".join(each.read_bytes() for each in tmp_path.glob("a.db*"))
    assert TITLE.encode() not in held
    assert WORDS.encode() not in held

    station.asked.clear()
    done = run(
        *CRAWL,
        "--full",
        "--recheck",
        "100000",
        "--retry-failed",
        "-o",
        "b.jsonl",
        *FAST,
        site=station.address,
    )
    assert done.code == 0, done.err
    asked = run(
        "rednet_crawler", "fetch", *ARCHIVE, HOST + A, "-o", "b.jsonl", *FAST, site=station.address
    )
    assert A not in station.asked, asked.err
    run("rednet_crawler", "extract", "warc", "--into-archive", "a.db")
    assert run("rednet_crawler", "export", *ARCHIVE, "-o", "c.jsonl").code == 0
    assert ids(tmp_path, "b.jsonl") <= {"13700002"}
    assert ids(tmp_path, "c.jsonl") == {"13700002"}
    told = run("rednet_crawler", "explain", "13700001", *ARCHIVE).out
    assert "skipped: forgotten on 20" in told
    assert "当事人要求" in told
    held = b"".join(each.read_bytes() for each in tmp_path.glob("a.db*"))
    assert TITLE.encode() not in held


def test_what_was_never_listed_can_be_forgotten_beforehand(
    run: Run, station: HandMadeSite, tmp_path: Path
) -> None:
    Archive(str(tmp_path / "a.db")).close()
    assert run(*FORGET, HOST + A).code == 0
    assert run(*CRAWL, "-o", "b.jsonl", *FAST, site=station.address).code == 0
    assert ids(tmp_path, "b.jsonl") == {"13700002"}
    assert A not in station.asked


@pytest.mark.parametrize(
    ("words", "says"), [("nothing", "not the address of an article"), ("999", "not the address")]
)
def test_what_is_no_article_is_one_line(run: Run, tmp_path: Path, words: str, says: str) -> None:
    Archive(str(tmp_path / "a.db")).close()
    done = run(*FORGET, words)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert says in done.err


def test_a_backup_beside_the_log_of_a_killed_run_is_the_backup(
    run: Run, station: HandMadeSite, tmp_path: Path
) -> None:
    assert run(*CRAWL, *FAST, site=station.address).code == 0
    assert run("rednet_crawler", "backup", "backup.db", *ARCHIVE).code == 0
    with subprocess.Popen(
        command_in(tmp_path, *CRAWL, "--recheck", "100000", "-s", "DOWNLOAD_DELAY=2"),
        cwd=tmp_path, env=environment_of(station.address), stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        end = time.monotonic() + 30
        while not (tmp_path / "a.db-wal").exists() and time.monotonic() < end:
            time.sleep(0.05)
        held = run("rednet_crawler", "archive", "restore", "backup.db", *ARCHIVE, "--overwrite")
        os.kill(process.pid, signal.SIGKILL)
    assert (held.code, "holds the archive" in held.err) == (7, True), held.err
    assert (tmp_path / "a.db-wal").exists()
    refused = run("rednet_crawler", "archive", "restore", "backup.db", *ARCHIVE)
    assert (refused.code, "--overwrite" in refused.err) == (3, True)
    done = run("rednet_crawler", "archive", "restore", "backup.db", *ARCHIVE, "--overwrite")
    assert done.code == 0, done.err
    assert not (tmp_path / "a.db-wal").exists()
    rows = []
    for name in ("a.db", "backup.db"):
        with sqlite3.connect(tmp_path / name) as file:
            rows.append(list(file.execute("SELECT * FROM runs ORDER BY run")))
    assert rows[0] == rows[1]
    assert len(list(tmp_path.glob("a.db.*"))) >= 1  # what was there is set aside


def test_what_cannot_be_restored_is_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no archive")
    for words in (("text.db",), ("none.db",)):
        done = run("rednet_crawler", "archive", "restore", *words, "--archive", "new.db")
        assert (done.code, done.err.count("\n")) == (3, 1), done.err
    assert not (tmp_path / "new.db").exists()
    server = ("--archive", "postgresql+psycopg://u@127.0.0.1/d")
    done = run("rednet_crawler", "archive", "restore", "text.db", *server)
    assert (done.code, "pg_restore" in done.err) == (2, True)


def test_doctor_tells_of_what_is_saved_without_an_article(
    run: Run, station: HandMadeSite, tmp_path: Path
) -> None:
    assert run(*CRAWL, *FAST, site=station.address).code == 0
    with sqlite3.connect(tmp_path / "a.db") as file:
        file.execute("DELETE FROM articles WHERE content_id = '13700001'")
    done = run("rednet_crawler", "doctor", "--offline", *ARCHIVE)
    assert (done.code, "1 links are saved by the ledger" in done.out) == (4, True)
