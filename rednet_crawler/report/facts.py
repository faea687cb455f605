"""What a report tells: the record of a run, those of the runs before, and what the run brought into the archive."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.owner import stamp
from rednet_crawler.archive.stored import stored
from rednet_crawler.errors import ArgumentError
from rednet_crawler.site.clock import CHINA

Record = Mapping[str, Any]
_DAYS = 30
"""Days before the end of the run whose arrivals are shown."""
_SAMPLE = 20
_RUNS = 30
"""Runs that are shown side by side."""
_BY_DAY, _BY_MONTH = 45, 45 * 30
"""Days between the first and the last article up to which they are counted by day, and by month; beyond that, by year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFill:
    """How often a field is filled on the pages of a template."""

    name: str
    now: float
    """Part of the pages of this run."""
    before: float | None
    """Part of the pages of the runs before; None where none had the template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFill:
    """A template on the pages of a run."""

    name: str
    pages: int
    pages_before: int
    fields: tuple[FieldFill, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a report tells."""

    record: Record
    past: tuple[Record, ...]
    """This run and up to 29 before it, the oldest first."""
    arrivals: Mapping[str, int]
    """Day (China Standard Time) → articles first fetched on it, for each of the last 30 days."""
    published: Mapping[str, int]
    """Day, month or year → articles of it that the run brought; '' for those without a date."""
    channels: Mapping[str, int]
    """Channel → articles that the run brought."""
    templates: tuple[TemplateFill, ...]
    ledger: Mapping[str, int]
    """State → links, over all runs."""
    articles: int
    """In the archive."""
    sample: tuple[Record, ...]
    """The newest that the run brought."""


def read_facts(archive: Archive, number: int | None) -> Facts:
    """Read a run, None for the last that has ended. Raises ArgumentError where there is none of that number, or no record."""
    runs = archive.runs.latest() if number is None else [archive.runs.find(number)]
    run = next((run for run in runs if run and run["report"]), None)
    if run is None:
        which = "no run has ended yet" if number is None else f"run {number}: has left no record, or is none"
        raise ArgumentError(f"{which}; `rednet runs` lists those there are")
    record = stored(run["report"], f"the record of run {run['run']}")
    if "fields" not in record:
        raise ArgumentError(f"run {run['run']}: an older version made it, which kept no figures for a report")
    arrived = archive.summaries.arrived(run["run"])
    before = archive.runs.reports(record["station"], run["run"])
    sample = archive.whole(archive.slices.articles([article.key for article in arrived[:_SAMPLE]]))
    return Facts(
        record=record,
        past=tuple(reversed([record, *before[: _RUNS - 1]])),
        arrivals=_by_day(archive, datetime.fromisoformat(run["ended_at"])),
        published=_by_publication([article.published for article in arrived]),
        channels=archive.summaries.channels(run["run"]),
        templates=_fills(record, archive.runs.reports(record["station"], run["run"], of_pages=True)),
        ledger={str(state): number for state, number in archive.ledger.sums().items()},
        articles=archive.articles.count(),
        sample=tuple(sorted(sample, key=lambda each: each["published_at"] or "", reverse=True)),
    )


def _by_day(archive: Archive, end: datetime) -> dict[str, int]:
    last = end.astimezone(CHINA).date()
    days = {str(last - timedelta(back)): 0 for back in reversed(range(_DAYS))}
    first = datetime.combine(date.fromisoformat(min(days)), datetime.min.time(), CHINA).astimezone(UTC)
    for hour, number in archive.summaries.hours(stamp(first)).items():
        day = str(datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(CHINA).date())
        if day in days:
            days[day] += number
    return days


def _by_publication(published: Sequence[str | None]) -> dict[str, int]:
    days = [date.fromisoformat(each[:10]) for each in published if each]
    span = (max(days) - min(days)).days if days else 0
    letters = 10 if span <= _BY_DAY else 7 if span <= _BY_MONTH else 4
    counts = Counter(each[:letters] if each else "" for each in published)
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
                        before=sum(each["fields"].get(field, {}).get("filled", 0) for each in known) / pages
                        if pages
                        else None,
                    )
                    for field, counts in template["fields"].items()
                ),
            )
        )
    return tuple(sorted(fills, key=lambda each: -each.pages))
