"""SIGTERM, SIGINT and SIGHUP end a run within seconds, whatever it waits for, and nothing is lost by it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from tests.crawl.conftest import CRAWL, ROOT, Answer, HandMadeSite, Run

ARTICLES = [f"/content/646847/83/137000{at:02}.html" for at in range(19)]


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.publish(ARTICLES)
    return site


def stall(_: str) -> Answer:
    time.sleep(15)
    return 200, {}, ""


def stop(
    folder: Path, site: HandMadeSite, how: signal.Signals, *words: str, asked: str
) -> tuple[int, float, str]:
    """Begin a crawl, wait until a page was asked for, send the signal; return exit code, seconds to the end, errors."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "REDNET_REPLICA": site.address,
        "REDNET_CONTACT": "tests",
    }
    command = [sys.executable, "-m", *CRAWL, "-o", "a.jsonl", *words]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 30
        while asked not in site.asked and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(0.3)
        sent = time.monotonic()
        process.send_signal(how)
        _, errors = process.communicate(timeout=60)
    return process.returncode, time.monotonic() - sent, errors.decode()


def check(folder: Path, outcome: tuple[int, float, str]) -> None:
    code, seconds, errors = outcome
    assert code == 130, errors
    assert seconds < 10
    assert "Traceback" not in errors
    with Archive(f"sqlite:///{folder}/a.db") as archive:
        sums = archive.ledger.sums()
        assert (sums["failed"], sums["saved"] + sums["pending"]) == (0, len(ARTICLES))
        assert archive.runs.latest()[0]["exit_code"] == 130
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["exit_code"] == 130


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_run_at_its_usual_pace_ends_within_seconds(
    tmp_path: Path, station: HandMadeSite, how: signal.Signals, run: Run
) -> None:
    check(tmp_path, stop(tmp_path, station, how, "-c", "要闻", asked=ARTICLES[0]))
    done = run(*CRAWL, "-o", "b.jsonl", "-s", "DOWNLOAD_DELAY=0", site=station.address)
    assert done.code == 0, done.err
    with Archive(f"sqlite:///{tmp_path}/a.db") as archive:
        assert archive.articles.count() == len(ARTICLES)


def test_an_answer_that_never_comes_is_cut_off(tmp_path: Path, station: HandMadeSite) -> None:
    station.answers[ARTICLES[0]] = stall
    check(tmp_path, stop(tmp_path, station, signal.SIGTERM, "-c", "要闻", asked=ARTICLES[0]))


def test_a_host_that_is_held_back_is_not_waited_for(tmp_path: Path, station: HandMadeSite) -> None:
    station.page(ARTICLES[0], "", 503, **{"Retry-After": "120"})
    check(tmp_path, stop(tmp_path, station, signal.SIGTERM, "-c", "要闻", asked=ARTICLES[0]))


def test_a_stop_while_robots_txt_is_awaited_refuses_nothing(
    tmp_path: Path, station: HandMadeSite
) -> None:
    station.answers["/robots.txt"] = stall
    code, seconds, errors = stop(tmp_path, station, signal.SIGTERM, asked="/robots.txt")
    assert (code, seconds < 10, "Traceback" in errors) == (130, True, False)
