"""A page of unknown design → what stands on it, with places: the parts of this package put together."""

import re
from collections.abc import Collection, Sequence

from rednet_crawler.extraction.body import Placed, keep_marks, read_blocks, read_placed
from rednet_crawler.extraction.generic.claims import Claims, GenericReading, read_claims
from rednet_crawler.extraction.generic.credit_lines import find_info, read_lines, read_signature
from rednet_crawler.extraction.generic.headline import find_headline
from rednet_crawler.extraction.generic.noise import find_noise
from rednet_crawler.extraction.generic.prose import Region, find_region
from rednet_crawler.extraction.generic.state import PLACE, read_state
from rednet_crawler.extraction.labelled_lines import split_end_matter
from rednet_crawler.extraction.page import Document, Element, Head, parse_fragment
from rednet_crawler.extraction.stories import find_stories
from rednet_crawler.items import Block, Image, TextBlock
from rednet_crawler.normalise.captions import is_caption
from rednet_crawler.normalise.credits import split_credits
from rednet_crawler.normalise.names import is_no_author

_SHORT_TEXT = 60
_SUMMARY = re.compile(
    r"\W{0,2}(?:导语|导读|摘要|内容提要|核心提示|提要|内容摘要|编者按)[\s:：】\]|]"
)
_DECORATION = re.compile(
    r"/(?:ads?|advert\w{0,10}|icons?|logos?|banners?)/|//(?:ads?|adv?\d?|gg)\.|/(?:next|"
    r"prev)_?page\.|/(?:logo|icon|qr_?code|ewm|arrow)[\w-]{0,12}\.|/\d{2,3}x\d{2,3}\.gif",
    re.IGNORECASE,
)


def read_generic(document: Document, head: Head) -> GenericReading:
    """Read a page by its wording."""
    base = document.url or ""
    claims = read_claims(document, head)
    state = read_state(document, head.title, claims)
    body = next(document.root.iterchildren("body"), document.root)
    placed = read_placed(body, base, find_noise(body, _headings(body)), find_stories(body))
    headline = find_headline(placed, head.title, claims, find_info(placed))
    reading = GenericReading()
    if headline.found is not None:
        reading.add("title", *headline.found)
    region = find_region(placed, headline.at)
    read_lines(placed, region.before, "label", reading)
    read_lines(placed, region.behind, "end-matter", reading)
    kept = [*_lead_picture(placed, region, headline.at, claims), *_without_summary(region.kept)]
    reading.blocks = _without_decoration(keep_marks(kept))
    if not reading.found.get("author"):
        read_signature(reading)
    _read_times(body, reading)
    _take_claims(claims, reading)
    if not reading.found.get(
        "published"
    ):  # many sites say 更新时间 where they mean the publication
        for time in reading.changed[:1]:
            reading.add("published", time, "label")
    for text, place in ((state, PLACE), (claims.text, "json-ld")):
        if _length(reading.blocks) * 2 < len(text) and _length(reading.blocks) < _SHORT_TEXT:
            _read_text(text, place, base, reading)
    return reading


def _without_summary(kept: Sequence[Placed]) -> Sequence[Placed]:
    """Return the text without the summary that stands before it and says so: 导语, 核心提示."""
    first = kept[0].block if len(kept) > 1 else None
    return kept[1:] if isinstance(first, TextBlock) and _SUMMARY.match(first.text) else kept


def _lead_picture(
    placed: Sequence[Placed], region: Region, headline: int | None, claims: Claims
) -> Sequence[Placed]:
    """Return the picture between headline and text that the page names as that of its article, with its caption."""
    named = {_file_of(link) for link in claims.images}
    if headline is None or not region.kept:
        return ()
    start = next(at for at, each in enumerate(placed) if each is region.kept[0])
    for at in range(headline + 1, start):
        block = placed[at].block
        if isinstance(block, Image) and _file_of(block.url) in named:
            behind = placed[at + 1].block if at + 1 < start else None
            captioned = isinstance(behind, TextBlock) and is_caption(behind)
            return placed[at : at + 2] if captioned else placed[at : at + 1]
    return ()


def _file_of(link: str) -> str:
    return link.partition("?")[0].rpartition("/")[2]


def _without_decoration(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks without pictures that are advertisements, arrows or icons by their address."""
    return [
        block
        for block in blocks
        if not (isinstance(block, Image) and _DECORATION.search(block.url))
    ]


def _headings(body: Element) -> Collection[Element]:
    return [each for tag in ("h1",) for each in body.iter(tag)]


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks if isinstance(block, TextBlock))


def _read_text(text: str, place: str, base: str, reading: GenericReading) -> None:
    """Read the text that a script or the JSON-LD holds."""
    html = text if "<" in text else "".join(f"<p>{line}</p>" for line in text.splitlines())
    root = parse_fragment(html)
    if root is None:
        return
    blocks, lines = split_end_matter(read_blocks(root, base))
    if not blocks or _length(blocks) < _length(reading.blocks):
        return
    reading.blocks, reading.place = blocks, place
    for line in lines:
        for value in split_credits(line):
            reading.add(value.field, value.text or "", "end-matter")


def _read_times(body: Element, reading: GenericReading) -> None:
    for element in body.iter("time"):
        reading.add("published", element.get("datetime") or element.get("title") or "", "time-tag")
        return


def _take_claims(claims: Claims, reading: GenericReading) -> None:
    for name in ("published", "source", "author", "editor"):
        for found in claims.of(name):
            if found.place == "meta" and name != "published":  # these are read on every page
                continue
            if name != "author" or may_be_author(found.text, claims):
                reading.add(name, *found)


def may_be_author(text: str, claims: Claims) -> bool:
    """Return whether a machine-readable author may be one: no site, no account, no address."""
    house = {found.text for name in ("site", "publisher") for found in claims.of(name)}
    return text not in house and not is_no_author(text)
