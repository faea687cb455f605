import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.errors import ArgumentError, StorageError
from rednet_crawler.export.lines import csv_row, json_line
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.export.records import to_record
from rednet_crawler.export.rows import COLUMNS, to_row
from tests.article_examples import ARTICLES, EMPTY, FULL, write_articles

PROJECT = Path(__file__).parents[2]

WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.article_examples import FULL, write_articles

path, count = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
for revision in range(1, 1_000_000):
    write_articles(path, (replace(FULL, revision=revision) for _ in range(count)))
"""

FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from rednet_crawler.errors import StorageError
from tests.article_examples import FULL, write_articles

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    write_articles(Path(sys.argv[1]), (FULL for _ in range(1_000)))
except StorageError as error:
    print(error)
"""


def read_csv(path, encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def read_jsonl(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_jsonl_read_back(tmp_path):
    path = tmp_path / "out.jsonl"
    assert write_articles(path, [FULL, EMPTY]) == 2
    assert read_jsonl(path) == [to_record(FULL), to_record(EMPTY)]
    assert '"title":"全力以赴打赢歼灭战——鹤城打好阻击战侧记"' in path.read_text("utf-8")


def test_csv_read_back(tmp_path):
    path = tmp_path / "out.csv"
    assert write_articles(path, [FULL, EMPTY]) == 2
    assert read_csv(path) == [to_row(FULL), to_row(EMPTY)]
    assert path.read_bytes().startswith(",".join(COLUMNS).encode() + b"\r\n12109536,")


def test_no_articles_are_a_table_without_rows(tmp_path):
    assert write_articles(tmp_path / "out.csv", []) == 0
    assert (tmp_path / "out.csv").read_text("utf-8") == ",".join(COLUMNS) + "\n"
    assert write_articles(tmp_path / "out.jsonl", []) == 0
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_the_excel_profile(tmp_path):
    path = tmp_path / "OUT.CSV"
    write_articles(path, [FULL], excel=True)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfcontent_id,url,")
    assert read_csv(path, "utf-8-sig")[0]["content_id"] == "'12109536"


@given(st.lists(ARTICLES, max_size=3))
def test_whatever_a_page_says_the_csv_reads_back_as_it_was(articles):
    lines = b"".join(csv_row(to_row(article), COLUMNS) for article in articles)
    rows = csv.DictReader(io.StringIO(lines.decode(), newline=""), COLUMNS)
    assert list(rows) == [to_row(article) for article in articles]


@given(st.lists(ARTICLES, max_size=3))
def test_whatever_a_page_says_the_jsonl_has_one_line_an_article(articles):
    lines = b"".join(json_line(to_record(article)) for article in articles).decode().splitlines()
    assert [json.loads(line) for line in lines] == [to_record(article) for article in articles]


@pytest.mark.parametrize("name", ["out.txt", "out", "out.json", ".csv", "out.csv.part"])
def test_an_unknown_ending_is_named_before_the_first_article_is_asked_for(tmp_path, name):
    def articles():
        pytest.fail("asked for an article")
        yield FULL

    with pytest.raises(ArgumentError, match=r"\.jsonl, \.csv") as caught:
        write_articles(tmp_path / name, articles())
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_failure_in_mid_run_leaves_what_was_there(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("before\n")

    def articles():
        yield FULL
        raise LookupError

    with pytest.raises(LookupError):
        write_articles(path, articles())
    assert [file.name for file in tmp_path.iterdir()] == ["out.jsonl"]
    assert path.read_text() == "before\n"


@pytest.mark.parametrize("taken", ["directory.csv", "file/out.csv"])
def test_a_place_that_cannot_be_written_is_one_line(tmp_path, taken):
    (tmp_path / "directory.csv").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(StorageError) as caught:
        write_articles(tmp_path / taken, [FULL])
    assert str(caught.value).startswith(str(tmp_path / taken))
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_missing_is_made(tmp_path):
    write_articles(tmp_path / "a" / "b" / "out.jsonl", [FULL])
    assert (tmp_path / "a" / "b" / "out.jsonl").exists()


def test_a_link_and_the_rights_of_a_file_survive(tmp_path):
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.touch()
    target.chmod(0o640)
    link.symlink_to(target)
    write_articles(link, [FULL])
    assert link.is_symlink()
    assert read_csv(target) == [to_row(FULL)]
    assert target.stat().st_mode & 0o777 == 0o640


def test_of_two_runs_that_write_one_file_none_names_the_unfinished_work_of_the_other(tmp_path):
    first = PartFile(tmp_path / "out.jsonl")
    first.write(b"first\n")
    second = PartFile(tmp_path / "out.jsonl")
    second.write(b"second, ")
    with pytest.raises(StorageError, match="another run"):
        first.complete()
    first.discard()
    assert not (tmp_path / "out.jsonl").exists()
    second.write(b"complete\n")
    second.complete()
    assert (tmp_path / "out.jsonl").read_text() == "second, complete\n"


def test_a_full_disk_leaves_what_was_there(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("before\n")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, path],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=PROJECT,
    )
    assert done.stdout.startswith(f"{path}: cannot be written (")
    assert len(done.stdout.splitlines()) == 1
    assert not done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["out.jsonl"]
    assert path.read_text() == "before\n"


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", ["out.jsonl", "out.csv"])
def test_a_killed_writer_leaves_no_torn_file(tmp_path, name, seed):
    path, count = tmp_path / name, 300
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, path, str(count)], stdout=subprocess.PIPE, cwd=PROJECT
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(Random(seed).uniform(0, 0.25))
        os.kill(writer.pid, signal.SIGKILL)
    if path.exists():
        rows = read_csv(path) if name.endswith(".csv") else read_jsonl(path)
        assert len(rows) == count
        assert len({row["revision"] for row in rows}) == 1
    write_articles(path, [FULL])  # the remains of the killed run are in nobody's way
    assert [file.name for file in tmp_path.iterdir()] == [name]
