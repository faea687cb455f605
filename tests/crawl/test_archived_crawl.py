"""Crawls into an archive over real sockets: runs that go on where others ended, were cut, or were killed."""

import json
import os
import random
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import (
    BOTH,
    CRAWL,
    FAST,
    ROOT,
    HandMadeSite,
    Run,
    archive_of,
    command_in,
    query,
)

pytestmark = pytest.mark.usefixtures("store")
A, B, C, D, E = (f"/content/646847/83/{number}.html" for number in range(13700001, 13700006))


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.menu(("要闻", 9001), ("法治", 9002))
    site.channel(9001, [B, A])
    site.channel(9002, [A])
    for path in (A, B, C, D, E):
        site.article(path)
    return site


def crawl(run: Run, site: str, *words: str):
    return run(*CRAWL, "-O", "a.jsonl", *words, *FAST, site=site)


def ids(rows) -> list[str]:
    return sorted(row["content_id"][-1] for row in rows)


def test_a_second_run_fetches_no_article_and_one_page_of_each_channel(
    run: Run, station: HandMadeSite
) -> None:
    first = crawl(run, station.address)
    assert (first.code, ids(first.rows())) == (0, ["1", "2"])
    station.asked.clear()
    second = crawl(run, station.address)
    assert (second.code, second.rows()) == (0, [])
    assert sorted(station.asked) == ["/", "/channel/9001.html", "/channel/9002.html", "/robots.txt"]
    assert query(second.folder, "SELECT run, exit_code FROM runs") == [(1, 0), (2, 0)]


def test_an_unchanged_site_answers_304_and_sends_no_listing(run: Run) -> None:
    replica = build_station(240)
    with serve(replica) as address:
        assert crawl(run, address).code == 0
        replica.requests.clear()
        done = crawl(run, address)
    assert (done.code, done.rows()) == (0, [])
    asked = [(request.path, request.status) for request in replica.requests]
    assert {status for path, status in asked if path.startswith("/channel")} == {304}
    assert len(asked) == len(replica.channels) + 2  # the home page and robots.txt
    with serve(replica) as address:
        replica.publish(3)
        replica.requests.clear()
        done = crawl(run, address)
    assert (done.code, len(done.rows())) == (0, 3)
    assert len(replica.requests) <= len(replica.channels) + 3 + 2


def test_a_known_article_that_moved_up_does_not_end_the_walk(
    run: Run, station: HandMadeSite
) -> None:
    station.channel(9001, [B, A])
    crawl(run, station.address)
    station.channel(9001, [E, D, A])
    station.channel(9001, [C, B], page=2)
    done = crawl(run, station.address)
    assert (done.code, ids(done.rows())) == (0, ["3", "4", "5"])


def test_a_page_without_a_list_leaves_a_gap(run: Run, station: HandMadeSite) -> None:
    station.page("/channel/9001.html", "<title>系统繁忙</title>", ETag='"busy"')
    assert crawl(run, station.address).code == 4
    station.channel(9001, [B, A])
    done = crawl(run, station.address)
    assert (done.code, ids(done.rows())) == (0, ["2"])


def test_what_was_published_since_is_fetched_and_nothing_else(
    run: Run, station: HandMadeSite
) -> None:
    crawl(run, station.address)
    station.channel(9001, [C, B, A])
    station.asked.clear()
    done = crawl(run, station.address)
    assert (done.code, ids(done.rows())) == (0, ["3"])
    assert [path for path in station.asked if path.startswith("/content")] == [C]


def test_the_first_article_of_an_empty_channel_costs_no_second_page(
    run: Run, station: HandMadeSite
) -> None:
    station.empty_channel(9002)
    crawl(run, station.address)
    station.channel(9002, [B])
    station.asked.clear()
    crawl(run, station.address)
    assert "/channel/9002_2.html" not in station.asked


def test_channels_that_no_menu_links_are_still_searched_for_after_a_run_of_one_channel(
    run: Run, site: HandMadeSite
) -> None:
    site.menu(("要闻", 9001), ("法治", 9002))
    site.channel(9001, [B, A])
    for path in (A, B):
        site.article(path)
    page = site.text(A) + '<div>频道精选</div><a href="/channel/9003.html">经济</a>'
    for path in (A, B):
        site.page(path, page)
    for number in (9002, 9003):
        site.empty_channel(number)
    crawl(run, site.address, "-c", "法治")
    crawl(run, site.address)
    assert "/channel/9003.html" in site.asked
    site.asked.clear()
    assert crawl(run, site.address).code == 0
    assert [path for path in site.asked if path.startswith("/content")] == []


