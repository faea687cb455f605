"""One page → `RawArticle`: choose the template, collect each value with its place."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from types import ModuleType

from rednet_crawler.extraction.body import read_blocks
from rednet_crawler.extraction.bounds import SHORT, check_article
from rednet_crawler.extraction.labelled_lines import LEVELS, lines_after, read_title_line, split_end_matter
from rednet_crawler.extraction.media import CAROUSEL, read_carousel, script_videos
from rednet_crawler.extraction.page import Document, Element, Head, Parts, css, text_of
from rednet_crawler.extraction.templates import app, baidu, legacy, standard, video
from rednet_crawler.extraction.verdict import no_article, why_no_article
from rednet_crawler.items import Block, Found, Page, RawArticle, Video
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


class _Finds:
    """Values with their places, by field."""

    def __init__(self) -> None:
        self.by_field: defaultdict[str, list[Found]] = defaultdict(list)

    def add(self, field: str, text: str | None, place: str) -> None:
        if text is not None:
            self.by_field[field].append(Found(text, place))


def extract_article(page: Page) -> RawArticle:
    """Read one article page: every value raw, with the place it stood in.

    Pure: the same page gives the same answer. A page of no known template gives its title, meta tags and URL facts,
    with `template` None. Raises NotAnArticleError for what shows no article (`verdict`),
    OverBoundError for a page larger than is read.
    """
    document = Document(page)
    template = next((module for module in TEMPLATES if module.matches(document)), None)
    finds = _Finds()
    blocks: Sequence[Block] = ()
    if template is not None:
        parts: Parts = template.read(document)
        if parts.title is not None:
            finds.add("title", text_of(parts.title), "headline")
        for field, text in read_title_line(parts.title_line, parts.unlabelled):
            finds.add(field, text, "title-line")
        blocks, lines = _read_body(document, parts)
        for line in lines:
            for value in split_credits(line):
                finds.add(value.field, value.text or "", "end-matter")
    head = document.read_head()
    _read_head(document, head, finds)
    name = template.NAME if template else None
    if (kind := why_no_article(document, head, name, blocks, finds.by_field)) is not None:
        raise no_article(page.url or "the page", kind, head)
    if len(page.body) > SHORT:
        check_article(page.url or "the page", (found for values in finds.by_field.values() for found in values), blocks)
    return RawArticle(
        url=page.url,
        template=name,
        found={field: tuple(values) for field, values in finds.by_field.items()},
        blocks=tuple(blocks),
        encoding=document.decoded.encoding,
        lost_characters=document.decoded.lost,
        fetched_at=page.fetched_at,
    )


def _read_body(document: Document, parts: Parts) -> tuple[Sequence[Block], list[str]]:
    """Read the first body that holds anything, the players' videos and carousels outside, and the end matter."""
    base = document.url or ""
    read = {element for element in (parts.title, *parts.title_line_elements) if element is not None}
    blocks: Sequence[Block] = ()
    lines: list[str] = []
    chosen = None
    for body in parts.bodies[:_MOST_BODIES]:
        blocks, lines = split_end_matter(read_blocks(body, base, read))
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
    return [*before, *blocks], lines


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
            f"{domain}{address.path}" if domain.startswith("http") else f"https://{domain}{address.path}",
            "script",
        )
