"""Bylines: roles and names as the station writes them → credits (docs/site.md, section 6)."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from rednet_crawler.items import Credit
from rednet_crawler.normalise.names import (
    begins_with_surname,
    has_surname,
    is_unit,
    join_words,
    part_names,
    trim_name,
    unify_dots,
)
from rednet_crawler.normalise.outlet_and_place import is_known_place, names_an_outlet
from rednet_crawler.normalise.text import visible

_QUALIFIER = (
    "(?:见习|实习|特约|职工|首席|资深|高级|全媒体|融媒体|融媒|新媒体|摄影|文字|视频|体育|时政|财经"
    "|法治|驻站|分站|通讯|特派|前方|特邀)"
)
_OUTLET = (
    r"(?:(?:红网(?:时刻)?(?:新闻)?|时刻新闻|新华社|湖南日报|怀化日报"
    r"|本报|本网|本台|本站|本刊)"
    rf"(?:(?!{_QUALIFIER})[\u4e00-\u9fff]{{2,3}}?|\s?)"
    r"|[^\s、，,；;/／|｜丨（）()：:]{2,12}融媒体?"
    r"|(?!分站)[^\s、，,；;/／|｜丨（）()：:]{0,12}"
    r"(?:社|报|网|台|站|时刻|新闻|客户端|在线|融媒体中心|之声|频道|新湖南|[”》]))"
)
"""The outlet before a role; a blank may follow only a known one, as names too end in 台 or 报."""
_ROLE = (
    rf"(?:{_QUALIFIER}{{0,3}}"
    r"(?:记者(?!站|团|部|组|协|节|们|证|之)|通讯员|实习生|见习生|评论员|观察员|特派员|撰稿人)"
    r"|(?:责任)?编辑(?=[\s:：/／|｜丨])|校对(?=[\s:：/／|｜丨])"
    r"|摄影(?:师|报道)?(?!家|部|协|组|展|大|作)|摄像|撰稿|撰文"
    r"|文字(?!\w)|图片(?!\w)|视频(?!\w)|制图|漫画|剪辑|编导(?!\w)|供图|供稿|(?:专栏|特约|特邀)?作者"
    r"|(?:策划|主持人)(?=[\s:：/／|｜丨])"
    r"|(?:文|图|摄)[/／、](?:文|图|摄)(?=[\s:：/／|｜丨])|(?:文图|图文)(?=[\s:：/／|｜丨])"
    r"|(?<![\s、，/／][\u4e00-\u9fff]\s)(?<!^[\u4e00-\u9fff]\s)(?:文|图|摄)(?=\s?[:：/／|｜丨]))"
)
_GLUED = (
    rf"{_QUALIFIER}{{0,3}}(?:记者(?!站|团|部|组|协|节|们|证|之)|通讯员|实习生|见习生"
    r"|(?:摄影|摄像|供图|撰稿)(?![家部协组展大作师学工俱爱])"
    r"(?=[\u4e00-\u9fff]{2,4}(?:[\s、，,；;]|$)))"
)
_TOKEN = re.compile(
    rf"""
    # 张三/文 李四/图
    [/／]\s?(?P<behind>(?:文|图|摄)(?:[/／、]?(?:文|图|摄))?
        (?=\s*$|\s+[\u4e00-\u9fff]{{2}}|[、，,；;)）])|摄影(?=\s*$))
    # 记者, 红网时刻见习记者, 文/; names glued to a role follow as the next word
    | (?P<role>{_OUTLET}?{_ROLE})(?:\s?[:：/／|｜丨])?
    # 张三（实习生）
    | [（(]\s?(?P<suffix>{_ROLE})\s?[）)]
    | (?P<blank>\s+|[（(]\s?(?:实习|见习)\s?[）)])
    | (?P<separator>[、，,；;/／|｜丨&＆（）()。]+)
    # a word, up to a role glued to it
    | (?P<word>[^\s、，,；;/／|｜丨&＆（）()。](?:(?!{_GLUED})[^\s、，,；;/／|｜丨&＆（）()。])*)
    """,
    re.VERBOSE,
)
_IN_ROLES = frozenset("者员生摄撰文片频图画辑导稿")
"""Every role but 策划, 主持人 and 校对 contains one of these."""
_SEPARATORS = re.compile(r"[、，,；;/／|｜丨&＆（）()。]+")
_IN_TOKENS = _IN_ROLES | {"划", "持", "习", "校"}
"""Every role contains one of these, (实习) too; text without is names only."""
_ROLE_ONLY = re.compile(rf"{_OUTLET}?\s?(?P<role>{_ROLE})$")
_NO_NAMES = frozenset(
    "整合 编译 报道 综合 整理 综合报道 综合整理 联合报道 无 暂无 佚名 未知 等 null undefined None none 讯 电 摄 文 图 供图 供稿 摄影报道 "
    "小编 网友 admin 管理员 本站 本网 编辑 作者 记者 来源".split()
)
_NO_AUTHORS = frozenset({"编辑", "责任编辑", "校对"})
_NO_ROLES = frozenset({"作者", "摄影报道"})
_LAST_WORD = re.compile(r"[^\s、，,；;/／|｜丨&＆（）()。]+$")
_LONGEST = 2_000
_LONGEST_WORD = 12


# A page names its authors in up to four places, and a station has a few dozen reporters.
@lru_cache(maxsize=1024)
def parse_people(text: str, role: str | None = None) -> tuple[Credit, ...]:
    """Parse a list of people with roles: the brackets of a dateline, the text after 作者：.

    A role applies to all names up to the next role; to a unit only if the unit stands right
    behind it. `role` is given to names before the first role.

    >>> [(c.name, c.role) for c in parse_people("记者 张三 通讯员 李四、王 勇")]
    [('张三', '记者'), ('李四', '通讯员'), ('王勇', '通讯员')]
    """
    people: list[Credit] = []
    for name, found_role, first in _names_with_roles(unify_dots(visible(text[:_LONGEST])), role):
        trimmed = trim_name(name)
        if trimmed is None or trimmed in _NO_NAMES:
            continue
        kept_role = None if found_role and not first and is_unit(trimmed) else found_role
        names = part_names(trimmed) if kept_role else (trimmed,)
        people += [Credit(name=each, role=kept_role) for each in names]
    return merge_credits(people)


def merge_credits(*lists: Iterable[Credit]) -> tuple[Credit, ...]:
    """Join lists of credits in order; each name appears once, with the first role given for it."""
    merged: dict[str, Credit] = {}
    for credit in chain.from_iterable(lists):
        known = merged.get(credit.name)
        if known is None or (known.role is None and credit.role is not None):
            merged[credit.name] = credit
    return tuple(merged.values())


def authors_among(people: Iterable[Credit]) -> tuple[Credit, ...]:
    """Return the people without those who only edited the text or read the proofs."""
    return tuple(credit for credit in people if credit.role not in _NO_AUTHORS)


def parse_names(text: str) -> tuple[str, ...]:
    """Parse a list of names, such as the text after 编辑：, and drop their roles."""
    return tuple(credit.name for credit in parse_people(text))


def is_list_of_people(line: str) -> bool:
    """Return whether a line holds only people: a role with names, or several names.

    A name is recognised by its surname.
    """
    if _IN_ROLES.isdisjoint(line) and not begins_with_surname(line):
        return False
    people = parse_people(line)
    return all(has_surname(credit.name) for credit in people) and (
        len(people) > 1 or any(credit.role for credit in people)
    )


_Signer = tuple[str, str | None, bool]
"""Name, role, whether the name is the first behind its role."""


def _names_with_roles(text: str, role: str | None) -> Iterator[_Signer]:
    """Yield the names of a text with their roles.

    A role in brackets behind a name, 张三（实习生）, applies to that name alone.
    """
    words: list[str] = []
    first = role is not None
    if _IN_TOKENS.isdisjoint(text):
        yield from _bare_names(text, role, first=first)
        return
    for match in _TOKEN.finditer(text):
        if match["word"]:
            words.append(match["word"])
            continue
        if match["blank"]:
            continue
        if words and match["role"] and _is_short_outlet(text, match):
            words.pop()
        names = list(join_words(words))
        words = []
        suffix = match["suffix"] or (role or match["behind"] if match["behind"] else None)
        for index, name in enumerate(names):
            own_role = suffix is not None and index == len(names) - 1
            yield name, suffix if own_role else role, first
            first = False
        if match["role"]:
            role = _clean_role(match["role"])
            first = True
            if _IN_TOKENS.isdisjoint(rest := text[match.end() :]):
                yield from _bare_names(rest, role, first=first)
                return
    for name in join_words(words):
        yield name, role, first
        first = False


def _is_short_outlet(text: str, role: re.Match[str]) -> bool:
    """Return whether the word right before 记者, 星辰全媒体记者, is the short name of an outlet and no person."""
    if "记者" not in role["role"] or text[role.start() - 1].isspace():
        return False
    word = _LAST_WORD.search(text[max(0, role.start() - _LONGEST_WORD) : role.start()])
    return word is not None and (
        not has_surname(word[0]) or is_known_place(word[0]) or names_an_outlet(word[0])
    )


def _bare_names(text: str, role: str | None, *, first: bool) -> Iterator[_Signer]:
    """Yield the same for a text without roles, as most are: faster than `_TOKEN`."""
    for part in _SEPARATORS.split(text):
        for name in join_words(part.split()):
            yield name, role, first
            first = False


def _clean_role(text: str) -> str | None:
    match = _ROLE_ONLY.match(text)
    role = "".join((match["role"] if match else text).split())
    return None if role in _NO_ROLES else role.replace("／", "/")
