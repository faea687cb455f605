"""Each field of an article beside what stood on the page: raw text and place, used or not."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import NamedTuple

from rednet_crawler.items import Article, Found, RawArticle
from rednet_crawler.normalise.article import find_opening

RAW_FIELDS = {
    "title": "title",
    "byline": "author",
    "editor": "editor",
    "source": "source",
    "published_at": "published",
    "original": "copyright",
    "url": "link",
    "breadcrumb": "breadcrumb",
    "keywords": "keywords",
    "description": "description",
}
"""Field of an article → what it is called on the page."""
_LEFT_OUT = frozenset({"provenance", "text", "sections"})


class Explained(NamedTuple):
    """One field: its value, the place it was taken from, and everything the page says of it."""

    field: str
    value: object
    place: str | None
    found: Sequence[Found]


def explain(raw: RawArticle, article: Article) -> Iterator[Explained]:
    """Yield the fields of an article in their order, each with all raw values and their places.

    A place that was there and held nothing shows as an empty text; a field that no place gives has none.
    """
    found = found_by_field(raw, article)
    for name in _NAMES:
        yield Explained(name, getattr(article, name), article.provenance.get(name), found.get(name, ()))
    for section in article.sections:
        yield Explained("sections", f"{section.heading or '(lead)'}: {len(section.paragraphs)} paragraphs", "body", ())


def found_by_field(raw: RawArticle, article: Article) -> dict[str, Sequence[Found]]:
    """Return what stood on the page for each field of an article, in their order, as far as anything did."""
    found: dict[str, Sequence[Found]] = {name: raw.found.get(named, ()) for name, named in _RAW_NAMES}
    opening = find_opening(article.sections) if article.dateline else None
    if opening:
        written = Found(opening.raw, "dateline")
        found["byline"], found["dateline"] = (written, *found["byline"]), (written,)
    return found


_NAMES = tuple(each.name for each in fields(Article) if each.name not in _LEFT_OUT)
_RAW_NAMES = tuple((name, RAW_FIELDS.get(name, "")) for name in _NAMES if name in RAW_FIELDS or name == "dateline")
