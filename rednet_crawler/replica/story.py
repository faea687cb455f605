"""The model of a made-up article, and its ground truth, which is never read off a page."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from rednet_crawler.items import Credit, Dateline, Image, TableBlock, Video

Template = Literal["standard", "baidu", "app", "video", "legacy"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading."""

    text: str


Piece = str | Heading | Image | tuple[Image, ...] | Video | TableBlock
"""A part of a body: a str is a paragraph as written, several images are a carousel."""


class Mentions(NamedTuple):
    """The credits in one place of a page. None: no such place; empty: nothing there."""

    source: str | None = None
    authors: tuple[Credit, ...] | None = None
    editors: tuple[str, ...] | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Story:
    """One article: its content, and the form of its page."""

    content_id: str
    station: str
    path: str
    published: datetime
    """China Standard Time; `line` and `meta` hold the times shown."""
    day_only: bool = False
    """Whether neither page nor listings show the time."""
    template: Template = "standard"
    variant: str = ""
    """`standard`: wide or none; `legacy`: the encoding of the page."""
    title: str
    dateline: Dateline | None = None
    people: tuple[Credit, ...] = ()
    """The people in the dateline."""
    pieces: tuple[Piece, ...]
    line: Mentions
    """The line under the title."""
    end: Mentions | None = None
    """The end matter."""
    meta: Mentions
    original_by: str | None = None
    breadcrumb: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    description: str | None = None
    half_width: bool = False
    rough: bool = False
    """Whether the page has the spans of a word processor."""

    @property
    def url(self) -> str:
        """The canonical URL."""
        return f"https://{self.station}.rednet.cn{self.path}"

    @property
    def images(self) -> tuple[Image, ...]:
        """All images, those of carousels too."""
        groups = (piece if isinstance(piece, tuple) else (piece,) for piece in self.pieces)
        return tuple(one for group in groups for one in group if isinstance(one, Image))


def truth_of(story: Story, channels: tuple[str, ...]) -> dict[str, Any]:
    """Return the deterministic fields of the story's item (`items.Article`) as in JSON."""
    places = [place for place in (story.end, story.line, story.meta) if place]
    sections = _sections(story)
    paragraphs = [text for section in sections for text in section["paragraphs"]]
    tables = [piece.rows for piece in story.pieces if isinstance(piece, TableBlock)]
    copied = ("content_id", "url", "station", "description", "original_by", "template")
    return {
        **{name: getattr(story, name) for name in copied},
        "channels": list(channels),
        "title": _tidy(story.title),
        "byline": [asdict(credit) for credit in _byline(story)],
        "editor": list(next((place.editors for place in places if place.editors), ())),
        "source": next((place.source for place in places if place.source), None),
        "published_at": _published_at(story),
        "dateline": asdict(story.dateline) if story.dateline else None,
        "sections": sections,
        "text": "\n".join(paragraphs) or None,
        "images": [asdict(image) for image in story.images],
        "videos": [asdict(piece) for piece in story.pieces if isinstance(piece, Video)],
        "tables": [[list(row) for row in rows] for rows in tables],
        "original": None if story.end is None else story.original_by is not None,
        "breadcrumb": list(story.breadcrumb),
        "keywords": list(story.keywords),
    }


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _byline(story: Story) -> list[Credit]:
    byline = list(story.people)
    for place in (story.end, story.line, story.meta):
        if place and not (place is story.meta and byline):
            known = {credit.name for credit in byline}
            byline += [credit for credit in place.authors or () if credit.name not in known]
    return byline


def _published_at(story: Story) -> str:
    if story.day_only:
        return f"{story.published:%Y-%m-%d}"
    written = story.line.published or story.meta.published or f"{story.published:%Y-%m-%d %H:%M}"
    return f"{written.replace(' ', 'T')}{':00' if written.count(':') == 1 else ''}+08:00"


def _sections(story: Story) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = [{"heading": None, "paragraphs": []}]
    for piece in story.pieces:
        if isinstance(piece, Heading):
            sections.append({"heading": _tidy(piece.text), "paragraphs": []})
        elif isinstance(piece, str):
            sections[-1]["paragraphs"].append(_tidy(piece))
    return sections if sections[0]["paragraphs"] else sections[1:]
