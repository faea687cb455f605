"""Blocks of the body → sections, captions, images, videos, tables (docs/site.md, sections 5, 6)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rednet_crawler.items import Block, Image, Section, Table, TableBlock, TextBlock, Video
from rednet_crawler.normalise.byline import is_list_of_people
from rednet_crawler.normalise.dateline import parse_opening
from rednet_crawler.normalise.published import parse_time

LONGEST_MARKED_HEADING = 45
LONGEST_PLAIN_HEADING = 32
_LONGEST_HEADING = 2 * LONGEST_MARKED_HEADING
SHORTEST_PROSE = 40
LONGEST_CAPTION = 200
_LOOK_AHEAD = 60

_CLOSING = "。；;，,、：:…～~—”’）)"
_FULL_STOPS = "。！？!?；;…"
_NUMERAL = re.compile(
    r"(?:(?P<han>第?[一二三四五六七八九十百]{1,4}(?:[、.．:：]|[章节条]))"
    r"|(?P<bracket>[（(][一二三四五六七八九十\d]{1,3}[)）])"
    r"|(?P<digit>\d{1,2}[、.．)](?!\d))|(?P<circle>[①-⑳]))\s?"
)
_LONGEST_NUMERAL = 3
_BARE_NUMERAL = re.compile(r"[一二三四五六七八九十]{1,3}|[壹贰叁肆伍陆柒捌玖拾]|0?\d|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]")
_COLON = re.compile(r"[:：](?:(?<!\d[:：])|(?!\d))")
"""A colon, except in a time such as 10:15."""
_LONG_NUMBER = re.compile(r"\d[\d-]{6,}")
_WEB_ADDRESS = re.compile(r"https?://|www\.|@")
_NO_HEADING = re.compile(r"[（(【\[].*[)）】\]]|[^\w“《（(【]*")
_CAPTION = re.compile(r"[（(【]?(?:图为|图[:：/]|▲|△|↑|▼|图片[:：来]|图片说明|资料图|摄影[:：/])")
_PICTURE_CREDIT = re.compile(r"(?:^|.*[\s（(，。])(?:图|摄|摄影|供图)[:：/]\s?\S{2,12}$")
_PHOTOGRAPHER = re.compile(r".{2,80}(?:[^\s。]{2,12}\s?[摄图]|摄影|供图|资料图|资料图片)\s?[)）】]?")
_PHOTOGRAPHER_LINE = re.compile(r"[（(]?[^\s。，]{2,8}\s?[摄图][)）]?|.{2,12}(?:供图|摄影)[)）]?")
_ENDS_OF_PHOTOGRAPHERS = frozenset("摄图影)）")
_OPENING_WORDS = frozenset("讯电消报")
"""Every dateline contains one of these."""
_HAN_DATE = re.compile(r"[二〇零○一]{4}年.{1,3}月.{1,3}日")
_LONGEST_DATE = 16


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
            if last_image and images[last_image].caption is None and _is_caption(block):
                images[last_image] = Image(url=last_image, caption=text)
            elif len(text) <= _LONGEST_HEADING and _is_heading(blocks, index):
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


def _is_caption(block: TextBlock) -> bool:
    """Return whether the line behind an image is its caption, by place, size, centring or words."""
    text = block.text
    if len(text) > LONGEST_CAPTION or block.heading:
        return False
    if _reads_as_caption(text):
        return True
    if block.bold and not block.beside_image:
        return False
    if block.beside_image:
        return block.centred or block.small or len(text) <= LONGEST_PLAIN_HEADING * 2
    if block.small or block.centred:
        return True
    return len(text) <= LONGEST_PLAIN_HEADING * 2 and _PHOTOGRAPHER.fullmatch(text) is not None


def _reads_as_caption(text: str) -> bool:
    return _CAPTION.match(text) is not None or (
        ("图" in text or "摄" in text) and _PICTURE_CREDIT.match(text) is not None
    )


def _is_heading(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index]
    if not isinstance(block, TextBlock) or not _may_head(block):
        return False
    following = _next_text(blocks, index)
    if following is None:
        return block.heading and index + 1 < len(blocks)
    if block.heading:
        return True
    if _is_date(following.text) or (index + 1 == len(blocks)):
        return False
    if block.bold:
        return True
    return _plain_line_heads(blocks, index, following)


def _may_head(block: TextBlock) -> bool:
    """Return whether a line by itself can be a heading, by its length, its end and its words."""
    text = block.text
    if block.heading:
        return len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；"))
    if not text or (text[-1] in _FULL_STOPS and (not block.bold or text[-1] in _CLOSING)):
        return False
    if len(text) > (LONGEST_MARKED_HEADING if block.bold else LONGEST_PLAIN_HEADING):
        return False
    if len(text) <= _LONGEST_NUMERAL and _BARE_NUMERAL.fullmatch(text):
        return block.bold or block.centred
    return _words_may_head(text)


def _words_may_head(text: str) -> bool:
    """Return whether a line has no colon, stop, number, web address, list of names or date."""
    numeral = _NUMERAL.match(text)
    if numeral is None and _NO_HEADING.fullmatch(text):
        return False
    if _LONG_NUMBER.search(text) or _WEB_ADDRESS.search(text):
        return False
    rest = text[numeral.end() :] if numeral else text
    if not rest or (text[-1] in _CLOSING and not _ends_in_quotation(text)):
        return False
    if _COLON.search(rest) or "。" in rest:
        return False
    return not (
        is_list_of_people(text)
        or (text[-1] in _ENDS_OF_PHOTOGRAPHERS and _PHOTOGRAPHER_LINE.fullmatch(text))
        or _is_date(text)
        or _reads_as_caption(text)
        or (not _OPENING_WORDS.isdisjoint(text) and parse_opening(text) is not None)
    )


def _ends_in_quotation(text: str) -> bool:
    """Return whether the last quotation mark or bracket closes only a part of the line."""
    pairs = {"”": "“", "’": "‘", "）": "（", ")": "("}
    opening = pairs.get(text[-1])
    return opening is not None and opening in text[1:] and text[-2] not in _FULL_STOPS + "，,"


def _plain_line_heads(blocks: Sequence[Block], index: int, following: TextBlock) -> bool:
    """Return whether a line marked only by its brevity is a heading: alone, and before prose."""
    block = blocks[index]
    before = _previous_text(blocks, index)
    if not isinstance(block, TextBlock):
        return False
    kind = _numeral_kind(block.text)
    alike = before is not None and kind in (None, _numeral_kind(before.text))
    if before is not None and alike and _is_short_plain(before):
        return False
    if _is_prose(following):
        return True
    deeper = _numeral_kind(following.text)
    return (
        (kind is not None and deeper is not None and deeper != kind)
        or following.heading
        or (following.bold and _may_head(following))
    )


def _is_prose(block: TextBlock) -> bool:
    last = block.text.rstrip("”’）)")[-1:]
    return len(block.text) >= SHORTEST_PROSE or last in tuple(_FULL_STOPS)


def _is_short_plain(block: TextBlock) -> bool:
    if block.bold or block.heading or _is_prose(block):
        return False
    return len(block.text) <= LONGEST_PLAIN_HEADING


def _numeral_kind(text: str) -> str | None:
    match = _NUMERAL.match(text)
    return match.lastgroup if match else None


def _is_date(text: str) -> bool:
    if len(text) > _LONGEST_DATE:
        return False
    return parse_time(text) is not None or _HAN_DATE.fullmatch(text) is not None


def _next_text(blocks: Sequence[Block], index: int) -> TextBlock | None:
    """Return the next line, captions left out."""
    after_image = False
    for at in range(index + 1, min(index + 1 + _LOOK_AHEAD, len(blocks))):
        block = blocks[at]
        if isinstance(block, TextBlock):
            if after_image and _is_caption(block):
                after_image = False
                continue
            return block
        after_image = isinstance(block, Image)
    return None


def _previous_text(blocks: Sequence[Block], index: int) -> TextBlock | None:
    for at in range(index - 1, -1, -1):
        block = blocks[at]
        if isinstance(block, TextBlock):
            image_before = at > 0 and isinstance(blocks[at - 1], Image)
            if image_before and _is_caption(block):
                return None
            return block
        if not isinstance(block, TextBlock):
            return None
    return None
