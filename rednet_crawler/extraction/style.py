"""How a piece of text is set: bold, centred, its size. Read off tags, classes and inline styles, and inherited downwards."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from rednet_crawler.extraction.page import Element

_DECLARATION = re.compile(r"(font-weight|text-align|font-size|display)\s*:\s*([^;\s][^;]{0,60})")
_LONGEST_STYLE = 1_000
_SIZE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s?(px|pt|r?em|%)")
_SIZE_CLASS = re.compile(r"\bf(\d\d)\b")
"""f14, f18, f36 on the site's own pages: the size in pixels, by their look (a guess)."""
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 18.0, "rem": 16.0, "%": 0.18}
"""Running text of the articles is 18 px by the class names of template 1 (f18)."""
_NAMED_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "smaller": 14.0}
_CAPTION_CLASSES = frozenset({"carousel-caption", "caption", "img-desc", "pic-desc"})
"""carousel-caption is Bootstrap's; the others are a guess."""
_NO_TEXT = frozenset({"breadcrumb", "pagination", "readnext", "group_carousel"})
"""Nothing in these is text of the article; of a carousel the pictures are read."""

Changes = Mapping[str, Any]
"""Fields of `Style` that are other inside an element than around it."""

_OF_TAG: Mapping[str, Changes] = {
    **{tag: {"bold": True, "heading": True} for tag in ("h1", "h2", "h3", "h4", "h5", "h6")},
    "strong": {"bold": True},
    "b": {"bold": True},
    "a": {"link": True},
    "center": {"centred": True},
    "small": {"size": 12.0},
    "figcaption": {"caption": True},
}


class Style(NamedTuple):
    """What holds for the text inside an element."""

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


def style_inside(element: Element, outer: Style) -> Style:
    """Return the style inside an element: what its tag and attributes say, else what holds around it."""
    changes = _OF_TAG.get(str(element.tag), {})
    if align := element.get("align"):
        changes = {**changes, "centred": align.lower() == "center"}
    if classes := element.get("class"):
        changes = {**changes, **_of_classes(classes)}
    if declarations := element.get("style"):
        changes = {**changes, **_of_declarations(declarations[:_LONGEST_STYLE])}
    return outer._replace(**changes) if changes else outer


def _of_classes(classes: str) -> Changes:
    changes: dict[str, Any] = {}
    names = classes.split()
    if not _NO_TEXT.isdisjoint(names):
        changes["hidden"] = True
    if not _CAPTION_CLASSES.isdisjoint(names):
        changes["caption"] = True
    if match := _SIZE_CLASS.search(classes):
        changes["size"] = float(match[1])
    return changes


@lru_cache(maxsize=1024)  # pages repeat a handful of styles hundreds of times
def _of_declarations(written: str) -> Changes:
    changes: dict[str, Any] = {}
    for name, value in _DECLARATION.findall(written.lower()):
        match name:
            case "font-weight":
                changes["bold"] = value.startswith("bold") or value[0] in "6789"
            case "text-align":
                changes["centred"] = value.startswith("center")
            case "font-size" if size := _pixels(value):
                changes["size"] = size
            case "display" if value.startswith("none"):
                changes["hidden"] = True
    return changes


def _pixels(value: str) -> float | None:
    if match := _SIZE.match(value):
        return float(match[1]) * _PIXELS[match[2]]
    return _NAMED_SIZES.get(value)