def test_a_channel_added_to_a_known_article_is_a_sighting_of_it(
    run: Run, station: HandMadeSite
) -> None:
    crawl(run, station.address)
    station.channel(9002, [B, A])
    done = crawl(run, station.address)
    assert (done.code, done.rows()) == (0, [])
    with Archive(archive_of(done.folder)) as archive:
        assert {row["content_id"][-1]: row["channels"] for row in archive.slices.all()} == {
            "1": ["要闻", "法治"], "2": ["要闻", "法治"],
        }  # fmt: skip


def test_the_gap_of_a_walk_that_was_cut_is_closed_although_newer_articles_came(
    run: Run, station: HandMadeSite
) -> None:
    station.channel(9001, [D, C])
    station.channel(9001, [B, A], page=2)
    cut = crawl(run, station.address, "-s", "REDNET_MAX_PAGES=1", "-c", "要闻")
    assert (cut.code, ids(cut.rows())) == (4, ["3", "4"])
    station.channel(9001, [E, D])
    station.channel(9001, [C, B], page=2)
    station.channel(9001, [A], page=3)
    done = crawl(run, station.address, "-c", "要闻")
    assert (done.code, ids(done.rows())) == (0, ["1", "2", "5"])


def test_a_listing_that_failed_leaves_a_gap_that_the_next_run_closes(
    run: Run, station: HandMadeSite
) -> None:
    station.channel(9001, [D, C])
    station.page("/channel/9001_2.html", "", status=500)
    failed = crawl(run, station.address)
    assert failed.code == 4
    station.channel(9001, [B, A], page=2)
    done = crawl(run, station.address)
    assert (done.code, ids(done.rows())) == (0, ["2"])


def test_what_failed_is_tried_in_the_next_run_then_after_a_wait(
    run: Run, station: HandMadeSite
) -> None:
    station.page(B, "", status=503)
    failed = crawl(run, station.address)
    assert (failed.code, ids(failed.rows())) == (4, ["1"])
    first = station.asked.count(B)
    assert crawl(run, station.address).rows() == []
    assert station.asked.count(B) == first + 1
    station.article(B)
    early = crawl(run, station.address)
    assert (early.code, early.rows(), station.asked.count(B)) == (4, [], first + 1)
    assert "503" in early.err
    done = crawl(run, station.address, "--retry-failed")
    assert (done.code, ids(done.rows())) == (0, ["2"])


def test_an_article_that_is_not_there_is_looked_for_again(run: Run, station: HandMadeSite) -> None:
    station.page(B, "<title>404</title>", status=404)
    missed = crawl(run, station.address)
    assert (missed.code, ids(missed.rows())) == (4, ["1"])
    station.article(B)
    done = crawl(run, station.address, "--retry-failed")
    assert (done.code, ids(done.rows())) == (0, ["2"])


def test_an_edit_is_caught_when_its_article_is_due_again(run: Run, station: HandMadeSite) -> None:
    folder = crawl(run, station.address).folder
    station.article(A, title="鹤城区举行秋季招聘会")
    station.page(B, "", status=404)
    query(folder, "UPDATE ledger SET next_try_at = '2026-01-01T00:00:00Z'")
    done = crawl(run, station.address)
    assert done.code == 0, done.err
    assert [(row["revision"], row["title"]) for row in done.rows()] == [(2, "鹤城区举行秋季招聘会")]
    with Archive(archive_of(folder)) as archive:
        assert archive.ledger.sums() == {
            "saved": 2,
            "pending": 0,
            "skipped": 0,
            "gone": 0,
            "failed": 0,
        }
    station.asked.clear()
    assert crawl(run, station.address).rows() == []
    assert [path for path in station.asked if path.startswith("/content")] == []


def test_a_limit_leaves_the_rest_to_later_runs(run: Run, station: HandMadeSite) -> None:
    rows = crawl(run, station.address, "--limit", "1").rows()
    assert len(rows) == 1
    rows += crawl(run, station.address).rows()
    assert ids(rows) == ["1", "2"]


