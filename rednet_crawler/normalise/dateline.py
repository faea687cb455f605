"""The dateline, 红网时刻怀化12月2日讯(通讯员 …) → outlet, place, day and people; and what an article opens
with over its first paragraphs: a dateline, a line of people, or one below the other.

Its forms are described in docs/site.md, section 6. `outlet_and_place` tells the outlet from the place,
`byline_line` reads the line that features open with.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rednet_crawler.items import Credit, Dateline, Section
from rednet_crawler.normalise.byline import merge_credits, parse_people
from rednet_crawler.normalise.byline_line import parse_byline_line
from rednet_crawler.normalise.names import has_surname
from rednet_crawler.normalise.outlet_and_place import (
    SURE,
    is_known_outlet,
    is_known_place,
    names_an_outlet,
    split_outlet,
)
from rednet_crawler.normalise.text import HAN, squeeze

_WHO = r"[^\d，。！？；：、“”《》（）()【】\[\]]"
_BRACKETED = r"[（(【\[〔［]([^（）()【】\[\]〔〕［］]*+(?:[（(][^（）()]{0,20}[）)][^（）()【】\[\]〔〕［］]*+){0,20})[）)】\]〕］]"
_KIND = (
    r"(?:(?:综合|专|快|独家|图文|视频)?讯(?![问息号飞员网])"
    r"|(?:新媒体|体育|财经|综合)?(?:综合|专|急)?电(?![话力影视子动脑器台商池费源压灯缆梯线路站瓶车磁机气工厂量荒网价竞])"
    r"|(?:综合|视频)?消息(?=[\s，,：:（(【\[】\]]|$)|(?:综合|独家)?报道(?=[\s，,：:（(】\]]|$))"
)
_OPENING = re.compile(
    rf"""
    [\s【\[]{{0,4}}+
    # outlet and place
    (?P<who>(?:{_WHO}|《[^《》]{{1,20}}》){{0,40}}+(?:、{_WHO}{{0,20}}+)?)
    (?:\d{{4}}\s?年\s?)?
    (?:(?P<month>\d{{1,2}})\s?月\s?)?(?P<day>\d{{1,2}})\s?日\s?(?:凌晨|清晨|上午|中午|下午|傍晚|晚上?|夜)?\s?
    (?:[（(](?P<before>[^（）()]{{1,300}})[）)]\s?)?  # the people, if they stand before 讯, or 讯 is missing
    (?P<kind>{_KIND})?
    [\s】\]]{{0,4}}
    """,
    re.VERBOSE,
)
_DAYLESS = re.compile(
    rf"[\s【\[]{{0,4}}+(?P<who>(?:{_WHO}|《[^《》]{{1,20}}》){{2,40}}?)\s?"
    r"(?P<kind>(?:综合|快|专)?讯(?![问息号飞员网])|电(?=[\s（(：:]|$)|(?:综合)?消息(?=[：:（(，,\s】\]]|$)"
    r"|(?:综合)?报道(?=[：:（(\s】\]]|$))[\s】\]]{0,4}"
)
_AFTER = re.compile(rf"{_BRACKETED}(?:\s?{_BRACKETED})?")
_UNBRACKETED = re.compile(
    rf"\s?(?P<people>(?:[^\s，。：:（）()“”]{{2,14}}?\s?)?(?:记者|通讯员)[{HAN}\s、·]{{2,60}}?)"
    r"(?:(?:摄影|综合)?报道|[：:，,】\]\d]|今天|今日|近日|日前|昨天|昨日|$)"
)
_CITES = re.compile(r"[\s【\[]{0,4}据")
_NAMED = re.compile(
    r"(?P<outlet>\S{1,20}?)\s?(?P<role>(?:见习|实习|特约|首席|全媒体){0,2}(?:记者|通讯员))(?P<rest>\s?\S.*)"
)
_SURE = re.compile(rf"(?:{SURE})+")
_PRESS, _LONGEST_PRESS = ("网", "报", "社", "台"), 10
"""What 讯 with nothing but a blank behind it may follow: 中国天气网讯 …"""
_LONGEST = 800
_LONGEST_UNBRACKETED = 100


@dataclass(frozen=True, slots=True)
class Opening:
    """What an article opens with: the dateline, and the people named in it."""

    dateline: Dateline
    """Empty where a line names people and neither outlet nor place."""
    people: tuple[Credit, ...]
    raw: str
    """The opening as written, brackets included."""


def parse_opening(paragraph: str) -> Opening | None:
    """Parse the dateline that a paragraph opens with, or the line of its own that names the
    authors; return None for others.

    >>> parse_opening("红网时刻怀化12月2日讯(通讯员 郭飞  赵恒)亲爱的市民朋友").dateline.place
    '怀化'
    """
    text = paragraph[:_LONGEST]
    match = _OPENING.match(text)
    opening = (_parse_dated(text, match) if match else None) or _parse_dayless(text)
    if opening is None and (line := parse_byline_line(paragraph)):
        return Opening(*line, squeeze(paragraph))
    return opening


def _parse_dated(text: str, match: re.Match[str]) -> Opening | None:
    kind, month, day = match["kind"], int(match["month"] or 1), int(match["day"])
    who, named = _people_between(match["who"].strip())
    who = who.removeprefix("据")
    outlet, place = split_outlet(who)
    sure = outlet is not None and names_an_outlet(outlet)
    if (
        not (1 <= month <= 12 and 1 <= day <= 31)
        or _cites(text, kind)
        or not (match["month"] or sure)
    ):
        return None
    behind, end = _people_behind(text, match.end(), kind)
    before = _people(match["before"])
    people = behind or before or named
    if not (kind or ((sure or place) and any(credit.role for credit in before))):
        return None
    if (who and not (outlet or place)) or not (who or people):
        return None
    if kind and kind.endswith("电") and not sure and _goes_on(text, match.end("kind")):
        return None
    dateline = Dateline(
        outlet=outlet, place=place, month=int(match["month"]) if match["month"] else None, day=day
    )
    return Opening(dateline, people, text[:end].strip())


def _parse_dayless(text: str) -> Opening | None:
    match = _DAYLESS.match(text)
    if match is None or _cites(text, kind := match["kind"]):
        return None
    outlet, place = split_outlet(match["who"].strip().removeprefix("据"))
    people, end = _people_behind(text, match.end(), kind)
    if outlet is None or not (place is None or is_known_place(place)):
        return None
    signed = any(credit.role for credit in people) and names_an_outlet(outlet)
    plain = kind.endswith("讯") and outlet.endswith(_PRESS) and len(outlet) <= _LONGEST_PRESS
    if not (signed or plain or is_known_outlet(outlet) or is_known_outlet(outlet.split()[-1])):
        return None
    if not signed and _goes_on(text, match.end("kind")) and not _SURE.fullmatch(outlet):
        return None
    return Opening(
        Dateline(outlet=outlet, place=place, month=None, day=None), people, text[:end].strip()
    )


def _cites(text: str, kind: str | None) -> bool:
    """Return whether a text only says what another outlet reported (据红网报道，…)."""
    return (kind or "").endswith(("报道", "消息")) and _CITES.match(text) is not None


def _goes_on(text: str, end: int) -> bool:
    """Return whether the next character is one of the same sentence."""
    return text[end : end + 1] != "题" and re.match(f"[{HAN}]", text[end : end + 1]) is not None


def _people_between(who: str) -> tuple[str, tuple[Credit, ...]]:
    """Split 红网时刻记者 张三 怀化 into outlet with place, and the people between them."""
    match = _NAMED.match(who) if "记者" in who or "通讯员" in who else None
    if match is None:
        return who, ()
    words = match["rest"].split()
    place = words.pop() if len(words) > 1 and is_known_place(words[-1]) else ""
    people = parse_people(match["role"] + " ".join(words))
    return (match["outlet"] + place, people) if people else (who, ())


def _people_behind(text: str, start: int, kind: str | None) -> tuple[tuple[Credit, ...], int]:
    """Return the people behind 讯, in brackets or without, and where the opening ends."""
    if match := _AFTER.match(text, start):
        people = _people(match[1])
        more = _people(match[2]) if people else ()
        if not kind and not any(credit.role for credit in people):
            return (), start
        whole = people and (more or not match[2])
        return people + more, match.end() if whole else match.end(1) + 1
    if (
        not kind
        or (match := _UNBRACKETED.match(text[: start + _LONGEST_UNBRACKETED], start)) is None
    ):
        return (), start
    people = parse_people(match["people"])
    known = people and all(credit.role and has_surname(credit.name) for credit in people)
    return (people, match.end("people")) if known else ((), start)


def _people(text: str | None) -> tuple[Credit, ...]:
    """Parse the text in the brackets; return () if it is not a list of people (以下简称…, 新闻联播)."""
    people = parse_people(text or "")
    if any(credit.role for credit in people) or all(has_surname(credit.name) for credit in people):
        return people
    return ()


_NOTHING = Dateline()
_WITHIN = 3
"""Paragraphs; an editor's note may stand before the dateline."""


