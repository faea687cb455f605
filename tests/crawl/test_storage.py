"""Where the disk does not take what a run fetched; and copies of an archive."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import FAST, ROOT, Run, environment_of
from tests.outside import needed


def test_a_file_that_cannot_grow_ends_the_run_in_one_line(tmp_path: Path) -> None:
    words = ("crawl", "-o", "full/a.jsonl", *FAST)
    (tmp_path / "full").mkdir()
    full = 'mount -t tmpfs -o size=64k none full && "$@"; code=$?; ls full; cp full/a.jsonl.part kept; exit $code'
    with serve(build_station(120)) as address:
        done = subprocess.run(
            [needed("unshare"), "-m", "sh", "-c", full, "sh", sys.executable, "-m", "rednet_crawler", *words],
            cwd=tmp_path, env=environment_of(address), capture_output=True, encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "a.jsonl: cannot be written" in done.stderr
    assert "a.jsonl.part holds what came before that" in done.stderr
    assert "Traceback" not in done.stderr
    assert "120 articles" not in done.stderr
    assert done.stdout == "a.jsonl.part\n"
    assert json.loads((tmp_path / "kept").read_bytes().splitlines()[0])


def test_an_archive_that_cannot_grow_ends_the_run_in_one_line(tmp_path: Path) -> None:
    for words in (
        ("rednet_crawler", "crawl"),
        ("scrapy", "crawl", "huaihua", "-s", "LOG_LEVEL=ERROR"),
    ):
        with serve(build_station(120)) as address:
            done = subprocess.run(
                ["/bin/sh", "-c", 'ulimit -f 64; exec "$@"', "sh", sys.executable, "-m", *words, *FAST],
                cwd=ROOT if words[0] == "scrapy" else tmp_path, env=environment_of(address) | {"TMPDIR": str(tmp_path)},
                capture_output=True, encoding="utf-8", check=False, timeout=60,
            )  # fmt: skip
        assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
        assert "rednet.db: " in done.stderr
    assert not list(tmp_path.glob("rednet-*"))


def test_a_backup_is_an_archive_of_its_own(run: Run, tmp_path: Path) -> None:
    with serve(build_station(20)) as address:
        assert (
            run(
                "rednet_crawler", "crawl", "--archive", "sqlite:///rednet.db", *FAST, site=address
            ).code
            == 0
        )
    with Archive(f"sqlite:///{tmp_path}/rednet.db") as writing:  # as a run has it open
        done = run("rednet_crawler", "backup", "copy.db")
        assert (done.code, done.err) == (0, "copy.db: 20 articles\n")
        rows = list(writing.slices.all())
    with Archive(f"sqlite:///{tmp_path}/copy.db") as copy:
        assert list(copy.slices.all()) == rows
    assert run("rednet_crawler", "backup", "copy.db").code == 3


@pytest.mark.parametrize(
    ("target", "reason"), [("rednet.db", "is there already"), ("no/copy.db", "cannot be written")]
)
def test_a_backup_that_cannot_be_made_is_one_line(
    run: Run, tmp_path: Path, target: str, reason: str
) -> None:
    Archive(f"sqlite:///{tmp_path}/rednet.db").close()
    done = run("rednet_crawler", "backup", target)
    assert (done.code, done.err.count("\n")) == (3, 1)
    assert reason in done.err


@pytest.mark.parametrize(
    "name", ["a?b.db", "50%.db", "file:x.db", "a#b 红网.db", ":memory:.db", "-x.db"]
)
def test_a_backup_has_the_name_that_was_given(run: Run, tmp_path: Path, name: str) -> None:
    Archive(f"sqlite:///{tmp_path}/rednet.db").close()
    (tmp_path / "bk").mkdir()
    done = run("rednet_crawler", "backup", f"bk/{name}")
    assert (done.code, done.err) == (0, f"bk/{name}: 0 articles\n")
    assert [path.name for path in (tmp_path / "bk").iterdir()] == [name]
