"""What is said of a dataset beside its files: from when it is, and how complete."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rednet_crawler.archive.slices import Choice


@dataclass(slots=True, kw_only=True)
class Facts:
    """Counted while the files are written."""

    created: str
    """ISO 8601, UTC."""
    version: str
    """Of the program."""
    choice: Choice
    channels: Sequence[str]
    """Names of the channels asked for; none says all."""
    with_text: bool
    distinct: bool
    """Whether of each cluster of reposts one article is there."""
    gaps: Sequence[str]
    """Channels whose listing was not walked to its end."""
    articles: int = 0
    by_year: Counter[str] = field(default_factory=Counter)
    """Year of publication, or `unknown` → articles."""
    stations: Counter[str] = field(default_factory=Counter)
    first_day: str | None = None
    last_day: str | None = None
    first_fetched: str | None = None
    last_fetched: str | None = None
    states: Counter[str] = field(default_factory=Counter)
    """State of the ledger → addresses."""
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    """State and reason of what is not saved → addresses."""

    def count_article(self, record: dict[str, Any]) -> None:
        """Count one article."""
        day, fetched = (record["published_at"] or "")[:10] or None, record["fetched_at"]
        self.articles += 1
        self.by_year[day[:4] if day else "unknown"] += 1
        self.stations[record["station"]] += 1
        self.first_day = min(filter(None, (self.first_day, day)), default=None)
        self.last_day = max(filter(None, (self.last_day, day)), default=None)
        self.first_fetched = min(filter(None, (self.first_fetched, fetched)), default=None)
        self.last_fetched = max(filter(None, (self.last_fetched, fetched)), default=None)

    def count_listed(self, row: dict[str, Any]) -> None:
        """Count one address of the ledger."""
        self.states[row["state"]] += 1
        if row["state"] != "saved":
            reason = str(row["reason"] or "not fetched yet").replace(str(row["url"]), "").strip(" :")
            self.reasons[row["state"], reason] += 1
