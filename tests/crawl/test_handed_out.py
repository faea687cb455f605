"""Every article is handed out to a feed once, whatever ended the runs, and to pipelines in the end."""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from tests.crawl.conftest import CRAWL, FAST, HandMadeSite, Outcome, Run, command_in, environment_of

ARTICLES = [f"/content/646847/83/137000{at:02}.html" for at in range(12)]
SLOW = ("-s", "DOWNLOAD_DELAY=0.05", "-s", "RETRY_TIMES=0")


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.publish(ARTICLES)
    return site


def more(site: HandMadeSite, number: int = 1) -> None:
    """Publish articles."""
    new = [f"/content/646847/83/138000{at:02}.html" for at in range(number)]
    for at, path in enumerate(new):
        site.article(path, title=f"新题目{at}")
    site.channel(9001, [*new, *ARTICLES])


def ids(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [json.loads(line)["content_id"] for line in lines]


def cut(
    folder: Path, site: HandMadeSite, signals: tuple[signal.Signals, ...], after: int, *words: str
) -> tuple[int, str]:
    """Begin a crawl, send signals once so many articles were asked for; return exit code and errors."""
    asked = sum(path.startswith("/content/") for path in site.asked)
    with subprocess.Popen(
        command_in(folder, *CRAWL, *words, *SLOW),
        cwd=folder,
        env=environment_of(site.address),
        stderr=subprocess.PIPE,
    ) as process:
        end = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < end:
            if sum(path.startswith("/content/") for path in site.asked) >= asked + after:
                break
            time.sleep(0.005)
        for each in signals:
            time.sleep(random.uniform(0, 0.15))
            process.send_signal(each)
        _, errors = process.communicate(timeout=60)
    return process.returncode, errors.decode()


WAYS = {
    "KILL": (signal.SIGKILL,),
    "HUP": (signal.SIGHUP,),
    "TERM": (signal.SIGTERM,),
    "TERM TERM": (signal.SIGTERM, signal.SIGTERM),
}


@pytest.mark.parametrize("how", WAYS)
def test_what_a_cut_run_saved_is_in_the_file_in_the_end_and_once(
    how: str, run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    times = int(os.environ.get("REDNET_TEST_CUTS", "1"))
    for _ in range(times):
        for left in tmp_path.iterdir():
            left.unlink()
        code, errors = cut(tmp_path, station, WAYS[how], random.randint(3, 12), "-o", "a.jsonl")
        # the second signal may come when the process has let go of its handlers
        assert code in (130, -9, -signal.SIGTERM, 0), errors
        assert "Traceback" not in errors
        part = (tmp_path / "a.jsonl.part").exists()
        if how == "TERM TERM" and part and code != -signal.SIGTERM:
            assert (code, "a.jsonl: not written" in errors) == (130, True), errors
        again = run(*CRAWL, "-o", "a.jsonl", *FAST, site=station.address)
        assert again.code == 0, again.err
        counts = Counter(ids(tmp_path / "a.jsonl"))
        assert (set(counts.values()), len(counts)) == ({1}, len(ARTICLES)), again.err
        assert not part or "a.jsonl.part: removed" in again.err or "left as it was" in again.err


def test_o_adds_and_a_run_without_news_changes_no_file(
    run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    words = (*CRAWL, "-o", "a.jsonl", "-o", "a.csv", "--overwrite", "b.jsonl", *FAST)
    assert run(*words, site=station.address).code == 0
    before = {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.glob("[ab].*")
    }
    del before[tmp_path / "a.db"]
    quiet = run(*words, site=station.address)
    assert quiet.code == 0, quiet.err
    assert quiet.err.count("nothing new; left as it was") == 3
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before
    more(station)
    third = run(*words, site=station.address)
    assert third.code == 0, third.err
    assert len(ids(tmp_path / "a.jsonl")) == len(ARTICLES) + 1
    assert ids(tmp_path / "b.jsonl") == ["13800000"]
    table = (tmp_path / "a.csv").read_text("utf-8").splitlines()
    assert (len(table), sum(line.startswith("content_id") for line in table)) == (14, 1)
    assert "a.jsonl: 1 article" in third.err


def test_a_feed_gets_what_it_lacks_and_another_does_not(
    run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    assert cut(tmp_path, station, (signal.SIGKILL,), 6, "-o", "a.jsonl")[0] == -9
    other = run(*CRAWL, "-o", "b.jsonl", *FAST, site=station.address)
    assert other.code == 0, other.err
    both = run(*CRAWL, "-o", "a.jsonl", "-o", "b.jsonl", *FAST, site=station.address)
    assert both.code == 0, both.err
    a, b = ids(tmp_path / "a.jsonl"), ids(tmp_path / "b.jsonl")
    assert len(a) >= 3
    assert (len(a) + len(b), {*a, *b}) == (len(ARTICLES), {path[-13:-5] for path in ARTICLES})


def test_a_kill_between_the_name_and_the_account_hands_nothing_out_twice(
    run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    (tmp_path / "killed.py").write_text(
        "from rednet_crawler.settings import *\nimport os\nfrom rednet_crawler.archive.owed import Owed\n"
        "def pay(*_):\n    os.kill(os.getpid(), 9)\nOwed.pay = pay\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCRAPY_SETTINGS_MODULE", "killed")
        assert run(*CRAWL, "-o", "a.jsonl", *FAST, site=station.address).code == -9
    assert len(ids(tmp_path / "a.jsonl")) == len(ARTICLES)
    assert run(*CRAWL, "-o", "a.jsonl", *FAST, site=station.address).code == 0
    assert len(ids(tmp_path / "a.jsonl")) == len(ARTICLES)


OWN = """
from pathlib import Path
from rednet_crawler.settings import *

class Mine:
    def process_item(self, item):
        if Path("down").exists() and int(item.content_id) % 3 == 0:
            raise ConnectionError("the database is down")
        with Path("database").open("a") as file:
            file.write(item.content_id + "\\n")
        return item

ITEM_PIPELINES = {**ITEM_PIPELINES, "own_settings.Mine": 800}
"""


def test_what_a_pipeline_could_not_take_reaches_it_by_a_later_run(
    run: Run, tmp_path: Path, station: HandMadeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "own_settings")
    (tmp_path / "own_settings.py").write_text(OWN)
    (tmp_path / "down").touch()
    words = (*CRAWL, "-o", "a.jsonl", *FAST)
    codes = [run(*words, site=station.address).code for _ in range(2)]
    assert codes == [4, 4]
    (tmp_path / "down").unlink()
    done = [run(*words, site=station.address) for _ in range(2)]
    assert [each.code for each in done] == [0, 0], done[0].err
    for name in (tmp_path / "database").read_text().split(), ids(tmp_path / "a.jsonl"):
        assert sorted(name) == sorted(path[-13:-5] for path in ARTICLES)


def test_batches_of_the_settings_are_handed_out_once(
    run: Run, tmp_path: Path, station: HandMadeSite
) -> None:
    feeds = json.dumps({"b-%(batch_time)s.jsonl": {"format": "jsonl", "batch_item_count": 4}})
    words = ("-s", f"FEEDS={feeds}")
    assert cut(tmp_path, station, (signal.SIGKILL,), 9, *words)[0] == -9
    done = run(*CRAWL, *words, *FAST, site=station.address)
    assert done.code == 0, done.err
    found = [each for path in tmp_path.glob("b-*.jsonl") for each in ids(path)]
    assert sorted(found) == sorted(path[-13:-5] for path in ARTICLES)


def test_a_placeholder_that_nobody_fills_in_is_refused(run: Run, station: HandMadeSite) -> None:
    feeds = json.dumps({"%(nosuch)s.jsonl": {"format": "jsonl"}})
    done: Outcome = run(*CRAWL, "-s", f"FEEDS={feeds}", *FAST, site=station.address)
    assert (done.code, done.err.count("\n")) == (2, 1), done.err
    assert "nosuch" in done.err
    with Archive(f"sqlite:///{done.folder}/a.db") as archive:
        assert archive.runs.latest()[0]["ended_at"] is not None
