"""`run.json`: a run's arguments, results and gaps; also the run's end in the archive."""

import platform
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response

from rednet_crawler import __version__
from rednet_crawler.archive.address import file_of
from rednet_crawler.archive.archive import Archive
from rednet_crawler.crawl.run_outcome import (
    MOST_AHEAD,
    Doubt,
    ListedChannel,
    Missing,
    RunOutcome,
    told_of_clock,
)
from rednet_crawler.crawl.temporary import TemporaryArchive
from rednet_crawler.errors import StorageError
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.extensions.logs import ends_the_run
from rednet_crawler.extensions.notify import Notifier, judge
from rednet_crawler.launch.own_settings import read_limits
from rednet_crawler.middlewares.header_values import read_age, read_date
from rednet_crawler.quality.site_health import Latencies
from rednet_crawler.safety import clean, safe_json
from rednet_crawler.site.clock import stamp
from rednet_crawler.site.urls import home_url
from rednet_crawler.spiders.base import RednetSpider

SCHEMA_FILE = files("rednet_crawler") / "run.schema.json"
RECORDED = object()
"""Signal: the record of the run is complete. Handlers get it as `record`."""
_MOST_MISSING = 1_000
_ARTICLES = ("new", "changed", "unchanged", "not_modified")
_STATUS, _TEMPLATE = "downloader/response_status_count/", "rednet/template/"


class RunRecord:
    """Extension that enters the end of a run into the archive, and writes `run.json`."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._file = str(crawler.settings["REDNET_RUN_FILE"] or "")
        self._limits = read_limits(crawler.settings)
        self._notifier = Notifier(crawler.settings)
        self._latencies = Latencies()
        self._date: bytes | None = None
        """The last `Date` that the site sent."""
        self._ahead: float | None = None
        """Seconds by which the site's clock is ahead of ours."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RunRecord":
        """Wait for the end of the run: by then feeds are written and the stats are whole."""
        with ends_the_run():
            record = cls(crawler)
        crawler.signals.connect(record.time, signals.response_received)
        crawler.signals.connect(record.write, signals.engine_stopped)
        return record

    def time(self, response: Response, request: Request) -> None:
        """Count the time of a response (of a retried page the last one), and compare the clocks."""
        if "download_latency" in request.meta:
            self._latencies.add(request.meta["download_latency"])
        date_header = response.headers.get("Date")
        if date_header == self._date:
            return  # of the same second
        self._date = date_header
        if (theirs := read_date(date_header)) is not None:
            ahead = (theirs - datetime.now(UTC)).total_seconds() + read_age(response)
            # what a cache kept is older than the site's clock, never younger
            self._ahead = ahead if self._ahead is None else max(self._ahead, ahead)
            self._crawler.stats.set_value("rednet/site_clock_ahead", round(self._ahead))

    def write(self) -> None:
        """Write the record. If the archive cannot be written this is only logged; the next run
        finds this one killed.
        """
        spider, stats = self._crawler.spider, self._crawler.stats
        if not isinstance(spider, RednetSpider) or stats is None:
            return
        now, outcome = datetime.now(UTC), spider.outcome
        if self._ahead is not None and abs(self._ahead) > MOST_AHEAD:
            spider.ledger.problem(home_url(spider.station), told_of_clock(self._ahead))
        record = build_record(spider, stats.get_stats(), now) | {
            "latency": self._latencies.to_record()
        }
        with suppress(StorageError):
            outcome.alarms = judge(spider, record, self._limits, now)
        record |= {"alarms": outcome.alarms, "exit_code": outcome.exit_code(stats.get_stats())}
        text = safe_json(record, indent=2) + "\n"
        totals: dict[str, Any] = {}
        with suppress(StorageError):
            outcome.recorded = True  # also where that fails, which is told
            spider.archive.runs.end(
                spider.run, record["exit_code"], record["ledger"], datetime.now(UTC), text
            )
            totals = totals_of(spider.archive)
            spider.archive.close()
        self._crawler.signals.send_catch_log(RECORDED, record=record, totals=totals)
        self._notifier.notify(record, now)
        path = self._file or spider.archive.run_file
        if path:
            try:
                _write(
                    PartFile(Path(path), mode=spider.archive.mode, implicit=not self._file), text
                )
            except StorageError as error:
                spider.logger.error("%s", error)


