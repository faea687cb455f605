"""What `rednet doctor` looks at. Each check is a line: what, how it is, and what to do."""

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, NamedTuple

from rednet_crawler.archive.address import file_of, shown
from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.archives import open_archive
from rednet_crawler.cli.explain import key_of
from rednet_crawler.cli.run import KEPT_NOWHERE, Run, RunOptions, load_settings, run_spider
from rednet_crawler.cli.status import told_of_alarms, told_of_owed, told_of_unread
from rednet_crawler.crawl.run_outcome import MOST_AHEAD, told_of_clock
from rednet_crawler.errors import NoArchiveError, RednetError, SettingError
from rednet_crawler.items import Article, Page
from rednet_crawler.reading import read_article
from rednet_crawler.site.urls import read_address

_LEAST_FREE, _SCARCE = 100_000_000, 1_000_000_000
"""Bytes."""
_OLDEST_RUN = 24 * 7
"""Hours."""
_COMPARED = (
    "title",
    "byline",
    "editor",
    "source",
    "published_at",
    "original",
    "original_by",
    "headings",
    "text",
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EXTRAS = {
    "parquet": "pyarrow", "browse": "datasette", "postgres": "psycopg", "cluster": "dramatiq", "reposts": "rensa",
    "monitor": "prometheus_client", "report": "pygal", "scrapyd": "scrapyd", "warc": "warcio",
}  # fmt: skip


class Check(NamedTuple):
    """How something is."""

    about: str
    level: Literal["ok", "warning", "failed"]
    says: str


def check_here(options: RunOptions, archive: str) -> Iterator[Check]:
    """Yield the checks that need no network: versions, settings, archive, disk."""
    there = ", ".join(extra for extra, module in _EXTRAS.items() if find_spec(module)) or "none"
    yield Check("python", "ok", f"{sys.version.split()[0]}, extras: {there}")
    try:
        settings = load_settings(options)
    except RednetError as error:
        yield Check("settings", "failed", str(error))
        return
    if not settings["REDNET_CONTACT"]:
        yield Check("settings", "warning", "REDNET_CONTACT is not set: the site cannot reach you")
    else:
        yield Check("settings", "ok", "all can be used")
    yield from _check_archive(archive)
    try:
        file = file_of(archive)
    except SettingError:  # told by the check of the archive
        return
    folders = {
        file.resolve().parent if file else Path.cwd(),
        Path(settings["REDNET_WARC"]) if settings["REDNET_WARC"] else None,
    }
    for folder in sorted(filter(None, folders)):
        yield _check_folder(folder)


def check_site(options: RunOptions, urls: tuple[str, ...], archive: str) -> Iterator[Check]:
    """Yield the checks for which the site is asked: network, robots.txt, clock, and pages whose values are known.

    The pages are those of `canaries.json`, and others that are compared with the archive. They are fetched as a crawl
    does, and kept nowhere.
    """
    known = json.loads((files("rednet_crawler.cli") / "canaries.json").read_text(encoding="utf-8"))
    pages: list[Page] = []
    asked = {"url": " ".join([*known, *urls])}
    quiet = {**options.settings, **KEPT_NOWHERE, "LOG_LEVEL": "CRITICAL"}
    run = run_spider("article", asked, RunOptions(settings=quiet), keep=pages)
    reasons = {key: entry.reason for key, entry in run.outcome.ledger.entries.items()}
    refusal = run.outcome.refusal or next(filter(None, reasons.values()), None)
    if run.stats.get("rednet/robots/unreachable"):
        yield Check("network", "failed", refusal or "the site cannot be reached")
        return
    if any(name.endswith("robots.RobotsRefusalError") for name in run.stats):
        yield Check("robots.txt", "failed", refusal or "refuses the pages that were asked for")
        return
    statuses = {
        name.rpartition("/")[2]: count
        for name, count in run.stats.items()
        if "response_status_count" in name
    }
    yield Check(
        "network",
        "ok",
        ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items())),
    )
    yield Check("robots.txt", "ok", "allows the pages that were asked for")
    yield _check_clock(run)
    articles = {}
    for page in pages:
        read = read_article(page, station=run.spider.station)
        articles[read.content_id] = read
    for url, expected in known.items():
        yield _check_canary(url, expected, articles, reasons)
    if urls:
        with open_archive(archive) as opened:
            for url in urls:
                yield _check_canary(url, _archived(opened, url), articles, reasons)


