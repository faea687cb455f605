"""Whether the site answers as it did: empty listings, blocks, silence, failures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rednet_crawler.export.receivers import short
from rednet_crawler.quality.alarms import Alarm, Record

_REFUSALS = ("403", "405", "412", "418", "429")
"""Statuses of a site that keeps programs out. That this one answers so is a guess: no block of it was ever seen."""
_SOME = 20
"""Pages that have to be tried before their failures are counted as a share."""
_BLOCKED = 0.1
_TWO = 2
"""Answers without what was listed that are an alarm, however few pages were asked for."""
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
    """Yield the alarms that the answers of a run give.

    `before` are the records of the runs before, the newest first. `newest` is when the last new article came, None where there was
    none or the run was not to look for all.
    """
    yield from _empty_listings(record, before)
    tried, missing = (
        record["tried"],
        [each["url"] for each in record["missing"] if each["state"] == "failed"],
    )
    refused = sum(record["statuses"].get(status, 0) for status in _REFUSALS)
    doubtful = [each["url"] for each in record.get("doubtful", ())]
    worse = record.get("doubtful_count", 0) - record["without_article"]
    blocked = record["without_article"] + max(worse, 0) + refused
    if len(doubtful) >= _TWO or (tried >= _SOME and blocked > _BLOCKED * tried):
        less = f"{worse} less than is known, " if worse > 0 else ""
        yield Alarm(
            kind="block", before=_BLOCKED, after=round(blocked / max(tried, 1), 4), urls=tuple((doubtful or missing)[:_SHOWN]),
            message=f"{record['without_article']} pages held no article, {less}{refused} answers refused: is the crawler kept out?",
        )  # fmt: skip
    elif tried >= _SOME and record["failed"] > limits.failures * tried:
        share = record["failed"] / tried
        yield Alarm(
            kind="failures", before=limits.failures, after=round(share, 4), urls=tuple(missing[:_SHOWN]),
            message=f"{share:.0%} of the pages failed, {limits.failures:.0%} are allowed",
        )  # fmt: skip
    hours = (now - newest).total_seconds() / 3600 if newest else 0
    if limits.hours and hours > limits.hours:
        yield Alarm(
            kind="quiet", before=limits.hours, after=round(hours, 1),
            message=f"no new article for {hours:.0f} hours, {limits.hours:g} are allowed",
        )  # fmt: skip


def _empty_listings(record: Record, before: Sequence[Record]) -> Iterator[Alarm]:
    for channel, entries in record["listings"].items():
        counts = (run.get("listings", {}).get(channel, {"entries": 0})["entries"] for run in before)
        known = next(filter(None, counts), 0)
        if known and not entries["entries"]:
            yield Alarm(
                kind="listing", field=entries["name"], before=known, after=0, urls=(entries["url"],),
                message=f"the listing of {short(entries['name'])} is empty; it had {known} entries",
            )  # fmt: skip
