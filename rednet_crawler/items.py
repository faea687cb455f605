"""The data dictionary: what an article is, and what was found on a page before it was understood.

Absent is `None` or `()`, never `""`. The docstring under each field is its definition; the JSON Schema that ships
with the package (`article.schema.json`) is generated from this module (`python -m rednet_crawler.schema`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One author: a person, or a unit that signs as one."""

    name: str
    """The name without inner blanks (王 勇 is 王勇); a unit as written."""
    role: str | None = None
    """The role as written (记者, 通讯员, 见习记者, 摄影, …), or null where none is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """The opening of the first paragraph: 红网时刻怀化12月2日讯(…)."""

    outlet: str | None
    """The news outlet as written: 红网时刻, 新华社, 湖南日报, …"""
    place: str | None
    """The place, where one stands between outlet and date: 怀化, 长沙, …"""
    month: int | None
    """1 to 12; the year is not written in a dateline."""
    day: int | None
    """1 to 31."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and the paragraphs below it."""

    heading: str | None
    """The heading as written; null for the lead before the first heading."""
    paragraphs: tuple[str, ...]
    """Paragraphs in reading order, blanks normalised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the body."""

    url: str
    """Address of the full size (no thumbnail suffix), https."""
    caption: str | None = None
    """The caption that stands with it, or null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video of the body or of the player."""

    url: str
    """Address of the file, as the page gives it."""
    cover: str | None = None
    """Address of the cover picture, https, or null."""


Table = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as one row: what the page says, in the order of the export."""

    content_id: str
    """The CMS's number of the article: its identity under every host and form of URL."""
    url: str
    """Canonical URL on the station: https, the station's host, no query."""
    station: str
    """Code of the station, the first label of its host: `hh` for hh.rednet.cn."""
    channels: tuple[str, ...]
    """Names of all channels that listed it, in the order of their numbers; empty where it was fetched directly."""
    title: str | None
    """The headline."""
    byline: tuple[Credit, ...]
    """The authors: people of the dateline in its order, then those whom only the end matter or the line under the
    title names; the meta tag only where nothing else names anyone."""
    editor: tuple[str, ...]
    """The editors (编辑, 责编, 责任编辑, 一审 …)."""
    source: str | None
    """来源: who published the text first, as the page writes it."""
    published_at: str | None
    """ISO 8601 in China Standard Time (`2022-12-02T10:15:00+08:00`); the day alone (`2022-12-02`) where only the day
    is known."""
    dateline: Dateline | None
    """Outlet, place and day that open the text; null where the text opens without."""
    sections: tuple[Section, ...]
    """The text in reading order. Captions, tables and end matter are not paragraphs."""
    text: str | None
    """All paragraphs, joined by a line feed; headings are in `sections` only."""
    images: tuple[Image, ...]
    """Pictures of the body in reading order."""
    videos: tuple[Video, ...]
    """Videos in reading order."""
    tables: tuple[Table, ...]
    """Tables of the body as rows of cells."""
    original: bool
    """Whether the page claims the text as the station's own (本文为…原创文章)."""
    original_by: str | None
    """Whose own text it is, as that sentence names it (怀化站)."""
    breadcrumb: tuple[str, ...]
    """The links after 当前位置; may be empty."""
    keywords: tuple[str, ...]
    """From the meta tag."""
    description: str | None
    """From the meta tag."""
    template: str | None
    """Which page template matched: standard, baidu, app, video, legacy, or text for a plain text dump; null where
    none did, and then only what is certain is filled."""
    provenance: Mapping[str, str]
    """Field → the place on the page its value came from (README, "Where values come from")."""
    content_hash: str
    """sha256 over title, byline, editor, source, sections, images, videos and tables."""
    revision: int
    """1 for the text first seen, 2 after the first edit, …"""
    first_seen_at: str | None
    """ISO 8601, UTC: when the article was first fetched; null where it was read from a file without that time."""
    fetched_at: str | None
    """ISO 8601, UTC: when this revision was fetched; null as above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of the site, as bytes: the only thing extraction reads."""

    url: str | None
    """The address it was fetched from; null for a file that does not say."""
    body: bytes
    """The body as served, after transfer and content encoding."""
    content_type: str | None = None
    """The Content-Type header."""
    fetched_at: str | None = None
    """ISO 8601, UTC."""


class Found(NamedTuple):
    """A value as it stood on the page, and where."""

    text: str
    """Raw text; may be empty, which says the place was there and held nothing."""
    place: str
    """Where: headline, title-line, end-matter, meta, body, …"""


class TextBlock(NamedTuple):
    """One line of the body: a paragraph, heading or caption not yet told apart."""

    text: str
    heading: bool = False
    """Marked up as a heading (h2 to h6)."""
    bold: bool = False
    """Every character of it is bold."""
    centred: bool = False
    """Centred by style, attribute or tag."""
    small: bool = False
    """Set smaller than running text, or in a place for captions (figcaption)."""
    beside_image: bool = False
    """In the same paragraph or carousel entry as the image before it."""
    link: bool = False
    """Every character of it is part of a link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A table of the body, as rows of cells."""

    rows: Table


Block = TextBlock | TableBlock | Image | Video


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """What stood where on one page. Normalisation turns it into an `Article` without looking at HTML again."""

    url: str | None
    """The address the page was fetched from, or null."""
    template: str | None
    """Name of the template that matched, or null."""
    found: Mapping[str, tuple[Found, ...]]
    """Field → every value found for it, the most trusted place first. Fields: title, author, editor, source,
    published, copyright, link, content_id, keywords, description, breadcrumb, station."""
    blocks: tuple[Block, ...]
    """The body in reading order."""
    encoding: str
    """How the bytes were decoded and why: `utf-8, declared`, `gb18030, not valid as the declared utf-8`."""
    lost_characters: int = 0
    """U+FFFD in the text: characters that could not be decoded."""
    fetched_at: str | None = None
    """ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class ChannelLink:
    """A link to a channel page, with the name it is linked by."""

    name: str
    channel_id: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingEntry:
    """One entry of a channel page, a date page or the JSON API."""

    url: str
    """Absolute address as linked."""
    title: str | None
    """The whole title: the title attribute where the text is cut."""
    published: str | None = None
    """The time as written, or null."""
    author: str | None = None
    """List B: the author as written."""
    position: int = 0
    """Place on the page, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one listing page holds."""

    kind: str | None
    """`A`, `B`, `C`, `api`, or null where none of the known forms was found."""
    entries: tuple[ListingEntry, ...]
    next_url: str | None = None
    """The next page by the pager, where the page has one that says so."""
    paged: bool = False
    """Whether there is a pager on the page at all."""
    title: str | None = None
    """The page's own `<title>`."""
    channel_links: tuple[ChannelLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What the listings said of one article before it was fetched."""

    channels: tuple[str, ...] = ()
    """Names of the channels that listed it."""
    published: str | None = None
    """The time as a listing wrote it."""
    title: str | None = field(default=None)
    """The title as a listing wrote it."""
