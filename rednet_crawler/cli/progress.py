"""What is seen of a run: the live line on a terminal, and its summary; or the log as JSON, a line
for each event, for those who collect logs (extra `monitor`).
"""

import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from scrapy import signals
from scrapy.crawler import Crawler

from rednet_crawler.cli.range_status import in_general
from rednet_crawler.cli.terminal import Terminal
from rednet_crawler.errors import EXIT_COMPLETE, needs
from rednet_crawler.extensions.logs import SafeFormatter
from rednet_crawler.safety import clean, escape_unsafe, hide, one_line
from rednet_crawler.site.clock import stamp
from rednet_crawler.spiders.base import RednetSpider
from rednet_crawler.spiders.huaihua import HuaihuaSpider

if TYPE_CHECKING:
    from rednet_crawler.cli.run import Run

_SHOWN_FAILURES = 10
_SHOWN_REASONS = 5
_A_SECOND = 4
"""How often the line is made anew: each time the whole ledger is counted."""


@contextmanager
def watch(crawler: Crawler) -> Iterator[None]:
    """Show a line that follows the crawl while it runs; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield
        return
    phase, began, before, shown = "", time.monotonic(), 0, 0.0
    console = Terminal(stderr=True)
    with Live(
        Text("starting"), console=console, refresh_per_second=_A_SECOND, transient=True
    ) as live:

        def show() -> None:
            nonlocal phase, began, before, shown
            spider = crawler.spider
            if isinstance(spider, RednetSpider) and time.monotonic() - shown > 1 / _A_SECOND:
                shown = time.monotonic()
                if phase != (now := str(getattr(spider, "phase", ""))):
                    phase, began, before = now, time.monotonic(), _done(spider)
                live.update(Text(progress_line(spider, time.monotonic() - began, before)))

        for signal in (signals.response_received, signals.item_scraped, signals.spider_idle):
            crawler.signals.connect(show, signal, weak=False)
        yield


def progress_line(spider: RednetSpider, seconds: float, before: int = 0) -> str:
    """Return phase, channels, articles done and known, rate, failures and time left in one line.

    `seconds` is how long the phase has lasted, `before` how many articles were done when it began.
    """
    sums = spider.ledger.sums()
    done = _done(spider)
    known = done + sums["pending"]
    parts = [
        f"{done} of {known} articles",
        f"{sums['failed'] + sums['gone'] + len(spider.ledger.problems)} failures",
    ]
    if isinstance(spider, HuaihuaSpider):
        parts = [
            spider.phase,
            f"{len(spider.walks)} of {len(spider.channels.links)} channels",
            *parts,
        ]
        left, days = spider.backfill.days
        read = days - left
        if days and spider.phase == "listings":
            parts.append(f"{read} of {days} days")
            if read:
                parts.append(f"{_clock((days - read) * seconds / read)} left for the days")
        if spider.phase == "articles" and done > before:
            rate = (done - before) / seconds
            parts.append(f"{rate:.1f} articles/s, {_clock(sums['pending'] / rate)} left")
    return " · ".join(parts)


def _done(spider: RednetSpider) -> int:
    sums = spider.ledger.sums()
    return sums["saved"] + sums["failed"] + sums["gone"]


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def print_summary(run: "Run") -> None:
    """Print what a run came to on standard error: the ledger's sums, the failures, the files."""
    console = Terminal(stderr=True, soft_wrap=True)
    outcome = run.outcome
    if outcome.refusal is not None:
        console.print(f"rednet: {escape(one_line(hide(outcome.refusal)))}", highlight=False)
        return
    _print_sums(run, console)
    skipped = Counter(
        in_general(entry.reason or "")
        for entry in outcome.ledger.entries.values()
        if entry.state == "skipped"
    )
    for reason, count in skipped.most_common(_SHOWN_REASONS):
        console.print(f"skipped {count}: {escape(one_line(reason))}", highlight=False)
    spider = run.spider
    if (
        isinstance(spider, HuaihuaSpider)
        and run.exit_code == EXIT_COMPLETE
        and not any(outcome.coverage.readings)
        and spider.walks
    ):
        channels = f"{len(spider.walks)} channel{'' if len(spider.walks) == 1 else 's'}"
        console.print(f"nothing new in {channels}", highlight=False)
    if any(readings := outcome.coverage.readings):
        console.print(str(readings), highlight=False)
    failures = [(each.url, f"{each.state}: {each.reason}") for each in outcome.missing()]
    failures += [(problem.url, problem.reason) for problem in outcome.problems]
    for url, reason in failures[:_SHOWN_FAILURES]:
        console.print(f"  {escape(one_line(url))}  {escape(one_line(reason))}", highlight=False)
    if len(failures) > _SHOWN_FAILURES:
        console.print(f"  … and {len(failures) - _SHOWN_FAILURES} more")
    for alarm in outcome.alarms:
        console.print(
            f"alarm: {escape(one_line(alarm['message']))}", highlight=False, style="bold red"
        )
        for url in alarm["urls"]:
            console.print(f"  {escape(one_line(url))}", highlight=False)
    for line in run.files:
        console.print(escape(one_line(line)), highlight=False)


