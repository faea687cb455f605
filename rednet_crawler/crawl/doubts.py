"""Doubtful responses: they show no article where one was listed, or less than the archive has."""

from typing import NamedTuple

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
