"""What a run tells to machines: JSON lines, a file for Prometheus, Scrapy's stats and latencies in run.json."""

import json
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from tests.crawl.conftest import CRAWL, FAST, HandMadeSite, Run
from tests.outside import needed
from tests.run_schema import check_record


@pytest.fixture(autouse=True)
def extra() -> None:
    needed(modules=("prometheus_client", "pythonjsonlogger"))


def test_every_line_of_the_log_is_json(run: Run, site: HandMadeSite) -> None:
    evil = "/content/646847/83/13700001.html"
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001))
    site.channel(9001, [evil, "/content/646847/83/13700002.html"])
    site.article("/content/646847/83/13700002.html", title="\x1b]0;题\u202e目")
    done = run(*CRAWL, "--log-json", *FAST, site=site.address)
    assert done.code == 4
    lines = [json.loads(line) for line in done.err.splitlines()]
    assert all(
        {"time", "level", "logger", "message", "spider", "station"} <= line.keys() for line in lines
    )
    assert not set("\x1b\u202e") & set(done.err)
    (end,) = [line for line in lines if line["message"] == "run ended"]
    record = json.loads((done.folder / "run.json").read_text(encoding="utf-8"))
    assert {name: end[name] for name in ("exit_code", "ledger", "articles")} == {
        name: record[name] for name in ("exit_code", "ledger", "articles")
    }
    assert any(
        evil in line["message"] and "404" in line["reason"] for line in lines if "reason" in line
    )


def test_metrics_are_those_of_the_record(run: Run, station: str, tmp_path: Path) -> None:
    from prometheus_client.parser import text_string_to_metric_families as parse

    done = run(*CRAWL, "--metrics", "rednet.prom", *FAST, site=station)
    assert done.code == 0, done.err
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    samples = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in parse((tmp_path / "rednet.prom").read_text(encoding="utf-8"))
        for sample in family.samples
    }
    hh = ("station", "hh")
    for state, number in record["ledger"].items():
        assert samples["rednet_run_links", tuple(sorted([hh, ("state", state)]))] == number
    for status, number in record["statuses"].items():
        assert samples["rednet_run_responses", (hh, ("status", status))] == number
    assert samples["rednet_run_requests", (hh,)] == record["requests"]
    assert samples["rednet_run_exit_code", (hh,)] == 0
    with Archive(str(tmp_path / "a.db")) as archive:
        assert samples["rednet_archive_articles", (hh,)] == archive.articles.count() > 0
        for state, number in archive.ledger.sums().items():
            assert samples["rednet_archive_links", tuple(sorted([hh, ("state", state)]))] == number
    assert samples["rednet_archive_open_alarms", (hh,)] == 0
    assert samples["rednet_archive_bytes", (hh,)] > 10_000
    assert (
        samples["rednet_run_latency_seconds", (("quantile", "0.5"), hh)]
        == record["latency"]["median"]
    )
    assert [path.name for path in tmp_path.glob("rednet.prom*")] == ["rednet.prom"]


@pytest.mark.parametrize("name", ["rednet.txt", "nowhere/rednet.prom"])
def test_a_metrics_file_that_cannot_be(run: Run, site: HandMadeSite, name: str) -> None:
    done = run(*CRAWL, "--metrics", name, *FAST, site=site.address)
    assert (done.code, len(done.err.splitlines()), site.asked) == (2, 1, [])
    assert name in done.err


def test_the_record_holds_latencies_and_stats(run: Run, station: str, tmp_path: Path) -> None:
    assert run(*CRAWL, *FAST, site=station).code == 0
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    check_record(record)
    assert record["latency"]["answers"] > 100
    assert (
        0
        < record["latency"]["median"]
        <= record["latency"]["p95"]
        <= record["latency"]["slowest"]
        < 30
    )
    assert record["stats"]["downloader/request_count"] == record["requests"]
    assert abs(record["stats"]["rednet/site_clock_ahead"]) <= 2
