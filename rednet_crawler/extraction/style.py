"""How a piece of text is set: bold, centred, its size. Read off tags and inline styles, inherited downwards."""

import re
from functools import lru_cache
from typing import NamedTuple

from rednet_crawler.extraction.markup import attributes_of

_DECLARATION = re.compile(r"(font-weight|text-align|font-size|display)\s*:\s*([^;\s][^;]{0,60})", re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s?(px|pt|r?em|%)")
_SIZE_CLASS = re.compile(r"\bf(\d\d)\b")
"""f14, f18, f36 on the site's own pages: the size in pixels, by their look (a guess)."""
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 18.0, "rem": 16.0, "%": 0.18}
"""Running text of the articles is 18 px by the class names of template 1 (f18)."""
_NAMED_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "smaller": 14.0}
_CAPTION_CLASSES = frozenset({"carousel-caption", "caption", "img-desc", "pic-desc"})
"""carousel-caption is Bootstrap's; the others are a guess."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
STYLED = frozenset({"strong", "b", "center", "small", "figcaption", "a", *_HEADINGS})
"""Tags that say something of the text inside even without attributes."""
_NO_TEXT = frozenset({"breadcrumb", "pagination", "readnext", "group_carousel"})
"""Nothing in these is text of the article; of a carousel the pictures are read."""
LEFT_OUT = "rednet-left-out"
"""Attribute that the walk gives to elements it leaves out: empty, or their number among those read as a whole."""
_LONGEST_STYLE = 1_000
_LONGEST_ATTRIBUTES = 2_000


class Style(NamedTuple):
    """What holds for the text inside a tag."""

    bold: bool = False
    centred: bool = False
    size: float | None = None
    """In pixels; None where nothing says."""
    heading: bool = False
    caption: bool = False
    hidden: bool = False
    """No text of the article, or not to be seen."""
    link: bool = False


PLAIN = Style()


def style_inside(tag: str, attributes: str, outer: Style) -> Style:
    """Return the style inside a tag from its attributes, as they are written, and what holds around it."""
    read = _read_style if len(attributes) <= _LONGEST_ATTRIBUTES else _read_style.__wrapped__
    return read(tag, attributes, outer)


@lru_cache(maxsize=8192)  # pages repeat a handful of styles hundreds of times
def _read_style(tag: str, written: str, outer: Style) -> Style:  # noqa: C901, PLR0912 - a flat list of cases
    bold, centred, size, heading, caption, hidden, link = outer
    attributes = attributes_of(written)
    names = attributes.get("class", "").split()
    if LEFT_OUT in attributes or not _NO_TEXT.isdisjoint(names):
        hidden = True
    if tag in _HEADINGS:
        bold = heading = True
    elif tag in ("strong", "b"):
        bold = True
    elif tag == "a":
        link = True
    elif tag == "center":
        centred = True
    elif tag == "small":
        size = 12.0
    elif tag == "figcaption":
        caption = True
    if align := attributes.get("align"):
        centred = align.lower() == "center"
    if names:
        caption = caption or not _CAPTION_CLASSES.isdisjoint(names)
        size = float(match[1]) if (match := _SIZE_CLASS.search(" ".join(names))) else size
    for name, value in _DECLARATION.findall(attributes.get("style", "")[:_LONGEST_STYLE]):
        match name.lower():
            case "font-weight":
                bold = value[:4].lower() == "bold" or value[:1] in "6789"
            case "text-align":
                centred = value[:6].lower() == "center"
            case "font-size":
                size = _pixels(value.lower()) or size
            case "display":
                hidden = hidden or value[:4].lower() == "none"
    return Style(bold, centred, size, heading, caption, hidden, link)


def _pixels(value: str) -> float | None:
    if match := _SIZE.match(value):
        return float(match[1]) * _PIXELS[match[2]]
    return _NAMED_SIZES.get(value)
