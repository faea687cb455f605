"""Files that somebody damaged, and places that cannot be written to: one line that says so, and
nothing of what was there is lost.
"""

import json
import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import FAST, Outcome, command_in, environment_of, run_in
from tests.outside import needed

ADDRESS = "https://hh.rednet.cn/content/646656/94/12109536.html"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, and the WARC file of its crawl."""
    folder = tmp_path_factory.mktemp("whole")
    with serve(build_station(20)) as address:
        words = ("crawl", "--archive", "sqlite:///a.db", "-o", "a.jsonl", "--warc", "warc")
        assert run_in(folder, "rednet_crawler", *words, *FAST, site=address).code == 0
    return folder


def overwritten(data: bytes) -> bytes:
    """Return it with noise in many places, but for its first page."""
    dice, damaged = random.Random(1), bytearray(data)
    for at in range(4096, len(data) - 512, 4096):
        damaged[at : at + 512] = dice.randbytes(512)
    return bytes(damaged)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "half of it": lambda data: data[: len(data) // 2],
    "its header": lambda data: data[:100],
    "noise within": overwritten,
    "noise": lambda _: random.Random(2).randbytes(20_000),
    "first lines alone": lambda _: b"WARC/1.0\r\n" * 30,
    "a text": lambda _: b"SELECT 1;\n" * 100,
}


def texts(file: Path) -> set[tuple[str, str]]:
    """Return key and hash of the articles of a file."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {(row["content_id"], row["content_hash"]) for row in rows}


def one_line(done: Outcome, code: int) -> str:
    lines = [line for line in done.err.splitlines() if line.strip()]
    assert (done.code, len(lines)) == (code, 1), done.err
    return lines[0]


@pytest.mark.parametrize(
    "words",
    [
        ("status",),
        ("export", "-o", "b.jsonl"),
        ("explain", ADDRESS),
        ("backup", "b.db"),
        ("crawl", "-o", "b.jsonl"),
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_archive_is_one_line(
    whole: Path, tmp_path: Path, damage: str, words: tuple[str, ...]
) -> None:
    written = DAMAGE[damage]((whole / "a.db").read_bytes())
    (tmp_path / "a.db").write_bytes(written)
    done = run_in(
        tmp_path, "rednet_crawler", *words, "--archive", "sqlite:///a.db", site="127.0.0.1:1"
    )
    assert "a.db" in one_line(done, 3)
    assert (tmp_path / "a.db").read_bytes()[: len(written)] == written
    assert not [file.name for file in tmp_path.iterdir() if file.name.startswith("b.")]


def test_a_record_that_is_damaged_is_named(whole: Path, tmp_path: Path) -> None:
    shutil.copy(whole / "a.db", tmp_path)
    with sqlite3.connect(tmp_path / "a.db") as database:
        (key,) = database.execute("SELECT key FROM articles LIMIT 1").fetchone()
        database.execute("UPDATE articles SET record = '{\"title\": 7' WHERE key = ?", (key,))
    done = run_in(
        tmp_path, "rednet_crawler", "export", "--archive", "sqlite:///a.db", "-o", "b.jsonl"
    )
    assert (done.code, len(done.err.splitlines())) == (4, 2)
    assert f"the text of {key} is damaged in the archive" in done.err
    assert len(texts(tmp_path / "b.jsonl")) == 19


@pytest.mark.parametrize("damage", ["half of it", "noise", "first lines alone", "a text"])
def test_a_damaged_warc_file_costs_what_was_damaged(
    whole: Path, tmp_path: Path, damage: str
) -> None:
    (kept,) = (whole / "warc").glob("*.warc.gz")
    (tmp_path / "b.warc.gz").write_bytes(DAMAGE[damage](kept.read_bytes()))
    done = run_in(tmp_path, "rednet_crawler", "extract", "b.warc.gz", "-o", "b.jsonl")
    assert done.code == 4
    assert "b.warc.gz: " in done.err
    assert "Traceback" not in done.err
    rows = texts(tmp_path / "b.jsonl")
    assert rows <= texts(whole / "a.jsonl")
    assert bool(rows) == (damage == "half of it")


@pytest.mark.parametrize(
    "words",
    [("status",), ("export", "-o", "b.jsonl"), ("crawl", "-o", "b.jsonl")],
    ids=lambda words: words[0],
)
def test_a_folder_that_cannot_be_written_to_is_one_line(
    whole: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    shutil.copy(whole / "a.db", tmp_path)
    (tmp_path / "a.db").chmod(0o444)
    tmp_path.chmod(0o555)
    command = command_in(tmp_path, *("rednet_crawler", *words, "--archive", "sqlite:///a.db"))
    if os.geteuid() == 0:  # who may write anywhere, unless told not to
        command = [
            needed("setpriv"),
            "--bounding-set",
            "-dac_override",
            "--inh-caps",
            "-dac_override",
            *command,
        ]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment_of("127.0.0.1:1"), capture_output=True, check=False
    )
    tmp_path.chmod(0o755)
    outcome = Outcome(done.returncode, done.stdout.decode(), done.stderr.decode(), tmp_path)
    if words == ("status",):
        assert (outcome.code, outcome.err) == (0, "")
    else:
        one_line(outcome, 3)
    assert [file.name for file in tmp_path.iterdir()] == ["a.db"]