def _write(part: PartFile, text: str) -> None:
    try:
        part.write(text.encode())
        part.complete()
    finally:
        part.discard()


def totals_of(archive: Archive) -> dict[str, Any]:
    """Return how much an archive holds: articles, links by state, open alarms, bytes of its file."""
    file = file_of(archive.name)
    return {
        "articles": archive.articles.count(),
        "links": archive.ledger.sums(),
        "open_alarms": len(archive.alarms.open()),
        "bytes": file.stat().st_size if file is not None and file.is_file() else None,
    }


def build_record(spider: RednetSpider, stats: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the content of run.json as `run.schema.json` describes it. `now` is the end of the run."""
    started = stats.get("start_time", now)
    outcome = spider.outcome
    return {
        "run": None if isinstance(spider.archive, TemporaryArchive) else spider.run,
        "spider": spider.name,
        "arguments": {name: value for name, value in spider.given.items() if value is not None},
        "station": spider.station,
        "versions": {
            "rednet-crawler": __version__,
            "scrapy": scrapy.__version__,
            "python": platform.python_version(),
        },
        "started_at": stamp(started),
        "ended_at": stamp(now),
        "seconds": round((now - started).total_seconds(), 1),
        "exit_code": outcome.exit_code(stats),
        "finish_reason": stats.get("finish_reason"),
        "refusal": clean(outcome.refusal) if outcome.refusal else None,
        "ledger": dict(outcome.ledger.sums()),
        "articles": {name: stats.get(f"rednet/articles/{name}", 0) for name in _ARTICLES},
        "requests": stats.get("downloader/request_count", 0),
        "bytes": stats.get("downloader/response_bytes", 0),
        "statuses": _counts(stats, _STATUS),
        "templates": _counts(stats, _TEMPLATE),
        "readings": outcome.coverage.readings._asdict(),
        "fields": outcome.coverage.to_record(),
        "listings": {number: _cleaned(listed) for number, listed in outcome.listed.items()},
        "tried": outcome.tried(),
        "failed": outcome.failed(),
        "without_article": stats.get("rednet/without_article", 0),
        **_faults(outcome),
        "stats": {name: _plain(value) for name, value in sorted(stats.items())},
    }


def _faults(outcome: RunOutcome) -> dict[str, Any]:
    """Return what run.json says of all that went wrong; the alarms are judged by the rest of it."""
    missing, doubts = list(outcome.missing()), outcome.doubts.all
    return {
        "doubtful": [_cleaned(each) for each in doubts[:_MOST_MISSING]],
        "doubtful_count": len(doubts),
        "alarms": [],
        "problems": [
            {"url": clean(each.url), "reason": clean(each.reason)} for each in outcome.problems
        ],
        "missing": [_cleaned(each) for each in missing[:_MOST_MISSING]],
        "missing_count": len(missing),
    }


def _cleaned(row: ListedChannel | Missing | Doubt) -> dict[str, Any]:
    values: dict[str, Any] = row._asdict()
    return {
        name: clean(value) if isinstance(value, str) else value for name, value in values.items()
    }


def _counts(stats: Mapping[str, Any], prefix: str) -> dict[str, int]:
    return {
        name.removeprefix(prefix): count
        for name, count in sorted(stats.items())
        if name.startswith(prefix)
    }


def _plain(value: object) -> str | int | float | bool | None:
    if isinstance(value, datetime):
        return stamp(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value) if isinstance(value, date) else clean(str(value))
