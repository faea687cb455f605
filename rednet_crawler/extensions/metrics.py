"""The figures of a run for Prometheus: a file for the node exporter (extra `monitor`)."""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from rednet_crawler.errors import StorageError, needs
from rednet_crawler.extensions.logs import ends_the_run
from rednet_crawler.extensions.run_record import RECORDED
from rednet_crawler.launch.own_settings import read_metrics_file
from rednet_crawler.quality.alarms import Kind

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry


logger = logging.getLogger(__name__)


class MetricsFile:
    """Extension that writes the file at the end of each run. It is there whole or not at all."""

    def __init__(self, file: Path, crawler: Crawler) -> None:
        self._file, self._crawler = file, crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "MetricsFile":
        """Wait for the record of the run, where REDNET_METRICS names a file."""
        name = str(crawler.settings["REDNET_METRICS"] or "")
        if not name:
            raise NotConfigured
        with ends_the_run(), needs("monitor"):
            import_module("prometheus_client")  # fails at the start, not after the run
            made = cls(read_metrics_file(name), crawler)
        crawler.signals.connect(made.write, RECORDED)
        return made

    def write(self, record: Mapping[str, Any], totals: Mapping[str, Any]) -> None:
        """Write the figures of a run and of its archive. Where that fails it is logged."""
        from prometheus_client import write_to_textfile

        try:
            write_to_textfile(str(self._file), make_metrics(record, totals))
        except OSError as error:
            failure = StorageError(
                f"{self._file}: cannot be written ({error.strerror}); check disk and rights"
            )
            logger.error("%s", failure)


def make_metrics(record: Mapping[str, Any], totals: Mapping[str, Any]) -> "CollectorRegistry":
    """Return the figures of a run.json, and of what its archive holds, as gauges, each with the station as a label."""
    from prometheus_client import CollectorRegistry, Gauge

    registry = CollectorRegistry()

    def gauge(name: str, says: str, values: Mapping[str, float | None], label: str = "") -> None:
        made = Gauge(f"rednet_{name}", says, ["station", *filter(None, [label])], registry=registry)
        for key, value in values.items():
            if value is not None:
                made.labels(record["station"], *filter(None, [label and key])).set(value)

    def one(name: str, says: str, value: float) -> None:
        gauge(name, says, {"": value})

    latency = record["latency"]
    alarms = Counter(alarm["kind"] for alarm in record["alarms"])
    one(
        "run_end_timestamp_seconds",
        "When the last run ended.",
        datetime.fromisoformat(record["ended_at"]).timestamp(),
    )
    one("run_duration_seconds", "How long the last run took.", record["seconds"])
    one(
        "run_exit_code",
        "Exit code of the last run: 0 complete, 4 incomplete, 5 alarm.",
        record["exit_code"],
    )
    one("run_requests", "Requests of the last run.", record["requests"])
    one("run_received_bytes", "Bytes that the last run received.", record["bytes"])
    one("run_missing_links", "Links that the last run could not get.", record["missing_count"])
    gauge("run_articles", "Articles that the last run fetched.", record["articles"], "outcome")
    gauge("run_readings", "Articles that the last run read, by what.", record["readings"], "by")
    gauge("run_links", "Links of the last run, by what became of them.", record["ledger"], "state")
    gauge("run_responses", "Responses of the last run.", record["statuses"], "status")
    quantiles = {"0.5": latency["median"], "0.95": latency["p95"], "1": latency["slowest"]}
    gauge(
        "run_latency_seconds",
        "Seconds until a response came in the last run.",
        quantiles,
        "quantile",
    )
    gauge(
        "run_alarms",
        "Quality alarms of the last run.",
        {kind: alarms[kind] for kind in get_args(Kind)},
        "kind",
    )
    if totals:
        one("archive_articles", "Articles that the archive holds.", totals["articles"])
        one("archive_open_alarms", "Alarms that are open.", totals["open_alarms"])
        gauge("archive_links", "Links of the archive, by state.", totals["links"], "state")
        gauge("archive_bytes", "Size of the archive's file.", {"": totals["bytes"]})
    return registry
