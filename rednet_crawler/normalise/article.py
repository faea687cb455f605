"""`RawArticle` → `Article`: what stood on the page becomes what it means."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from rednet_crawler.errors import NotAnArticleError, PageError
from rednet_crawler.items import GENERIC, Article, Credit, Found, RawArticle, Sighting, first_fault
from rednet_crawler.normalise.byline import authors_among, merge_credits, parse_names, parse_people
from rednet_crawler.normalise.credits import clean_value, original_by, split_credits
from rednet_crawler.normalise.dateline import Opening, dateline_of, find_opening
from rednet_crawler.normalise.names import is_no_author
from rednet_crawler.normalise.published import choose_time
from rednet_crawler.normalise.sections import Body, read_body
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.normalise.title import clean_title, from_title_tag, is_cut, parts_behind
from rednet_crawler.site.urls import Address, canonical_url, read_address

TRUST: Mapping[str, tuple[str, ...]] = {
    "title": (
        "headline",
        "first-line",
        "heading",
        "json-ld",
        "og",
        "script-state",
        "title-tag",
        "meta",
        "listing",
    ),
    "author": ("end-matter", "title-line", "label", "json-ld", "script-state", "meta"),
    "editor": ("end-matter", "title-line", "label", "json-ld", "script-state", "meta"),
    "source": ("end-matter", "title-line", "label", "json-ld", "script-state", "meta"),
    "published": (
        "title-line",
        "label",
        "time-tag",
        "json-ld",
        "og",
        "script-state",
        "meta",
        "listing",
    ),
    "link": ("end-matter", "canonical", "meta", "script"),
}
"""Field → its places, the most trusted first (design of the dataset: README, "Where values come
from"); a listing is always the last.
"""

T = TypeVar("T")
_KEYWORD_MARKS = re.compile(r"[,，、;；|]")
_UNLISTED = Sighting()
_LAST_WORD = ("meta", "json-ld")
"""Name authors only where nothing else does: they may be the house, or whoever typed the text in."""
_NO_VALUES = frozenset({"null", "undefined", "none"})


@dataclass(frozen=True, slots=True)
class _Byline:
    credits: tuple[Credit, ...]
    places: str


def normalise_article(
    raw: RawArticle,
    *,
    station: str,
    sighting: Sighting | None = None,
    first_seen_at: str | None = None,
    revision: int = 1,
) -> Article:
    """Turn what was found on a page into an article.

    `station` is the code of the station whose crawl found it: it names the host of pages of the app edition.
    Raises NotAnArticleError where neither the address nor the page says which article it is, PageError
    for a value that breaks the schema.
    """
    sighting = sighting or _UNLISTED
    address, address_place = identify(raw)
    body = read_body(raw.blocks)
    opening = find_opening(body.sections)
    dateline = dateline_of(opening)
    title, title_place = _first(_trusted(raw, "title", sighting.title), _read_title)
    byline = read_byline(raw, opening)
    editor, editor_place = _read_editors(_trusted(raw, "editor"))
    source, source_place = _first(_trusted(raw, "source"), _read_source)
    published = choose_time(_trusted(raw, "published", sighting.published), address)
    copyright_place = next(iter(raw.found.get("copyright", ())), None)
    paragraphs = [text for section in body.sections for text in section.paragraphs]
    keywords, description = _keywords(_meta_value(raw, "keywords")), _meta_value(raw, "description")
    breadcrumb = tuple(
        filter(None, (squeeze(found.text) for found in raw.found.get("breadcrumb", ())))
    )
    places = {
        "content_id": address_place,
        "url": address_place,
        "title": title_place,
        "byline": byline.places,
        "editor": editor_place,
        "source": source_place,
        "published_at": published[1] if published else None,
        "dateline": raw.body_place if dateline else None,
        "sections": raw.body_place if body.sections else None,
        "text": raw.body_place if paragraphs else None,
        "images": raw.body_place if body.images else None,
        "videos": raw.body_place if body.videos else None,
        "tables": raw.body_place if body.tables else None,
        "original": copyright_place.place if copyright_place else None,
        "breadcrumb": "breadcrumb" if breadcrumb else None,
        "keywords": "meta" if keywords else None,
        "description": "meta" if description else None,
        "encoding": raw.encoding,
    }
    try:
        return Article(
            content_id=address.content_id or "",
            url=canonical_url(address, station),
            station=address.station or station,
            channels=sighting.channels,
            title=title,
            byline=byline.credits,
            editor=editor,
            source=source,
            published_at=published[0] if published else None,
            dateline=dateline,
            sections=body.sections,
            text="\n".join(paragraphs) or None,
            images=body.images,
            videos=body.videos,
            tables=body.tables,
            original=_is_original(raw),
            original_by=original_by(copyright_place.text) if copyright_place else None,
            breadcrumb=breadcrumb,
            keywords=keywords,
            description=description,
            template=raw.template,
            provenance={field: place for field, place in places.items() if place},
            content_hash=content_hash(title, byline.credits, editor, source, body),
            revision=revision,
            first_seen_at=first_seen_at or raw.fetched_at,
            fetched_at=raw.fetched_at,
        )
    except ValidationError as error:
        raise PageError(f"{raw.url or 'the page'}: {first_fault(error)}") from None


def identify(raw: RawArticle) -> tuple[Address, str]:
    """Return the address of the article and its place: the URL it was fetched from, else the link the page gives.

    Raises NotAnArticleError where none of them is an address of an article.
    """
    links = _trusted(raw, "link")
    for found in (Found(raw.url, "url"), *links) if raw.url else links:
        address = read_address(found.text)
        if address and address.content_id:
            if address.station is None:
                address = _on_its_station(address, links)
            return address, found.place
    what = raw.url or "the page"
    message = f"{what}: not the address of an article, and no 本文链接 or canonical link on the page says which one it is"
    raise NotAnArticleError(message)


def _on_its_station(address: Address, links: Sequence[Found]) -> Address:
    """Return a link of the page that names the same article on a station, for a page of the app edition."""
    for found in links:
        link = read_address(found.text)
        if link and link.station and link.key == address.key_on(link.station):
            return link
    return address


def read_byline(raw: RawArticle, opening: Opening | None) -> _Byline:
    """Merge the authors of all places; the meta tag counts only where nothing else names anyone."""
    merged = authors_among(opening.people) if opening else ()
    site = {
        part
        for found in raw.found.get("title", ())
        if found.place == "title-tag"
        for part in parts_behind(found.text)
    }
    places = ["dateline"] if merged else []
    for found in _trusted(raw, "author"):
        if found.place in _LAST_WORD and (merged or is_no_author(found.text) or found.text in site):
            continue
        people = authors_among(parse_people(found.text))
        grown = merge_credits(merged, people)
        if len(grown) > len(merged) and found.place not in places:
            places.append(found.place)
        merged = grown
    return _Byline(merged, "+".join(places))


def content_hash(
    title: str | None,
    byline: Iterable[Credit],
    editor: Sequence[str],
    source: str | None,
    body: Body,
) -> str:
    """Return the sha256 (hexadecimal) over all that makes a revision.

    UTF-8; U+001F stands between values, U+001E between groups of them, U+001D between fields: none
    of these is in a value.
    """
    fields = [
        title or "",
        "\x1e".join([f"{credit.name}\x1f{credit.role or ''}" for credit in byline]),
        "\x1f".join(editor),
        source or "",
        "\x1e".join(
            ["\x1f".join([section.heading or "", *section.paragraphs]) for section in body.sections]
        ),
        "\x1e".join([f"{image.url}\x1f{image.caption or ''}" for image in body.images]),
        "\x1e".join([f"{video.url}\x1f{video.cover or ''}" for video in body.videos]),
        *["\x1e".join(["\x1f".join(row) for row in table]) for table in body.tables],
    ]
    return hashlib.sha256("\x1d".join(fields).encode("utf-8")).hexdigest()


def _trusted(raw: RawArticle, field: str, listed: str | None = None) -> list[Found]:
    """Return what was found and what a listing says, the most trusted first; places that held nothing are left out."""
    places = TRUST[field]
    trusted = [found for found in raw.found.get(field, ()) if found.text and found.place in places]
    if len(trusted) > 1:
        trusted.sort(key=lambda found: places.index(found.place))
    return [*trusted, Found(listed, "listing")] if listed else trusted


def _is_original(raw: RawArticle) -> bool | None:
    """Return whether the page claims the text as the station's own; None where no end matter was read.

    A page of unknown design may claim it in other words or in another place: that it does not is no proof.
    """
    if raw.found.get("copyright"):
        return True
    if raw.found.get("rights"):
        return None
    if raw.template == GENERIC:
        return None
    read = any(found.place == "end-matter" for values in raw.found.values() for found in values)
    return False if read else None


def _first(
    values: Sequence[Found], read: Callable[[Found], T | None]
) -> tuple[T | None, str | None]:
    for found in values:
        value = read(found)
        if value is not None:
            return value, found.place
    return None, None


def _read_editors(values: Sequence[Found]) -> tuple[tuple[str, ...], str | None]:
    """Read all editors of the most trusted place that names one: 编辑, 一审, 二审 may each have a line."""
    for place in TRUST["editor"]:
        names = [
            name for found in values if found.place == place for name in parse_names(found.text)
        ]
        if names:
            return tuple(dict.fromkeys(names)), place
    return (), None


def _read_title(found: Found) -> str | None:
    if found.place == "title-tag":
        return None if is_cut(found.text) else from_title_tag(found.text)
    return clean_title(found.text)


def _read_source(found: Found) -> str | None:
    values = split_credits(found.text) if "源" in found.text else ()  # 来源： within a meta tag
    labelled = next((value.text for value in values if value.field == "source"), None)
    return _clean_meta(labelled or clean_value(found.text) or "")


def _meta_value(raw: RawArticle, field: str) -> str | None:
    return next(
        (value for found in raw.found.get(field, ()) if (value := _clean_meta(found.text))), None
    )


def _clean_meta(text: str) -> str | None:
    value = squeeze(text)
    return None if value.lower() in _NO_VALUES else value or None


def _keywords(text: str | None) -> tuple[str, ...]:
    """Part keywords at commas and their kin; at blanks only where nothing else parts them."""
    if text is None:
        return ()
    parts = _KEYWORD_MARKS.split(text)
    if len(parts) == 1:
        parts = text.split()
    return tuple(dict.fromkeys(word for part in parts if (word := squeeze(part))))
