"""The text of a page as lines, in reading order, with what sets each apart: a link, a heading, an entry of a list."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from rednet_crawler.extraction.page import Element
from rednet_crawler.normalise.text import squeeze

_INLINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span "
    "strong sub sup time tt u var".split()
)
_NO_TEXT = frozenset(
    "script style noscript template nav footer aside form select option button textarea input "
    "iframe svg canvas object title".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ITEMS = frozenset(("li", "dt", "dd"))
_MOST = 800
"""Lines; no article of the site has that many before its text is seen."""
_VISIBLE = re.compile(r"\S")


class Line(NamedTuple):
    """One line of a page."""

    text: str
    link: bool
    """Whether half of it is a link, or any of it in a list."""
    heading: bool
    item: bool
    """Whether it stands in a list."""
    anchor: int
    """Characters of its longest link."""


class _Writer:
    """Gathers the pieces of text between two breaks."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = 0
        self.anchors = [0]
        self.inside = {"a": 0, "heading": 0, "item": 0}

    def add(self, text: str | None) -> None:
        if text and _VISIBLE.search(text):
            self.pieces.append(text)
            if self.inside["a"]:
                self.linked += len(text.strip())
                self.anchors[-1] += len(text.strip())

    def end(self) -> Line | None:
        """Return the line that ends here, None where nothing stands on it."""
        text = squeeze("".join(self.pieces))
        linked, self.linked = self.linked, 0
        anchor, self.anchors = max(self.anchors), [0]
        self.pieces.clear()
        if not text:
            return None
        item = bool(self.inside["item"])
        link = 2 * linked >= len(text) or (item and linked > 0)
        return Line(text, link, bool(self.inside["heading"]), item, anchor)

    def step(self, tag: str, by: int) -> None:
        """Go into an element, or out of it."""
        if tag == "a":
            self.inside["a"] += by
            self.anchors.append(0)
        elif tag in _HEADINGS:
            self.inside["heading"] += by
        elif tag in _ITEMS:
            self.inside["item"] += by


def lines_on(root: Element) -> list[Line]:
    """Return the lines of a page but for those of menus, footers, forms and scripts; of a very long
    page the first ones.
    """
    return list(islice(_lines(root), _MOST))


def _lines(root: Element) -> Iterator[Line]:
    """Walk the tree without recursion: pages nest as deep as they like."""
    writer = _Writer()
    stack: list[tuple[Element, bool]] = [(root, False)]
    while stack:
        element, done = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        skipped = not tag or tag in _NO_TEXT
        breaks = not skipped and tag not in _INLINE
        if breaks and (line := writer.end()):
            yield line
        if done:
            writer.step(tag, -1)
            writer.add(element.tail if element is not root else None)
        elif skipped:
            writer.add(element.tail if element is not root else None)
        else:
            writer.step(tag, 1)
            writer.add(element.text)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
    if line := writer.end():
        yield line
