"""The body of an article: a tree of tags → lines, pictures, videos and tables in reading order."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from rednet_crawler.extraction.document import Element, text_of
from rednet_crawler.extraction.media import absolute, image_url, read_faked_video, read_image, script_videos
from rednet_crawler.items import Block, Image, TableBlock, TextBlock, Video
from rednet_crawler.normalise.text import squeeze

_BLOCKS = frozenset(
    "p div section article ul ol li dl dt dd blockquote h1 h2 h3 h4 h5 h6 table tbody thead tfoot caption tr td th center "
    "figure figcaption pre hr form fieldset header footer main aside nav address details summary".split()
)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_SKIPPED = frozenset({"style", "noscript", "template", "head", "select", "button", "textarea", "iframe", "object", "svg"})
_SKIPPED_CLASSES = frozenset({"breadcrumb", "pagination", "readnext", "carousel-indicators", "carousel-control"})
_CAPTION_CLASSES = frozenset({"carousel-caption", "caption", "img-desc", "pic-desc"})
"""carousel-caption is Bootstrap's; the others are a guess."""
_STYLE = re.compile(
    r"(?:^|[;\s])(?P<name>font-weight|text-align|font-size)\s*:\s*(?P<value>[^;]{1,60})", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s?(px|pt|r?em|%)")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 18.0, "rem": 16.0, "%": 0.18}
_NAMED_SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "smaller": 14.0}
_FONT_SIZES = {"1": 10.0, "2": 13.0}
_COUNTER = re.compile(r"\d{1,3}\s?/\s?\d{1,3}|[‹›«»<>]|(?:上|下)一[张页]|Previous|Next", re.IGNORECASE)
_SMALL = 14.0
_PROSE = 40


@dataclass(frozen=True, slots=True)
class _Style:
    """What holds for the text inside a tag; inherited by the tags in it."""

    bold: bool = False
    centred: bool = False
    size: float | None = None
    heading: bool = False
    caption: bool = False


@dataclass(slots=True)
class _Line:
    """A line in the making: its text so far, how much of it is bold, and its style."""

    parts: list[str]
    style: _Style | None = None
    bold: int = 0
    length: int = 0
    sizes: Counter[float | None] = field(default_factory=Counter)
    beside_image: bool = False


@dataclass(frozen=True, slots=True)
class _Written:
    block: TextBlock
    size: float | None