def _check_archive(url: str) -> Iterator[Check]:
    try:
        with open_archive(url) as archive:
            broken, number, unread = (
                archive.check(),
                archive.articles.count(),
                archive.summaries.unread(),
            )
            readings, kept = archive.summaries.readings(), archive.kept_pages.count()
            runs, missing = archive.runs.latest(1), archive.ledger.missing(None, 1_000)
            ahead, owed = archive.ledger.ahead(datetime.now(UTC)), archive.owed.counts()
            alarms, without_text = archive.alarms.open(), archive.ledger.without_text()
    except NoArchiveError:
        yield Check("archive", "ok", f"{shown(url)} is not there yet; the first crawl makes it")
        return
    except RednetError as error:
        yield Check("archive", "failed", str(error))
        return
    if broken:
        yield Check("archive", "failed", f"{broken[0]}; go back to a copy made by `rednet backup`")
    else:
        yield Check(
            "archive",
            "ok",
            f"{shown(url)} is sound, {number} articles, {len(missing)} links that could not be had",
        )
    if without_text:
        yield Check(
            "archive",
            "failed",
            f"{without_text} links are saved by the ledger, and no article of theirs is there; "
            "go back to a copy made by `rednet backup`",
        )
    yield Check("readings", "warning" if readings.none or readings.wording else "ok", str(readings))
    for line in told_of_unread(unread, kept):
        yield Check("readings", "warning", line)
    for line in told_of_alarms(alarms):
        yield Check("alarms", "warning", line)
    for line in told_of_owed(owed):
        yield Check("feeds", "warning", line)
    if ahead:
        yield Check(
            "archive",
            "warning",
            f"{ahead} links have times in the future: a clock was ahead; the next crawl looks at them again",
        )
    for run in runs:
        hours = (
            datetime.now(UTC) - datetime.fromisoformat(run["heartbeat_at"])
        ).total_seconds() / 3600
        how = {
            None: "is going on, or was killed",
            -1: "was killed; the next one goes on where it was",
        }.get(run["exit_code"], f"ended with exit code {run['exit_code']}")
        fine = run["exit_code"] in (0, None) and hours <= _OLDEST_RUN
        yield Check(
            "last run",
            "ok" if fine else "warning",
            f"run {run['run']} {how}, {hours:.0f} hours ago",
        )


def _check_folder(folder: Path) -> Check:
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"0")
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return Check(
            "disk",
            "failed",
            f"{folder}: cannot be written ({error.strerror}); check that it exists, and its rights",
        )
    return Check("disk", _level_of(free), f"{folder}: {free / 1e9:,.1f} GB free")


def _level_of(free: int) -> Literal["ok", "warning", "failed"]:
    if free < _LEAST_FREE:
        return "failed"
    return "warning" if free < _SCARCE else "ok"


def _check_clock(run: Run) -> Check:
    ahead = run.stats.get("rednet/site_clock_ahead")
    if ahead is None:
        return Check("clock", "warning", "the site does not say what time it is")
    if abs(ahead) > MOST_AHEAD:
        return Check("clock", "failed", told_of_clock(ahead))
    return Check("clock", "ok", f"the site's is {ahead:+} s from this machine's")


def _archived(archive: Archive, url: str) -> Mapping[str, Any] | None:
    key = key_of(archive, url)
    revisions = archive.articles.revisions(key) if key else []
    whole = archive.whole([each["record"] for each in revisions if each["current"]])
    return next((_with_headings(record, _COMPARED) for record in whole), None)


def _check_canary(
    url: str,
    expected: Mapping[str, Any] | None,
    articles: Mapping[str, Article],
    reasons: Mapping[str, str | None],
) -> Check:
    address = read_address(url)
    article = articles.get(address.content_id or "") if address else None
    if article is None:
        return Check(
            "canary",
            "failed",
            f"{url}: {reasons.get(address.key or '' if address else '') or 'was not fetched'}",
        )
    if expected is None:
        return Check(
            "canary",
            "failed",
            f"{url}: is not in the archive, so there is nothing to compare it with",
        )
    read = _with_headings(article.to_dict(), tuple(expected))
    other = [
        f"{name} is {read[name]!r}, not {expected[name]!r}"
        for name in expected
        if not _agree(read[name], expected[name])
    ]
    if other:
        return Check("canary", "failed", f"{url}: {'; '.join(other)}")
    return Check("canary", "ok", f"{url}: {', '.join(expected)} as they were")


def _with_headings(record: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    headings = [
        section["heading"] for section in record["sections"] if section["heading"] is not None
    ]
    return {name: headings if name == "headings" else record[name] for name in names}


def _agree(read: object, expected: object) -> bool:
    """Say whether values are the same; of a day and a time, whether the time is of that day: a
    listing may have known it.
    """
    if read == expected:
        return True
    shorter, longer = sorted(map(str, (read, expected)), key=len)
    return bool(_DAY.fullmatch(shorter)) and longer.startswith(f"{shorter}T")
