"""One field of one template over runs: how often it was there, from where, how long."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from rednet_crawler.export.receivers import short
from rednet_crawler.quality.alarms import Alarm, Kind
from rednet_crawler.quality.known_marks import Counts
from rednet_crawler.quality.shares import Share, collapsed, fell, total

_POOLED = 40
"""Pages of a template that are judged together at least: a run with fewer is taken with those before it."""
_SHOWN = 5

Run = tuple[int, Counts]
"""The pages of a run, and what was counted on them."""
Count = Callable[[Counts], int]


class FieldRuns:
    """One field of one template: in this run (with those before it, where it has few pages), and in the past."""

    def __init__(
        self,
        template: str,
        name: str,
        now: Sequence[Run],
        past: Sequence[Run],
        mark: str = "",
    ) -> None:
        """Take what was counted; `mark` is what the pages of this run have in common and none before."""
        self.template, self.name, self._mark = template, name, mark
        self.now, self.past = now, past

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
        if not (collapsed if self._mark else fell)(past, total(now)):
            return None
        before, after = total(past).rate, total(now).rate
        pages = (
            f"{sum(pages for pages, _ in self.now)} pages with new markup ({short(self._mark)})"
            if self._mark
            else "pages"
        )
        message = f"{self.template}: {self.name} {says} on {after:.0%} of the {pages}, {before:.0%} before"
        if kind == "length":
            before, after = self._mean(self.past), self._mean(self.now)
        return Alarm(
            kind="markup" if self._mark else kind, template=self.template, field=self.name, before=round(before, 4), after=round(after, 4),
            message=message, urls=tuple(urls[:_SHOWN]),
        )  # fmt: skip

    @staticmethod
    def _mean(runs: Sequence[Run]) -> float:
        return float(sum(field["length"] for _, field in runs) / max(1, sum(field["filled"] for _, field in runs)))


def counts(runs: Iterable[Counts], name: str) -> list[Run]:
    """Return what runs that read a template counted of one of its fields."""
    return [(run["pages"], run["fields"][name]) for run in runs]


def pooled(runs: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Part runs, the newest first, into this one with as many as make enough pages, and the past."""
    at, pages = 1, runs[0][0]
    while pages < _POOLED and at < len(runs):
        pages += runs[at][0]
        at += 1
    return list(runs[:at]), list(runs[at:])
