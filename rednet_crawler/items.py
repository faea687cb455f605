"""The data dictionary: what an article is, and what was found on a page before it was understood.

Absent is `None` or `()`, never `""`. The docstring under each field is its definition, the type
says what a value has to be; the JSON Schema that ships with the package (`article.schema.json`) is
made from them (`python -m rednet_crawler.export.dictionary`).

A field that may be absent has a default, so that an older record, which lacks it, can be read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic import dataclasses as pydantic

from rednet_crawler.safety import Json, clean

GENERIC = "generic"
"""The template of a page that was read by its wording (`extraction.generic`)."""
DOCUMENTED = ConfigDict(
    use_attribute_docstrings=True,
    json_schema_serialization_defaults_required=True,
    extra="forbid",
    revalidate_instances="always",
)
"""The settings of every class that is described by a schema. Parts (a section, a picture) are
checked with the whole: they are made by the hundred where a page is read."""


def _clean(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _clean_or_none(value: Any) -> Any:
    return (clean(value) or None) if isinstance(value, str) else value


def _is_clean(texts: Iterable[str]) -> bool:
    """Say of several texts at once whether all can stay as they are; it spares a call for each."""
    try:
        return all(texts) and "".join(texts).isprintable()
    except TypeError:  # not all are texts
        return False


def _clean_list(values: Any) -> Any:
    """Clean a list of texts, without those of which nothing is left."""
    if not isinstance(values, tuple | list) or _is_clean(values):
        return values
    return [text for value in values if (text := _clean(value)) != ""]


def _clean_table(rows: Any) -> Any:
    """Clean the cells of a table. An empty one keeps its column: the one place for an empty string."""
    if not isinstance(rows, tuple | list) or not all(isinstance(row, tuple | list) for row in rows):
        return rows
    return [[_clean(cell) for cell in row] for row in rows]


def _clean_mapping(values: Any) -> Any:
    if not isinstance(values, Mapping) or (_is_clean(values) and _is_clean(values.values())):
        return values
    return {_clean(name): _clean(value) for name, value in values.items()}


_FILLED = Field(min_length=1)
_UTC_TIME = Field(
    min_length=1,
    pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|\+00:00)$",
)
_TIME = Field(
    min_length=1,
    pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}\+08:00)?$",
)
_HTTPS = Field(min_length=1, pattern="^https://")
_CLEANED, _CLEANED_OR_NONE = BeforeValidator(_clean), BeforeValidator(_clean_or_none)

# A text is cleaned on its way in (`clean`); one of which nothing is left is absent.
Text = Annotated[str, _FILLED, _CLEANED]
OptionalText = Annotated[Annotated[str, _FILLED] | None, _CLEANED_OR_NONE]
Texts = Annotated[tuple[Annotated[str, _FILLED], ...], BeforeValidator(_clean_list)]
Https = Annotated[str, _HTTPS, _CLEANED]
OptionalHttps = Annotated[Annotated[str, _HTTPS] | None, _CLEANED_OR_NONE]
OptionalUtc = Annotated[str, _UTC_TIME] | None
OptionalTime = Annotated[str, _TIME] | None
OptionalBool = Annotated[bool, Field(strict=True)] | None
Table = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_clean_table)]
Places = Annotated[Mapping[str, Annotated[str, _FILLED]], BeforeValidator(_clean_mapping)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One author: a person, or a unit that signs as one."""

    name: Text
    """The name without inner blanks (王 勇 is 王勇); a unit as written."""
    role: OptionalText = None
    """The role as written (记者, 通讯员, 见习记者, 摄影, …), or null where none is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """The opening of the first paragraph: 红网时刻怀化12月2日讯(…)."""

    outlet: OptionalText = None
    """The news outlet as written: 红网时刻, 新华社, 湖南日报, …"""
    place: OptionalText = None
    """The place, where one stands between outlet and date: 怀化, 长沙, …"""
    month: Annotated[int, Field(ge=1, le=12, strict=True)] | None = None
    """1 to 12; the year is not written in a dateline."""
    day: Annotated[int, Field(ge=1, le=31, strict=True)] | None = None
    """1 to 31."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and the paragraphs below it."""

    heading: OptionalText = None
    """The heading as written; null for the lead before the first heading."""
    paragraphs: Texts = ()
    """Paragraphs in reading order, blanks normalised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the body."""

    url: Https
    """Address of the full size (no thumbnail suffix), https."""
    caption: OptionalText = None
    """The caption that stands with it, or null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video of the body or of the player."""

    url: Text
    """Address of the file, as the page gives it."""
    cover: OptionalHttps = None
    """Address of the cover picture, https, or null."""