class BodyReader:
    """Walks one body node. `lines` are read once; the walk is a loop, so depth costs no stack."""

    def __init__(self, base: str, leave_out: Collection[Element] = ()) -> None:
        """`base` resolves relative links; `leave_out` are parts of the page that stand in the body but are not text."""
        self._base = base
        self._leave_out = leave_out
        self._out: list[_Written | TableBlock | Image | Video] = []
        self._line = _Line([])
        self._image_in_paragraph = False

    def read(self, node: Element) -> tuple[Block, ...]:
        """Return the blocks below a node. Scripts give videos; comments, styles and forms give nothing."""
        stack: list[tuple[Element, _Style, bool]] = [(node, _Style(), False)]
        while stack:
            element, style, closing = stack.pop()
            if closing:
                self._close(element, style)
                continue
            inner = self._open(element, style)
            stack.append((element, style, True))
            if inner is None:
                continue
            if element.text:
                self._add(element.text, inner)
            stack.extend((child, inner, False) for child in reversed(element))
        self._flush()
        return tuple(_with_distinct_marks(self._out))

    def _open(self, element: Element, style: _Style) -> _Style | None:
        """Take in a start tag; return the style inside it, or None where its content is not walked."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED:
            return None
        if tag in _BLOCKS:
            self._flush()
            self._image_in_paragraph = False
        if element in self._leave_out or _HIDDEN.search(element.get("style") or ""):
            return None
        if tag == "br":
            self._flush()
            return None
        if tag == "script":
            self._out.extend(script_videos(element.text or "", self._base))
            return None
        if tag == "img":
            self._read_image(element)
            return None
        if tag == "video":
            self._read_video(element)
            return None
        classes = element.get("class")
        names = frozenset(classes.split()) if classes else frozenset()
        if "group_carousel" in names:
            self._out.extend(read_carousel(element, self._base))
            return None
        if names & _SKIPPED_CLASSES:
            return None
        if tag == "table" and is_data_table(element):
            self._read_table(element)
            return None
        return _inner_style(element, tag, style, names)

    def _close(self, element: Element, outer: _Style) -> None:
        if element.tag in _BLOCKS:
            self._flush()
            self._image_in_paragraph = False
        if element.tail:
            self._add(element.tail, outer)

    def _add(self, text: str, style: _Style) -> None:
        line = self._line
        line.parts.append(text)
        length = len("".join(text.split()))
        if not length:
            return
        if line.style is None:
            line.style = style
            line.beside_image = self._image_in_paragraph
        line.length += length
        line.sizes[style.size] += length
        if style.bold:
            line.bold += length

    def _flush(self) -> None:
        line = self._line
        if not line.parts:
            return
        self._line = _Line([])
        text = squeeze("".join(line.parts))
        if not text or line.style is None:
            return
        block = TextBlock(
            text=text,
            heading=line.style.heading,
            bold=line.bold == line.length,
            centred=line.style.centred,
            small=line.style.caption,
            beside_image=line.beside_image,
        )
        self._out.append(_Written(block, line.sizes.most_common(1)[0][0]))

    def _read_image(self, element: Element) -> None:
        if "edui-faked-video" in (element.get("class") or ""):
            found: Image | Video | None = read_faked_video(dict(element.attrib), self._base)
        else:
            found = read_image(dict(element.attrib), self._base)
        if found is not None:
            self._flush()
            self._out.append(found)
            self._image_in_paragraph = isinstance(found, Image)

    def _read_video(self, element: Element) -> None:
        sources = [element.get("src"), *(source.get("src") for source in element.iter("source"))]
        url = next((url for link in sources if link and (url := absolute(link, self._base))), None)
        if url is not None:
            self._flush()
            self._out.append(Video(url=url, cover=image_url(element.get("poster", ""), self._base)))

    def _read_table(self, table: Element) -> None:
        rows = tuple(
            tuple(text_of(cell) for cell in row if cell.tag in ("td", "th"))
            for row in table.iter("tr")
        )
        self._out.append(TableBlock(rows=tuple(row for row in rows if any(row))))
        for image in table.iter("img"):
            self._read_image(image)


def is_data_table(table: Element) -> bool:
    """Say whether a table holds data: two cells or more in some row, with text; else it only arranges its content."""
    if next((inner for inner in table.iter("table") if inner is not table), None) is not None:
        return False
    filled = [sum(1 for cell in row if cell.tag in ("td", "th") and text_of(cell)) for row in table.iter("tr")]
    return max(filled, default=0) > 1


def read_carousel(carousel: Element, base: str) -> Iterator[Image]:
    """Yield the pictures of a photo story; the caption is the text of the entry that holds just this picture.

    `.group_carousel` is known, its inside is not (site.md, section 5): the caption's place is a guess.
    """
    pictures = [(element, image) for element in carousel.iter("img") if (image := read_image(dict(element.attrib), base))]
    counts: Counter[Element] = Counter()
    for element, _ in pictures:
        counts.update(element.iterancestors())
    for element, image in pictures:
        entry = element
        parent = entry.getparent()
        while parent is not None and parent is not carousel and counts[parent] == 1:
            entry, parent = parent, parent.getparent()
        caption = text_of(entry) if entry is not element else squeeze(element.tail or "")
        caption = _COUNTER.sub("", caption).strip() if len(caption) < _PROSE else caption
        yield replace(image, caption=caption or None)


def _inner_style(element: Element, tag: str, style: _Style, names: frozenset[str]) -> _Style:
    css = element.get("style")
    align = element.get("align")
    heading = tag in _HEADINGS or tag == "h1"
    if not (css or align or names or heading or tag in ("strong", "b", "center", "small", "font", "figcaption", "caption")):
        return style
    bold, centred, size = style.bold or heading or tag in ("strong", "b"), style.centred or tag == "center", style.size
    if align and tag in _BLOCKS:
        centred = align.lower() == "center"
    if tag == "small":
        size = 12.0
    if tag == "font":
        size = _FONT_SIZES.get(element.get("size", ""), size)
    for match in _STYLE.finditer(css or ""):
        name, value = match["name"].lower(), match["value"].strip().lower()
        if name == "font-weight":
            bold = value.startswith("bold") or value[:1] in "6789"
        elif name == "text-align":
            centred = value.startswith("center")
        elif name == "font-size":
            size = _size(value) or size
    caption = style.caption or tag == "figcaption" or bool(names & _CAPTION_CLASSES)
    return _Style(bold=bold, centred=centred, size=size, heading=style.heading or heading, caption=caption)


def _size(value: str) -> float | None:
    if match := _SIZE.match(value):
        return float(match[1]) * _PIXELS[match[2]]
    return _NAMED_SIZES.get(value)


def _with_distinct_marks(written: list[_Written | TableBlock | Image | Video]) -> Iterator[Block]:
    """Keep bold, centring and small size only where they set a line apart from the page's running text."""
    prose = [
        entry
        for before, entry in zip([None, *written], written, strict=False)
        if isinstance(entry, _Written) and len(entry.block.text) >= _PROSE and not isinstance(before, Image)
    ]
    half = len(prose) / 2
    all_centred = bool(prose) and sum(entry.block.centred for entry in prose) > half
    all_bold = bool(prose) and sum(entry.block.bold for entry in prose) > half
    sizes = Counter(entry.size for entry in prose)
    running = sizes.most_common(1)[0][0] if sizes else None
    for entry in written:
        if not isinstance(entry, _Written):
            yield entry
            continue
        block, size = entry.block, entry.size
        small = size is not None and (size < running if running else size <= _SMALL)
        yield replace(
            block,
            bold=block.bold and not all_bold,
            centred=block.centred and not all_centred,
            small=block.small or small,
        )
