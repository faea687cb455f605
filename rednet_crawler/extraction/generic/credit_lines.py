"""The lines around a text of unknown design that say when it is from and by whom."""

import re
from collections.abc import Sequence
from itertools import islice

from rednet_crawler.extraction.body import Placed
from rednet_crawler.extraction.generic.claims import GenericReading
from rednet_crawler.extraction.generic.prose import is_prose
from rednet_crawler.extraction.labelled_lines import pieces_of
from rednet_crawler.extraction.page import Element
from rednet_crawler.items import TextBlock
from rednet_crawler.normalise.byline import is_list_of_people, parse_people
from rednet_crawler.normalise.credits import split_credits
from rednet_crawler.normalise.labels import read_labels
from rednet_crawler.normalise.names import has_surname
from rednet_crawler.normalise.outlet_and_place import is_known_outlet
from rednet_crawler.normalise.published import find_time
from rednet_crawler.normalise.text import drop_blanks

_MOST_LINES, _MOST_PIECES = 40, 60
_LONGEST_LINE, _LONGEST_ALONE, _LONGEST_HEADLINE, _LONGEST_SIGNATURE = 200, 24, 60, 60
_SHORTEST_PARAGRAPH = 30
_SIGNED = re.compile(
    r"[（(]\s?((?:(?:文|图|记者|通讯员|作者|摄影)[/／、]?){0,3}[^（()）。，；：\d]{2,30})[)）]\s?$"
)
_MARKS = "■●◎□ "
_PEOPLE = re.compile(
    rf"[{_MARKS}]{{0,3}}(?:本报|本网|本站|本刊|见习|实习|特约|首席|全媒体){{0,3}}(?:记者|通讯员|实习生|作者|撰文)"
)
_BESIDE = re.compile(
    r"[\s·|｜丨/]+|(?:阅读|浏览|点击|评论|人气|热度)量?\s?[:：]?\s?[\d.万+]{0,9}次?"
)
"""What may stand beside the time and an outlet: marks, and how often a page was read."""
_SECTION = re.compile(r".*(?:新闻|频道|在线|之声)")
"""The name of a column rather than of an outlet, where no label says so."""
_TIME_LABEL = re.compile(r"(?:发布|发表|刊发|发稿|上传)?(?:时间|日期)\s?[:：]")


def find_info(placed: Sequence[Placed]) -> int | None:
    """Return the first line that says when or from whom the article is, before any prose."""
    for at, each in enumerate(placed):
        text = each.block.text if isinstance(each.block, TextBlock) else ""
        if len(text) > _LONGEST_HEADLINE and is_prose(text):
            return None
        if len(text) <= _LONGEST_LINE and any(value.text for value in read_labels(text)):
            return at
    return None


def read_lines(
    placed: Sequence[Placed], indices: Sequence[int], place: str, reading: GenericReading
) -> None:
    """Read the labelled lines before or behind the text; a label that stands alone is that of the next line."""
    waiting, last = "", -1
    for at in indices[:_MOST_LINES]:
        block = placed[at].block
        waiting, last = waiting if at == last + 1 else "", at
        if isinstance(block, TextBlock) and not block.link and len(block.text) <= _LONGEST_LINE:
            waiting = _read_line(block.text, placed[at].element, place, waiting, reading)


def _read_line(
    text: str, element: Element, place: str, waiting: str, reading: GenericReading
) -> str:
    """Read one line; `waiting` is the label before it, returned is the one that waits for the next."""
    for value in split_credits(text) if place == "end-matter" else ():
        if value.field in ("copyright", "link"):
            reading.add(value.field, value.text or "", place)
    parted = _parted(element, text)
    labelled = list(read_labels(parted))
    people = text.lstrip(_MARKS)
    alone = all(each.field == "author" for each in labelled)
    if place == "label" and alone and _PEOPLE.match(text) and is_list_of_people(people):
        reading.add("author", people, place)
        return ""
    if place == "label" and labelled and all(each.field == "published" for each in labelled):
        reading.add("source", _outlet_beside(parted), place)
    if waiting and not labelled and len(text) <= _LONGEST_ALONE and not set(":：") & set(text):
        reading.add(waiting, text, place)
    for each in labelled:
        if each.field == "changed":
            reading.changed.append(each.text)
        elif each.field != "published" and not each.alone:
            reading.add(each.field, each.text, place)
        elif each.field == "published" and (place == "label" or _TIME_LABEL.search(text)):
            reading.add(each.field, each.text, "label")
    return next((each.field for each in labelled if each.alone), "")


def _outlet_beside(line: str) -> str:
    """Return the outlet that is all that stands beside the time of a line; "" where something else does."""
    time = find_time(line)
    rest = _BESIDE.sub(" ", f"{line[: time[0]]} {line[time[1] :]}").strip() if time else ""
    return rest if len(rest) > 1 and not _SECTION.fullmatch(rest) and is_known_outlet(rest) else ""


def _parted(element: Element, text: str) -> str:
    """Return a line with blanks between the elements it is made of, where it is all of its element."""
    if not len(element) or next(islice(element.iter(), _MOST_PIECES, None), None) is not None:
        return text
    pieces = "  ".join(pieces_of(element))
    return pieces if drop_blanks(pieces) == drop_blanks(text) else text


def read_signature(reading: GenericReading) -> None:
    """Read the people in brackets at the end of the text: （张三 李四）, （文/图 张三）."""
    last = next((block for block in reversed(reading.blocks) if isinstance(block, TextBlock)), None)
    match = (
        _SIGNED.search(last.text[-_LONGEST_SIGNATURE:])
        if last and len(last.text) > _SHORTEST_PARAGRAPH
        else None
    )
    if match is None or match[1].rstrip().endswith(("摄", "图")):  # of a picture, not of the text
        return
    people = parse_people(match[1])
    if people and all(has_surname(credit.name) for credit in people):
        reading.add("author", match[1].strip(), "end-matter")
