"""Blocks of the body → sections, captions, images, videos, tables (docs/site.md, sections 5, 6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from rednet_crawler.items import Block, Image, Section, Table, TableBlock, TextBlock, Video
from rednet_crawler.normalise.captions import is_caption
from rednet_crawler.normalise.headings import is_heading


@dataclass(frozen=True, slots=True)
class Body:
    """The parts of a body."""

    sections: tuple[Section, ...]
    images: tuple[Image, ...]
    videos: tuple[Video, ...]
    tables: tuple[Table, ...]


def read_body(blocks: Sequence[Block]) -> Body:
    """Sort text blocks into headings, paragraphs and captions: each becomes exactly one of them."""
    images: dict[str, Image] = {}
    sections: list[Section] = []
    heading: str | None = None
    paragraphs: list[str] = []
    last_image: str | None = None
    for index, block in enumerate(blocks):
        if isinstance(block, TextBlock):
            text = block.text
            if last_image and images[last_image].caption is None and is_caption(block):
                images[last_image] = Image(url=last_image, caption=text)
            elif is_heading(blocks, index):
                if heading is not None or paragraphs:
                    sections.append(Section(heading=heading, paragraphs=tuple(paragraphs)))
                heading, paragraphs = text, []
            else:
                paragraphs.append(text)
            last_image = None
        elif isinstance(block, Image):
            last_image = block.url
            known = images.get(last_image)
            if known is None or known.caption is None:
                images[last_image] = block
        else:
            last_image = None
    if heading is not None or paragraphs:
        sections.append(Section(heading=heading, paragraphs=tuple(paragraphs)))
    return Body(
        sections=tuple(sections),
        images=tuple(images.values()),
        videos=tuple(dict.fromkeys(block for block in blocks if isinstance(block, Video))),
        tables=tuple(block.rows for block in blocks if isinstance(block, TableBlock)),
    )
