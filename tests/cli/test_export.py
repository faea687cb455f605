"""`rednet export`: an archive as files; what comes out is what was crawled."""

import csv
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from rednet_crawler.archive.archive import Archive
from rednet_crawler.export.records import from_record, to_record
from rednet_crawler.items import Article
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from rednet_crawler.site.clock import stamp
from tests.article_examples import ARTICLES, FULL
from tests.crawl.conftest import FAST, Outcome, run_in


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive, and with the file of the crawl that made it."""
    made = tmp_path_factory.mktemp("export")
    with serve(build_station(60)) as address:
        words = (
            "crawl",
            "--archive",
            "sqlite:///rednet.db",
            "-o",
            "crawled.jsonl",
            "-o",
            "crawled.csv",
            *FAST,
        )
        assert run_in(made, "rednet_crawler", *words, site=address).code == 0
    return made


def export(folder: Path, *words: str) -> Outcome:
    done = run_in(folder, "rednet_crawler", "export", *words)
    assert "Traceback" not in done.err
    return done


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def objects(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def test_what_is_new_since_a_run_or_a_time(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    with Archive(str(tmp_path / "rednet.db")) as archive:
        for at, hashes in enumerate((["a", "b"], ["a", "c"], ["d"])):
            moment = now + timedelta(hours=at)
            run = archive.runs.begin("huaihua", {}, "0", moment, "hh")
            for key, content_hash in enumerate(hashes, start=1):
                record = to_record(
                    replace(FULL, content_id=str(key), content_hash=content_hash * 64)
                )
                record["fetched_at"] = stamp(moment)
                archive.articles.save(str(key), record, moment, run=run)
            archive.runs.end(run, 0, archive.ledger.sums(), moment)
    for given_, expected in {
        "1": 2, "2": 2, "3": 1, "2026-11-24": 2, "2026-11-24T05:30": 1, "2026-11-23T22:30Z": 0,
    }.items():  # fmt: skip
        done = export(tmp_path, "--new-since", given_, "-o", "a.jsonl")
        assert (done.code, len(objects(tmp_path, "a.jsonl"))) == (0, expected), given_
    for wrong in ("9", "gestern"):
        done = export(tmp_path, "--new-since", wrong, "-o", "a.jsonl")
        assert (done.code, done.err.count("\n")) == (2, 1)


@given(ARTICLES)
def test_a_record_is_read_back_as_the_article_it_was(article: Article) -> None:
    written = json.loads(json.dumps(to_record(article)))
    assert to_record(from_record(written)) == written


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
def test_the_articles_are_those_of_the_crawl(folder: Path, ending: str) -> None:
    assert export(folder, "-o", f"all.{ending}").err == f"all.{ending}: 60 rows of articles\n"
    read = objects if ending == "jsonl" else table
    crawled, exported = (
        {row["content_id"]: row for row in read(folder, name)}
        for name in (f"crawled.{ending}", f"all.{ending}")
    )
    assert exported == crawled


def test_the_flat_tables_hold_what_the_articles_hold(folder: Path) -> None:
    for name in ("articles", "paragraphs", "people", "images", "sightings", "revisions"):
        assert export(folder, "--table", name, "-o", f"{name}.jsonl").code == 0
        assert export(folder, "--table", name, "-o", f"{name}.csv").code == 0
        plain = [
            {field: "" if value is None else str(value) for field, value in row.items()}
            for row in objects(folder, f"{name}.jsonl")
        ]
        if name not in ("articles", "revisions"):
            assert table(folder, f"{name}.csv") == plain
    whole = objects(folder, "articles.jsonl")
    paragraphs = [
        (row["content_id"], row["section"], row["heading"], row["text"])
        for row in objects(folder, "paragraphs.jsonl")
    ]
    assert paragraphs == [
        (row["content_id"], place, section["heading"], text)
        for row in whole
        for place, section in enumerate(row["sections"], 1)
        for text in section["paragraphs"]
    ]
    people = [
        (row["content_id"], row["credit"], row["name"], row["role"])
        for row in objects(folder, "people.jsonl")
    ]
    assert people == [
        person
        for row in whole
        for person in [
            *((row["content_id"], "byline", each["name"], each["role"]) for each in row["byline"]),
            *((row["content_id"], "editor", name, None) for name in row["editor"]),
        ]
    ]
    assert objects(folder, "revisions.jsonl") == whole


def test_a_workbook_and_a_feed_have_the_newest_first(folder: Path) -> None:
    import feedparser
    import openpyxl

    assert export(folder, "-o", "a.xlsx").code == export(folder, "-o", "a.atom").code == 0
    days = [
        row[0].value
        for row in openpyxl.load_workbook(folder / "a.xlsx").active.iter_rows(min_row=2)
    ]
    assert len(days) == 60
    assert [day for day in days if day] == sorted((day for day in days if day), reverse=True)
    read = feedparser.parse((folder / "a.atom").read_bytes())
    assert (read.bozo, len(read.entries), read.feed.id) == (False, 50, "https://hh.rednet.cn/")
    assert read.feed.title == "红网怀化站"
    done = export(folder, "-c", "要闻", "--limit", "3", "-o", "b.atom")
    read = feedparser.parse((folder / "b.atom").read_bytes())
    assert (done.code, len(read.entries), read.feed.title) == (0, 3, "红网怀化站 · 要闻")
    assert "/channel/" in read.feed.id
    assert all("要闻" in [each.term for each in entry.tags] for entry in read.entries)


def test_rows_go_to_standard_output_and_words_do_not(folder: Path) -> None:
    done = export(folder, "-o", "-")
    rows = [json.loads(line)["content_id"] for line in done.out.splitlines()]
    assert sorted(rows) == sorted(row["content_id"] for row in objects(folder, "crawled.jsonl"))
    assert done.err == "-: 60 rows of articles\n"
    assert export(folder, "-q", "-o", "-", "--limit", "2").err == ""


def test_a_slice_is_of_its_days_and_channel(folder: Path) -> None:
    whole = objects(folder, "crawled.jsonl")
    assert export(folder, "-c", "要闻", "--since", "20", "-o", "a.jsonl").code == 2
    assert (
        export(
            folder, "-c", "要闻", "--since", "2020-01", "--until", "2023-12-31", "-o", "a.jsonl"
        ).code
        == 0
    )
    assert {row["content_id"] for row in objects(folder, "a.jsonl")} == {
        row["content_id"]
        for row in whole
        if "要闻" in row["channels"]
        and "2020-01-01" <= str(row["published_at"] or "")[:10] <= "2023-12-31"
    }


def test_fields_are_written_in_the_order_asked_for(folder: Path) -> None:
    assert export(folder, "--fields", "title,content_id", "-o", "a.csv", "--excel").code == 0
    assert (folder / "a.csv").read_bytes().startswith(b"\xef\xbb\xbftitle,content_id\r\n")
    assert export(folder, "--fields", "title,sections", "-o", "a.jsonl").code == 0
    assert list(objects(folder, "a.jsonl")[0]) == ["title", "sections"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("-o", "a.ods"), "has to be one of"),
        (("-o", "a.jsonl", "--fields", "titel"), "titel: not one of content_id, url"),
        (("-o", "a.jsonl", "-c", "没有"), "not in this archive; it has 重要新闻"),
        (("-o", "a.jsonl", "--station", "zz"), "station=zz: not in this archive; it has hh"),
        (("-o", "a.jsonl", "--archive", "sqlite:///none.db"), "there is no such archive"),
        (("-o", "none/x/a.jsonl", "--since", "gestern"), "gestern"),
    ],
)
def test_what_cannot_be_done_is_one_line(folder: Path, words: tuple[str, ...], reason: str) -> None:
    done = export(folder, *words)
    assert done.code in (2, 3)
    assert reason in done.err
    assert done.err.count("\n") == 1
