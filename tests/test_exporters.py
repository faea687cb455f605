"""Feeds of real crawls: a spider that yields its items without a request, in a process of its own."""

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rednet_crawler.export.lines import excel_row
from rednet_crawler.export.records import to_record
from rednet_crawler.export.rows import COLUMNS, to_row
from tests.article_examples import EMPTY, FULL

PROJECT = Path(__file__).parents[1]

CRAWL = """
import asyncio, json, resource, signal, sys
from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from tests.article_examples import EMPTY, FULL

class Items(Spider):
    name = "items"
    items = "both"

    async def start(self):
        if self.items == "both":
            yield FULL
            yield EMPTY
        if self.items == "other":
            yield {"name": "法治\\x1b", "days": ["一", "二"]}
        if self.items == "many":
            for _ in range(300):
                yield FULL
        if self.items == "endless":
            print("ready", flush=True)
            while True:
                yield FULL
                await asyncio.sleep(0)

options = json.loads(sys.argv[1])
if options["items"] == "many":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
exporters = "rednet_crawler.exporters"
settings = {
    "FEED_EXPORTERS": {
        "csv": f"{exporters}.RednetCsvItemExporter",
        "jsonl": f"{exporters}.RednetJsonLinesItemExporter",
    },
    "FEED_STORAGES": {"": f"{exporters}.AtomicFileFeedStorage", "file": f"{exporters}.AtomicFileFeedStorage"},
    "FEED_EXPORT_ENCODING": "utf-8",
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "ERROR",
    **options["settings"],
}
process = AsyncCrawlerProcess(settings)
process.crawl(Items, items=options["items"])
process.start()
"""


def command(feeds, items="both", **settings):
    feeds = {str(path): options for path, options in feeds.items()}
    return [
        sys.executable,
        "-c",
        CRAWL,
        json.dumps({"items": items, "settings": {"FEEDS": feeds, **settings}}),
    ]


def crawl(feeds, items="both", **settings):
    done = subprocess.run(
        command(feeds, items, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=PROJECT,
    )
    return done.stderr


def read_csv(path, encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def read_jsonl(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


NEW = {"overwrite": True}
ADD: dict[str, bool] = {}
ROWS = [to_row(FULL), to_row(EMPTY)]
RECORDS = [to_record(FULL), to_record(EMPTY)]


def test_both_formats_in_one_run(tmp_path):
    feeds = {tmp_path / "out.csv": NEW, tmp_path / "out.jsonl": NEW}
    assert crawl(feeds) == ""
    assert read_csv(tmp_path / "out.csv") == ROWS
    assert read_jsonl(tmp_path / "out.jsonl") == RECORDS
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.csv", "out.jsonl"]


def test_adding_keeps_what_is_there_and_writes_no_second_header(tmp_path):
    feeds = {tmp_path / "out.csv": ADD, tmp_path / "out.jsonl": ADD}
    assert crawl(feeds) == crawl(feeds) == ""
    assert read_csv(tmp_path / "out.csv") == ROWS * 2
    assert read_jsonl(tmp_path / "out.jsonl") == RECORDS * 2


def test_overwriting_replaces_what_is_there(tmp_path):
    (tmp_path / "out.csv").write_text("something else\n")
    assert crawl({tmp_path / "out.csv": NEW}) == ""
    assert read_csv(tmp_path / "out.csv") == ROWS


def test_adding_ends_a_last_line_that_was_cut(tmp_path):
    (tmp_path / "out.jsonl").write_text('{"content_id": "1"}\n{"content')
    assert crawl({tmp_path / "out.jsonl": ADD}) == ""
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert lines[:2] == ['{"content_id": "1"}', '{"content']
    assert [json.loads(line) for line in lines[2:]] == RECORDS


def test_adding_to_a_table_of_other_columns_is_refused_before_anything_is_fetched(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("content_id,title\n1,一\n")
    assert "ArgumentError" in crawl({path: ADD})
    assert path.read_text() == "content_id,title\n1,一\n"
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_crawl_leaves_a_header(tmp_path):
    assert crawl({tmp_path / "out.csv": NEW, tmp_path / "out.jsonl": NEW}, items="none") == ""
    assert (tmp_path / "out.csv").read_text("utf-8") == ",".join(COLUMNS) + "\n"
    assert (tmp_path / "out.jsonl").read_bytes() == b""


@pytest.mark.parametrize(
    ("options", "settings"),
    [(NEW, {"REDNET_EXCEL": "1"}), ({**NEW, "item_export_kwargs": {"excel": True}}, {})],
)
def test_the_excel_profile_by_setting_and_by_feed_option(tmp_path, options, settings):
    assert crawl({tmp_path / "out.csv": options}, **settings) == ""
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_csv(tmp_path / "out.csv", "utf-8-sig") == [excel_row(row) for row in ROWS]


def test_chosen_fields(tmp_path):
    feeds = {
        tmp_path / "out.csv": {**NEW, "fields": ["title", "byline"]},
        tmp_path / "out.jsonl": {**NEW, "fields": {"title": "headline", "byline": "authors"}},
    }
    assert crawl(feeds) == ""
    assert read_csv(tmp_path / "out.csv") == [
        {"title": row["title"], "byline": row["byline"]} for row in ROWS
    ]
    expected = [{"headline": record["title"], "authors": record["byline"]} for record in RECORDS]
    assert read_jsonl(tmp_path / "out.jsonl") == expected


def test_items_of_another_spider(tmp_path):
    assert crawl({tmp_path / "out.csv": NEW, tmp_path / "out.jsonl": NEW}, items="other") == ""
    assert read_csv(tmp_path / "out.csv") == [{"name": "法治", "days": '["一", "二"]'}]
    assert read_jsonl(tmp_path / "out.jsonl") == [{"name": "法治", "days": ["一", "二"]}]


def test_a_compressed_feed(tmp_path):
    options = {
        **NEW,
        "format": "jsonl",
        "postprocessing": ["scrapy.extensions.postprocessing.GzipPlugin"],
    }
    assert crawl({tmp_path / "out.jsonl.gz": options}) == ""
    lines = gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()).decode().splitlines()
    assert [json.loads(line) for line in lines] == RECORDS


def test_a_device_is_written_straight_to(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(command({pipe: {**NEW, "format": "jsonl"}}), cwd=PROJECT):
        assert read_jsonl(pipe) == RECORDS
    assert list(tmp_path.iterdir()) == [pipe]


def test_a_feed_with_a_hole_does_not_take_the_name(tmp_path):
    path = tmp_path / "out.jsonl"
    path.write_text("before\n")
    log = crawl({path: NEW}, items="many")
    assert f"{path}: left as it was, for writing failed" in log
    assert path.read_text() == "before\n"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.jsonl", "out.jsonl.part"]


@pytest.mark.parametrize("options", [NEW, ADD], ids=["overwrite", "add"])
@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_a_killed_crawl_leaves_the_file_as_it_was(tmp_path, options, seconds):
    path = tmp_path / "out.jsonl"
    path.write_bytes(b'{"content_id": "1"}\n')
    with subprocess.Popen(
        command({path: options}, "endless"), stdout=subprocess.PIPE, cwd=PROJECT
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    assert path.read_bytes() == b'{"content_id": "1"}\n'
    assert crawl({path: options}) == ""
    assert read_jsonl(path) == [{"content_id": "1"}] * (options == ADD) + RECORDS
    assert list(tmp_path.iterdir()) == [path]
