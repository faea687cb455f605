"""Where the disk does not take what a run fetched; and copies of an archive."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import FAST, Run, environment_of


def test_a_file_that_cannot_grow_ends_the_run_in_one_line(tmp_path: Path) -> None:
    words = ("crawl", "-o", "a.jsonl", *FAST)
    limited = 'ulimit -f 64; exec "$@"'
    with serve(build_station(120)) as address:
        done = subprocess.run(
            ["/bin/sh", "-c", limited, "sh", sys.executable, "-m", "rednet_crawler", *words],
            cwd=tmp_path, env=environment_of(address), capture_output=True, encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 3
    assert "a.jsonl: cannot be written" in done.stderr
    assert "a.jsonl.part holds what came before that" in done.stderr
    assert "Traceback" not in done.stderr
    assert "120 articles" not in done.stderr
    assert not (tmp_path / "a.jsonl").exists()
    assert json.loads((tmp_path / "a.jsonl.part").read_bytes().splitlines()[0])


def test_a_backup_is_an_archive_of_its_own(run: Run, tmp_path: Path) -> None:
    with serve(build_station(20)) as address:
        assert run("rednet_crawler", "crawl", "--archive", "sqlite:///rednet.db", *FAST, site=address).code == 0
    with Archive(f"sqlite:///{tmp_path}/rednet.db") as writing:  # as a run has it open
        done = run("rednet_crawler", "backup", "copy.db")
        assert (done.code, done.err) == (0, "copy.db: 20 articles\n")
        rows = list(writing.slices.all())
    with Archive(f"sqlite:///{tmp_path}/copy.db") as copy:
        assert list(copy.slices.all()) == rows
    assert run("rednet_crawler", "backup", "copy.db").code == 3


@pytest.mark.parametrize(("target", "reason"), [("rednet.db", "is there already"), ("no/copy.db", "cannot be written")])
def test_a_backup_that_cannot_be_made_is_one_line(run: Run, tmp_path: Path, target: str, reason: str) -> None:
    Archive(f"sqlite:///{tmp_path}/rednet.db").close()
    done = run("rednet_crawler", "backup", target)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert reason in done.err


@pytest.mark.parametrize("name", ["a?b.db", "50%.db", "file:x.db", "a#b 红网.db", ":memory:.db", "-x.db"])
def test_a_backup_has_the_name_that_was_given(run: Run, tmp_path: Path, name: str) -> None:
    Archive(f"sqlite:///{tmp_path}/rednet.db").close()
    (tmp_path / "bk").mkdir()
    done = run("rednet_crawler", "backup", f"bk/{name}")
    assert (done.code, done.err) == (0, f"bk/{name}: 0 articles\n")
    assert [path.name for path in (tmp_path / "bk").iterdir()] == [name]
