"""The body of an article: a tree of tags → lines, pictures, videos and tables in reading order."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from rednet_crawler.extraction.document import Element, text_of
from rednet_crawler.extraction.media import absolute, image_url, read_faked_video, read_image, script_videos
from rednet_crawler.extraction.style import PLAIN, Style, inner_style
from rednet_crawler.items import Block, Image, TableBlock, TextBlock, Video
from rednet_crawler.normalise.text import squeeze

_BREAKS = frozenset(
    "p div section article ul ol li dl dt dd blockquote h1 h2 h3 h4 h5 h6 table tbody thead tfoot caption tr td th center "
    "figure figcaption pre hr form fieldset header footer main aside nav address details summary br".split()
)
"""Tags that end a line before and behind them."""
_LEAVES = frozenset({"script", "img", "video", "table"})
_STYLED = frozenset({"strong", "b", "center", "small", "font", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"})
_SKIPPED = frozenset(
    {"style", "noscript", "template", "head", "select", "button", "textarea", "iframe", "object", "svg"}
)
_MARKED_CLASSES = frozenset({"breadcrumb", "pagination", "readnext", "group_carousel"})
"""Nothing in these is text of the article; of a carousel the pictures are read."""
_COUNTER = re.compile(r"\d{1,3}\s?/\s?\d{1,3}|[‹›«»<>]|(?:上|下)一[张页]|Previous|Next", re.IGNORECASE)
_SMALL = 14.0
_PROSE = 40
_LONGEST_STYLE = 1_000
_LEVELS = 8
_LONGEST_INLINE_CAPTION = 32
_MOST_PICTURES = 500


class _Line(NamedTuple):
    """A line as written. Whether its marks set it apart is known only when the whole body was read."""

    text: str
    bold: bool
    style: Style
    beside_image: bool


class BodyReader:
    """Walks one body node. The walk is a loop, so depth costs no stack."""

    def __init__(self, base: str, leave_out: Collection[Element] = ()) -> None:
        """Take the address that relative links belong to, and the nodes in the body that are no text of it."""
        self._base = base
        self._leave_out = leave_out
        self._out: list[_Line | TableBlock | Image | Video] = []
        self._parts: list[tuple[str, Style]] = []
        self._beside_image = False
        self._behind_image = False
        self._below_image = False
        self._inline_image = False

    def read(self, node: Element) -> tuple[Block, ...]:
        """Return the blocks below a node. Scripts give videos; comments, styles and forms give nothing."""
        self._walk(node)
        return tuple(_with_distinct_marks(self._out))

    def _walk(self, root: Element) -> None:  # noqa: C901 - the one hot loop; parted it is slower and no clearer
        # a node with children stands on the stack twice: to be opened, and to be closed
        stack: list[tuple[Element, Style, bool]] = [(root, PLAIN, True)]
        while stack:
            element, outer, opening = stack.pop()
            tag = element.tag
            if not opening:
                if tag in _BREAKS:
                    self._flush()
                    self._behind_image = False
            elif isinstance(tag, str) and tag not in _SKIPPED and element not in self._leave_out:
                if tag in _BREAKS:
                    self._flush()
                    self._below_image = tag == "br" and self._behind_image
                    self._behind_image = self._below_image
                inner = self._enter(element, tag, outer)
                if inner is not None:
                    if element.text:
                        self._add(element.text, inner)
                    if len(element):
                        stack.append((element, outer, False))
                        stack.extend([(child, inner, True) for child in reversed(element)])
                        continue
                    if tag in _BREAKS and tag != "br":
                        self._flush()
                        self._behind_image = False
            if element.tail and element is not root:
                self._add(element.tail, outer)
        self._flush()

    def _enter(self, element: Element, tag: str, outer: Style) -> Style | None:
        """Return the style inside an element, or None where its content is not walked."""
        if tag in _LEAVES and self._read_leaf(element, tag):
            return None
        if not (attributes := element.items()):
            return inner_style(tag, None, None, None, outer) if tag in _STYLED else outer
        css = align = names = None
        for name, value in attributes:
            if name == "style":
                css = value[:_LONGEST_STYLE]
            elif name == "class":
                names = value
            elif name == "align":
                align = value
        if names and not _MARKED_CLASSES.isdisjoint(names.split()):
            if "group_carousel" in names.split():
                self._out.extend(read_carousel(element, self._base))
            return None
        inner = inner_style(tag, css, align, names, outer)
        return None if inner.hidden else inner

    def _read_leaf(self, element: Element, tag: str) -> bool:
        """Take in a script, picture, video or table; False for a table that only arranges its content."""
        attributes = dict(element.items())
        found: Sequence[TableBlock | Image | Video | None] = ()
        if tag == "script":
            found = list(script_videos(element.text or "", self._base))
        elif tag == "img":
            faked = "edui-faked-video" in attributes.get("class", "")
            found = [(read_faked_video if faked else read_image)(attributes, self._base)]
        elif tag == "video":
            found = [_read_video(element, self._base)]
        elif not is_data_table(element):
            return False
        else:
            images = [read_image(dict(image.items()), self._base) for image in element.iter("img")]
            found = [read_table(element), *images]
        for block in found:
            if block is not None:
                self._flush()
                self._out.append(block)
                self._behind_image = isinstance(block, Image) and tag == "img"
        return True

    def _add(self, text: str, style: Style) -> None:
        if self._parts or not text.isspace():
            if not self._parts:
                self._beside_image = self._behind_image
                self._inline_image = self._behind_image and not self._below_image
            self._parts.append((text, style))

    def _flush(self) -> None:
        parts = self._parts
        if not parts:
            return
        self._parts = []
        if len(parts) == 1:
            raw, style = parts[0]
            bold = style.bold
        else:
            raw = "".join([text for text, _ in parts])
            style = max(parts, key=_weight)[1]
            bold = all(style.bold or not text.strip() for text, style in parts)
        if text := squeeze(raw):
            # text that runs on behind a picture is text, unless it is as short as captions are
            runs_on = self._inline_image and (len(text) > _LONGEST_INLINE_CAPTION or text.endswith("。"))
            self._out.append(_Line(text, bold, style, self._beside_image and not runs_on))


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


def read_carousel(carousel: Element, base: str) -> Iterator[Image]:
    """Yield the pictures of a photo story; the caption is the text of the entry that holds just this picture.

    `.group_carousel` is known, its inside is not (site.md, section 5): the caption's place is a guess.
    """
    nodes = islice(carousel.iter("img"), _MOST_PICTURES)
    pictures = [(node, image) for node in nodes if (image := read_image(dict(node.items()), base))]
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


def _read_video(element: Element, base: str) -> Video | None:
    links = [element.get("src"), *(source.get("src") for source in element.iter("source"))]
    url = next((url for link in links if link and (url := absolute(link, base))), None)
    return Video(url=url, cover=image_url(element.get("poster", ""), base)) if url else None


def _is_small(size: float | None, running: float | None) -> bool:
    """Say whether a size is one of captions: 14 px and less, or a fifth below the running text."""
    if size is None:
        return False
    return (size <= _SMALL and (running is None or size < running)) or (running is not None and size <= running * 0.8)


def _weight(part: tuple[str, Style]) -> int:
    return len(part[0].strip())


def _with_distinct_marks(written: Sequence[_Line | TableBlock | Image | Video]) -> Iterator[Block]:
    """Keep bold, centring and small size only where they set a line apart from the page's running text."""
    prose = [
        line
        for at, line in enumerate(written)
        if isinstance(line, _Line) and len(line.text) >= _PROSE and not (at and isinstance(written[at - 1], Image))
    ]
    most = len(prose) / 2 if prose else 1
    all_bold = sum([line.bold for line in prose]) > most
    all_centred = sum([line.style.centred for line in prose]) > most
    sizes = {line.style.size for line in prose}
    running = (
        Counter(line.style.size for line in prose).most_common(1)[0][0] if len(sizes) > 1 else next(iter(sizes), None)
    )
    for line in written:
        if not isinstance(line, _Line):
            yield line
            continue
        style, size = line.style, line.style.size
        yield TextBlock(
            text=line.text,
            heading=style.heading,
            bold=line.bold and not all_bold,
            centred=style.centred and not all_centred,
            small=style.caption or _is_small(size, running),
            beside_image=line.beside_image,
        )
