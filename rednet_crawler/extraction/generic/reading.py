"""A page of unknown design → what stands on it, with places: the parts of this package put together."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from rednet_crawler.extraction.body import Placed, keep_marks, read_blocks, read_placed
from rednet_crawler.extraction.generic.claims import Claims, read_claims
from rednet_crawler.extraction.generic.headline import find_headline
from rednet_crawler.extraction.generic.noise import find_noise
from rednet_crawler.extraction.generic.prose import find_region
from rednet_crawler.extraction.generic.state import PLACE, read_state
from rednet_crawler.extraction.labelled_lines import pieces_of, split_end_matter
from rednet_crawler.extraction.page import Document, Element, Head, parse_fragment
from rednet_crawler.extraction.stories import find_stories
from rednet_crawler.items import Block, Found, TextBlock
from rednet_crawler.normalise.credits import split_credits
from rednet_crawler.normalise.labels import read_labels
from rednet_crawler.normalise.text import drop_blanks

_MOST_LINES, _MOST_PIECES = 40, 60
_LONGEST_LINE, _LONGEST_ALONE = 200, 24
_SHORT_TEXT = 60


@dataclass(slots=True)
class GenericReading:
    """What was found by wording."""

    found: dict[str, list[Found]] = field(default_factory=dict)
    blocks: Sequence[Block] = ()
    place: str = "prose"
    """Where the blocks stood: prose, script-state or json-ld."""

    def add(self, name: str, text: str, place: str) -> None:
        """Take a value once."""
        values = self.found.setdefault(name, [])
        if text and Found(text, place) not in values:
            values.append(Found(text, place))

    def shows_article(self) -> bool:
        """Return whether there is a title with a body beside it that a script holds, or that is labelled."""
        labelled = any(
            found.place in ("label", "end-matter")
            for name in ("source", "author", "editor")
            for found in self.found.get(name, ())
        )
        return bool(self.found.get("title") and self.blocks) and (labelled or self.place != "prose")


def read_generic(document: Document, head: Head) -> GenericReading:
    """Read a page by its wording."""
    base = document.url or ""
    claims = read_claims(document, head)
    state = read_state(document, head.title, claims)
    body = next(document.root.iterchildren("body"), document.root)
    placed = read_placed(body, base, find_noise(body, _headings(body)), find_stories(body))
    headline = find_headline(placed, head.title, claims)
    reading = GenericReading()
    if headline.found is not None:
        reading.add("title", *headline.found)
    region = find_region(placed, headline.at)
    _read_lines(placed, region.before, "label", reading)
    _read_lines(placed, region.behind, "end-matter", reading)
    reading.blocks = keep_marks(region.kept)
    _read_times(body, reading)
    _take_claims(claims, reading)
    for text, place in ((state, PLACE), (claims.text, "json-ld")):
        if _length(reading.blocks) * 2 < len(text) and _length(reading.blocks) < _SHORT_TEXT:
            _read_text(text, place, base, reading)
    return reading


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


def _read_lines(placed: Sequence[Placed], indices: Sequence[int], place: str, reading: GenericReading) -> None:
    """Read the labelled lines before or behind the text; a label that stands alone is that of the next line."""
    waiting, last = "", -1
    for at in indices[:_MOST_LINES]:
        block = placed[at].block
        waiting, last = waiting if at == last + 1 else "", at
        if not isinstance(block, TextBlock) or len(block.text) > _LONGEST_LINE:
            continue
        for value in split_credits(block.text) if place == "end-matter" else ():
            if value.field in ("copyright", "link"):
                reading.add(value.field, value.text or "", place)
        labelled = list(read_labels(_parted(placed[at].element, block.text)))
        if (
            waiting
            and not labelled
            and len(block.text) <= _LONGEST_ALONE
            and ":" not in block.text
            and "：" not in block.text
        ):
            reading.add(waiting, block.text, place)
        waiting = ""
        for each in labelled:
            if each.alone:
                waiting = each.field
            elif each.field != "published" or place == "label":
                reading.add(each.field, each.text, place)


def _parted(element: Element, text: str) -> str:
    """Return a line with blanks between the elements it is made of, where it is all of its element."""
    if not len(element) or next(islice(element.iter(), _MOST_PIECES, None), None) is not None:
        return text
    pieces = "  ".join(pieces_of(element))
    return pieces if drop_blanks(pieces) == drop_blanks(text) else text


def _read_times(body: Element, reading: GenericReading) -> None:
    for element in body.iter("time"):
        reading.add("published", element.get("datetime") or element.get("title") or "", "time-tag")
        return


def _take_claims(claims: Claims, reading: GenericReading) -> None:
    for name in ("published", "source", "author", "editor"):
        for found in claims.of(name):
            if found.place != "meta" or name == "published":  # meta tags are read on every page
                reading.add(name, *found)


def fill(found: dict[str, list[Found]], reading: GenericReading, names: Collection[str]) -> Iterator[str]:
    """Take fields of a reading by wording into what a template found; yield those that gave anything."""
    for name in names:
        if values := reading.found.get(name):
            found.setdefault(name, []).extend(values)
            yield name