def test_dates_that_were_left_out_are_fetched_once_they_are_asked_for(
    run: Run, station: HandMadeSite
) -> None:
    late = crawl(run, station.address, "--since", "2024-03-20")
    assert ids(late.rows()) == []  # listed in range, published before it
    station.article(B, published="2024-03-20 09:00:00")
    done = crawl(run, station.address)
    assert (done.code, ids(done.rows())) == (0, ["1", "2"])


def test_a_second_run_at_the_same_time_ends_with_one_line(run: Run, station: HandMadeSite) -> None:
    crawl(run, station.address)
    folder = run("rednet_crawler", "--version").folder
    with Archive(archive_of(folder)) as archive:
        archive.runs.begin("huaihua", {}, "0", datetime.now(UTC), "hh")
        done = crawl(run, station.address)
    assert done.code == 7
    assert "holds the archive" in done.err
    assert done.err.count("\n") == 1


def test_an_edited_article_that_is_fetched_again_is_a_revision(
    run: Run, station: HandMadeSite
) -> None:
    crawl(run, station.address)
    station.article(B, title="鹤城区举行秋季招聘会")
    url = f"https://hh.rednet.cn{B}"
    done = run(
        "rednet_crawler",
        "fetch",
        url,
        "--archive",
        "sqlite:///a.db",
        "-o",
        "b.jsonl",
        *FAST,
        site=station.address,
    )
    assert done.code == 0, done.err
    assert [(row["revision"], row["title"]) for row in done.rows("b.jsonl")] == [
        (2, "鹤城区举行秋季招聘会")
    ]
    assert query(done.folder, "SELECT count(*) FROM revisions") == [(3,)]


def test_status_shows_what_is_there_and_what_is_missing(run: Run, station: HandMadeSite) -> None:
    station.page(B, "", status=503)
    crawl(run, station.address)
    done = run("rednet_crawler", "status", "--archive", "sqlite:///a.db", "--json")
    assert done.code == 0, done.err
    shown = json.loads(done.out)
    assert shown["ledger"] == {"saved": 1, "pending": 0, "skipped": 0, "gone": 0, "failed": 1}
    assert [(row["url"], row["reason"]) for row in shown["missing"]] == [
        (f"https://hh.rednet.cn{B}", "answers 503")
    ]
    assert [entry["exit_code"] for entry in shown["runs"]] == [4]
    assert "answers 503" in run("rednet_crawler", "status", "--archive", "sqlite:///a.db").out


def test_status_of_no_archive_is_one_line_and_makes_none(run: Run) -> None:
    done = run("rednet_crawler", "status", "--archive", "sqlite:///none.db")
    assert (done.code, done.out) == (3, "")
    assert "there is no such archive" in done.err
    assert not (done.folder / "none.db").exists()


def test_channels_alone_leaves_the_archive_as_it_is(run: Run, station: HandMadeSite) -> None:
    folder = crawl(run, station.address).folder
    done = run(
        "rednet_crawler",
        "channels",
        "-s",
        f"REDNET_ARCHIVE={archive_of(folder)}",
        *FAST,
        site=station.address,
    )
    assert done.code == 0, done.err
    assert query(done.folder, "SELECT count(*) FROM runs") == [(1,)]


KILLS = 4


@pytest.mark.parametrize("store", BOTH, indirect=True)
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["kill", "term"])
def test_runs_that_were_ended_at_any_moment_lose_nothing(
    tmp_path: Path, how: signal.Signals
) -> None:
    replica = build_station(150)
    dice = random.Random(f"kills/{how}")
    with serve(replica) as address:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "REDNET_REPLICA": address}
        command = command_in(tmp_path, *CRAWL, *FAST)
        for _ in range(KILLS):
            process = subprocess.Popen(
                command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL
            )
            time.sleep(dice.uniform(0.5, 1.6))
            process.send_signal(how)
            assert process.wait(10) in (-how, 130, 0)
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, timeout=60, check=False
        )
    assert done.returncode == 0, done.stderr.decode()
    with Archive(archive_of(tmp_path)) as archive:
        kept = {row["content_id"]: row for row in archive.slices.all()}
        sums = archive.ledger.sums()
    assert sums["pending"] == sums["failed"] == 0
    assert query(tmp_path, "SELECT count(*) FROM revisions") == [(150,)]
    for expected in replica.truth:
        row = kept.pop(expected["content_id"])
        wanted = {**expected, "channels": sorted(expected["channels"])}
        assert {
            **{name: row[name] for name in wanted},
            "channels": sorted(row["channels"]),
        } == json.loads(json.dumps(wanted))
    assert kept == {}
