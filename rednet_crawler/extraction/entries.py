"""Entries whose list is not known: where an element leads, by its link or by an attribute that a
script reads; and title, time and summary, by what stands around the link.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice, pairwise
from typing import NamedTuple

from rednet_crawler.extraction.page import Element, text_of
from rednet_crawler.normalise.published import time_beside
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.urls import resolve

_NOWHERE = frozenset(
    ("html", "head", "body", "base", "link", "meta", "script", "style", "img", "source", "iframe")
)
_READ_BY_SCRIPTS = re.compile(r"data-|on|@|:|v-|href\Z|value\Z|to\Z", re.IGNORECASE)
_SCRIPT = re.compile(r"\s*javascript:", re.IGNORECASE)
_QUOTED = re.compile(r"['\"`]([^'\"`\s]{2,500})['\"`]")
_ADDRESS = re.compile(r"(?:https?:)?//\S+|[/?]\S+|[\w-][\w./-]{0,200}\.s?html?(?:\?\S*)?")
_LONGEST = 2_000


def leads_to(element: Element, base: str) -> Iterator[str]:
    """Yield the addresses an element leads to: that of its link alone, where it is one; else those
    in the attributes that scripts read (`data-href`, `onclick`, `javascript:open('…')`).
    """
    if not element.attrib or not isinstance(element.tag, str) or element.tag in _NOWHERE:
        return
    link = element.get("href") or ""
    if not _SCRIPT.match(link) and (url := resolve(base, link)):
        yield url
        return
    for name, value in element.attrib.items():
        text = str(value)
        if len(text) > _LONGEST or not _READ_BY_SCRIPTS.match(str(name)):
            continue
        for target in [text.strip()] if _ADDRESS.fullmatch(text.strip()) else _QUOTED.findall(text):
            if _ADDRESS.fullmatch(target) and (url := resolve(base, target)):
                yield url


_MOST_PIECES = 60
"""Texts of an entry that are looked at; a card has about ten."""
_MOST_LINKS = 6
"""Of an entry: picture, title, summary, 详细."""
_MOST_IN_LINK = 200
"""Elements within a link."""
_NO_TEXT = frozenset(("script", "style", "noscript", "template"))
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NO_TITLE = re.compile(
    r"[\W\d_]*(?:(?:查看|阅读|点击)?(?:详情|详细|全文|更多|原文|查看|阅读|进入|图|视频|组图|置顶|more|detail|read more))?[\W\d_]*",
    re.IGNORECASE,
)
_YEAR_AND_MONTH = re.compile(r"((?:19|20)\d{2})\s?[-./年]\s?(\d{1,2})月?")
_DAY = re.compile(r"(\d{1,2})日?")
_TIMES = ("datetime", "data-time", "data-date", "data-pubtime", "data-publish")
_LABELS = ("title", "alt", "aria-label", "data-name")
_LONGEST_TITLE, _SHORTEST_SUMMARY = 500, 20


class Around(NamedTuple):
    """What stands around a link."""

    title: str | None
    time: str | None
    summary: str | None


def read_around(links: Sequence[Element], parts: Sequence[Element], now: datetime | None) -> Around:
    """Read an entry: the links to its article, and the elements that it consists of."""
    pieces = list(islice((text for part in parts for text in _pieces(part)), _MOST_PIECES))
    title = _title(links[:_MOST_LINKS], parts)
    time = _time_in_attributes(parts, now) or _time(pieces, now)
    rest = (
        text
        for text in pieces
        if len(text) >= _SHORTEST_SUMMARY and text != title and not _is_cut(text, title)
    )
    return Around(title, time, max(rest, key=len, default=None))


def name_of(link: Element) -> str:
    """Return what a link is called: its text, or of an icon its title, label or alternative text."""
    names = [text_in(link)]
    names += [each.get(name) or "" for each in islice(link.iter(), 20) for name in _LABELS]
    return next(
        (name for text in names if (name := squeeze(text)) and not _NO_TITLE.fullmatch(name[:100])),
        "",
    )


def text_in(link: Element) -> str:
    """Return the text of a link; nothing for one around half a page, as links that were never closed are."""
    return (
        ""
        if sum(1 for _ in islice(link.iter(), _MOST_IN_LINK + 1)) > _MOST_IN_LINK
        else text_of(link)
    )


def _title(links: Sequence[Element], parts: Sequence[Element]) -> str | None:
    """Return the title: whole in an attribute, else in a heading, else the first text of a link that can be one."""
    for link in links:
        for each in islice(link.iter(), 20):
            if _may_be(text := squeeze(each.get("title") or "")):
                return text
    headings = (each for part in parts for each in islice(part.iter(*_HEADINGS), 5))
    for text in (*map(text_of, headings), *map(_first_text, links), *map(name_of, links)):
        if _may_be(text):
            return text
    return None


def _may_be(title: str) -> bool:
    return 1 < len(title) <= _LONGEST_TITLE and not _NO_TITLE.fullmatch(title[:100])


def _first_text(link: Element) -> str:
    """Return the text of a link; of one around a whole card the first text in it that may be a title."""
    children = [text for child in islice(link, 20) if (text := text_in(child))]
    if len(children) < 2:  # noqa: PLR2004 - a card has several
        return text_in(link)
    own = squeeze(link.text or "")
    return next(
        (
            text
            for text in (own, *(piece for piece in _pieces(link)))
            if _may_be(text) and len(text) > 3  # noqa: PLR2004 - more than 更多 and its kin
        ),
        "",
    )


def _pieces(element: Element) -> Iterator[str]:
    """Yield the texts of an element one by one."""
    for each in element.iter():
        if (
            isinstance(each.tag, str)
            and each.tag not in _NO_TEXT
            and (text := squeeze(each.text or ""))
        ):
            yield text
        if each is not element and (text := squeeze(each.tail or "")):
            yield text
    if text := squeeze(element.tail or ""):
        yield text


def _time_in_attributes(parts: Sequence[Element], now: datetime | None) -> str | None:
    for part in parts:
        for each in islice(part.iter(), _MOST_PIECES):
            for name in _TIMES:
                if (value := each.get(name)) and (time := time_beside(squeeze(value), now)):
                    return time
    return None


def _time(pieces: Sequence[str], now: datetime | None) -> str | None:
    """Return the first time of some texts; one with a year goes before one without. The day may
    stand beside its month.
    """
    times = [time for text in pieces if (time := time_beside(text, None))]
    for one, other in pairwise(pieces):
        for month, day in ((one, other), (other, one)):
            if (first := _YEAR_AND_MONTH.fullmatch(month)) and (second := _DAY.fullmatch(day)):
                times.append(f"{first[1]}-{int(first[2]):02}-{int(second[1]):02}")
    return next(iter((*times, *filter(None, (time_beside(text, now) for text in pieces)))), None)


def _is_cut(text: str, title: str | None) -> bool:
    """Whether a text is the title once more, cut."""
    return bool(title) and str(title).startswith(text.rstrip("….")[:40])
