"""The replica comes out whole, by every way to start a crawl."""

import csv
import json
from io import StringIO

import jsonschema
import pytest

from rednet_crawler.replica.station import Replica
from tests.crawl.conftest import FAST, ROOT, Run, run_in

TIMES = {"first_seen_at", "fetched_at"}


def comparable(rows: list[dict[str, object]]) -> dict[object, dict[str, object]]:
    return {
        row["content_id"]: {name: value for name, value in row.items() if name not in TIMES}
        for row in rows
    }


def test_the_demo_equals_the_ground_truth(run: Run) -> None:
    done = run("rednet_crawler", "demo", "--out", "demo", "--articles", "120")
    assert done.code == 0, done.err
    assert "all 120 articles are as the replica made them" in done.err
    assert sorted(path.name for path in (done.folder / "demo").iterdir()) == [
        "articles.csv",
        "articles.jsonl",
        "demo.db",
        "report.html",
        "run.json",
    ]


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory, replica: Replica, station: str
) -> dict[object, dict[str, object]]:
    folder = tmp_path_factory.mktemp("whole")
    done = run_in(folder, "rednet_crawler", "crawl", "-o", "a.jsonl", *FAST, site=station)
    assert done.code == 0, done.err
    rows = done.rows()
    assert len(rows) == len(replica.truth)
    return comparable(rows)


def test_every_field_equals_the_ground_truth(
    replica: Replica, whole: dict[object, dict[str, object]]
) -> None:
    for expected in replica.truth:
        row = whole[expected["content_id"]]
        assert {name: row[name] for name in expected if name != "channels"} == {
            name: value for name, value in expected.items() if name != "channels"
        }
        assert sorted(row["channels"]) == sorted(expected["channels"])  # type: ignore[call-overload]


def test_every_row_validates_against_the_shipped_schema(station: str, run: Run) -> None:
    done = run("rednet_crawler", "crawl", "-c", "要闻", "-o", "a.jsonl", *FAST, site=station)
    schema = json.loads((ROOT / "rednet_crawler" / "article.schema.json").read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    rows = done.rows()
    assert rows
    for row in rows:
        validator.validate(row)


def test_scrapy_and_rednet_give_the_same_rows_in_both_formats(run: Run, station: str) -> None:
    ours = run(
        "rednet_crawler", "crawl", "-c", "法治", "-o", "a.jsonl", "-o", "a.csv", *FAST, site=station
    )
    folder = ours.folder
    theirs = run(
        "scrapy", "crawl", "huaihua", "-a", "channel=法治", "-O", str(folder / "b.jsonl"), "-O",
        str(folder / "b.csv"), *FAST,
        site=station, cwd=ROOT,
    )  # fmt: skip
    assert (ours.code, theirs.code) == (0, 0), theirs.err
    assert comparable(ours.rows("a.jsonl")) == comparable(ours.rows("b.jsonl"))
    tables = [
        list(csv.DictReader(StringIO((folder / name).read_bytes().decode(), newline="")))
        for name in ("a.csv", "b.csv")
    ]
    assert comparable(tables[0]) == comparable(tables[1])
    assert len(tables[0]) == len(ours.rows())
    assert not [
        cell
        for row in tables[0]
        for cell in row.values()
        if "Credit(" in cell or "{'" in cell or cell == "None"
    ]


def test_scrapy_lists_the_spiders(run: Run) -> None:
    assert run("scrapy", "list", cwd=ROOT).out.split() == ["article", "huaihua", "survey"]


def test_a_date_range_takes_what_was_published_in_it(
    run: Run, station: str, replica: Replica
) -> None:
    done = run(
        "rednet_crawler",
        "crawl",
        "--since",
        "2022-12",
        "--until",
        "2022-12-31",
        "-o",
        "a.jsonl",
        *FAST,
        site=station,
    )
    expected = {
        str(truth["content_id"])
        for truth in replica.truth
        if str(truth["published_at"]).startswith("2022-12")
    }
    assert "12109536" in expected
    assert {row["content_id"] for row in done.rows()} == expected


def test_a_limit_takes_the_newest(run: Run, station: str) -> None:
    done = run("rednet_crawler", "crawl", "--limit", "5", "-o", "a.jsonl", *FAST, site=station)
    assert len(done.rows()) == 5
    assert "pending" in done.err


def test_one_article_is_fetched_by_any_of_its_addresses(run: Run, station: str) -> None:
    for url in (
        "https://hh.rednet.cn/content/646656/94/12109536.html",
        "http://hh-wap.rednet.cn/content/646656/94/12109536.html?from=app",
        "https://moment.rednet.cn/pc/content/646656/94/12109536.html",
    ):
        done = run("rednet_crawler", "fetch", url, *FAST, site=station)
        assert done.code == 0, done.err
        row = json.loads(done.out)
        assert row["url"] == "https://hh.rednet.cn/content/646656/94/12109536.html"
        assert [credit["name"] for credit in row["byline"]] == [
            "郭飞",
            "赵恒",
            "陈林",
            "唐仲文",
            "尹鸾",
        ]


def test_the_channels_are_listed_with_their_numbers(
    run: Run, station: str, replica: Replica
) -> None:
    done = run("rednet_crawler", "channels", *FAST, site=station)
    assert done.code == 0, done.err
    for channel in replica.channels:
        assert channel.name in done.out
        assert str(channel.number) in done.out


def test_an_excel_feed_begins_with_a_bom(run: Run, station: str) -> None:
    done = run(
        "rednet_crawler", "crawl", "-c", "消费", "--excel", "-o", "a.csv", *FAST, site=station
    )
    assert (done.folder / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
