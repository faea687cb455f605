"""Each field of an article beside what stood on the page: raw text and place, used or not."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

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


@dataclass(frozen=True, slots=True)
class Explained:
    """One field: its value, the place it was taken from, and everything the page says of it."""

    field: str
    value: object
    place: str | None
    found: tuple[Found, ...]


def explain(raw: RawArticle, article: Article) -> Iterator[Explained]:
    """Yield the fields of an article in their order, each with all raw values and their places.

    A place that was there and held nothing shows as an empty text; a field that no place gives has none.
    """
    opening = find_opening(article.sections)
    openings = (Found(opening.raw, "dateline"),) if opening else ()
    for field in fields(Article):
        if field.name in _LEFT_OUT:
            continue
        found = raw.found.get(RAW_FIELDS.get(field.name, ""), ())
        if field.name in ("byline", "dateline"):
            found = (*openings, *found)
        yield Explained(field.name, getattr(article, field.name), article.provenance.get(field.name), found)
    for section in article.sections:
        yield Explained("sections", f"{section.heading or '(lead)'}: {len(section.paragraphs)} paragraphs", "body", ())
