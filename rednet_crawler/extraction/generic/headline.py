"""The title of a page of unknown design: what two of its places agree on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rednet_crawler.extraction.body import Placed
from rednet_crawler.extraction.generic.claims import Claims
from rednet_crawler.extraction.page import Element
from rednet_crawler.items import Found, TextBlock
from rednet_crawler.normalise.refusals import refusal_in_title
from rednet_crawler.normalise.text import HAN, squeeze
from rednet_crawler.normalise.title import is_site_name

_SEPARATORS = "_-|｜—–·丨<«»:："
_SHORTEST, _LONGEST, _HEADLINE, _LONG = 2, 120, 8, 24
_SPLIT_FINE = re.compile(r"[_|｜\-–—]")
_SPLIT = re.compile(r"[_|｜]|\s[-–—]+\s?|[-–—]{2,}")
_HAN = re.compile(f"[{HAN}A-Za-z]")
_TAIL = re.compile(r"\s?[_|｜]\s?[^_|｜]*$|\s?[-–—]{1,2}\s?[^-–—]{1,16}$")
_BLANKS_AND_QUOTES = re.compile(r"[\s\u200b\"“”'‘’]+")
_TRUST = ("heading", "json-ld", "og", "meta", "script-state")


class Headline(NamedTuple):
    """The title with its place, and where on the page it stands, where it does."""

    found: Found | None
    at: int | None
    """Index among the blocks of the page."""


def find_headline(
    placed: Sequence[Placed], title_tag: str, claims: Claims, info: int | None = None
) -> Headline:
    """Return what two of JSON-LD, og:title, a headline, a script's state and a part of `<title>` agree on.

    `info` is where the line with source and time stands: where nothing else names the article, the line above it does.
    """
    title_tag = squeeze(title_tag)
    site = {found.text for name in ("site", "publisher") for found in claims.of(name)}
    shown = {at: block.text for at, block in _short_lines(placed)}
    candidates = [
        *(Found(text, "heading") for text in dict.fromkeys((*shown.values(), *_in_lines(placed)))),
        *(Found(text, found.place) for found in claims.of("title") for text in _forms(found.text)),
    ]
    best: tuple[tuple[int, int, int], Found] | None = None
    for found in candidates:
        if not _may_be_title(found.text, site):
            continue
        votes = {
            other.place
            for other in candidates
            if other.place != found.place and _same(other.text, found.text)
        }
        part = is_part(title_tag, found.text)
        votes |= {"title-tag"} if part else set()
        if votes:
            rank = (len(votes), len(found.text) if part else 0, -_TRUST.index(found.place))
            best = (rank, found) if best is None or rank > best[0] else best
    if best is not None and _is_one_of(best[1], title_tag, shown):
        return Headline(best[1], _place_of(best[1].text, shown, placed))
    only = _only_heading(placed, site, title_tag)
    if only is None and info is not None:
        only = _above(placed, info, site, title_tag)
    if only is not None:
        return Headline(Found(shown[only], "heading"), only)
    state = next((found for found in claims.of("title") if found.place == "script-state"), None)
    return Headline(state if state and not _shows_prose(shown.values()) else None, None)


def _shows_prose(texts: Iterable[str]) -> bool:
    """Return whether any of the lines is a sentence: then the page shows its article itself."""
    return any(len(text) > _LONG and text.endswith("。") for text in texts)


def _is_one_of(found: Found, title_tag: str, shown: dict[int, str]) -> bool:
    """Return whether a title is no mere name of a site or column: no longer part of `<title>` is
    left that nothing shows.
    """
    if found.place != "heading" or _same(title_tag, found.text):
        return True
    rest = squeeze(title_tag).replace(found.text, "_")
    longest = max((part.strip() for part in _SPLIT_FINE.split(rest)), key=len, default="")
    return len(longest) <= max(len(found.text) * 1.3, _HEADLINE) or any(
        _same(longest, text) for text in shown.values()
    )


def _above(placed: Sequence[Placed], info: int, site: Iterable[str], title_tag: str) -> int | None:
    """Return the line above that with source and time, where `<title>` names no article."""
    if max(map(len, _SPLIT.split(title_tag))) > _HEADLINE + 4:
        return None
    for at in range(info - 1, max(-1, info - 3), -1):
        block = placed[at].block
        if not isinstance(block, TextBlock) or block.link:
            return None
        if (
            len(block.text) >= _HEADLINE
            and _may_be_title(block.text, site)
            and not block.text.endswith("。")
        ):
            return at
    return None


def _short_lines(placed: Sequence[Placed]) -> Iterator[tuple[int, TextBlock]]:
    for at, each in enumerate(placed):
        block = each.block
        if isinstance(block, TextBlock) and _SHORTEST <= len(block.text) <= _LONGEST:
            yield at, block


def _forms(text: str) -> Iterator[str]:
    """Yield a title as it is claimed, and without the site's name behind it."""
    yield text
    shorter = _TAIL.sub("", text)
    while shorter != text and len(shorter) >= _SHORTEST:
        yield shorter
        text, shorter = shorter, _TAIL.sub("", shorter)


