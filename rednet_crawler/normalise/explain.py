"""Each field of an article beside the raw values on its page, used or not, with their places."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import NamedTuple

from rednet_crawler.items import Article, Found, RawArticle, TextBlock
from rednet_crawler.normalise.dateline import dateline_of, find_opening
from rednet_crawler.normalise.headings import LONGEST_PLAIN_HEADING

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
_BEGINNING = 80
_MARKS = ("heading", "bold", "centred", "small", "beside_image", "link")
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
    found, lines = found_by_field(raw, article), _lines_as_set(raw)
    found["images"] = [lines[image.caption] for image in article.images if image.caption in lines]
    found["dateline"] = found["dateline"] or _first_paragraph(article)
    for name in _NAMES:
        place = article.provenance.get(name)
        yield Explained(name, getattr(article, name), place, found.get(name, ()))
    for section in article.sections:
        summary = f"{section.heading or '(lead)'}: {len(section.paragraphs)} paragraphs"
        texts = (section.heading or "", *section.paragraphs)
        yield Explained(
            "sections", summary, raw.body_place, [lines[text] for text in texts if text in lines]
        )


def _first_paragraph(article: Article) -> Sequence[Found]:
    """Return how the text begins where no dateline was read in it."""
    paragraphs = (text for section in article.sections for text in section.paragraphs)
    return [Found(text[:_BEGINNING], "first paragraph") for text in islice(paragraphs, 1)]


def _lines_as_set(raw: RawArticle) -> dict[str, Found]:
    """Return text → the lines that are headings or might be, with how they are set: `bold centred`,
    as in the tables of tests.
    """
    lines: dict[str, Found] = {}
    for block in raw.blocks:
        if isinstance(block, TextBlock):
            marks = " ".join(name for name in _MARKS if getattr(block, name))
            if marks or len(block.text) <= LONGEST_PLAIN_HEADING:
                lines.setdefault(
                    block.text, Found(block.text, f"{raw.body_place}: {marks or 'plain'}")
                )
    return lines


def found_by_field(raw: RawArticle, article: Article) -> dict[str, Sequence[Found]]:
    """Return field of the article → its raw values on the page, in the order of the fields."""
    found: dict[str, Sequence[Found]] = {name: raw.found.get(key, ()) for name, key in _RAW_NAMES}
    if opening := find_opening(article.sections):
        written = Found(opening.raw, "dateline")
        found["byline"] = (written, *found["byline"])
        found["dateline"] = (written,) if dateline_of(opening) else ()
    return found


_NAMES = tuple(each.name for each in fields(Article) if each.name not in _LEFT_OUT)
_TRACED = {*RAW_FIELDS, "dateline"}
_RAW_NAMES = tuple((name, RAW_FIELDS.get(name, "")) for name in _NAMES if name in _TRACED)
