"""What an archive holds of a range of days, what of that is missing and why, and what backs it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.slices import Choice
from rednet_crawler.archive.summaries import Backing
from rednet_crawler.site.clock import CHINA

_OF_ONE = re.compile(r"(?:https?://\S+?:? )|\d{4}-\d\d-\d\d(?:T\S+)?")
"""What a reason says of a single link: its address, its day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeStatus:
    """What is known of the articles that a station listed for some days."""

    since: date | None
    until: date | None
    states: dict[str, int]
    """State → links whose day is known to be one of these."""
    missing: dict[str, int] = field(default_factory=dict)
    """Why articles of these days are not held → how many."""
    skipped: dict[str, int] = field(default_factory=dict)
    """Why links of these days are no articles of the station → how many."""
    undated: int = 0
    """Links that are not held and whose day nobody knows: they may be of these days."""
    undated_held: int = 0
    """Articles that are held and whose day nobody knows."""
    backing: Sequence[Backing] = ()

    @property
    def held(self) -> float:
        """The part of the articles that were listed for these days which is held."""
        wanted = sum(count for state, count in self.states.items() if state != "skipped")
        return self.states.get("saved", 0) / wanted if wanted else 1.0

    @property
    def is_complete(self) -> bool:
        """Whether all that was listed is held, and no channel has a gap in these days."""
        known = bool(self.backing) and all(each.is_complete for each in self.backing)
        return known and not self.missing and not self.undated

    def to_record(self) -> dict[str, Any]:
        """Return it as one object of JSON."""
        return {
            "since": self.since and str(self.since),
            "until": self.until and str(self.until),
            "complete": self.is_complete,
            "held": round(self.held, 4),
            "states": self.states,
            "missing": self.missing,
            "skipped": self.skipped,
            "undated": self.undated,
            "undated_held": self.undated_held,
            "channels": [{**each._asdict(), "complete": each.is_complete} for each in self.backing],
        }

    def lines(self) -> Iterator[str]:
        """Yield what is told of it."""
        told = "complete" if self.is_complete else "not complete"
        first, last = self.since or "the beginning", self.until or "today"
        saved = self.states.get("saved", 0)
        yield f"{first} to {last}: {told}; {saved} articles held, {self.held:.1%} of what was listed"
        for reason, count in self.missing.items():
            yield f"missing × {count}: {reason}"
        for reason, count in self.skipped.items():
            yield f"skipped × {count}: {reason}"
        if self.undated:
            yield f"of no known day and not held × {self.undated}: they may be of these days"
        if self.undated_held:
            yield f"of no known day and held × {self.undated_held}: not counted here"
        gaps = [each for each in self.backing if not each.is_complete]
        for each in gaps:
            yield f"gap: {each.channel} ({each.station}), {each.days} of {each.of} days read whole"
        walked = sum(each.walked for each in self.backing)
        days = len(self.backing) - walked - len(gaps)
        yield (
            f"{len(self.backing)} channels: {walked} walked from today back, {days} read whole for "
            f"each day, {len(gaps)} with a gap"
        )


def range_status(
    archive: Archive, station: str | None, since: date | None, until: date | None
) -> RangeStatus:
    """Return what an archive knows of the days from one to another, both included."""
    states: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    undated = undated_held = 0
    for row in archive.slices.ledger(Choice(station, since, until)):
        state, reason = row["state"], in_general(row["reason"] or "not fetched yet")
        if row["day"] is None and (since or until):
            undated += state not in ("saved", "skipped")
            undated_held += state == "saved"
            continue
        states[state] += 1
        if state == "skipped":
            skipped[reason] += 1
        elif state != "saved":
            missing[f"{state}: {reason}"] += 1
    today = datetime.now(CHINA).date()
    return RangeStatus(
        since=since,
        until=until,
        states=dict(states),
        missing=dict(missing.most_common()),
        skipped=dict(skipped.most_common()),
        undated=undated,
        undated_held=undated_held,
        backing=archive.inventories.backing(station, since, until, today),
    )


def in_general(reason: str) -> str:
    """Return a reason without what it says of a single link.

    >>> in_general("https://hh.rednet.cn/a.html: published 2024-03-18, outside the dates asked for")
    'published …, outside the dates asked for'
    """
    return re.sub(_OF_ONE, lambda found: "" if "//" in found[0] else "…", reason)
