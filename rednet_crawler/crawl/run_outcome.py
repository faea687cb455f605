"""How a run ended, and what it came to: one object, for whoever tells of the end; and the doubtful
responses it met, which show no article where one was listed, or less than the archive has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rednet_crawler.archive.ledger import State
from rednet_crawler.crawl.entries import Problem
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.errors import (
    EXIT_ALARM,
    EXIT_COMPLETE,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    EXIT_STORAGE,
)
from rednet_crawler.quality.coverage import FieldCoverage

_ENOUGH = 5
"""After so many doubtful responses a run leaves known articles alone: the site has changed, or
keeps the crawler out."""


class Doubt(NamedTuple):
    """One doubtful response."""

    url: str
    reason: str


class Doubts:
    """The doubtful responses of a run."""

    def __init__(self) -> None:
        self.all: list[Doubt] = []

    def add(self, url: str, reason: str) -> None:
        """Add a doubtful response."""
        self.all.append(Doubt(url, reason))

    @property
    def are_enough(self) -> bool:
        """Whether known articles are left alone for the rest of the run: they stay due."""
        return len(self.all) >= _ENOUGH


MOST_AHEAD = 300
"""Seconds by which the site's clock and ours may differ."""
_FEED_FAILED = "feedexport/failed_count"
"""How the names of Scrapy's stats begin that count feeds which were not written."""


class ListedChannel(NamedTuple):
    """The first page of a channel's listing."""

    name: str
    url: str
    entries: int


class Missing(NamedTuple):
    """An article that the run listed and does not have."""

    url: str
    state: State
    reason: str


@dataclass(slots=True, kw_only=True)
class RunOutcome:
    """What became of a run."""

    ledger: Ledger
    coverage: FieldCoverage
    """What was read from the pages of the run."""
    doubts: Doubts = field(default_factory=Doubts)
    """The responses that showed no article, or less of one than is known."""
    listed: dict[str, ListedChannel] = field(default_factory=dict)
    """Number of a channel → what its first page held."""
    refusal: str | None = None
    """Why nothing could be crawled at all, or why the run was broken off, in one line."""
    refusal_code: int = EXIT_INCOMPLETE
    asked: bool = False
    """Whether the run made a request."""
    finish_reason: str | None = None
    """Why the run ended, in Scrapy's words; None where it was ended at once."""
    alarms: Sequence[Mapping[str, Any]] = ()
    """What a person should look at, as run.json holds it."""
    recorded: bool = False
    """Whether the record of the run was made; the archive has it if that could be written."""

    def refuse(self, reason: str, code: int) -> bool:
        """Enter why the run cannot go on.

        The first reason stays; return whether this is the first.
        """
        if self.refusal is not None:
            return False
        self.refusal, self.refusal_code = reason, code
        return True

    @property
    def lost_storage(self) -> bool:
        """Whether the run was broken off because a file or the archive could not be written."""
        return self.refusal is not None and self.refusal_code == EXIT_STORAGE

    @property
    def problems(self) -> Sequence[Problem]:
        """What went wrong with something that is no article."""
        return self.ledger.problems

    def missing(self) -> Iterator[Missing]:
        """Yield the articles that the run does not have."""
        for entry in self.ledger.entries.values():
            if entry.state in ("failed", "gone", "pending"):
                yield Missing(entry.url, entry.state, entry.reason or "not fetched yet")

    def tried(self) -> int:
        """Return how many articles were asked for."""
        return sum(entry.tried for entry in self.ledger.entries.values())

    def failed(self) -> int:
        """Return how many of them the site did not give; what our own side lost is not counted."""
        ours = self.ledger.lost
        return sum(
            entry.tried and entry.state == "failed"
            for key, entry in self.ledger.entries.items()
            if key not in ours
        )

    def exit_code(self, stats: Mapping[str, Any]) -> int:
        """Return the exit code of the run (README, "Exit codes"), with the stats of Scrapy."""
        if self.finish_reason in (None, "shutdown"):
            return EXIT_INTERRUPTED
        if any(name.startswith(_FEED_FAILED) for name in stats):
            return EXIT_STORAGE
        if self.refusal is not None:
            return self.refusal_code
        if self.alarms:
            return EXIT_ALARM
        complete = self.ledger.complete and self.asked and self.finish_reason == "finished"
        return EXIT_COMPLETE if complete else EXIT_INCOMPLETE


def told_of_clock(ahead: float) -> str:
    """Return what is said of clocks that differ by so many seconds."""
    days, seconds = divmod(round(abs(ahead)), 86_400)
    span = f"{days} days" if days else f"{seconds} s"
    side = "behind" if ahead > 0 else "ahead of"
    return (
        f"the clock of this machine is {span} {side} the site's; set it (ntp): "
        "times of this run are wrong, and so is what is due"
    )


def outcome_of(spider: object) -> RunOutcome | None:
    """Return how the run of a spider ends; None for a spider that is not of this package."""
    outcome = getattr(spider, "outcome", None)
    return outcome if isinstance(outcome, RunOutcome) else None