def find_opening(sections: Sequence[Section]) -> Opening | None:
    """Find the dateline and its people in the first paragraphs; the line behind the opening may name more of them."""
    paragraphs = [text for section in sections[:2] for text in section.paragraphs[: _WITHIN + 1]]
    for at, paragraph in enumerate(paragraphs[:_WITHIN]):
        if opening := parse_opening(paragraph):
            behind = paragraphs[at + 1] if at + 1 < len(paragraphs) else ""
            return _joined(opening, _continued(opening, paragraph, behind))
    return None


def _continued(opening: Opening, paragraph: str, behind: str) -> Opening | None:
    """Return what the next paragraph adds: a line of people below a dateline, or a dateline below a line of people."""
    if parse_byline_line(behind) or (parse_byline_line(paragraph) and not opening.dateline.place):
        return parse_opening(behind)
    return None


def _joined(opening: Opening, more: Opening | None) -> Opening:
    """Return one opening of two; a dateline with a day goes before one without."""
    if more is None:
        return opening
    datelines = [each for each in (opening.dateline, more.dateline) if each != _NOTHING]
    dateline = next((each for each in datelines if each.day), next(iter(datelines), _NOTHING))
    return Opening(
        dateline, merge_credits(opening.people, more.people), f"{opening.raw}\n{more.raw}"
    )


def dateline_of(opening: Opening | None) -> Dateline | None:
    """Return the dateline of an opening; None where it is empty."""
    return None if opening is None or opening.dateline == _NOTHING else opening.dateline
