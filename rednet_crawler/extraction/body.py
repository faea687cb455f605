"""The body of an article: a flat row of tags → lines, pictures, videos and tables in reading order."""

from collections.abc import Iterator, Sequence
from html import unescape

from rednet_crawler.extraction.document import Element
from rednet_crawler.extraction.figures import CAROUSEL, Figure, set_aside
from rednet_crawler.extraction.marks import with_distinct_marks
from rednet_crawler.extraction.markup import Tag, attributes_of, tags_of, write
from rednet_crawler.extraction.media import read_faked_video, read_image, script_videos
from rednet_crawler.extraction.style import LEFT_OUT, PLAIN, STYLED, Style, style_inside
from rednet_crawler.items import Block, Image, TextBlock, Video
from rednet_crawler.normalise.text import squeeze

_BREAKS = frozenset(
    "p div section article ul ol li dl dt dd blockquote h1 h2 h3 h4 h5 h6 table tbody thead tfoot caption tr td th center "
    "figure figcaption pre hr form fieldset header footer main aside nav address details summary br".split()
)
"""Tags that end a line before and behind them."""
_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "select", "button", "textarea", "iframe", "object", "svg"}
)
_LONGEST_INLINE_CAPTION = 32


def read_blocks(node: Element, base: str = "") -> Sequence[Block]:
    """Return the blocks below a node. Scripts give videos; comments, styles and forms give nothing.

    `base` is the address that relative links belong to. Elements that were marked by `leave_out` are left out.
    """
    written = write(node)
    figures: list[Sequence[Figure]] = []
    if "<table" in written or "<video" in written or CAROUSEL in written:
        figures = set_aside(node, base)
        written = write(node)
    reader = _Reader(base, figures)
    reader.walk(tags_of(written))
    return with_distinct_marks(reader.blocks, reader.sizes)


def lines_of(written: str) -> Iterator[str]:
    """Yield the lines of text of an element that was written."""
    reader = _Reader("", ())
    reader.walk(tags_of(written))
    return (block.text for block in reader.blocks if isinstance(block, TextBlock))


def leave_out(element: Element) -> None:
    """Mark an element as no text of any body, wherever it stands: it has been read."""
    element.set(LEFT_OUT, "")


class _Reader:
    """Walks the tags of one body node. They are flat, so depth costs no stack."""

    def __init__(self, base: str, figures: Sequence[Sequence[Figure]]) -> None:
        self.blocks: list[Block] = []
        self.sizes: dict[int, float] = {}
        """Index of a text block → the size it is set in, where something says."""
        self._base = base
        self._figures = figures
        self._parts: list[tuple[str, Style]] = []
        self._beside_image = False
        self._behind_image = False
        self._below_image = False
        self._inline_image = False

    def walk(self, tags: Sequence[Tag]) -> None:  # noqa: C901, PLR0912, PLR0915 - one hot loop; parted it is slower and no clearer
        """Take in all blocks of a row of tags."""
        style = PLAIN
        around: list[Style] = []
        skipped = 0  # how many elements are open in one that is left out, itself included
        parts = self._parts
        for end, tag, attributes, inside, closed, text in tags:
            if skipped:
                if end:
                    skipped -= 1
                elif not closed and attributes[-1:] != "/":
                    skipped += 1
                if skipped:
                    continue
            elif end:
                style = around.pop()
                if tag in _BREAKS:
                    if parts:
                        self._flush()
                    self._behind_image = False
            else:
                breaks = tag in _BREAKS
                if breaks:
                    if parts:
                        self._flush()
                    self._below_image = self._behind_image = tag == "br" and self._behind_image
                inner = style
                if tag == "img":
                    self._take((self._read_image(attributes),))
                elif len(attributes) > 1 or tag in STYLED:
                    inner = style_inside(tag, attributes, style)
                if inner.hidden or tag in _SKIPPED:
                    self._take(self._read_left_out(tag, attributes, inside if closed else text))
                    if not closed and attributes[-1:] != "/":
                        skipped = 1
                        continue
                elif closed:
                    if breaks:
                        if inside:
                            self._beside_image = False
                            self._add_line(inside, inner, inner.bold, inner.link)
                    elif parts:
                        parts.append((inside, inner))
                    elif not inside.isspace():
                        self._begin_line(inside, inner)
                elif attributes[-1:] != "/":
                    around.append(style)
                    style = inner
                elif breaks and tag != "br":
                    self._behind_image = False
            if text:
                if parts:
                    parts.append((text, style))
                elif not text.isspace():
                    self._begin_line(text, style)
        self._flush()

    def _read_image(self, attributes: str) -> Image | Video | None:
        given = attributes_of(attributes)
        read = read_faked_video if "edui-faked-video" in given.get("class", "") else read_image
        return read(given, self._base)

    def _read_left_out(self, tag: str, attributes: str, text: str) -> Sequence[Figure]:
        """Return what is to be taken from an element whose content is not walked."""
        if tag == "script":
            return list(script_videos(unescape(text), self._base))
        if self._figures and LEFT_OUT in attributes:
            number = attributes_of(attributes)[LEFT_OUT]
            return self._figures[int(number)] if number else ()
        return ()

    def _take(self, found: Sequence[Figure | None]) -> None:
        for figure in found:
            if figure is not None:
                self._flush()
                self.blocks.append(figure)
                self._behind_image = isinstance(figure, Image) and len(found) == 1

    def _begin_line(self, text: str, style: Style) -> None:
        self._beside_image = self._behind_image
        self._inline_image = self._behind_image and not self._below_image
        self._parts.append((text, style))

    def _flush(self) -> None:
        parts = self._parts
        if not parts:
            return
        raw, heaviest = parts[0]
        bold, link = heaviest.bold, heaviest.link
        if len(parts) > 1:
            bold, link, longest = True, True, -1
            for text, style in parts:
                length = len(text.strip())
                bold = bold and (style.bold or not length)
                link = link and (style.link or not length)
                if length > longest:
                    heaviest, longest = style, length
            raw = "".join([text for text, _ in parts])
        parts.clear()
        self._add_line(raw, heaviest, bold, link)

    def _add_line(self, raw: str, style: Style, bold: bool, link: bool) -> None:  # noqa: FBT001 - hot
        text = squeeze(unescape(raw) if "&" in raw else raw)
        if not text:
            return
        beside = self._beside_image
        if beside and self._inline_image:
            # text that runs on behind a picture is text, unless it is as short as captions are
            beside = len(text) <= _LONGEST_INLINE_CAPTION and not text.endswith("。")
        if style.size is not None:
            self.sizes[len(self.blocks)] = style.size
        self.blocks.append(TextBlock(text, style.heading, bold, style.centred, style.caption, beside, link))
