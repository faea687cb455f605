"""One field of one template over several runs: how often it was filled, from where, how long."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from rednet_crawler.export.receivers import short
from rednet_crawler.quality.alarms import Alarm, Kind
from rednet_crawler.quality.shares import Share, collapsed, fell, total
from rednet_crawler.quality.tokens import Counts

_POOLED = 40
"""Least pages of a template to judge: a run with fewer is pooled with the runs before it."""
_SHOWN = 5
_ZH: dict[str, str] = {"fill": "读到", "place": "在原来位置读到", "length": "长度正常"}
"""What the counted pages are, in Chinese."""

Run = tuple[int, Counts]
"""Number of pages of a run, and the counts of the field on them."""
Counted = TypeVar("Counted")
Count = Callable[[Counts], int]


class FieldRuns:
    """One field of one template now and in the past; a small run is pooled with earlier ones."""

    def __init__(
        self,
        template: str,
        name: str,
        now: Sequence[Run],
        past: Sequence[Run],
        token: str = "",
    ) -> None:
        """Take the counts; `token` is a token that most pages of `now` have and none before had."""
        self.template, self.name, self._token = template, name, token
        self.now, self.past = now, past

    def sums(self, name: str) -> Counter[str]:
        """Return one table of the field's counts, summed over the past."""
        sums: Counter[str] = Counter()
        for _, field in self.past:
            sums.update(field[name])
        return sums

    def fallen(
        self,
        kind: Kind,
        count: Count,
        says: str,
        urls: Sequence[str],
        *,
        filled: bool = False,
    ) -> Alarm | None:
        """Return an alarm if the share of the counted pages has fallen.

        The share is one of all pages; with `filled`, of the pages that have the field.
        """
        now, past = (
            [Share(count(field), field["filled"] if filled else pages) for pages, field in part]
            for part in (self.now, self.past)
        )
        if not (collapsed if self._token else fell)(past, total(now)):
            return None
        before, after = before_share, after_share = total(past).rate, total(now).rate
        shares = f"on {after:.0%} of the {self._judged_pages()}, {before:.0%} before"
        message = f"{self.template}: {self.name} {says} {shares}"
        if kind == "length":
            before, after = _mean_length(self.past), _mean_length(self.now)
        return Alarm(
            kind="markup" if self._token else kind,
            template=self.template,
            field=self.name,
            before=round(before, 4),
            after=round(after, 4),
            message=message,
            message_zh=f"模板 {self.template}：{self.name} {_ZH[kind]}的页面占 {after_share:.0%}，"
            f"此前为 {before_share:.0%}{self._marked_zh()}",
            urls=tuple(urls[:_SHOWN]),
        )

    def _marked_zh(self) -> str:
        return f"（带有新标记 {short(self._token)} 的页面）" if self._token else ""

    def _judged_pages(self) -> str:
        if not self._token:
            return "pages"
        pages = sum(pages for pages, _ in self.now)
        return f"{pages} pages with new markup ({short(self._token)})"


def _mean_length(runs: Sequence[Run]) -> float:
    filled = sum(field["filled"] for _, field in runs)
    return float(sum(field["length"] for _, field in runs) / max(1, filled))


def counts(runs: Iterable[Counts], name: str) -> list[Run]:
    """Return (pages, counts of one field) of each run; `runs` holds their counts of a template."""
    return [(run["pages"], run["fields"][name]) for run in runs]


def pooled(
    runs: Sequence[tuple[int, Counted]],
) -> tuple[list[tuple[int, Counted]], list[tuple[int, Counted]]]:
    """Split runs (newest first) into the newest that together have enough pages, and the past."""
    at, pages = 1, runs[0][0]
    while pages < _POOLED and at < len(runs):
        pages += runs[at][0]
        at += 1
    return list(runs[:at]), list(runs[at:])