@pydantic.dataclass(frozen=True, slots=True, kw_only=True, config=DOCUMENTED)
class Article:
    """One article as one row: what the page says, in the order of the export."""

    content_id: Annotated[str, Field(min_length=1, pattern="^[0-9]+$")]
    """The CMS's number of the article: its identity under every host and form of URL since 2019; before, only together
    with its host and day."""
    url: Annotated[
        str,
        Field(min_length=1, pattern=r"^https://[^/?#\s]+/[^?#\s]*(\?[A-Za-z]+=[0-9]{5,9})?$"),
        _CLEANED,
    ]
    """Canonical URL on the station: https, the station's host, no query but one that ends in the article's number."""
    station: Annotated[str, Field(min_length=1, pattern="^[a-z0-9.-]+$")]
    """Code of the station, the first label of its host: `hh` for hh.rednet.cn; the whole host of a station with a
    domain of its own."""
    channels: Texts = ()
    """Names of all channels that listed it, in the order of their numbers; empty where it was fetched directly."""
    title: OptionalText = None
    """The headline."""
    byline: tuple[Credit, ...] = ()
    """The authors: people of the dateline in its order, then those whom only the end matter or the line under the
    title names; the meta tag only where nothing else names anyone."""
    editor: Texts = ()
    """The editors (编辑, 责编, 责任编辑, 一审 …)."""
    source: OptionalText = None
    """来源: who published the text first, as the page writes it."""
    published_at: OptionalTime = None
    """ISO 8601 in China Standard Time (`2022-12-02T10:15:00+08:00`); the day alone (`2022-12-02`) where only the day
    is known, from the address."""
    dateline: Dateline | None = None
    """Outlet, place and day that open the text; null where the text opens without."""
    sections: tuple[Section, ...] = ()
    """The text in reading order. Captions, tables and end matter are not paragraphs."""
    text: OptionalText = None
    """All paragraphs, joined by a line feed; headings are in `sections` only."""
    images: tuple[Image, ...] = ()
    """Pictures of the body in reading order."""
    videos: tuple[Video, ...] = ()
    """Videos in reading order."""
    tables: tuple[Table, ...] = ()
    """Tables of the body as rows of cells."""
    original: OptionalBool = None
    """Whether the page claims the text as the station's own (本文为…原创文章); false only where the end matter was read
    and does not, else null."""
    original_by: OptionalText = None
    """Whose own text it is, as that sentence names it (怀化站)."""
    breadcrumb: Texts = ()
    """The links after 当前位置; may be empty."""
    keywords: Texts = ()
    """From the meta tag."""
    description: OptionalText = None
    """From the meta tag."""
    template: OptionalText = None
    """Which page template matched: standard, baidu, app, video, legacy, or text for a plain text dump; generic where
    none did, or its body was not there, and the page was read by its wording."""
    provenance: Places = field(default_factory=dict)
    """Field → the place on the page its value came from (README, "Where values come from")."""
    content_hash: Annotated[str, Field(min_length=1, pattern="^[0-9a-f]{64}$")]
    """sha256 over title, byline, editor, source, sections, images, videos and tables."""
    revision: Annotated[int, Field(ge=1, strict=True)]
    """1 for the text first seen, 2 after the first edit, …"""
    first_seen_at: OptionalUtc = None
    """ISO 8601, UTC: when the article was first fetched; null where it was read from a file without that time."""
    fetched_at: OptionalUtc = None
    """ISO 8601, UTC: when this revision was fetched; null as above."""

    def to_dict(self) -> dict[str, Json]:
        """Return the object of the JSONL line: the fields in their order, absent is None or [].

        Values are str, int, bool, None, lists and dicts, as `json` reads them back.
        """
        return _ARTICLE.dump_python(self, mode="json")  # type: ignore[no-any-return]


_ARTICLE = TypeAdapter(Article)


def article_from(record: Mapping[str, Any], *, newer: bool = False) -> Article:
    """Return the article of a record that `to_dict` made; what the record lacks is absent.

    `newer` passes over fields that are not known here. Raises pydantic.ValidationError.
    """
    return _ARTICLE.validate_python(record, extra="ignore" if newer else "forbid")


def first_fault(error: ValidationError) -> str:
    """Return the first thing that is wrong in an article, on one line: the field and the reason.

    >>> try:
    ...     article_from({"content_id": "12a"})
    ... except ValidationError as error:
    ...     first_fault(error)
    "content_id: String should match pattern '^[0-9]+$'"
    """
    fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in fault["loc"])
    return f"{''.join(steps).removeprefix('.')}: {' '.join(fault['msg'].split())}"


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
    answered_at: str | None = None
    """When the server says that it answered (`Date`), ISO 8601: what times such as 3小时前 count from."""


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
    body_place: str = "body"
    """Where the body stood: body, in the place of the template; prose, script-state or json-ld
    where it was read by wording.
    """
    lost: tuple[str, ...] = ()
    """Fields that are not in the places of the template, and were read by wording."""
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
    summary: str | None = None
    """A list of no known kind: the longest text beside the title."""
    position: int = 0
    """Place on the page, from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one listing page holds."""

    kind: str | None
    """`A`, `B`, `C`, `api`; `links` for a list of another form, read by its links; `script` for one in
    the state of a script; null where no list was found."""
    entries: tuple[ListingEntry, ...]
    next_url: str | None = None
    """The next page by the pager, where the page has one that says so."""
    next_is_guess: bool = False
    """Whether the page does not link that address: a 404 there says nothing of the list."""
    paged: bool = False
    """Whether there is a pager on the page at all."""
    title: str | None = None
    """The page's own `<title>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What the listings said of one article before it was fetched."""

    channels: tuple[str, ...] = ()
    """Names of the channels that listed it."""
    published: str | None = None
    """The time as a listing wrote it."""
    title: str | None = field(default=None)
    """The title as a listing wrote it."""
