"""Commands that only read an archive: beside a writer, on what another program made, and over rows that are none."""

import csv
import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from traceback import format_exception

import pytest
from click.testing import CliRunner

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.walks import Listed
from rednet_crawler.cli.main import rednet
from rednet_crawler.errors import RednetError
from rednet_crawler.export.records import to_record
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.archive.test_reading import HOLDERS, contents, held
from tests.article_examples import FULL
from tests.crawl.conftest import FAST, Outcome, command_in, environment_of, run_in
from tests.outside import as_another, let_in, needed


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive."""
    folder = tmp_path_factory.mktemp("whole")
    with serve(build_station(20)) as address:
        assert (
            run_in(folder, "rednet_crawler", "crawl", "--archive", "a.db", *FAST, site=address).code
            == 0
        )
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copy(whole / "a.db", tmp_path)
    return tmp_path


def key_in(folder: Path) -> str:
    with closing(sqlite3.connect(folder / "a.db")) as database:
        return str(database.execute("SELECT key FROM articles ORDER BY key").fetchone()[0])


def commands(key: str, at: str = "") -> list[tuple[str, ...]]:
    return [
        ("status",), ("runs",), ("runs", "1"), ("channels",), ("stations",), ("alarms",), ("explain", key),
        ("export", "-o", f"{at}x.csv"), ("export", "--package", f"{at}package"), ("report", "-o", f"{at}report.html"),
        ("backup", f"{at}copy.db"), ("doctor", "--offline"),
    ]  # fmt: skip


def read_by(folder: Path, words: tuple[str, ...]) -> Outcome:
    return run_in(folder, "rednet_crawler", *words, "--archive", "a.db")


def browse(folder: Path, port: int) -> str:
    """Return what `browse` says once it has read the archive."""
    needed(modules=("datasette",))
    words = command_in(folder, "rednet_crawler", "browse", "--archive", "a.db", "--port", str(port))
    environment = environment_of(None)
    with subprocess.Popen(
        words, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        while "waiting for its end" in said:  # while nobody may read
            said = process.stderr.readline()
        process.send_signal(signal.SIGTERM)
    return said


@pytest.mark.parametrize("how", HOLDERS)
def test_no_reading_command_fails_while_another_process_writes(folder: Path, how: str) -> None:
    key = key_in(folder)
    with held(folder / "a.db", HOLDERS[how], 12), ThreadPoolExecutor(4) as pool:
        shown = pool.submit(browse, folder, 8741)
        done = list(pool.map(lambda words: (words, read_by(folder, words)), commands(key)))
        assert shown.result().startswith("20 articles")
    failed = [(words, each.err) for words, each in done if each.code or "locked" in each.err]
    assert failed == []


def test_a_package_that_is_written_during_a_crawl_is_of_one_moment(tmp_path: Path) -> None:
    ended = threading.Event()

    def save_on() -> int:
        number = 0
        with Archive(str(tmp_path / "a.db")) as archive:
            while not ended.is_set():
                number += 1
                key, now = str(number), datetime.now(UTC)
                url = f"https://hh.rednet.cn/content/646656/94/{key}.html"
                archive.walks.take_in("hh", "1", "要闻", [Listed(key, url, 1)], now)
                archive.articles.save(key, to_record(replace(FULL, content_id=key, url=url)), now)
        return number

    with ThreadPoolExecutor() as pool:
        saved = pool.submit(save_on)
        time.sleep(2)
        done = read_by(tmp_path, ("export", "--package", "package"))
        ended.set()
    assert done.code == 0, done.err
    articles = len(
        (tmp_path / "package/data/articles.jsonl").read_text(encoding="utf-8").splitlines()
    )
    with (tmp_path / "package/data/ledger.csv").open(encoding="utf-8", newline="") as file:
        states = [row["state"] for row in csv.DictReader(file)]
    assert 0 < articles < saved.result()
    assert states.count("saved") == articles
    assert states.count("pending") <= 1


@pytest.mark.parametrize("where", ["a read-only disk", "another user"])
def test_every_command_reads_what_it_may_not_write(folder: Path, where: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    place, out = folder / "place", folder / "out"
    place.mkdir()
    out.mkdir(mode=0o777)
    out.chmod(0o777)
    shutil.move(folder / "a.db", place)
    (place / "a.db").chmod(0o644)
    let_in(folder)
    before = contents(place)
    for words in commands(key_in(place), f"{out}/"):
        command = command_in(folder, "rednet_crawler", *words, "--archive", str(place / "a.db"))
        if where == "another user":
            command = as_another(command)
        else:
            mount = f'mount --bind {place} {place} && mount -o remount,bind,ro {place} && exec "$@"'
            command = [needed("unshare"), "-m", "sh", "-c", mount, "sh", *command]
        done = subprocess.run(
            command, cwd=out, env=environment_of(None), capture_output=True, text=True, check=False
        )
        told = "FAILED  disk" in done.stdout  # of doctor: nothing can be crawled there
        assert done.returncode == (4 if told else 0), (words, done.stderr, done.stdout)
        assert contents(place) == before


DAMAGES = {
    "a record cut off": "UPDATE articles SET record = '{\"title\": 7' WHERE key = :key",
    "a record of another form": "UPDATE articles SET record = '{\"title\": 7}' WHERE key = :key",
    "a record that is a list": "UPDATE articles SET record = '[]' WHERE key = :key",
    "a record of bytes": "UPDATE articles SET record = x'00ff' WHERE key = :key",
    "a record that is no text": "UPDATE articles SET record = CAST(x'7bff7d' AS TEXT) WHERE key = :key",
    "a revision cut off": "UPDATE revisions SET record = '{' WHERE key = :key",
    "raw texts of another form": "UPDATE revisions SET raw = '{\"title\": [7]}' WHERE key = :key",
    "a day that is none": "UPDATE articles SET published_at = 'gestern' WHERE key = :key",
    "a listed row of bytes": "UPDATE ledger SET url = x'ff' WHERE key = :key",
    "a listed row that is no text": "UPDATE ledger SET reason = CAST(x'ff' AS TEXT), tries = 1 WHERE key = :key",
    "a count that is a text": "UPDATE ledger SET tries = 'viele' WHERE key = :key",
    "a sighting of bytes": "UPDATE sightings SET channel = x'ff' WHERE key = :key",
    "a walk of bytes": "UPDATE walks SET channel = x'ff', complete = 0 WHERE channel_id = (SELECT "
                       "min(channel_id) FROM walks)",
    "a report cut off": "UPDATE runs SET report = '{\"alarms\": ['",
    "a report that is a list": "UPDATE runs SET report = '[]'",
    "a report of another form": "UPDATE runs SET report = '{\"alarms\": {\"a\": 1}, \"fields\": 7, \"articles\": []}'",
    "alarms of another form": "UPDATE runs SET report = '{\"alarms\": [{\"kind\": 1}], \"fields\": {}}'",
    "a report of bytes": "UPDATE runs SET report = x'ff'",
    "counts of bytes": "UPDATE runs SET counts = x'ff'",
    "arguments that are none": "UPDATE runs SET arguments = 'x'",
    "a time that is none": "UPDATE runs SET heartbeat_at = 'soon', started_at = ''",
    "an exit code that is none": "UPDATE runs SET exit_code = 'x'",
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_row_that_is_none_costs_its_row_and_is_named(
    folder: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_in(folder)
    with closing(sqlite3.connect(folder / "a.db")) as database, database:
        assert database.execute(
            DAMAGES[damage], {"key": key} if ":key" in DAMAGES[damage] else {}
        ).rowcount
    monkeypatch.chdir(folder)
    outcomes = []
    for words in commands(key):
        done = CliRunner().invoke(rednet, [*words, "--archive", "a.db"])
        error = done.exception
        code = error.exit_code if isinstance(error, RednetError) else done.exit_code
        assert isinstance(error, RednetError | SystemExit | None), (
            words,
            "".join(format_exception(error)),
        )
        assert code in (0, 2, 3, 4), (words, done.output)
        if code in (3, 4):
            assert "damaged" in f"{done.output}{error}", (words, done.output, error)
        outcomes.append(code)
    assert 0 in outcomes
    with closing(sqlite3.connect(folder / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM articles").fetchone() == (20,)
    if damage.startswith("a record"):
        rows = (folder / "x.csv").read_text(encoding="utf-8").splitlines()
        assert len(rows) >= 19


def test_reading_a_file_of_another_program_leaves_it_as_it_is(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "a.db")) as made:
        made.executescript("CREATE TABLE t (a)")
    before = contents(tmp_path)
    for words in [*commands("7"), ("crawl", *FAST)]:
        done = run_in(tmp_path, "rednet_crawler", *words, "--archive", "a.db", site="127.0.0.1:9")
        said = done.out + done.err
        assert done.code in (3, 4), (words, said)
        assert "database of another program (t)" in said, (words, said)
        assert contents(tmp_path) == before


def test_what_a_run_writes_beside_its_archive_is_for_those_who_may_read_that(
    tmp_path: Path,
) -> None:
    (tmp_path / "victim.txt").write_text("precious")
    (tmp_path / "run.json").symlink_to(tmp_path / "victim.txt")
    with serve(build_station(20)) as address:
        for mode in (0o600, 0o640):
            words = ("crawl", "--archive", "a.db", "-c", "法治", "--limit", "1", *FAST)
            run_in(tmp_path, "rednet_crawler", *words, site=address)
            assert (
                json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))["spider"]
                == "huaihua"
            )
            assert not (tmp_path / "run.json").is_symlink()
            modes = {
                stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.db", "run.json")
            }
            assert modes == {mode}
            (tmp_path / "a.db").chmod(0o640)
    assert (tmp_path / "victim.txt").read_text(encoding="utf-8") == "precious"
    done = read_by(tmp_path, ("backup", "甲 a?b%20.db"))
    assert (done.code, done.err) == (0, "甲 a?b%20.db: 2 articles\n")  # one of each run
    assert stat.S_IMODE((tmp_path / "甲 a?b%20.db").stat().st_mode) == 0o640
    assert not (tmp_path / "甲 a").exists()
