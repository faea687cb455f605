"""The answers of a run that showed no article where one was listed, or less of it than the archive has."""

from typing import NamedTuple

_ENOUGH = 5
"""Such answers, after which a run looks at known articles no more: the site is not as it was, or keeps the crawler out."""


class Doubt(NamedTuple):
    """One such answer."""

    url: str
    reason: str


class Doubts:
    """Counts them."""

    def __init__(self) -> None:
        self.all: list[Doubt] = []

    def add(self, url: str, reason: str) -> None:
        """Take in one."""
        self.all.append(Doubt(url, reason))

    @property
    def are_enough(self) -> bool:
        """Whether known articles are left alone for the rest of the run: they stay due."""
        return len(self.all) >= _ENOUGH
