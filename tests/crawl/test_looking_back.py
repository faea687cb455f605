"""What an archive tells afterwards: explain, runs, channels, run.json; and what is asked for again, and how."""

import json
import sqlite3
from pathlib import Path

import jsonschema
import pytest

from rednet_crawler.extensions.run_record import SCHEMA_FILE
from tests.crawl.conftest import FAST, HandMadeSite, Run
from tests.run_schema import check_record

A, B, C = (f"/content/646847/83/1370000{at}.html" for at in (1, 2, 3))
ARCHIVE = ("--archive", "sqlite:///a.db")
HOST = "https://hh.rednet.cn"


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001), ("法治", 9002))
    site.channel(9001, [A, B])
    site.channel(9002, [B])
    site.article(A)
    site.article(B, title="旧题目")
    return site


def crawl(run: Run, site: HandMadeSite, *words: str):
    return run(
        "rednet_crawler", "crawl", *ARCHIVE, "-O", "a.jsonl", *words, *FAST, site=site.address
    )


def due_now(folder: Path) -> None:
    with sqlite3.connect(folder / "a.db") as file:
        file.execute("UPDATE ledger SET next_try_at = '2026-01-01T00:00:00Z' WHERE state = 'saved'")


def test_explain_says_why_where_and_what_changed(run: Run, station: HandMadeSite) -> None:
    folder = crawl(run, station).folder
    station.article(B, title="新题目")
    due_now(folder)
    assert crawl(run, station).code == 0
    told = run("rednet_crawler", "explain", "13700002", *ARCHIVE)
    assert told.code == 0, told.err
    for words in ("saved: first listed", "due again", "要闻 (9001), position 2",
                  "法治 (9002), position 1", "revision 2, fetched",
                  "- title: 旧题目", "+ title: 新题目", "红网 (title-line)"):  # fmt: skip
        assert words in told.out, told.out
    by_url = run("rednet_crawler", "explain", f"https://moment.rednet.cn/pc{B}?from=app", *ARCHIVE)
    assert by_url.out == told.out


def test_explain_says_why_something_was_not_fetched(run: Run, station: HandMadeSite) -> None:
    station.page(A, "", status=503)
    station.channel(9002, [B, "https://mp.weixin.qq.com/s/1"])
    crawl(run, station)
    failed = run("rednet_crawler", "explain", "13700001", *ARCHIVE)
    assert "failed: answers 503, 1 tries since" in failed.out
    assert (
        "skipped: outside host"
        in run("rednet_crawler", "explain", "https://mp.weixin.qq.com/s/1", *ARCHIVE).out
    )
    unknown = run("rednet_crawler", "explain", f"https://hh.rednet.cn{C}", *ARCHIVE)
    assert (unknown.code, "never listed" in unknown.out) == (0, True)
    nobody = run("rednet_crawler", "explain", "99", *ARCHIVE)
    assert (nobody.code, len(nobody.err.splitlines())) == (2, 1)


def test_the_record_of_a_run_is_as_its_schema_says(run: Run, station: HandMadeSite) -> None:
    station.page(A, "", status=503)
    folder = crawl(run, station, "-c", "要闻", "--run-file", "first.json").folder
    record = json.loads((folder / "first.json").read_text(encoding="utf-8"))
    check_record(record)
    jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))).validate(
        record
    )
    assert (record["run"], record["exit_code"], record["arguments"]["channel"]) == (1, 4, "要闻")
    assert record["articles"] == {"new": 1, "changed": 0, "unchanged": 0, "not_modified": 0}
    assert [missing["state"] for missing in record["missing"]] == ["failed"]
    assert not (folder / "run.json").exists()
    shown = run("rednet_crawler", "runs", "1", *ARCHIVE)
    assert json.loads(shown.out) == record
    crawl(run, station)
    assert json.loads((folder / "run.json").read_text(encoding="utf-8"))["run"] == 2
    assert [
        row["run"] for row in json.loads(run("rednet_crawler", "runs", "--json", *ARCHIVE).out)
    ] == [2, 1]
    assert "channel=要闻" in run("rednet_crawler", "runs", *ARCHIVE).out
    assert run("rednet_crawler", "runs", "9", *ARCHIVE).code == 2


def test_channels_of_an_archive_say_how_many_articles_are_known(
    run: Run, station: HandMadeSite
) -> None:
    crawl(run, station)
    station.asked.clear()
    shown = run("rednet_crawler", "channels", *ARCHIVE, site=station.address)
    assert (shown.code, station.asked) == (0, [])
    counts = {
        line.split("│")[1].strip(): line.split("│")[4].strip()
        for line in shown.out.splitlines()
        if "900" in line
    }
    assert counts == {"要闻": "2", "法治": "1"}


def test_an_article_that_is_due_again_is_asked_for_conditionally(
    run: Run, station: HandMadeSite
) -> None:
    for path in (A, B):
        station.page(path, station.text(path), 200, ETag=f'"{path}"')
    folder = crawl(run, station).folder
    station.conditions.clear()
    for path in (A, B):
        station.page(path, "", 304)
    due_now(folder)
    done = crawl(run, station)
    assert (done.code, done.rows()) == (0, [])
    assert {path: etag for path, etag in station.conditions.items() if etag} == {
        path: f'"{path}"' for path in (A, B)
    }
    station.asked.clear()
    crawl(run, station)
    assert not [path for path in station.asked if path.startswith("/content")]


def test_recheck_looks_again_whether_due_or_not(run: Run, station: HandMadeSite) -> None:
    crawl(run, station)
    station.article(A, title="改过的题目")
    assert crawl(run, station).rows() == []
    assert crawl(run, station, "--recheck", "1").rows() == []  # both are of 2024
    assert [row["revision"] for row in crawl(run, station, "--recheck", "99999").rows()] == [2]
    assert run("rednet_crawler", "crawl", *ARCHIVE, "--recheck", "soon").code == 2


def test_explain_gives_all_as_json(run: Run, station: HandMadeSite) -> None:
    crawl(run, station)
    known = json.loads(run("rednet_crawler", "explain", HOST + A, *ARCHIVE, "--json").out)
    assert (known["state"], known["url"]) == ("saved", HOST + A)
    assert {seen["channel"] for seen in known["sightings"]} >= {"要闻"}
    assert [each["current"] for each in known["revisions"]] == [1]
    fields = {each["field"]: each for each in known["fields"]}
    assert fields["title"]["value"] == known["revisions"][0]["record"]["title"]
    assert fields["title"]["place"] == "headline"
    never = run("rednet_crawler", "explain", f"{HOST}{A[:-6]}9.html", *ARCHIVE, "--json")
    assert "never listed" in json.loads(never.out)["why"]
