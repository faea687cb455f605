"""Whether the fields of a run's pages are read as in the runs before."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from rednet_crawler.quality.alarms import Alarm, Kind, Record, is_about
from rednet_crawler.quality.readings import UNKNOWN, FieldReadings, Readings
from rednet_crawler.quality.shares import Share, fell, total

_POOLED = 40
"""Pages of a template that are judged together at least: a run with fewer is taken with those before it."""
_TAIL = 0.05
"""Part of the pages that counts as unusually short, or long."""
_OFTEN = 0.3
"""Part of the pages that have a field from a place, from which on this place is watched."""
_OF_FIXED_LENGTH = frozenset({"published_at"})
"""Fields whose length says which of their forms they have, and a run of older articles has another."""
_FEW_PAGES = 10
_MANY_UNKNOWN = 0.2
"""Part of the pages without a template that is an alarm also where nothing is known of earlier runs."""
_SHOWN = 5

Counts = dict[str, Any]
Count = Callable[[Counts], int]


def drifts(now: Readings, before: Sequence[Record]) -> Iterator[Alarm]:
    """Yield an alarm for each field of each template that is read worse than in the runs before, the newest of them first.

    What an earlier run raised an alarm about does not count for that field: the alarm stays until its cause is mended or
    accepted.
    """
    record = now.to_record()
    for template, readings in now.templates.items():
        for name, field in readings.fields.items():
            runs = _FieldRuns(template, name, record, before)
            alarm = _emptier(runs, field) or _from_elsewhere(runs, field) or _of_other_length(runs, field)
            if alarm is not None:
                yield alarm
    yield from _unknown_templates(now, record, before)


class _FieldRuns:
    """One field of one template: in this run (with those before it, where it has few pages), and in the past."""

    def __init__(self, template: str, name: str, record: Record, before: Sequence[Record]) -> None:
        self.template, self.name = template, name
        known = [
            run["fields"][template]
            for run in before
            if name in run.get("fields", {}).get(template, {}).get("fields", {})
            and not any(is_about(alarm, ("fill", "place", "length"), template, name) for alarm in run.get("alarms", ()))
        ]
        runs = [(run["pages"], run["fields"][name]) for run in (record[template], *known)]
        self.now, self.past = _pooled(runs)

    def sums(self, name: str) -> Counter[str]:
        """Return a table of the field, summed over the past."""
        sums: Counter[str] = Counter()
        for _, field in self.past:
            sums.update(field[name])
        return sums

    def fallen(self, kind: Kind, count: Count, says: str, urls: Sequence[str], *, filled: bool = False) -> Alarm | None:
        """Return an alarm where so many of the pages (of those that have the field) are fewer than before."""
        now, past = (
            [Share(count(field), field["filled"] if filled else pages) for pages, field in part]
            for part in (self.now, self.past)
        )
        if not fell(past, total(now)):
            return None
        before, after = total(past).rate, total(now).rate
        message = f"{self.template}: {self.name} {says} on {after:.0%} of the pages, {before:.0%} before"
        if kind == "length":
            before, after = self._mean(self.past), self._mean(self.now)
        return Alarm(
            kind=kind, template=self.template, field=self.name, before=round(before, 4), after=round(after, 4),
            message=message, urls=tuple(urls[:_SHOWN]),
        )  # fmt: skip

    @staticmethod
    def _mean(runs: Sequence[tuple[int, dict[str, Any]]]) -> float:
        return float(sum(field["length"] for _, field in runs) / max(1, sum(field["filled"] for _, field in runs)))


def _emptier(runs: _FieldRuns, now: FieldReadings) -> Alarm | None:
    return runs.fallen("fill", _filled, "is there", now.empty)


def _filled(field: Counts) -> int:
    return int(field["filled"])


def _from_elsewhere(runs: _FieldRuns, now: FieldReadings) -> Alarm | None:
    """Return an alarm where one of the field's places is there less often, though another may have filled in."""
    pages = sum(pages for pages, _ in runs.past)
    for place, count in runs.sums("places").most_common():
        if count < _OFTEN * pages:
            break
        alarm = runs.fallen("place", _from(place), f"stands in its place {place}", now.lacking.get(place, now.empty))
        if alarm is not None:
            return alarm
    return None


def _from(place: str) -> Count:
    def count(field: Counts) -> int:
        return int(field["places"].get(place, 0))

    return count


def _of_other_length(runs: _FieldRuns, now: FieldReadings) -> Alarm | None:
    """Return an alarm where more pages than usual have the field unusually short, or long."""
    if runs.name in _OF_FIXED_LENGTH:
        return None
    lengths = {int(digits): count for digits, count in runs.sums("lengths").items()}
    for ends, extremes in zip((sorted(lengths), sorted(lengths, reverse=True)), now.extremes, strict=True):
        ordinary = _without_tail(ends, lengths)
        urls = [url for _, url in sorted(extremes, reverse=True)]
        alarm = runs.fallen("length", _between(ordinary), "is of ordinary length", urls, filled=True)
        if alarm is not None:
            return alarm
    return None


def _without_tail(ends: Sequence[int], lengths: dict[int, int]) -> list[int]:
    tail = 0
    for at, digits in enumerate(ends):
        tail += lengths[digits]
        if tail > _TAIL * sum(lengths.values()):
            return list(ends[at:])
    return []


def _between(ordinary: Sequence[int]) -> Count:
    first, last = min(ordinary, default=0), max(ordinary, default=0)

    def count(field: Counts) -> int:
        return sum(count for digits, count in field["lengths"].items() if first <= int(digits) <= last)

    return count


def _unknown_templates(now: Readings, record: Record, before: Sequence[Record]) -> Iterator[Alarm]:
    known = [
        run["fields"]
        for run in before
        if run.get("fields") and not any(is_about(alarm, ("templates",)) for alarm in run.get("alarms", ()))
    ]
    counted = [(sum(each["pages"] for each in run.values()), run) for run in (record, *known)]
    now_known, past = (
        [Share(pages - run.get(UNKNOWN, {"pages": 0})["pages"], pages) for pages, run in part]
        for part in _pooled(counted)
    )
    share, before_share = total(now_known), total(past)
    new = not past and share.of >= _FEW_PAGES and share.rate <= 1 - _MANY_UNKNOWN
    if new or fell(past, share):
        unknown = now.templates.get(UNKNOWN)
        yield Alarm(
            kind="templates",
            before=round(1 - before_share.rate, 4) if past else None,
            after=round(1 - share.rate, 4),
            message=f"no template matches {1 - share.rate:.0%} of the pages"
            + (f", {1 - before_share.rate:.0%} before" if past else ""),
            urls=tuple(unknown.examples if unknown else ()),
        )


def _pooled(runs: Sequence[tuple[int, Counts]]) -> tuple[list[tuple[int, Counts]], list[tuple[int, Counts]]]:
    """Part runs, the newest first, into this one with as many as make enough pages, and the past."""
    at, pages = 1, runs[0][0]
    while pages < _POOLED and at < len(runs):
        pages += runs[at][0]
        at += 1
    return list(runs[:at]), list(runs[at:])
