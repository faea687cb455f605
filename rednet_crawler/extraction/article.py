"""One page → `RawArticle`: choose the template, collect each value with its place."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from types import ModuleType

from rednet_crawler.extraction.body import read_blocks
from rednet_crawler.extraction.bounds import SHORT, check_article
from rednet_crawler.extraction.generic.claims import GenericReading
from rednet_crawler.extraction.generic.reading import read_generic
from rednet_crawler.extraction.labelled_lines import (
    LEVELS,
    lines_after,
    lines_anywhere,
    read_title_line,
    split_end_matter,
)
from rednet_crawler.extraction.media import CAROUSEL, read_carousel, script_videos
from rednet_crawler.extraction.page import (
    Document,
    Element,
    Head,
    Parts,
    choose_headline,
    css,
    text_of,
)
from rednet_crawler.extraction.stories import find_stories
from rednet_crawler.extraction.templates import app, baidu, legacy, standard, video
from rednet_crawler.extraction.verdict import UNDECIDED, no_article, why_no_article
from rednet_crawler.items import GENERIC, Block, Found, Page, RawArticle, Video
from rednet_crawler.normalise.credits import split_credits
from rednet_crawler.site.urls import read_address

TEMPLATES: tuple[ModuleType, ...] = (video, baidu, legacy, standard, app)
"""In the order asked: those with marks of their own first."""

BREADCRUMB = (css("div.breadcrumb"), css(".breadcrumb"))
CAROUSELS = css(f".{CAROUSEL}")
_META_FIELDS = {
    "og:title": "title",
    "author": "author",
    "source": "source",
    "publishdate": "published",
    "keywords": "keywords",
    "description": "description",
    "og:url": "link",
}
_MOST_BODIES = 8
_PEOPLE_LABELS = {
    "editor": ("编辑：", "编辑:", "责编：", "责编:", "一审：", "一审:"),
    "author": ("作者：", "作者:"),
}


class _Finds:
    """Values with their places, by field."""

    def __init__(self) -> None:
        self.by_field: defaultdict[str, list[Found]] = defaultdict(list)

    def add(self, field: str, text: str | None, place: str) -> None:
        if text is not None:
            self.by_field[field].append(Found(text, place))

    def has(self, field: str, place: str) -> bool:
        """Return whether anything was found for a field in a place."""
        return any(found.text and found.place == place for found in self.by_field.get(field, ()))


def extract_article(page: Page) -> RawArticle:
    """Read one article page: every value raw, with the place it stood in.

    Pure: the same page gives the same answer. A page of no known template is read by its wording, and
    so is what a template does not find. Raises NotAnArticleError for what shows no article (`verdict`),
    OverBoundError for a page larger than is read.
    """
    document = Document(page)
    head = document.read_head()
    finds = _Finds()
    name, outside, inside = _read_template(document, head, finds)
    _read_head(document, head, finds)
    by_wording = (
        read_generic(document, head) if name is None or _lacks_something(inside, finds) else None
    )
    blocks: Sequence[Block] = [*outside, *inside]
    news = (
        [block for block in by_wording.blocks if block not in outside]
        if by_wording and not inside
        else []
    )
    filled = bool(name and news)
    if filled:
        blocks = [*outside, *news]
    kind = why_no_article(document, head, name, blocks, finds.by_field)
    if kind is not None and not (by_wording and kind in UNDECIDED and by_wording.shows_article()):
        raise no_article(page.url or "the page", kind, head)
    lost: tuple[str, ...] = ()
    if by_wording is not None:
        lost = _take_wording(by_wording, finds, all_of_it=name is None)
        blocks = blocks if name else by_wording.blocks
        name = GENERIC if filled or name is None else name
    if len(page.body) > SHORT:
        check_article(
            page.url or "the page",
            (found for values in finds.by_field.values() for found in values),
            blocks,
        )
    return RawArticle(
        url=page.url,
        template=name,
        found={field: tuple(values) for field, values in finds.by_field.items()},
        blocks=tuple(blocks),
        body_place=by_wording.place if by_wording and name == GENERIC else "body",
        lost=lost if name != GENERIC else (),
        encoding=document.decoded.encoding,
        lost_characters=document.decoded.lost,
        fetched_at=page.fetched_at,
    )


def _read_template(
    document: Document, head: Head, finds: _Finds
) -> tuple[str | None, Sequence[Block], Sequence[Block]]:
    """Read a page by the template that matches.

    Return its name, None where none does, the videos and photo stories outside the body, and the body.
    """
    template = next((module for module in TEMPLATES if module.matches(document)), None)
    if template is None:
        return None, (), ()
    parts: Parts = template.read(document)
    headline = choose_headline(document, parts.title, head.title)
    if headline is not None:
        finds.add("title", text_of(headline), "headline")
    for field, text in read_title_line(parts.title_line, parts.unlabelled):
        finds.add(field, text, "title-line")
    outside, blocks, lines = _read_body(document, parts)
    place = "end-matter"
    if not lines and _has_more_credits(document, finds):
        lines = lines_anywhere(document.root, {*parts.title_line_elements, *parts.bodies})
        place = place if parts.title_line else "label"
    for line in lines:
        for value in split_credits(line):
            finds.add(value.field, value.text or "", place)
    name: str = template.NAME
    return name, outside, blocks


def _has_more_credits(document: Document, finds: _Finds) -> bool:
    """Return whether a page names more people than the line under its title: the end matter stands in another place."""
    text = document.decoded.text
    return any(
        sum(text.count(label) for label in labels) > len(finds.by_field.get(field, ()))
        for field, labels in _PEOPLE_LABELS.items()
    )


def _lacks_something(blocks: Sequence[Block], finds: _Finds) -> bool:
    """Return whether a page of a known template lacks what its kind has: body, headline, or the
    line under the title.
    """
    line = any(
        finds.has(field, "title-line") for field in ("published", "source", "author", "editor")
    )
    return not (line and blocks and finds.has("title", "headline"))


def _take_wording(reading: GenericReading, finds: _Finds, *, all_of_it: bool) -> tuple[str, ...]:
    """Take what was found by wording; of a page of a known template the fields that only its head tells, or nothing.

    Return the fields of which that told anything that was not known.
    """
    taken = []
    for field, values in reading.found.items():
        places = ("headline",) if field == "title" else ("title-line", "end-matter")
        if all_of_it or not any(finds.has(field, place) for place in places):
            if not set(values) <= set(finds.by_field.get(field, ())):
                taken.append(field)
            for found in values:
                finds.add(field, *found)
    return tuple(taken)


def _read_body(
    document: Document, parts: Parts
) -> tuple[Sequence[Block], Sequence[Block], list[str]]:
    """Read the players' videos and carousels outside, the first body that holds anything, and the end matter."""
    base = document.base
    read = {element for element in (parts.title, *parts.title_line_elements) if element is not None}
    blocks: Sequence[Block] = ()
    lines: list[str] = []
    chosen = None
    for body in parts.bodies[:_MOST_BODIES]:
        blocks, lines = split_end_matter(
            read_blocks(body, base, read, find_stories(body, lists_only=True))
        )
        chosen = body
        if blocks:
            break
    before: list[Block] = list(_player_videos(parts.players, base))
    for carousel in document.all(CAROUSELS)[:_MOST_BODIES]:
        if chosen is None or chosen not in carousel.iterancestors():
            before.extend(read_carousel(carousel, base))
    # a page without a body node (a video) has its end matter behind the player
    node = chosen if chosen is not None else next(iter(parts.players), parts.title)
    if node is not None:
        lines += lines_after(node, LEVELS if not lines else 1, read)
    return before, blocks, lines


def _player_videos(players: Sequence[Element], base: str) -> Iterator[Video]:
    for player in players:
        for script in player.iter("script"):
            yield from script_videos(script.text or "", base)


def _read_head(document: Document, head: Head, finds: _Finds) -> None:
    """Collect what the head says: title tag, meta tags, canonical link; and breadcrumb and the page's own domain."""
    title, canonical, metas = head
    finds.add("title", title or None, "title-tag")
    finds.add("link", canonical or None, "canonical")
    for name, field in _META_FIELDS.items():
        if name in metas:
            finds.add(field, metas[name], "meta")
    for crumbs in document.first_of(BREADCRUMB):
        for anchor in crumbs.iter("a"):
            finds.add("breadcrumb", text_of(anchor), "breadcrumb")
    address = read_address(document.url) if document.url else None
    if address and address.content_id and address.station is None:
        domain = document.script_variables.get("pcDomain", "").rstrip("/")
        finds.add(
            "link",
            f"{domain}{address.path}"
            if domain.startswith("http")
            else f"https://{domain}{address.path}",
            "script",
        )