def _may_be_title(text: str, site: Iterable[str]) -> bool:
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and len(_HAN.findall(text)) >= _SHORTEST
        and not is_site_name(text)
        and text not in site
        and refusal_in_title(text) is None
    )


def _bare(text: str) -> str:
    return _BLANKS_AND_QUOTES.sub("", text)


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def is_part(title_tag: str, text: str) -> bool:
    """Return whether a text is a part of `<title>`, or what one begins that was cut with an ellipsis.

    >>> is_part("要闻_怀化站 - 鹤城打好防控阻击战", "鹤城打好防控阻击战")
    True
    """
    whole, part = _bare(title_tag), _bare(text)
    if not part:
        return False
    at = whole.find(part)
    while at >= 0:
        end = at + len(part)
        if (at == 0 or whole[at - 1] in _SEPARATORS or _blank_before(title_tag, text)) and (
            end == len(whole)
            or whole[end] in _SEPARATORS
            or (at == 0 and _blank_behind(title_tag, text))
        ):
            return True
        at = whole.find(part, at + 1)
    cut = next(
        (each for each in _SPLIT.split(title_tag) if each.rstrip().endswith(("…", "..."))), ""
    )
    begin = _bare(cut).rstrip("….")
    return len(begin) >= _HEADLINE and part.startswith(begin)


def _blank_behind(title_tag: str, text: str) -> bool:
    return title_tag.startswith(text) and title_tag[len(text) : len(text) + 1].isspace()


def _blank_before(title_tag: str, text: str) -> bool:
    """Return whether `<title>` ends with a text, behind a blank: 某某网 要闻 鹤城打好防控阻击战."""
    before = title_tag.removesuffix(text)
    return len(text) >= _HEADLINE and before != title_tag and before[-1:].isspace()


def _only_heading(placed: Sequence[Placed], site: Iterable[str], title_tag: str) -> int | None:
    """Return the only `h1` of the page that may be a title, where `<title>` is but the name of the site, or nothing."""
    if title_tag and not is_site_name(title_tag):
        return None
    headings = [
        at
        for at, block in _short_lines(placed)
        if _inside(placed[at].element, "h1") and not block.link and _may_be_title(block.text, site)
    ]
    return headings[0] if len(headings) == 1 else None


def _inside(element: Element, tag: str) -> bool:
    return element.tag == tag or any(each.tag == tag for each in element.iterancestors(tag))


def _in_lines(placed: Sequence[Placed]) -> Iterator[str]:
    """Yield the headings that are broken into two lines."""
    for one, other in pairwise(placed):
        first, second = one.block, other.block
        if (
            isinstance(first, TextBlock)
            and isinstance(second, TextBlock)
            and first.heading
            and one.element is other.element
        ):
            yield f"{first.text}{second.text}"


def _place_of(title: str, shown: dict[int, str], placed: Sequence[Placed]) -> int | None:
    """Return where a title stands: as a heading, else first as no link."""
    places = [at for at, text in shown.items() if _same(text, title)]
    if not places:
        places = [
            at for at, text in shown.items() if len(text) >= _SHORTEST and title.endswith(text)
        ]
    places.sort(key=lambda at: (not placed[at].block.heading, placed[at].block.link, at))  # type: ignore[union-attr]
    return places[0] if places else None
