"""Each field of an article beside the raw values on its page, used or not, with their places."""

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
"""Field of an article → field of the raw article."""
_LEFT_OUT = frozenset({"provenance", "text", "sections"})


class Explained(NamedTuple):
    """One field: its value, the place it was taken from, and all raw values on the page."""

    field: str
    value: object
    place: str | None
    found: Sequence[Found]


def explain(raw: RawArticle, article: Article) -> Iterator[Explained]:
    """Yield the fields of an article in their order, each with all raw values and their places.

    A place without text shows as an empty raw value; a field that no place gives has no raw values.
    """
    found = found_by_field(raw, article)
    for name in _NAMES:
        place = article.provenance.get(name)
        yield Explained(name, getattr(article, name), place, found.get(name, ()))
    for section in article.sections:
        summary = f"{section.heading or '(lead)'}: {len(section.paragraphs)} paragraphs"
        yield Explained("sections", summary, "body", ())


def found_by_field(raw: RawArticle, article: Article) -> dict[str, Sequence[Found]]:
    """Return field of the article → its raw values on the page, in the order of the fields."""
    found: dict[str, Sequence[Found]] = {name: raw.found.get(key, ()) for name, key in _RAW_NAMES}
    opening = find_opening(article.sections) if article.dateline else None
    if opening:
        written = Found(opening.raw, "dateline")
        found["byline"], found["dateline"] = (written, *found["byline"]), (written,)
    return found


_NAMES = tuple(each.name for each in fields(Article) if each.name not in _LEFT_OUT)
_TRACED = {*RAW_FIELDS, "dateline"}
_RAW_NAMES = tuple((name, RAW_FIELDS.get(name, "")) for name in _NAMES if name in _TRACED)