def _print_sums(run: "Run", console: Terminal) -> None:
    """Print what became of the links: a table on a terminal, and a dated line for a log."""
    sums = run.outcome.ledger.sums()
    links = sum(sums.values())
    listed = f"{links} link{'' if links == 1 else 's'} listed"
    if not console.is_terminal:
        states = ", ".join(f"{count} {state}" for state, count in sums.items())
        name = f"run {run.spider.run} of {run.spider.station}"
        line = f"{stamp(datetime.now(UTC))} {name}, exit code {run.exit_code}: {listed}: {states}; {run.seconds:.1f} s"
        console.print(line, highlight=False)
        return
    table = Table(title=f"{listed}, {run.seconds:.1f} s", title_justify="left")
    for state in sums:
        table.add_column(state, justify="right")
    table.add_row(*(str(count) for count in sums.values()))
    console.print(table)


_NAMES = {"levelname": "level", "name": "logger"}
_SUMMED_UP = (
    "run", "exit_code", "refusal", "seconds", "ledger", "articles", "readings", "requests", "bytes",
    "statuses", "latency", "missing_count",
)  # fmt: skip


def log_as_json(level: str, **fields: str | None) -> None:
    """Have all that is logged from now on written to standard error as JSON: time (UTC), level,
    logger, message, the fields.

    Raises ArgumentError where the extra is not installed.
    """
    with needs("monitor"):
        from pythonjsonlogger.orjson import OrjsonFormatter

    def plain(record: logging.LogRecord) -> bool:
        record.msg, record.args = hide(clean(record.getMessage())), ()  # pages wrote some of it
        for name in ("spider", "crawler"):  # Scrapy adds the objects
            vars(record).pop(name, None)
        return True

    handler = logging.StreamHandler()
    handler.setLevel(level)
    handler.addFilter(plain)
    formatter = OrjsonFormatter(
        "%(levelname)s %(name)s %(message)s",
        rename_fields=_NAMES,
        timestamp="time",
        static_fields=fields,
    )
    handler.setFormatter(SafeFormatter(formatter, escape_unsafe))
    logging.root.setLevel(level)
    logging.root.addHandler(handler)


def log_end(record: Mapping[str, Any]) -> None:
    """Log what a run came to, as run.json says, and its alarms."""
    log = logging.getLogger(__name__)
    for alarm in record["alarms"]:
        log.warning("alarm: %s", alarm["message"], extra={"alarm": alarm})
    for missing in record["missing"]:
        log.warning("%s: %s", missing["state"], missing["url"], extra={"reason": missing["reason"]})
    for problem in record["problems"]:
        log.warning("problem: %s", problem["url"], extra={"reason": problem["reason"]})
    log.info("run ended", extra={name: record[name] for name in _SUMMED_UP})
