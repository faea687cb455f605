"""How a piece of text is set: bold, centred, its size, how grey. Read off tags, classes and inline
styles, and inherited downwards.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from rednet_crawler.extraction.page import Element

_DECLARATION = re.compile(
    r"(?<![\w-])(font-weight|text-align|font-size|font|color|display)\s*:\s*([^;\s][^;]{0,60})"
)
_LONGEST = 1_000
"""Characters of an attribute that are read."""
_SIZE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s?(px|pt|r?em|%)")
_SIZE_CLASS = re.compile(r"\bf(\d\d)\b")
"""f14, f18, f36 on the site's own pages: the size in pixels, by their look (a guess)."""
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 18.0, "rem": 16.0, "%": 0.18}
"""Running text of the articles is 18 px by the class names of template 1 (f18)."""
_FONT_SIZES = {
    "1": 10.0,
    "2": 13.0,
    "3": 16.0,
    "4": 18.0,
    "5": 24.0,
    "6": 32.0,
    "7": 48.0,
    "-1": 13.0,
    "-2": 10.0,
    "+1": 18.0,
}
"""Of `<font size>`, as browsers show them."""
_HEX = re.compile(
    r"#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))(?![0-9a-f])"
)
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})")
_NAMED_GREYS = {
    "gray": 128,
    "grey": 128,
    "darkgray": 169,
    "darkgrey": 169,
    "dimgray": 105,
    "dimgrey": 105,
    "silver": 192,
}
_GREY_CLASSES = frozenset(
    {"gray", "grey", "text-muted", "text-gray", "text-grey", "c-gray", "c_gray"}
)
"""text-muted is Bootstrap's; the others are a guess."""
_TINT = 24
"""How far the parts of a colour may lie apart where it is still a grey."""
_NAMED_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "smaller": 14.0}
_CAPTION_CLASSES = frozenset({"carousel-caption", "caption", "img-desc", "pic-desc"})
"""carousel-caption is Bootstrap's; the others are a guess."""
_NO_TEXT = frozenset({"breadcrumb", "pagination", "readnext", "group_carousel"})
"""Nothing in these is text of the article; of a carousel the pictures are read."""

_ATTRIBUTES = ("align", "size", "color", "name", "class", "style")

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
    grey: int | None = None
    """From 0, black, to 255, white; None where nothing says, or where the colour is no grey."""
    heading: bool = False
    caption: bool = False
    hidden: bool = False
    """No text of the article, or not to be seen."""
    link: bool = False


PLAIN = Style()


def style_inside(element: Element, outer: Style) -> Style:
    """Return the style inside an element: what its tag and attributes say, else what holds around it."""
    tag = str(element.tag)
    if not element.keys():
        return _styled(outer, tag) if tag in _OF_TAG else outer
    values = tuple(map(element.get, _ATTRIBUTES))
    if len("".join(filter(None, values))) > _LONGEST:
        values = tuple(value and value[:_LONGEST] for value in values)
    return _styled(outer, tag, values)


@lru_cache(maxsize=1024)  # pages repeat a handful of styles hundreds of times
def _styled(outer: Style, tag: str, attributes: tuple[str | None, ...] = ()) -> Style:
    """Return the style inside an element with the values of `_ATTRIBUTES`."""
    values = {name: value for name, value in zip(_ATTRIBUTES, attributes, strict=False) if value}
    changes = {**_OF_TAG.get(tag, {})}
    if align := values.get("align", ""):
        changes["centred"] = align.lower() == "center"
    if tag == "font":
        changes = _of_font(values.get("size", ""), values.get("color", ""))
    if values.get("name", "").lower() == "appimgdesc":
        changes["caption"] = True
    changes |= _of_classes(values.get("class", ""))
    changes |= _of_declarations(values.get("style", ""))
    return outer._replace(**changes)


def _of_font(size: str, color: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if (pixels := _FONT_SIZES.get(size.strip())) is not None:
        changes["size"] = pixels
    if color:
        changes["grey"] = _grey(color.strip().lower())
    return changes


def _of_classes(classes: str) -> Changes:
    changes: dict[str, Any] = {}
    names = classes.split()
    if not _NO_TEXT.isdisjoint(names):
        changes["hidden"] = True
    if not _CAPTION_CLASSES.isdisjoint(names):
        changes["caption"] = True
    if not _GREY_CLASSES.isdisjoint(names):
        changes["grey"] = _NAMED_GREYS["grey"]
    if match := _SIZE_CLASS.search(classes):
        changes["size"] = float(match[1])
    return changes


def _of_declarations(written: str) -> Changes:
    changes: dict[str, Any] = {}
    for name, value in _DECLARATION.findall(written.lower()):
        match name:
            case "font-weight":
                changes["bold"] = value.startswith("bold") or value[0] in "6789"
            case "text-align":
                changes["centred"] = value.startswith("center")
            case "font-size" | "font" if size := _pixels(value):
                changes["size"] = size
            case "color":
                changes["grey"] = _grey(value)
            case "display" if value.startswith("none"):
                changes["hidden"] = True
    return changes


def _grey(value: str) -> int | None:
    """Return how light a grey is; None for a colour, and for what says nothing."""
    if match := _HEX.match(value if value.startswith("#") else f"#{value}"):
        parts = [int(part * 2 if len(part) == 1 else part, 16) for part in match.groups() if part]
    elif match := _RGB.match(value):
        parts = [min(int(part), 255) for part in match.groups()]
    else:
        return _NAMED_GREYS.get(value.split("!", maxsplit=1)[0].strip())
    return sum(parts) // 3 if max(parts) - min(parts) <= _TINT else None


def _pixels(value: str) -> float | None:
    if match := _SIZE.search(value):
        return float(match[1]) * _PIXELS[match[2]]
    return _NAMED_SIZES.get(value)
