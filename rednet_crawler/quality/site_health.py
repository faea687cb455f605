"""How the site responds: empty listings, blocks, silence, failures, and response times."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rednet_crawler.export.receivers import short
from rednet_crawler.quality.alarms import Alarm, Record

_REFUSALS = ("202", "403", "405", "412", "418", "429", "468", "521", "567")
"""Statuses that block crawlers. A guess: no block of this site was ever seen."""
_SOME = 20
"""Least tried pages for a share of failures."""
_BLOCKED = 0.1
_TWO = 2
"""Responses without what was listed that raise an alarm, however few pages were requested."""
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an operator allows."""

    failures: float
    """Part of the tried pages that may fail."""
    hours: float
    """Hours without a new article; 0 for no limit."""


def troubles(
    record: Record, before: Sequence[Record], limits: Limits, newest: datetime | None, now: datetime
) -> Iterator[Alarm]:
    """Yield the alarms that follow from the responses of a run.

    `before` are the records of earlier runs, the newest first. `newest` is when the last new
    article came; None if there was none or the run did not look for all.
    """
    yield from _empty_listings(record, before)
    tried = record["tried"]
    missing = [each["url"] for each in record["missing"] if each["state"] == "failed"]
    refused = sum(record["statuses"].get(status, 0) for status in _REFUSALS)
    doubtful = [each["url"] for each in record.get("doubtful", ())]
    worse = record.get("doubtful_count", 0) - record["without_article"]
    blocked = record["without_article"] + max(worse, 0) + refused
    if len(doubtful) >= _TWO or (tried >= _SOME and blocked > _BLOCKED * tried):
        less = f"{worse} less than is known, " if worse > 0 else ""
        empty = f"{record['without_article']} pages held no article"
        yield Alarm(
            kind="block",
            before=_BLOCKED,
            after=round(blocked / max(tried, 1), 4),
            urls=tuple((doubtful or missing)[:_SHOWN]),
            message=f"{empty}, {less}{refused} requests refused: is the crawler kept out?",
            message_zh=f"{record['without_article']} 个页面不含文章，{max(worse, 0)} 个比已知内容少，"
            f"{refused} 次请求被拒绝：采集是否被拦截？",
        )
    elif tried >= _SOME and record["failed"] > limits.failures * tried:
        share = record["failed"] / tried
        yield Alarm(
            kind="failures",
            before=limits.failures,
            after=round(share, 4),
            urls=tuple(missing[:_SHOWN]),
            message=f"{share:.0%} of the pages failed, {limits.failures:.0%} are allowed",
            message_zh=f"{share:.0%} 的页面抓取失败，允许 {limits.failures:.0%}",
        )
    hours = (now - newest).total_seconds() / 3600 if newest else 0
    if limits.hours and hours > limits.hours:
        yield Alarm(
            kind="quiet",
            before=limits.hours,
            after=round(hours, 1),
            message=f"no new article for {hours:.0f} hours, {limits.hours:g} are allowed",
            message_zh=f"已有 {hours:.0f} 小时没有新文章，允许 {limits.hours:g} 小时",
        )


def _empty_listings(record: Record, before: Sequence[Record]) -> Iterator[Alarm]:
    for channel, entries in record["listings"].items():
        counts = (run.get("listings", {}).get(channel, {"entries": 0})["entries"] for run in before)
        known = next(filter(None, counts), 0)
        if known and not entries["entries"]:
            yield Alarm(
                kind="listing",
                field=entries["name"],
                before=known,
                after=0,
                urls=(entries["url"],),
                message=f"the listing of {short(entries['name'])} is empty; it had {known} entries",
                message_zh=f"频道“{short(entries['name'])}”的列表为空，此前有 {known} 条",
            )


class Latencies:
    """Counts responses by the milliseconds until their headers arrived.

    The download timeout bounds the number of counters.
    """

    def __init__(self) -> None:
        self._counts: Counter[int] = Counter()

    def add(self, seconds: float) -> None:
        """Count one response."""
        self._counts[max(0, round(seconds * 1_000))] += 1

    def to_record(self) -> dict[str, float | int | None]:
        """Return `latency` of run.json: the number of responses, and times in seconds."""
        return {
            "answers": self._counts.total(),
            "median": self._at(0.5),
            "p95": self._at(0.95),
            "slowest": self._at(1),
        }

    def _at(self, part: float) -> float | None:
        """Return the nearest-rank percentile for a part between 0 and 1, in seconds."""
        needed, met = part * self._counts.total(), 0
        for milliseconds, count in sorted(self._counts.items()):
            met += count
            if met >= needed:
                return milliseconds / 1_000
        return None
