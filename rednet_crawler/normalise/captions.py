"""Captions told from the text behind a picture (docs/site.md, section 5)."""

import re

from rednet_crawler.items import TextBlock
from rednet_crawler.normalise.dateline import parse_opening
from rednet_crawler.normalise.names import has_surname

_LONGEST = 200
_LONGEST_UNMARKED = 64
_LONGEST_SENTENCE = 32
"""Characters of a sentence below a picture, in its paragraph, that may be its caption."""
_BY_WORDS = re.compile(r"[（(【]?(?:图为|图[:：/]|▲|△|↑|▼|图片[:：来]|图片说明|资料图|摄影[:：/])")
_FIRST = frozenset("（(【图▲△↑▼资摄")
_PICTURE_CREDIT = re.compile(r"(?:^|.*[\s（(，。])(?:图|摄|摄影|供图)[:：/]\s?\S{2,12}$")
_PHOTOGRAPHER = re.compile(
    r".{2,80}?(?:[\s（(。，|｜/](?P<name>[^\s。，（(|｜/]{2,12}?)\s?(?:摄|图|摄影|供图|航拍|翻拍)|资料图|资料图片)\s?[)）】]?"
)
_PHOTOGRAPHER_LINE = re.compile(
    r"[（(]?(?P<name>[^\s。，]{2,8})(?P<by>\s?摄|\s图|图)[)）]?|.{2,12}(?:供图|摄影)[)）]?"
)
_ENDS = frozenset("摄图影)）拍")
_OPENING_WORDS = frozenset("讯电消报")
_STOPS = "。！？!?；;"


def is_caption(block: TextBlock) -> bool:
    """Return whether the line behind a picture is its caption, by place, size, colour, centring or words."""
    text = block.text
    if len(text) > _LONGEST or block.heading or _opens_article(text):
        return False
    if reads_as_caption(text) or block.small:
        return True
    if block.bold and not block.beside_image:
        return False
    return block.centred or (len(text) <= _LONGEST_UNMARKED and _unmarked_is_caption(block))


def _unmarked_is_caption(block: TextBlock) -> bool:
    text = block.text
    if block.beside_image:
        return not text.endswith(tuple(_STOPS)) or len(text) <= _LONGEST_SENTENCE
    return names_photographer(text)


def reads_as_caption(text: str) -> bool:
    """Return whether a line says itself that it is about a picture."""
    return (text[:1] in _FIRST and _BY_WORDS.match(text) is not None) or (
        ("图" in text or "摄" in text) and _PICTURE_CREDIT.match(text) is not None
    )


def is_photographer_line(text: str) -> bool:
    """Return whether a line says who took a picture and nothing else: 郭飞 摄; 振兴蓝图 says no such thing."""
    match = _PHOTOGRAPHER_LINE.fullmatch(text) if text[-1:] in _ENDS else None
    return match is not None and (match["by"] != "图" or has_surname(match["name"]))


def names_photographer(text: str) -> bool:
    """Return whether a line ends in the name of who took the picture: 志愿者在搬运物资。（郭飞 摄）."""
    match = _PHOTOGRAPHER.fullmatch(text) if text and text[-1] in _ENDS | {"片", "】"} else None
    if match is None:
        return False
    name = match["name"]
    return (
        name is None
        or has_surname(name)
        or not text.endswith(("图", "图）", "图)"))
        or "供图" in text
    )


def _opens_article(text: str) -> bool:
    return not _OPENING_WORDS.isdisjoint(text) and parse_opening(text) is not None
