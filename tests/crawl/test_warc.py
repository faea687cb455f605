"""`crawl --warc` and back: what is read again from the files is what the crawl wrote, byte for byte."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from tests.crawl.conftest import FAST, HandMadeSite, Run, environment_of
from tests.outside import needed

needed(modules=("warcio", "fastwarc"))


def test_a_run_that_met_no_article_leaves_no_file(run: Run, station: str, tmp_path: Path) -> None:
    words = ("rednet_crawler", "crawl", "--archive", "sqlite:///a.db", "--warc", "warc", *FAST)
    assert run(*words, site=station).code == 0
    kept = sorted((tmp_path / "warc").iterdir())
    assert len(kept) == 1
    for _ in range(2):
        assert run(*words, site=station).code == 0
        assert sorted((tmp_path / "warc").iterdir()) == kept


def test_what_is_read_again_is_what_was_written(run: Run, station: str, tmp_path: Path) -> None:
    done = run("rednet_crawler", "crawl", "-o", "a.jsonl", "--warc", "warc", *FAST, site=station)
    assert done.code == 0, done.err
    (path,) = (tmp_path / "warc").iterdir()
    assert path.name.endswith(".warc.gz")
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", str(path)],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert checked.returncode == 0, checked.stdout
    live = (tmp_path / "a.jsonl").read_bytes()
    for jobs in ("1", "2"):
        done = run("rednet_crawler", "extract", "warc", "--jobs", jobs, "-o", "again.jsonl")
        assert (done.code, done.err) == (0, "again.jsonl: 120 articles, 0 troubles\nread: 1 WARC\n")
        assert (tmp_path / "again.jsonl").read_bytes() == live
    assert run("rednet_crawler", "extract", "warc").out.encode() == live


def test_a_run_that_was_killed_leaves_what_it_had(run: Run, station: str, tmp_path: Path) -> None:
    slow = (
        "-s",
        "DOWNLOAD_DELAY=0.02",
        "-s",
        "CONCURRENT_REQUESTS_PER_DOMAIN=1",
        "-s",
        "REDNET_WARC_SIZE=60000",
    )
    words = ("crawl", "--archive", "sqlite:///a.db", "--warc", "warc", *slow)
    command = [sys.executable, "-m", "rednet_crawler", *words]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment_of(station), stderr=subprocess.DEVNULL
    ) as process:
        end = time.monotonic() + 60
        while len(list(tmp_path.glob("warc/*"))) < 2 and time.monotonic() < end:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert len(list(tmp_path.glob("warc/*.open"))) == 1
    assert run("rednet_crawler", *words, site=station).code == 0
    done = run("rednet_crawler", "extract", "warc", "-o", "again.jsonl")
    assert done.code in (0, 4), done.err  # 4: the last record was cut
    with Archive(f"sqlite:///{tmp_path}/a.db") as archive:
        kept = {row["content_id"]: row["content_hash"] for row in archive.slices.all()}
    assert {row["content_id"]: row["content_hash"] for row in done.rows("again.jsonl")} == kept


@pytest.fixture
def small(site: HandMadeSite) -> HandMadeSite:
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001))
    site.channel(9001, ["/content/646847/83/13700001.html", "/content/646847/83/13700002.html"])
    site.article("/content/646847/83/13700001.html", title="题目一")
    site.article("/content/646847/83/13700002.html", title="题目二")
    return site


def test_an_archive_is_brought_up_to_date(run: Run, small: HandMadeSite, tmp_path: Path) -> None:
    crawl = ("rednet_crawler", "crawl", "--archive", "sqlite:///a.db", *FAST)
    assert run(*crawl, "--warc", "warc", site=small.address).code == 0
    update = ("rednet_crawler", "extract", "warc", "--into-archive", "sqlite:///a.db")
    done = run(*update, "-o", "changed.jsonl")
    assert (done.code, done.rows("changed.jsonl")) == (0, [])
    assert "0 new, 0 changed, 2 unchanged, 0 older" in done.err

    # as if an older version had not read the source of one, and had not had the other at all
    with Archive(f"sqlite:///{tmp_path}/a.db") as archive:
        first, second = (str(row["content_id"]) for row in archive.slices.all())
    with closing(sqlite3.connect(tmp_path / "a.db")) as file, file:
        key, record = file.execute(
            "SELECT key, record FROM articles WHERE content_id = ?", (first,)
        ).fetchone()
        record = orjson.dumps({**orjson.loads(record), "source": None}).decode()
        file.execute("UPDATE articles SET record = ? WHERE key = ?", (record, key))
        file.execute("UPDATE revisions SET version = '0.0.1'")
        file.execute("DELETE FROM revisions WHERE key <> ?", (key,))
        file.execute("DELETE FROM articles WHERE key <> ?", (key,))
    done = run(*update, "-o", "changed.jsonl")
    assert done.code == 0, done.err
    assert "1 new, 1 changed, 0 unchanged, 0 older" in done.err
    rows = {row["content_id"]: row for row in done.rows("changed.jsonl")}
    assert rows[first]["source"] == "红网"
    assert set(rows) == {first, second}
    with closing(sqlite3.connect(tmp_path / "a.db")) as file:
        revisions = file.execute(
            "SELECT revision, version FROM revisions WHERE key = ? ORDER BY revision", (key,)
        ).fetchall()
    assert revisions == [(1, "0.0.1"), (2, __version__)]
    assert "0 new, 0 changed, 2 unchanged, 0 older" in run(*update).err


def test_a_page_that_was_kept_before_says_nothing_of_the_text_now(
    run: Run, small: HandMadeSite
) -> None:
    crawl = ("rednet_crawler", "crawl", "--archive", "sqlite:///a.db", *FAST)
    assert run(*crawl, "--warc", "warc", site=small.address).code == 0
    small.article("/content/646847/83/13700001.html", title="题目一，改过的")
    time.sleep(1.1)
    assert run(*crawl, "--recheck", "9999", site=small.address).code == 0
    done = run("rednet_crawler", "extract", "warc", "--into-archive", "sqlite:///a.db")
    assert "0 new, 0 changed, 1 unchanged, 1 older" in done.err


def test_a_fetched_article_is_kept_too(run: Run, small: HandMadeSite, tmp_path: Path) -> None:
    url = "https://hh.rednet.cn/content/646847/83/13700001.html"
    done = run(
        "rednet_crawler",
        "fetch",
        url,
        "-o",
        "a.jsonl",
        "--warc",
        "w",
        *FAST[:4],
        site=small.address,
    )
    assert done.code == 0, done.err
    assert run("rednet_crawler", "extract", "w").out.encode() == (tmp_path / "a.jsonl").read_bytes()


def test_a_folder_that_cannot_be_written_ends_the_run(
    run: Run, small: HandMadeSite, tmp_path: Path
) -> None:
    (tmp_path / "w").write_text("a file")
    done = run("rednet_crawler", "crawl", "-o", "a.jsonl", "--warc", "w", *FAST, site=small.address)
    assert done.code == 3
    assert "cannot be written" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--into-archive", "sqlite:///a.db"), "--into-archive takes WARC files only"),
        (("--jobs", "0"), "--jobs"),
    ],
)
def test_wrong_usage_is_one_line(
    run: Run, tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    (tmp_path / "page.html").write_text("<title>页</title>")
    done = run("rednet_crawler", "extract", "page.html", *words)
    assert done.code == 2
    assert reason in done.err
    assert done.err.count("\n") == 1


def test_a_missing_extra_is_one_line(run: Run, small: HandMadeSite, tmp_path: Path) -> None:
    for name in ("warcio", "fastwarc"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(
            f'raise ModuleNotFoundError("no", name="{name}")'
        )
    (tmp_path / "a.warc.gz").write_bytes(b"")
    for words in (("crawl", "-o", "a.jsonl", "--warc", "w"), ("extract", "a.warc.gz")):
        done = run("rednet_crawler", *words, site=small.address)
        assert done.code == 2, done.err
        assert "WARC needs the extra warc: pip install -e" in done.err
        assert "Traceback" not in done.err
