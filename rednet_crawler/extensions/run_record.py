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
from rednet_crawler.archive.owner import stamp
from rednet_crawler.errors import (
    EXIT_ALARM,
    EXIT_COMPLETE,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    EXIT_STORAGE,
    StorageError,
)
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.extensions.logs import ends_the_run
from rednet_crawler.extensions.notify import Notifier, judge
from rednet_crawler.launch.own_settings import read_limits
from rednet_crawler.middlewares.header_values import read_date
from rednet_crawler.quality.site_health import Latencies
from rednet_crawler.safety.safe_text import clean, safe_json
from rednet_crawler.spiders.base import RednetSpider
from rednet_crawler.spiders.temporary import TemporaryArchive

SCHEMA_FILE = files("rednet_crawler") / "run.schema.json"
RECORDED = object()
"""Signal: the record of the run is complete. Handlers get it as `record`."""
_MOST_MISSING = 1_000
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
            ahead = (theirs - datetime.now(UTC)).total_seconds()
            self._crawler.stats.set_value("rednet/site_clock_ahead", round(ahead))

    def write(self) -> None:
        """Write the record.

        If the archive cannot be written this is only logged; the next run marks this one as killed.
        """
        spider, stats = self._crawler.spider, self._crawler.stats
        if not isinstance(spider, RednetSpider) or stats is None:
            return
        now = datetime.now(UTC)
        record = build_record(spider, stats.get_stats(), now) | {
            "latency": self._latencies.to_record()
        }
        with suppress(StorageError):
            spider.alarms = judge(spider, record, self._limits, now)
        record |= {"alarms": spider.alarms, "exit_code": exit_code(spider, stats.get_stats())}
        text = safe_json(record, indent=2) + "\n"
        with suppress(StorageError):
            spider.recorded = True  # also where that fails, which is told
            spider.archive.runs.end(
                spider.run, record["exit_code"], record["ledger"], datetime.now(UTC), text
            )
            spider.archive.close()
        self._crawler.signals.send_catch_log(RECORDED, record=record)
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


def exit_code(spider: RednetSpider, stats: Mapping[str, Any]) -> int:
    """Return what a run came to (README, "Exit codes")."""
    if spider.finish_reason in (None, "shutdown"):  # None: the second signal ended it at once
        return EXIT_INTERRUPTED
    if any(name.startswith("feedexport/failed_count") for name in stats):
        return EXIT_STORAGE
    if spider.refusal is not None:
        return spider.refusal_code
    if spider.alarms:
        return EXIT_ALARM
    complete = spider.ledger.complete and spider.asked and spider.finish_reason == "finished"
    return EXIT_COMPLETE if complete else EXIT_INCOMPLETE


def build_record(spider: RednetSpider, stats: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return the content of run.json (`run.schema.json`). `now` is the end of the run."""
    entries = spider.ledger.entries
    missing = [
        {
            "url": clean(entry.url),
            "state": entry.state,
            "reason": clean(entry.reason or "not fetched yet"),
        }
        for entry in entries.values()
        if entry.state in ("failed", "gone", "pending")
    ]
    return {
        **_begin_and_end(spider, stats, now),
        "ledger": dict(spider.ledger.sums()),
        "articles": {
            name: stats.get(f"rednet/articles/{name}", 0)
            for name in ("new", "changed", "unchanged", "not_modified")
        },
        "requests": stats.get("downloader/request_count", 0),
        "bytes": stats.get("downloader/response_bytes", 0),
        "statuses": _counts(stats, _STATUS),
        "templates": _counts(stats, _TEMPLATE),
        "fields": spider.coverage.to_record(),
        "listings": {
            number: {**listed._asdict(), "name": clean(listed.name), "url": clean(listed.url)}
            for number, listed in spider.listed.items()
        },
        "tried": sum(entry.tried for entry in entries.values()),
        "failed": sum(
            entry.tried and entry.state == "failed" and key not in spider.ledger.lost
            for key, entry in entries.items()
        ),
        "without_article": stats.get("rednet/without_article", 0),
        "doubtful": [
            _reasoned(each.url, each.reason) for each in spider.doubts.all[:_MOST_MISSING]
        ],
        "doubtful_count": len(spider.doubts.all),
        "alarms": [],
        "problems": [_reasoned(each.url, each.reason) for each in spider.ledger.problems],
        "missing": missing[:_MOST_MISSING],
        "missing_count": len(missing),
        "stats": {name: _plain(value) for name, value in sorted(stats.items())},
    }


def _begin_and_end(spider: RednetSpider, stats: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    started = stats.get("start_time", now)
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
        "exit_code": exit_code(spider, stats),
        "finish_reason": stats.get("finish_reason"),
        "refusal": clean(spider.refusal) if spider.refusal else None,
    }


def _reasoned(url: str, reason: str) -> dict[str, str]:
    return {"url": clean(url), "reason": clean(reason)}


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
