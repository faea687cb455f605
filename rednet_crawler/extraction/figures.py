"""What stands in a body beside text: data tables, photo stories, `<video>`."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from rednet_crawler.extraction.bounds import MOST_MEDIA
from rednet_crawler.extraction.document import Element, text_of
from rednet_crawler.extraction.media import absolute, image_url, read_image
from rednet_crawler.items import Image, TableBlock, Video
from rednet_crawler.normalise.text import squeeze

Figure = TableBlock | Image | Video

CAROUSEL = "group_carousel"
_COUNTER = re.compile(r"\d{1,3}\s?/\s?\d{1,3}|[‹›«»<>]|(?:上|下)一[张页]|Previous|Next", re.IGNORECASE)
_PROSE = 40
_LEVELS = 8


def is_data_table(table: Element) -> bool:
    """Say whether a table holds data: two cells or more in some row, with text; else it only arranges its content."""
    if next((inner for inner in table.iter("table") if inner is not table), None) is not None:
        return False
    filled = (sum(1 for cell in row if cell.tag in ("td", "th") and text_of(cell)) for row in table.iter("tr"))
    return max(filled, default=0) > 1


def read_table(table: Element) -> TableBlock:
    """Return the rows of a data table that hold any text; each cell once, whatever it spans."""
    rows = (tuple(text_of(cell) for cell in row if cell.tag in ("td", "th")) for row in table.iter("tr"))
    return TableBlock(rows=tuple(row for row in rows if any(row)))


def is_carousel(element: Element) -> bool:
    """Say whether an element is a photo story."""
    classes = element.get("class", "")
    return CAROUSEL in classes and CAROUSEL in classes.split()


def read_carousel(carousel: Element, base: str) -> Iterator[Image]:
    """Yield the pictures of a photo story; the caption is the text of the entry that holds just this picture.

    `.group_carousel` is known, its inside is not (site.md, section 5): the caption's place is a guess.
    """
    nodes = islice(carousel.iter("img"), MOST_MEDIA + 1)
    pictures = [(node, image) for node in nodes if (image := read_image(node, base))]
    counts: Counter[Element] = Counter()
    for node, _ in pictures:
        counts.update(islice(node.iterancestors(), _LEVELS))
    for node, image in pictures:
        entry = node
        for parent in islice(node.iterancestors(), _LEVELS):
            if parent is carousel or counts[parent] != 1:
                break
            entry = parent
        caption = text_of(entry) if entry is not node else squeeze(node.tail or "")
        if len(caption) < _PROSE:
            caption = _COUNTER.sub("", caption).strip()
        yield replace(image, caption=caption or None)


def read_video(element: Element, base: str) -> Video | None:
    """Read a `<video>`: its first source that is an address, and its poster."""
    links = [element.get("src"), *(source.get("src") for source in element.iter("source"))]
    url = next((url for link in links if link and (url := absolute(link, base))), None)
    return Video(url=url, cover=image_url(element.get("poster", ""), base)) if url else None


def read_figure(element: Element, base: str) -> Sequence[Figure] | None:
    """Read what is read as a whole: a data table, a video or a carousel; None for any other element."""
    if element.tag == "table" and is_data_table(element):
        images = [read_image(image, base) for image in element.iter("img")]
        return [read_table(element), *(image for image in images if image)]
    if element.tag == "video":
        video = read_video(element, base)
        return [video] if video else []
    return list(read_carousel(element, base)) if is_carousel(element) else None
