"""What is exported: a slice of an archive, table by table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.slices import Choice


@dataclass(frozen=True, slots=True)
class Selection:
    """A slice of an archive, and which of its articles are meant."""

    archive: Archive
    choice: Choice
    keys: Sequence[str]

    def records(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the records of the archive that a table (one of `TABLES`) is made of, a few in memory at a time."""
        slices = self.archive.slices
        if table == "ledger":
            return slices.ledger(self.choice)
        if table == "sightings":
            return slices.sightings(self.keys)
        if table == "revisions":
            return slices.revisions(self.keys)
        return slices.articles(self.keys)
