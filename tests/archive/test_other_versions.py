"""An archive outlives the code: what an older version wrote, and what a newer one may write, can be read."""

import csv
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from rednet_crawler import open_archive
from rednet_crawler.cli.archives import open_archive as open_whole
from rednet_crawler.cli.main import rednet
from rednet_crawler.export import records
from rednet_crawler.export.tables import TABLES
from rednet_crawler.items import Article
from tests.outside import needed

OLD = Path(__file__).with_name("of-0.1.0.sql")
KEY = "12773739"
OF_THE_ROW = {"content_id", "url", "station", "content_hash", "revision"}
"""What the tables have as columns, too."""
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an archive of 0.1.0, `a.db`, in which the test is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REDNET_ARCHIVE", raising=False)
    records._tell_once.cache_clear()
    with closing(sqlite3.connect("a.db")) as database:
        database.executescript(OLD.read_text(encoding="utf-8"))
    return tmp_path


def change_records(change: Change) -> dict[str, Any]:
    """Change one article in all places where the archive keeps it, add an earlier revision as it
    was, and return that.
    """
    with closing(sqlite3.connect("a.db")) as database, database:
        (written,) = database.execute(
            "SELECT record FROM articles WHERE key = ?", (KEY,)
        ).fetchone()
        record: dict[str, Any] = json.loads(written)
        was: dict[str, Any] = json.loads(written)
        change(record)
        text = json.dumps(record, ensure_ascii=False)
        database.execute("UPDATE articles SET record = ?, revision = 2 WHERE key = ?", (text, KEY))
        database.execute("UPDATE revisions SET record = ?, revision = 2 WHERE key = ?", (text, KEY))
        database.execute(
            "INSERT INTO revisions (key, revision, content_hash, fetched_at, record)"
            " SELECT key, 1, content_hash, fetched_at, ? FROM revisions WHERE key = ?",
            (written, KEY),
        )
    return was


def run(*words: str) -> None:
    rednet.main([words[0], "--archive", "sqlite:///a.db", *words[1:]], standalone_mode=False)


def exported(name: str = "articles") -> list[dict[str, Any]]:
    """Write a table in the formats that are made of it in their own way, and return its rows."""
    for ending in ("jsonl", "csv", *(["parquet"] if name in ("articles", "metadata") else [])):
        run("export", "--table", name, "-o", f"{name}.{ending}")
    rows = [
        json.loads(line) for line in Path(f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    with Path(f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(rows)
    return rows


def read_in_every_way(capsys: pytest.CaptureFixture[str]) -> Iterator[dict[str, Any]]:
    """Have every command read the archive, and yield what each that shows articles says of the one that was changed."""
    needed(modules=("pyarrow", "rensa", "jinja2", "pygal", "datasette"))
    from rednet_crawler.browse.catalogue import make_catalogue

    for name in TABLES:
        rows = exported(name)
        if name in ("articles", "revisions"):
            yield next(row for row in reversed(rows) if row["content_id"] == KEY)
    run("export", "--package", "package")
    run("export", "--package", "bare", "--no-text")
    run("report", "-o", "report.html")
    run("explain", KEY)
    shown = capsys.readouterr().out
    assert f"{KEY}  https://hh.rednet.cn/" in shown
    with open_whole("sqlite:///a.db") as opened:
        made = list(opened.whole(opened.slices.articles(opened.slices.keys())))
    assert make_catalogue(Path("catalogue.db"), made) == len(made) == 3
    with open_archive("a.db") as archive:
        assert len(list(archive.articles())) == 3
        article = archive.article(KEY)
    assert article is not None
    yield article.to_dict()


def test_an_archive_of_0_1_0_gives_what_it_gave(capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect("a.db")) as database:
        kept = {
            key: json.loads(record)
            for key, record in database.execute("SELECT key, record FROM articles")
        }
    for row in read_in_every_way(capsys):
        assert row == kept[KEY]
    assert {row["content_id"]: row for row in exported()} == kept


@pytest.mark.parametrize("name", [field.name for field in fields(Article)])
def test_a_field_that_a_record_lacks_reads_as_absent(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    was = change_records(lambda record: record.pop(name))
    for row in read_in_every_way(capsys):
        if name in OF_THE_ROW:
            assert row == was | {"revision": row["revision"]}
        elif name == "channels":  # it is made of the sightings
            assert row == was or row["channels"] == []
        else:
            assert row[name] in (None, [], {})
            assert row == was | {name: row[name]}


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("byline", "role"),
        ("sections", "heading"),
        ("sections", "paragraphs"),
        ("images", "caption"),
    ],
)
def test_so_does_a_field_that_a_part_of_it_lacks(
    capsys: pytest.CaptureFixture[str], part: str, name: str
) -> None:
    def change(record: dict[str, Any]) -> None:
        record["images"] = record["images"] or [
            {"url": "https://img.rednet.cn/a.jpg", "caption": "图"}
        ]
        assert record[part][0].pop(name, "") != ""

    change_records(change)
    for row in read_in_every_way(capsys):
        assert row[part][0][name] in (None, [])


def test_fields_of_a_newer_version_are_passed_over_and_that_is_said_once(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    was = change_records(
        lambda record: (record.update(mood="好"), record["byline"][0].update(unit="台"))
    )
    with caplog.at_level(logging.WARNING):
        for row in read_in_every_way(capsys):
            assert row == was
    (said,) = [each.getMessage() for each in caplog.records if each.name == records.__name__]
    assert (
        said
        == "this archive has fields of a newer rednet-crawler, which are passed over: byline.unit、mood"
    )


@pytest.mark.parametrize(
    "words", [("export", "-o", "b.jsonl"), ("export", "-o", "b.csv"), ("explain", KEY)]
)
def test_a_value_that_is_none_is_one_line_that_names_it(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    change_records(lambda record: record.update(title=["题目"]))
    with pytest.raises(SystemExit) as caught:
        run(*words)
    assert caught.value.code == 4
    (said,) = [line for line in capsys.readouterr().err.splitlines() if "is damaged" in line]
    assert f"/{KEY}.html: is damaged in the archive (title: Input should be a valid string)" in said
    assert "rednet backup" in said
    with open_archive("a.db") as archive:
        assert archive.article(KEY) is None
