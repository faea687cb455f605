"""The dateline: 红网时刻怀化12月2日讯(通讯员 …) → outlet, place, day and people.

Its form is described in docs/site.md, section 6. The list of outlets is common knowledge.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rednet_crawler.items import Credit, Dateline
from rednet_crawler.normalise.byline import parse_people
from rednet_crawler.normalise.names import is_person
from rednet_crawler.normalise.text import HAN, drop_blanks, squeeze

_KNOWN_OUTLET = (
    r"红网(?:时刻)?(?:新闻)?(?:客户端)?(?:[\u4e00-\u9fff]{2,3}站)?"
    r"|新华社|新华网|新华每日电讯|人民日报|人民网|中新社|中新网|中国新闻网|央视网|央视新闻|央广网"
    r"|湖南日报|怀化日报|掌上怀化|怀化新闻网|华声在线|新湖南|三湘都市报|潇湘晨报|边城晚报|长沙晚报"
    r"|湖南卫视|芒果都市|时刻新闻|本报|本网|本台|本站"
)
_MARK = (
    "社|日报|晚报|晨报|时报|都市报|早报|商报|青年报|周报|报|网|电视台|电台|卫视|客户端|在线"
    "|融媒体中心|融媒体|融媒|时刻|新闻"
)
_OUTLET_PART = rf"(?:{_KNOWN_OUTLET}|[^\s·/、|]{{1,12}}?(?:{_MARK}))(?:新闻|客户端|网){{0,2}}"
_OUTLET = re.compile(
    rf"据?\s?(?P<outlet>{_OUTLET_PART}(?:\s?[·/、|]\s?{_OUTLET_PART}){{0,2}})"
    r"\s?(?P<place>.*)"
)
_PLACES = (
    "怀化 鹤城 洪江 中方 沅陵 辰溪 溆浦 会同 麻阳 新晃 芷江 靖州 通道 "
    "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 娄底 湘西 吉首 "
    "北京 上海 天津 重庆 广州 深圳 武汉 南昌 贵阳 南宁 成都 昆明 西安 郑州 济南 南京 "
    "杭州 合肥 福州 海口 沈阳 长春 哈尔滨 石家庄 太原 呼和浩特 兰州 西宁 银川 乌鲁木齐 拉萨 "
    "香港 澳门 台北"
).split()
_PLACE = re.compile(rf"(?:湖南)?(?:{'|'.join(_PLACES)})[\u4e00-\u9fff]{{0,6}}")

_OPENING = re.compile(
    rf"""
    [\s【\[]{{0,4}}+
    # outlet and place
    (?P<who>[^\d，。！？；：、“”《》（）()]{{0,30}}+(?:[、][^\d，。！？；：、“”《》（）()]{{0,20}}+)?)
    (?:\d{{4}}\s?年\s?)?
    (?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?日\s?
    (?:[（(](?P<before>[^（）()]{{1,300}})[）)]\s?)?  # the people, if they stand before 讯
    (?:讯(?!问|息|号|飞|员)|电(?![{HAN}])|电(?=题)|消息|综合报道|报道)
    [\s】\]]{{0,4}}
    (?:[（(【\[〔［]
        (?P<after>(?:[^（）()【】\[\]〔〕［］]|[（(][^（）()]{{0,20}}[）)]){{1,400}})
    [）)】\]〕］])?
    """,
    re.VERBOSE,
)
_DAYLESS = re.compile(
    rf"[\s【\[]{{0,4}}(?P<who>(?:{_KNOWN_OUTLET})[{HAN}\s·]{{0,10}}?)\s?(?:讯|电)[\s】\]]{{0,4}}"
    r"(?:[（(【\[〔［](?P<after>(?:[^（）()【】\[\]〔〕［］]|[（(][^（）()]{0,20}[）)]){1,400})"
    r"[）)】\]〕］]|(?=[\s：:]))"
)
_NAMED = re.compile(
    rf"(?P<outlet>(?:{_KNOWN_OUTLET}|[^\s]{{1,12}}?(?:{_MARK})))\s?"
    r"(?P<role>(?:见习|实习|特约|首席|全媒体){0,2}(?:记者|通讯员))(?P<rest>\s?\S.*)"
)
_LONGEST = 800


@dataclass(frozen=True, slots=True)
class Opening:
    """The dateline at the start of the first paragraph."""

    dateline: Dateline
    people: tuple[Credit, ...]
    raw: str
    """The opening as written, brackets included."""


def parse_opening(paragraph: str) -> Opening | None:
    """Parse the dateline that a paragraph opens with; return None if it opens with none.

    >>> parse_opening("红网时刻怀化12月2日讯(通讯员 郭飞  赵恒)亲爱的市民朋友").dateline.place
    '怀化'
    """
    text = paragraph[:_LONGEST]
    match = _OPENING.match(text)
    if match is None:
        return _parse_dayless(text)
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    people = _people(match["after"]) or _people(match["before"])
    if not match["who"].strip() and not people:
        return None
    who, named = _people_between(match["who"])
    outlet, place = split_outlet(who)
    dateline = Dateline(outlet=outlet, place=place, month=month, day=day)
    return Opening(dateline, people or named, match[0].strip())


@lru_cache(maxsize=256)  # a station has a few outlets and places
def split_outlet(text: str) -> tuple[str | None, str | None]:
    """Split the text before the date into outlet and place.

    >>> split_outlet("新华社北京")
    ('新华社', '北京')
    """
    text = squeeze(text)
    if match := _OUTLET.fullmatch(text):
        return drop_blanks(match["outlet"]), drop_blanks(match["place"]).strip("·/、|") or None
    if match := _PLACE.fullmatch(text):
        return None, drop_blanks(text)
    return drop_blanks(text) or None, None


def _parse_dayless(text: str) -> Opening | None:
    match = _DAYLESS.match(text)
    if match is None:
        return None
    outlet, place = split_outlet(match["who"])
    dateline = Dateline(outlet=outlet, place=place, month=None, day=None)
    return Opening(dateline, _people(match["after"]), match[0].strip())


def _people_between(who: str) -> tuple[str, tuple[Credit, ...]]:
    """Split 红网时刻记者 张三 怀化 into outlet with place, and the people between them."""
    match = _NAMED.match(who) if "记者" in who or "通讯员" in who else None
    if match is None:
        return who, ()
    words = match["rest"].split()
    place = words.pop() if len(words) > 1 and _PLACE.fullmatch(words[-1]) else ""
    people = parse_people(match["role"] + " ".join(words))
    return (match["outlet"] + place, people) if people else (who, ())


def _people(text: str | None) -> tuple[Credit, ...]:
    """Parse the text in the brackets; return () if it is not a list of people (以下简称…)."""
    people = parse_people(text or "")
    if any(credit.role for credit in people) or all(is_person(credit.name) for credit in people):
        return people
    return ()
