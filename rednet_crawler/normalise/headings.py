"""Headings told from short paragraphs, by how a line is set, by its words, and by what stands
around it (docs/site.md, section 6); among them the titles of what stands beside an article: 相关新闻,
延伸阅读. Text below one is text, links below one are none.
"""

import re
from collections.abc import Sequence

from rednet_crawler.items import Block, Image, TextBlock
from rednet_crawler.normalise.byline import is_list_of_people
from rednet_crawler.normalise.captions import is_caption, is_photographer_line, reads_as_caption
from rednet_crawler.normalise.dateline import parse_opening
from rednet_crawler.normalise.labels import COLON, reads_as_label
from rednet_crawler.normalise.published import parse_time

_ASIDE = re.compile(
    r"[\s【\[〔（(>＞》■□●○◎◆▶▲★☆|｜]{0,4}"
    r"(?:相关(?:新闻|链接|阅读|报道|背景|资料|知识)|延伸(?:阅读|链接)|(?:新闻|背景|知识|政策)(?:链接|背景|延伸|资料)|新闻多一点|名词解释)"
    r"[\s】\]〕）)<＜：:>＞|｜]{0,4}"
)
_LONGEST_ASIDE = 16
_IN_ASIDES = frozenset("关伸链背资识闻名")
"""Every title contains one of these."""


def is_aside_title(line: str) -> bool:
    """Return whether a line is such a title and nothing else.

    >>> is_aside_title("【相关新闻】"), is_aside_title("相关新闻发布会今天举行")
    (True, False)
    """
    return (
        len(line) <= _LONGEST_ASIDE
        and not _IN_ASIDES.isdisjoint(line)
        and _ASIDE.fullmatch(line) is not None
    )


LONGEST_MARKED_HEADING = 45
LONGEST_PLAIN_HEADING = 32
LONGEST_HEADING = 2 * LONGEST_MARKED_HEADING
SHORTEST_PROSE = 40
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
_LONG_NUMBER = re.compile(r"\d[\d-]{6,}")
_WEB_ADDRESS = re.compile(r"https?://|www\.|@")
_NO_HEADING = re.compile(r"[（(【\[].*[)）】\]]|[^\w“《（(【]*")
_OPENING_WORDS = frozenset("讯电消报者员")
"""Every dateline, and every line that names authors, contains one of these."""
_HAN_DATE = re.compile(r"[二〇零○一]{4}年.{1,3}月.{1,3}日")
_LONGEST_DATE = 16


def is_heading(blocks: Sequence[Block], index: int) -> bool:
    """Return whether the line at an index heads what follows."""
    block = blocks[index]
    if not isinstance(block, TextBlock) or len(block.text) > LONGEST_HEADING:
        return False
    if is_aside_title(block.text):
        return _heads_aside(blocks, index)
    if not _may_head(block):
        return False
    following = _next_text(blocks, index)
    if following is None:
        return block.heading and index + 1 < len(blocks)
    return block.heading or _heads_text(blocks, index, block, following)


def _heads_text(
    blocks: Sequence[Block], index: int, block: TextBlock, following: TextBlock
) -> bool:
    if _is_date(following.text):
        return False
    if COLON.search(block.text) and not _heads_by_colon(blocks, index, following):
        return False
    return block.bold or _plain_line_heads(blocks, index, following)


def _heads_aside(blocks: Sequence[Block], index: int) -> bool:
    """Return whether text follows 相关新闻, at once or behind one more title."""
    following = _next_text(blocks, index)
    if following is None or following.link:
        return False
    behind = _next_text(blocks, _index_of(blocks, following, index))
    return _is_prose(following) or (behind is not None and _is_prose(behind) and not behind.link)


def _index_of(blocks: Sequence[Block], block: TextBlock, start: int) -> int:
    return next(at for at in range(start + 1, len(blocks)) if blocks[at] is block)


def _heads_by_colon(blocks: Sequence[Block], index: int, following: TextBlock) -> bool:
    """Return whether a line with a colon heads text: it is one of a list of such lines where none follows."""
    before = blocks[index - 1] if index else None
    if isinstance(before, TextBlock) and not _is_prose(before) and COLON.search(before.text):
        return False
    return (
        _is_prose(following)
        or following.heading
        or ((following.bold or following.centred) and not COLON.search(following.text))
    )


def _may_head(block: TextBlock) -> bool:
    """Return whether a line by itself can be a heading, by its length, its end and its words."""
    text = block.text
    if block.heading:
        return not text.endswith(("。", "；")) and not (
            COLON.search(text) and text[-1] not in ":：" and reads_as_label(text)
        )
    if not text or (text[-1] in _FULL_STOPS and (not block.bold or text[-1] in _CLOSING)):
        return False
    marked = block.bold or block.centred
    if len(text) > (LONGEST_MARKED_HEADING if block.bold else LONGEST_PLAIN_HEADING):
        return False
    if len(text) <= _LONGEST_NUMERAL and _BARE_NUMERAL.fullmatch(text):
        return marked
    return _words_may_head(text, marked=marked)


def _words_may_head(text: str, *, marked: bool) -> bool:
    """Return whether a line is no stop, number, web address, list of names, date, label, and holds
    a colon only if it is marked.
    """
    numeral = _NUMERAL.match(text)
    if numeral is None and _NO_HEADING.fullmatch(text):
        return False
    if _LONG_NUMBER.search(text) or _WEB_ADDRESS.search(text):
        return False
    rest = text[numeral.end() :] if numeral else text
    if not rest or (text[-1] in _CLOSING and not _ends_in_quotation(text)):
        return False
    if "。" in rest or (COLON.search(rest) and (not marked or reads_as_label(rest))):
        return False
    return not (
        is_list_of_people(text)
        or is_photographer_line(text)
        or _is_date(text)
        or reads_as_caption(text)
        or _opens(text)
    )


def _opens(text: str) -> bool:
    return not _OPENING_WORDS.isdisjoint(text) and parse_opening(text) is not None


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
    if (
        block.bold
        or block.heading
        or _is_prose(block)
        or is_aside_title(block.text)
        or _opens(block.text)
    ):
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
            if after_image and is_caption(block):
                after_image = False
                continue
            return block
        after_image = isinstance(block, Image)
    return None


def _previous_text(blocks: Sequence[Block], index: int) -> TextBlock | None:
    """Return the line right before, None where a picture, or the caption of one, stands there."""
    block = blocks[index - 1] if index else None
    if not isinstance(block, TextBlock):
        return None
    captioned = index > 1 and isinstance(blocks[index - 2], Image) and is_caption(block)
    return None if captioned else block
