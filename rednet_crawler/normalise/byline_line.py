"""The line of its own that names who wrote an article: 红网时刻记者 王明 长沙报道, 新华社记者王明、张静.

Features open with one in place of a dateline; below an agency's dateline it names its reporters. It has no day.
"""

import re

from rednet_crawler.items import Credit, Dateline
from rednet_crawler.normalise.byline import parse_people
from rednet_crawler.normalise.names import has_surname, is_person, is_unit
from rednet_crawler.normalise.outlet_and_place import (
    is_known_outlet,
    is_known_place,
    names_an_outlet,
    split_outlet,
)
from rednet_crawler.normalise.text import HAN, squeeze

_EDGES = " （）()【】[]■□●○◎◆▲△★☆—-：:"
_LINE = re.compile(
    r"(?:文\s?[/／丨|｜]\s?(?:图\s?[/／丨|｜]?\s?)?)?(?P<outlet>[^\s，。：:、（）()]{0,24}?(?:\s[^\s，。：:、（）()]{2,12}?)?)\s?"
    r"(?P<role>(?:全媒体|融媒体|新媒体|见习|实习|特约|首席|高级|资深|驻站|分站|视频|摄影|特派|前方|特邀){0,2}(?:记者|通讯员|特派员)"
    r"(?!手记|观察|调查|走访|连线|札记|述评|感言|节|证|站|团|部|从|获悉|了解|在))(?P<people>.{2,120})"
)
_REPORT = re.compile(rf"\s?(?P<place>[{HAN}]{{0,8}})\s?(?:综合|现场|联合|摄影)?报道$")
_SENTENCE = re.compile(r"[。！？!?；;…]|\d")
_LONGEST = 140


def parse_byline_line(text: str) -> tuple[Dateline, tuple[Credit, ...]] | None:
    """Parse a line that says only who wrote the text, for which outlet and where; None for any other.

    >>> parse_byline_line("红网时刻记者 王明 长沙报道")[0].place
    '长沙'
    """
    if len(text) > _LONGEST or not ("记者" in text or "通讯员" in text) or _SENTENCE.search(text):
        return None
    line = squeeze(text).strip(_EDGES)
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    outlet, place = _outlet_of(match["outlet"])
    if match["outlet"] and not (outlet or place):
        return None
    signed, reported = match["role"] + match["people"], ""
    if report := _REPORT.search(signed):
        signed, reported = signed[: report.start()], report["place"]
    people, at = _people_and_place(signed, reported, sure=report is not None and outlet is not None)
    if not people:
        return None
    return Dateline(outlet=outlet, place=at or place), people


def _outlet_of(text: str) -> tuple[str | None, str | None]:
    """Return outlet and place before a role; nothing where it is neither."""
    bare = re.sub(r"[“《][^“”《》]{1,12}[”》]$", "", text)  # 新华社“新华视点”记者
    outlet, place = split_outlet(bare)
    if outlet is not None and not (names_an_outlet(outlet) or is_known_outlet(outlet)):
        return None, None
    return outlet, place if place is None or is_known_place(place) else None


def _people_and_place(
    signed: str, place: str, *, sure: bool
) -> tuple[tuple[Credit, ...], str | None]:
    """Return the people of a line and the place of the report, which may be written like one more name: 王明 长沙报道."""
    if (
        place
        and (is_known_place(place) or not has_surname(place))
        and not signed.endswith(("记者", "通讯员"))
    ):
        people = _names(signed, sure=sure)
        if people:
            return people, place
    return _names(signed + place, sure=sure), None


def _names(text: str, *, sure: bool) -> tuple[Credit, ...]:
    people = parse_people(text)
    good = all(
        has_surname(each.name) or is_unit(each.name) or (sure and is_person(each.name))
        for each in people
    )
    return people if good and any(each.role and not is_unit(each.name) for each in people) else ()
