"""Drift: alarms for fields that a run reads worse than the runs before it."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rednet_crawler.quality.alarms import Alarm, Kind, Record, is_about
from rednet_crawler.quality.coverage import (
    REDESIGN,
    UNKNOWN,
    FieldCounts,
    FieldCoverage,
    TemplateCounts,
)
from rednet_crawler.quality.field_runs import Count, FieldRuns, counts, pooled
from rednet_crawler.quality.shares import Share, fell, rarer, total
from rednet_crawler.quality.tokens import Counts, part_young

_TAIL = 0.05
"""Share of the pages that counts as unusually short, or as unusually long."""
_OFTEN = 0.3
"""A place is watched if at least this share of the pages has the field there."""
_OF_FIXED_LENGTH = frozenset({"published_at"})
"""Fields with a few fixed lengths, whose mix depends on the age of the articles."""
_OF_FIELDS: tuple[Kind, ...] = ("fill", "place", "length", "markup")
_FEW_PAGES = 10
_MANY_UNKNOWN = 0.2
"""Share of pages without a template that is an alarm even where there are no earlier runs."""
_MOSTLY = 0.5
"""Share of earlier pages with a template from which on a run without any is a redesign."""


def drifts(now: FieldCoverage, before: Sequence[Record]) -> Iterator[Alarm]:
    """Yield an alarm for each field of a template that is read worse than in the runs before.

    `before` holds the earlier runs, the newest first. A run that raised an alarm about a field is
    left out for that field, so the alarm stays until its cause is mended or accepted.
    """
    record = now.to_record()
    for template, readings in now.templates.items():
        for name, field in readings.fields.items():
            known = _judged(before, template, name)
            recent, past = pooled(counts([record[template], *known], name))
            alarm = _worse(FieldRuns(template, name, recent, past), field)
            if alarm is None and (changed := now.changed.get(template)):
                alarm = _worse_where_changed(template, name, record, known, changed)
            if alarm is not None:
                yield alarm
    yield from _unknown_templates(now, record, before)


def _judged(before: Sequence[Record], template: str, name: str) -> list[Counts]:
    """Return the counts of earlier runs for a template, without runs that raised this alarm."""
    return [
        run["fields"][template]
        for run in before
        if name in run.get("fields", {}).get(template, {}).get("fields", {})
        and not any(is_about(alarm, _OF_FIELDS, template, name) for alarm in run.get("alarms", ()))
    ]


def _worse(runs: FieldRuns, field: FieldCounts) -> Alarm | None:
    return _emptier(runs, field) or _from_elsewhere(runs, field) or _of_other_length(runs, field)


def _worse_where_changed(
    template: str,
    name: str,
    record: Record,
    known: Sequence[Counts],
    changed: TemplateCounts,
) -> Alarm | None:
    """Return an alarm if the pages with new markup are read worse than the pages before."""
    young, past = part_young(known)
    met = [run["changed"] for run in (record[template], *young) if "changed" in run]
    tokens: Counter[str] = Counter()
    for run in met:
        tokens.update(run["marks"])
    [(token, pages)] = tokens.most_common(1)
    if 2 * pages < sum(run["pages"] for run in met):
        return None  # no new token is on most of these pages, so they have nothing in common
    runs = FieldRuns(template, name, counts(met, name), counts(past, name), token)
    return _worse(runs, changed.fields[name])


def _emptier(runs: FieldRuns, now: FieldCounts) -> Alarm | None:
    return runs.fallen("fill", _filled, "is there", now.empty)


def _filled(field: Counts) -> int:
    return int(field["filled"])


def _from_elsewhere(runs: FieldRuns, now: FieldCounts) -> Alarm | None:
    """Return an alarm if a place of the field is there less often, even if another fills in."""
    pages = sum(pages for pages, _ in runs.past)
    for place, count in runs.sums("places").most_common():
        if count < _OFTEN * pages:
            break
        urls = now.lacking.get(place, now.empty)
        alarm = runs.fallen("place", _from(place), f"stands in its place {place}", urls)
        if alarm is not None:
            return alarm
    return None


def _from(place: str) -> Count:
    def count(field: Counts) -> int:
        return int(field["places"].get(place, 0))

    return count


def _of_other_length(runs: FieldRuns, now: FieldCounts) -> Alarm | None:
    """Return an alarm if the field is unusually short, or unusually long, on more pages."""
    if runs.name in _OF_FIXED_LENGTH:
        return None
    lengths = {int(digits): count for digits, count in runs.sums("lengths").items()}
    directions = (sorted(lengths), sorted(lengths, reverse=True))
    for ends, extremes in zip(directions, now.extremes, strict=True):
        count = _between(_without_tail(ends, lengths))
        urls = [url for _, url in sorted(extremes, reverse=True)]
        alarm = runs.fallen("length", count, "is of ordinary length", urls, filled=True)
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
        lengths: dict[str, int] = field["lengths"]
        return sum(pages for digits, pages in lengths.items() if first <= int(digits) <= last)

    return count


def _alarmed(run: Record) -> bool:
    return any(is_about(alarm, ("templates",)) for alarm in run.get("alarms", ()))


def _unknown_templates(
    now: FieldCoverage,
    record: Record,
    before: Sequence[Record],
) -> Iterator[Alarm]:
    """Yield the alarm of pages that no template matches: of this run by itself, or with those before it."""
    known = [run["fields"] for run in before if run.get("fields") and not _alarmed(run)]
    of_run, *of_past = (_matched(run) for run in (record, *known))
    counted = [(share.of, share) for share in (of_run, *of_past)]
    pooled_now, pooled_past = ([share for _, share in part] for part in pooled(counted))
    share, past = of_run, of_past
    if not _is_unlike_before(of_run, of_past):
        share, past = total(pooled_now), pooled_past
        first = not past and (not of_past or total(of_past).rate > _MOSTLY)
        if not (fell(past, share) or (first and _are_many_unknown(share))):
            return
    was = 1 - total(past).rate if total(past).of else None
    unknown = now.templates.get(UNKNOWN)
    yield Alarm(
        kind="templates",
        before=None if was is None else round(was, 4),
        after=round(1 - share.rate, 4),
        message=f"no template matches {1 - share.rate:.0%} of the pages"
        + ("" if was is None else f", {was:.0%} before")
        + f" ({share.of - share.hits} of {share.of})",
        message_zh=f"{1 - share.rate:.0%} 的页面没有匹配的模板"
        + ("" if was is None else f"，此前为 {was:.0%}")
        + f"（{share.of} 页中的 {share.of - share.hits} 页）",
        urls=tuple(unknown.examples if unknown else ()),
    )


def _matched(fields: Record) -> Share:
    """Return on how many pages of a run a template matched."""
    pages = sum(each["pages"] for each in fields.values())
    return Share(pages - fields.get(UNKNOWN, {"pages": 0})["pages"], pages)


def _are_many_unknown(first: Share) -> bool:
    """Say whether pages without a template are many where there is nothing to compare them with."""
    return first.of >= _FEW_PAGES and first.rate <= 1 - _MANY_UNKNOWN


def _is_unlike_before(run: Share, past: Sequence[Share]) -> bool:
    """Say whether a run has pages without a template as no run before it: a few are enough,
    whatever its size and theirs.

    Where that was accepted, most pages of the past may have none.
    """
    before, unknown = total(past), run.of - run.hits
    if unknown < REDESIGN:
        return False
    if not before.of or (unknown == run.of and before.rate > _MOSTLY):
        return True
    return rarer(past, run)
