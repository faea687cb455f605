"""The body of an article: a walk over its tree → lines, pictures, videos and tables in reading order.

The walk keeps its own stack, so a page that is nested deep costs no more than a flat one. What it
leaves out it is told beside the tree: nothing that a page writes into its markup is taken for a mark.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from lxml import etree

from rednet_crawler.extraction.media import (
    Figure,
    is_faked_video,
    read_carousel,
    read_faked_video,
    read_figure,
    read_image,
    script_videos,
)
from rednet_crawler.extraction.page import Element
from rednet_crawler.extraction.style import PLAIN, Style, style_inside
from rednet_crawler.items import Block, Image, TextBlock, Video
from rednet_crawler.normalise.text import squeeze

_BREAKS = frozenset(
    "p div section article ul ol li dl dt dd blockquote h1 h2 h3 h4 h5 h6 table tbody thead tfoot "
    "caption tr td th center figure figcaption pre hr form fieldset header footer main aside nav "
    "address details summary br".split()
)
"""Tags that end a line before and behind them."""
_SKIPPED = frozenset(
    "style noscript template head select button textarea iframe object svg".split()
)
_FIGURES = frozenset({"table", "video"})
_LONGEST_INLINE_CAPTION = 32
_PROSE = 40
"""Characters of a line that is running text, and no caption or heading."""
_SMALL = 14.0
"""Pixels of the largest size that is one of captions whatever the running text is set in."""
_SHARE_OF_PROSE = 4
"""One in so many paragraphs of running text may be set as captions are."""
_BLACK, _GREYER, _FAINTEST = 51, 40, 230
"""The grey of text that says nothing (#333), how much lighter captions are, and what nobody would read."""


def read_blocks(
    node: Element,
    base: str = "",
    left_out: Collection[Element] = (),
    stories: Collection[Element] = (),
) -> list[Block]:
    """Return the blocks of a node: text, pictures, videos and data tables, in the order of the page.

    `base` is the address that relative links belong to, `left_out` are elements that were read
    already, `stories` are photo stories, whatever they are called. Scripts give the videos they name;
    comments, styles and forms give nothing.
    """
    walk = _Walk(base, left_out, stories=stories)
    walk.read(node)
    _keep_distinct_marks(walk.blocks, walk.looks)
    return walk.blocks


class Look(NamedTuple):
    """What sets captions apart: the size of a text and its grey, where something says."""

    size: float | None = None
    grey: int | None = None


PLAIN_LOOK = Look()


class Placed(NamedTuple):
    """A block with the element it stands in."""

    block: Block
    element: Element
    """The deepest element that breaks lines around a text; the picture, table or video itself."""
    look: Look = PLAIN_LOOK
    """How a text is set."""


def read_placed(
    node: Element,
    base: str = "",
    left_out: Collection[Element] = (),
    stories: Collection[Element] = (),
) -> list[Placed]:
    """Return the blocks of a node, each with its element; `keep_marks` is for the caller to call on what it keeps.

    `stories` are elements that are photo stories, whatever they are called.
    """
    walk = _Walk(base, left_out, stories=stories)
    walk.read(node)
    looks = walk.looks
    return [
        Placed(
            block,
            _around(element) if isinstance(block, TextBlock) else element,
            looks.get(at, PLAIN_LOOK),
        )
        for at, (block, element) in enumerate(zip(walk.blocks, walk.elements, strict=True))
    ]


def keep_marks(placed: Sequence[Placed]) -> list[Block]:
    """Return the blocks of a body, with the marks that set a line apart from its running text."""
    blocks = [each.block for each in placed]
    _keep_distinct_marks(
        blocks, {at: each.look for at, each in enumerate(placed) if each.look != PLAIN_LOOK}
    )
    return blocks


def _around(element: Element) -> Element:
    """Return the element that breaks the lines around an inline one."""
    while (element.tag not in _BREAKS or element.tag == "br") and (
        parent := element.getparent()
    ) is not None:
        element = parent
    return element


def lines_of(node: Element, left_out: Collection[Element] = ()) -> list[str]:
    """Return the lines of text of an element; those of tables and videos are lines like others."""
    walk = _Walk("", left_out, figures=False)
    walk.read(node)
    return [block.text for block in walk.blocks if isinstance(block, TextBlock)]


class _Walk:
    """What was read of one node so far, and of the line that is not yet at its end."""

    def __init__(
        self,
        base: str,
        left_out: Collection[Element],
        *,
        figures: bool = True,
        stories: Collection[Element] = (),
    ) -> None:
        self.blocks: list[Block] = []
        self.looks: dict[int, Look] = {}
        """Index of a text block → how it is set, where something says."""
        self.elements: list[Element] = []
        """Beside each block: the element its text begins in, or that it is made of."""
        self._first: Element
        self._base = base
        self._left_out = left_out
        self._figures = figures
        self._stories = stories
        self._parts: list[tuple[str, Style]] = []
        """The pieces of the line, each with its style."""
        self._beside_image = False
        self._inline_image = False
        """The line runs on right behind a picture, without a break between them."""
        self._behind_image = False
        """The last thing met is a picture: what follows may be its caption."""
        self._below_image = False
        """A line break stands between that picture and what follows."""

    def read(self, node: Element) -> None:
        """Walk over a node and all below it."""
        style, around = PLAIN, list[Style]()
        entered = True
        events = etree.iterwalk(node, events=("start", "end"))
        for event, element in events:
            if event == "start":
                around.append(style)
                inner = self._enter(element, style)
                entered = inner is not None
                if inner is None:
                    events.skip_subtree()  # the next event is the end of this element
                else:
                    style = inner
                    if text := element.text:
                        self._add_text(text, style, element)
            else:
                style = around.pop()
                if entered and element.tag in _BREAKS:
                    if self._parts:
                        self._end_line()
                    self._behind_image = element.tag == "br" and self._behind_image
                entered = True
                # the text behind the node itself is not part of it
                if around and (text := element.tail):
                    self._add_text(text, style, element, tail=True)
        self._end_line()

    def _enter(self, element: Element, style: Style) -> Style | None:
        """Return the style inside an element; None where nothing in it is text of the body.

        What is no text in such an element, its pictures and videos, is taken here.
        """
        tag = element.tag
        if tag in _BREAKS:
            if self._parts:
                self._end_line()
            self._below_image = self._behind_image = tag == "br" and self._behind_image
        if tag in ("img", "amp-img"):
            self._take([self._read_image(element)], element)
            return style
        if element in self._left_out or tag in _SKIPPED:
            return None
        if tag == "script":
            self._take(list(script_videos(element.text or "", self._base)), element)
            return None
        if element in self._stories:
            self._take(list(read_carousel(element, self._base)), element)
            return None
        inner = style_inside(element, style)
        if self._figures and (inner.hidden or tag in _FIGURES):
            figures = read_figure(element, self._base)
            if figures is not None:
                self._take(figures, element)
                return None
        return None if inner.hidden else inner

    def _read_image(self, element: Element) -> Image | Video | None:
        if is_faked_video(element):
            return read_faked_video(element, self._base)
        return read_image(element, self._base)

    def _take(self, figures: Sequence[Figure | None], element: Element) -> None:
        for figure in figures:
            if figure is not None:
                self._end_line()
                self.blocks.append(figure)
                self.elements.append(element)
                self._behind_image = isinstance(figure, Image) and len(figures) == 1

    def _add_text(self, text: str, style: Style, element: Element, *, tail: bool = False) -> None:
        if not self._parts:
            if text.isspace():
                return
            self._first = element.getparent() if tail else element  # type: ignore[assignment]
            self._beside_image = self._behind_image
            self._inline_image = self._behind_image and not self._below_image
        self._parts.append((text, style))

    def _end_line(self) -> None:
        """Make a block of the line, set as its longest piece is; bold or a link where all of it is."""
        parts = self._parts
        if not parts:
            return
        text, style = parts[0]
        bold, link = style.bold, style.link
        if len(parts) > 1:
            text = "".join([piece for piece, _ in parts])
            visible = [(len(piece.strip()), each) for piece, each in parts]
            style = max(visible, key=_length)[1]
            bold = all(each.bold for length, each in visible if length)
            link = all(each.link for length, each in visible if length)
        parts.clear()
        text = squeeze(text)
        if not text:
            return
        beside = self._beside_image
        if beside and self._inline_image:
            # text that runs on behind a picture is text, unless it is as short as captions are
            beside = len(text) <= _LONGEST_INLINE_CAPTION and not text.endswith("。")
        if style.size is not None or style.grey is not None:
            self.looks[len(self.blocks)] = Look(style.size, style.grey)
        self.elements.append(self._first)
        self.blocks.append(
            TextBlock(text, style.heading, bold, style.centred, style.caption, beside, link)
        )


def _length(part: tuple[int, Style]) -> int:
    return part[0]


def _keep_distinct_marks(blocks: list[Block], looks: dict[int, Look]) -> None:
    """Keep bold, centring, small size and grey only where they set a line apart from the running text.

    `looks` holds how each text block is set, by its index, where something says.
    """
    if not looks and not any(
        isinstance(each, TextBlock) and (each.bold or each.centred) for each in blocks
    ):
        return
    prose = _running_text(blocks)
    all_bold = 2 * sum(text.bold for text in prose.values()) > len(prose)
    all_centred = 2 * sum(text.centred for text in prose.values()) > len(prose)
    apart = _looks_of_captions(looks, prose) if looks else set[Look]()
    if not (all_bold or all_centred or apart):
        return
    for at, block in enumerate(blocks):
        if isinstance(block, TextBlock):
            blocks[at] = block._replace(
                bold=block.bold and not all_bold,
                centred=block.centred and not all_centred,
                small=block.small or looks.get(at) in apart,
            )


def _running_text(blocks: Sequence[Block]) -> dict[int, TextBlock]:
    """Return the long lines by their index, but those right behind a picture."""
    return {
        at: block
        for at, block in enumerate(blocks)
        if isinstance(block, TextBlock)
        and len(block.text) >= _PROSE
        and not (at and isinstance(blocks[at - 1], Image))
    }


def _looks_of_captions(looks: dict[int, Look], prose: Collection[int]) -> set[Look]:
    """Return how captions are set: smaller or greyer than most of the running text."""
    running = [looks.get(at, PLAIN_LOOK) for at in prose]
    size = next(iter(Counter(look.size for look in running).most_common(1)), (None, 0))[0]
    grey = next(iter(Counter(look.grey for look in running).most_common(1)), (None, 0))[0]
    apart = {
        look
        for look in set(looks.values())
        if _is_small(look.size, size) or _is_greyer(look.grey, grey)
    }
    return {look for look in apart if running.count(look) * _SHARE_OF_PROSE <= len(running)}


def _is_small(size: float | None, running: float | None) -> bool:
    """Return whether a size is 14 px and less, or a fifth below the running text."""
    if size is None or running is None:
        return size is not None and size <= _SMALL
    return size <= running * 0.8 or (size <= _SMALL and size < running)


def _is_greyer(grey: int | None, running: int | None) -> bool:
    """Return whether a text is much lighter than the running text, and can still be read."""
    return (
        grey is not None and (_BLACK if running is None else running) + _GREYER <= grey <= _FAINTEST
    )
