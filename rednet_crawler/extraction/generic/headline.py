"""The title of a page of unknown design: what two of its places agree on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rednet_crawler.extraction.body import Placed
from rednet_crawler.extraction.generic.claims import Claims
from rednet_crawler.extraction.page import Element
from rednet_crawler.items import Found, TextBlock
from rednet_crawler.normalise.refusals import refusal_in_title
from rednet_crawler.normalise.text import HAN, squeeze
from rednet_crawler.normalise.title import is_site_name

_SEPARATORS = "_-|｜—–·丨<«»:："
_SHORTEST, _LONGEST = 2, 120
_HAN = re.compile(f"[{HAN}A-Za-z]")
_TAIL = re.compile(r"\s?[_|｜]\s?[^_|｜]*$|\s?[-–—]{1,2}\s?[^-–—]{1,16}$")
_BLANKS_AND_QUOTES = re.compile(r"[\s\u200b\"“”'‘’]+")
_TRUST = ("heading", "json-ld", "og", "meta", "script-state")


class Headline(NamedTuple):
    """The title with its place, and where on the page it stands, where it does."""

    found: Found | None
    at: int | None
    """Index among the blocks of the page."""


def find_headline(placed: Sequence[Placed], title_tag: str, claims: Claims) -> Headline:
    """Return what two of JSON-LD, og:title, a headline, a script's state and the beginning of `<title>` agree on."""
    title_tag = squeeze(title_tag)
    site = set(_parts_behind(title_tag)) | {found.text for name in ("site", "publisher") for found in claims.of(name)}
    shown = {at: block.text for at, block in _short_lines(placed)}
    candidates = [
        *(Found(text, "heading") for text in dict.fromkeys(shown.values())),
        *(Found(text, found.place) for found in claims.of("title") for text in _forms(found.text)),
    ]
    best: tuple[tuple[int, int, int], Found] | None = None
    for found in candidates:
        if not _may_be_title(found.text, site):
            continue
        votes = {other.place for other in candidates if other.place != found.place and _same(other.text, found.text)}
        votes |= {"title-tag"} if _begins(title_tag, found.text) else set()
        if votes:
            rank = (len(votes), len(found.text) if "title-tag" in votes else 0, -_TRUST.index(found.place))
            best = (rank, found) if best is None or rank > best[0] else best
    if best is None:
        named = not title_tag or is_site_name(title_tag)  # by another name than that of the article
        only = _only_heading(placed, site) if named else None
        return Headline(Found(placed[only].block.text, "heading"), only) if only is not None else Headline(None, None)  # type: ignore[union-attr]
    return Headline(best[1], _place_of(best[1].text, shown, placed))


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


def _parts_behind(title_tag: str) -> list[str]:
    return [part for part in map(str.strip, re.split(r"[_|｜]|\s[-–—]\s?", title_tag)[1:]) if part]


def _bare(text: str) -> str:
    return _BLANKS_AND_QUOTES.sub("", text)


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _begins(title_tag: str, text: str) -> bool:
    """Return whether `<title>` is a text, or that and behind a separator something else."""
    whole, begin = _bare(title_tag), _bare(text)
    return whole.startswith(begin) and (
        len(whole) == len(begin) or whole[len(begin)] in _SEPARATORS or _blank_behind(title_tag, text)
    )


def _blank_behind(title_tag: str, text: str) -> bool:
    return title_tag.startswith(text) and title_tag[len(text) : len(text) + 1].isspace()


def _only_heading(placed: Sequence[Placed], site: Iterable[str]) -> int | None:
    """Return the only `h1` of the page that may be a title, where nothing else speaks of one."""
    headings = [
        at
        for at, block in _short_lines(placed)
        if _inside(placed[at].element, "h1") and not block.link and _may_be_title(block.text, site)
    ]
    return headings[0] if len(headings) == 1 else None


def _inside(element: Element, tag: str) -> bool:
    return element.tag == tag or any(each.tag == tag for each in element.iterancestors(tag))


def _place_of(title: str, shown: dict[int, str], placed: Sequence[Placed]) -> int | None:
    """Return where a title stands: as a heading, else first as no link."""
    places = [at for at, text in shown.items() if _same(text, title)]
    places.sort(key=lambda at: (not placed[at].block.heading, placed[at].block.link, at))  # type: ignore[union-attr]
    return places[0] if places else None
