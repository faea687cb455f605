"""The parts of a page that every template has in its own places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rednet_crawler.extraction.document import Element

Field = Literal["source", "author", "editor", "published"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a template found, as nodes and raw text; nothing is understood yet."""

    title: Element | None
    title_line: Sequence[tuple[Field | None, str]]
    """The line under the title in pieces; with the field where the place alone says which it is."""
    title_line_elements: Sequence[Element] = ()
    """The nodes of that line: they are no text of the body, wherever they stand."""
    unlabelled: tuple[Field, ...] = ()
    """What pieces without a label mean, in their order; empty where such a piece means nothing."""
    bodies: Sequence[Element] = ()
    """Candidates for the body, the most trusted first."""
    players: Sequence[Element] = ()
    """Nodes whose scripts name the video file."""
