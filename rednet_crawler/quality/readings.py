"""How well pages were read: said in the same words of a run, of an archive and of a dataset."""

from typing import NamedTuple


class Readings(NamedTuple):
    """How many articles were read, and by what. Together they are all of them."""

    template: int = 0
    """By a known template."""
    wording: int = 0
    """By wording, where no template matched (`generic`)."""
    none: int = 0
    """Not at all: neither text nor pictures, videos or tables."""

    def plus(self, other: "Readings") -> "Readings":
        """Return the sums of two."""
        return Readings(*(a + b for a, b in zip(self, other, strict=True)))

    def __str__(self) -> str:
        """Return the words."""
        return (
            f"{sum(self)} article{'' if sum(self) == 1 else 's'} read: "
            f"{self.template} by template, {self.wording} by wording, "
            f"{self.none} not at all (no text)"
        )
