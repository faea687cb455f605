"""The facts of a report: a run's record, earlier ones, and the articles the run brought."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.stored import stored
from rednet_crawler.errors import ArgumentError
from rednet_crawler.quality.coverage import readings_of
from rednet_crawler.quality.readings import Readings
from rednet_crawler.site.clock import CHINA, stamp

Record = Mapping[str, Any]
_DAYS = 30
"""Days up to the end of the run for which arrivals are shown."""
_SAMPLE = 20
_RUNS = 30
"""Runs shown side by side."""
_BY_DAY, _BY_MONTH = 45, 45 * 30
"""Most days between first and last article for counts by day, and by month; else by year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFill:
    """Fill rate of a field on the pages of a template."""

    name: str
    now: float
    """Share of the pages of this run."""
    before: float | None
    """Share of the pages of earlier runs; None if none had the template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFill:
    """Fill rates of a template's fields in a run."""

    name: str
    pages: int
    pages_before: int
    fields: tuple[FieldFill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of a report."""

    record: Record
    past: tuple[Record, ...]
    """Up to 29 earlier runs and this one, the oldest first."""
    arrivals: Mapping[str, int]
    """Day (China Standard Time) → articles first fetched on it, for the last 30 days."""
    published: Mapping[str, int]
    """Day, month or year → articles the run brought; '' for articles without a date."""
    channels: Mapping[str, int]
    """Channel → articles the run brought."""
    templates: tuple[TemplateFill, ...]
    ledger: Mapping[str, int]
    """State → links, over all runs."""
    articles: int
    """Number of articles in the archive."""
    readings: Readings
    """How these were read."""
    read_now: Readings
    """How the pages of this run were read."""
    sample: tuple[Record, ...]
    """The newest articles the run brought."""


def read_facts(archive: Archive, number: int | None) -> Facts:
    """Read the facts of a run; None stands for the last one that has ended.

    Raises ArgumentError if there is no such run, or if it left no record.
    """
    runs = archive.runs.latest() if number is None else [archive.runs.find(number)]
    run = next((run for run in runs if run and run["report"]), None)
    if run is None:
        which = "no run has ended yet"
        if number is not None:
            which = f"run {number}: has left no record, or is none"
        raise ArgumentError(f"{which}; `rednet runs` lists those there are")
    record = stored(run["report"], f"the record of run {run['run']}")
    if "fields" not in record:
        reason = "an older version made it, which kept no figures for a report"
        raise ArgumentError(f"run {run['run']}: {reason}")
    arrived = archive.summaries.arrived(run["run"])
    before = archive.runs.reports(record["station"], run["run"])
    of_pages = archive.runs.reports(record["station"], run["run"], of_pages=True)
    sample = archive.whole(archive.slices.articles([article.key for article in arrived[:_SAMPLE]]))
    return Facts(
        record=record,
        past=tuple(reversed([record, *before[: _RUNS - 1]])),
        arrivals=_by_day(archive, datetime.fromisoformat(run["ended_at"])),
        published=_by_publication([article.published for article in arrived]),
        channels=archive.summaries.channels(run["run"]),
        templates=_fills(record, of_pages),
        ledger={str(state): number for state, number in archive.ledger.sums().items()},
        articles=archive.articles.count(),
        readings=archive.summaries.readings(),
        read_now=readings_of(record["fields"]),
        sample=tuple(sorted(sample, key=lambda each: each["published_at"] or "", reverse=True)),
    )


def _by_day(archive: Archive, end: datetime) -> dict[str, int]:
    last = end.astimezone(CHINA).date()
    days = {str(last - timedelta(back)): 0 for back in reversed(range(_DAYS))}
    midnight = datetime.combine(date.fromisoformat(min(days)), datetime.min.time(), CHINA)
    for hour, number in archive.summaries.hours(stamp(midnight.astimezone(UTC))).items():
        day = str(datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(CHINA).date())
        if day in days:
            days[day] += number
    return days


def _by_publication(published: Sequence[str | None]) -> dict[str, int]:
    days = [date.fromisoformat(each[:10]) for each in published if each]
    span = (max(days) - min(days)).days if days else 0
    if span <= _BY_DAY:
        length = len("2022-12-02")
    elif span <= _BY_MONTH:
        length = len("2022-12")
    else:
        length = len("2022")
    counts = Counter(each[:length] if each else "" for each in published)
    return dict(sorted(counts.items()))


def _fills(record: Record, before: Sequence[Record]) -> tuple[TemplateFill, ...]:
    fills = []
    for name, template in record["fields"].items():
        known = [run["fields"][name] for run in before if name in run.get("fields", {})]
        pages = sum(each["pages"] for each in known)
        fills.append(
            TemplateFill(
                name=name,
                pages=template["pages"],
                pages_before=pages,
                fields=tuple(
                    FieldFill(
                        name=field,
                        now=counts["filled"] / template["pages"],
                        before=_filled(known, field) / pages if pages else None,
                    )
                    for field, counts in template["fields"].items()
                ),
            )
        )
    return tuple(sorted(fills, key=lambda each: -each.pages))


def _filled(runs: Sequence[Record], field: str) -> int:
    return sum(run["fields"].get(field, {}).get("filled", 0) for run in runs)
