"""Labelled lines: 来源：… 作者：… 编辑：… in end matter and title line; the copyright sentence."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from rednet_crawler.normalise.names import has_surname, is_person, is_unit
from rednet_crawler.normalise.outlet_and_place import is_outlet
from rednet_crawler.normalise.published import find_time
from rednet_crawler.normalise.rights import claimed_by, claims_original, speaks_of_rights
from rednet_crawler.normalise.text import HAN, squeeze

CreditField = Literal["source", "author", "editor", "link", "copyright", "rights", "other"]

_LABELS: dict[CreditField, tuple[str, ...]] = {
    "source": (
        "来源", "稿件来源", "文章来源", "新闻来源", "信息来源", "消息来源", "内容来源", "稿源",
        "来源于", "来自", "出处", "文章出处", "稿件出处", "转自", "转载自",
    ),
    "author": ("作者", "文章作者", "撰文", "撰稿", "撰稿人", "采写"),
    "editor": (
        "编辑", "责编", "责任编辑", "网络编辑", "值班编辑", "本期编辑", "执行编辑", "见习编辑",
        "实习编辑", "编审", "主编", "审核", "一审", "二审", "三审", "初审", "复审", "终审",
        "一审一校", "二审二校", "三审三校", "审签", "签发",
    ),
    "link": ("本文链接", "原文链接"),
    "other": ("校对", "供稿", "监制", "责任校对", "一校", "二校", "三校", "总监制", "值班主任", "值班总编"),
}  # fmt: skip
"""The seed page has 来源, 作者, 编辑, 本文链接; the network 责编 to 三审; the rest is guessed."""

_BY_LABEL = {label: field for field, labels in _LABELS.items() for label in labels}
_SPACED = "|".join(r"\s?".join(label) for label in sorted(_BY_LABEL, key=len, reverse=True))
_MARK = r"[:：丨｜|]"
_LABEL_END = (
    rf"(?:\s?{_MARK}|\s?[/／](?![/／])|(?<=[一二三初复终]审)\s(?=[{HAN}]{{2,4}}(?:[\s/／、]|$)))"
)
_LABEL = re.compile(rf"(?P<label>{_SPACED}){_LABEL_END}")
_COPYRIGHT = re.compile(
    r"[\s（(【\[*※]{0,6}(?P<sentence>本文[为系是]\s?(?P<by>[^。，,；;：:]{0,30}?)"
    r"\s?原创(?:文章|稿件|作品|内容|新闻)?.{0,200})"
)
_BLANK_LABEL = re.compile(
    rf"(?P<label>来源|稿源|作者|责编|责任编辑|编辑)\s{{1,6}}(?P<value>[{HAN}A-Za-z·•・、/\s]{{2,30}})"
)
"""A label before a blank, where nothing else is on the line."""
_CREDIT_LINE = re.compile(
    rf"[\s（(【\[〔丨|▌■]{{0,6}}(?:{_SPACED}){_LABEL_END}"
    rf"|{_COPYRIGHT.pattern}"
)
_ROLE = re.compile(
    r"(?:见习|实习|特约)?(?:记者|通讯员|实习生|摄影|文字|图片|文[/、]图|图[/、]文|文|图)"
    r"\s?[:：/]\s?\S{2,60}"
)
_ROLE_BEHIND = re.compile(rf"(?<=[\s，,；;|丨])(?:本报|本网)?{_ROLE.pattern}")
"""People named behind a source or an editor, on the same line."""
_ROLE_WORD = re.compile(
    "(?:见习|实习|特约|本报|本网)?(?:记者|通讯员|实习生|摄影|文字|图片|文、图|图、文|文|图)"
)
_ROLE_ALONE = re.compile(rf"{_ROLE_WORD.pattern}\s?[:：/]")
_EMPTY = frozenset({"", "无", "暂无", "-", "--", "—", "null", "undefined", "None", "none", "NULL"})
_OPENING, _CLOSING = "（(【[〔", "）)】]〕"
_CLINGING = "|丨｜/／，,；;、 "
_SHORT = 48
_LONGEST = 4_000
"""Characters read of a line; whole end matter on one line is far shorter."""
_STOP = (
    r"(?:相关(?:链接|新闻|阅读|推荐|报道)|频道精选|阅读下一篇|延伸阅读"
    r"|返回红网首页|返回.{1,6}站首页|点击加载更多)"
)
_STOPS = re.compile(
    rf"[\s\d.、【\[〔■●◆▶>＞]{{0,4}}{_STOP}(?:[\s：:>»|]{{0,3}}{_STOP})?[\s：:>＞»】\]〕]{{0,4}}"
)


class LabelledValue(NamedTuple):
    """One value of a labelled line. `text` is None if nothing follows the label."""

    field: CreditField
    label: str
    text: str | None


def is_credit_line(line: str) -> bool:
    """Return whether a line is end matter: it opens with a label or says who may reprint the text."""
    return (
        _CREDIT_LINE.match(line) is not None
        or speaks_of_rights(line)
        or _blank_label(line) is not None
    )


def names_a_role(line: str) -> bool:
    """Return whether a line opens with a role and a colon (通讯员：李四).

    Such a line is end matter, or speech if it stands within the text.
    """
    return _ROLE.match(line) is not None


def signs(line: str) -> bool:
    """Return whether a line is but a role with names (文/李四 王五): who wrote the text, at its end."""
    if len(line) > _SHORT:
        return False
    if not names_a_role(line):
        return _ROLE_ALONE.fullmatch(line.strip()) is not None
    words = re.split(r"[\s、/／:：，,]+", line.strip())
    names = [word for word in words if word and not _ROLE_WORD.fullmatch(word)]
    known = sum(has_surname(name) or is_unit(name) for name in names)
    return all(is_person(name) or is_unit(name) for name in names) and 2 * known >= len(names) > 0


def ends_article(line: str) -> bool:
    """Return whether a line is the heading of links below an article, such as 相关链接."""
    return len(line) <= 30 and _STOPS.fullmatch(line) is not None


def split_credits(line: str) -> Sequence[LabelledValue]:
    """Return the labelled values of a line; text before the first label is left out.

    >>> [(v.field, v.text) for v in split_credits("来源：红网  作者:郭飞 赵恒 编辑：")]
    [('source', '红网'), ('author', '郭飞 赵恒'), ('editor', None)]
    """
    return _split_short(line) if len(line) <= _SHORT else tuple(_split(line[:_LONGEST]))


@lru_cache(maxsize=1024)  # lines such as 来源：红网怀化站 are the same on most pages
def _split_short(line: str) -> Sequence[LabelledValue]:
    return tuple(_split(line))


def _split(line: str) -> Iterator[LabelledValue]:
    if sentence := _COPYRIGHT.match(line):
        yield LabelledValue("copyright", "本文为", squeeze(sentence["sentence"]))
        return
    if speaks_of_rights(line):
        yield LabelledValue("copyright" if claims_original(line) else "rights", "", squeeze(line))
        return
    if blank := _blank_label(line):
        yield LabelledValue(_BY_LABEL[blank["label"]], blank["label"], clean_value(blank["value"]))
        return
    if names_a_role(line):
        yield LabelledValue("author", "", squeeze(line))
        return
    first = _LABEL.match(line)
    labels = [first] if first and _is_link(first) else list(_LABEL.finditer(line))
    ends = [*[label.start() for label in labels[1:]], len(line)]
    for match, end in zip(labels, ends, strict=False):
        label = "".join(match["label"].split())
        field, value = _BY_LABEL[label], line[match.end() : end]
        if field == "link":
            yield LabelledValue(field, label, squeeze(value) or None)
            return
        value, people = _without_time(value), None
        if field != "author" and (role := _ROLE_BEHIND.search(value)):
            value, people = value[: role.start()], value[role.start() :]
        yield LabelledValue(field, label, clean_value(value))
        if people is not None:
            yield LabelledValue("author", "", squeeze(people))


def _without_time(value: str) -> str:
    """Return a value up to the time that stands behind it: 红网 2022-12-02 10:15."""
    time = find_time(value) if len(value) <= _SHORT else None
    return value[: time[0]] if time else value


def _blank_label(line: str) -> re.Match[str] | None:
    """Return the label and value of a line that has but a blank between them: 来源 红网, 编辑 杨超."""
    match = _BLANK_LABEL.fullmatch(line.strip()) if len(line) <= _SHORT else None
    if match is None:
        return None
    value = match["value"].strip()
    words = re.split(r"[\s、/]+", value)
    fits = (
        is_outlet(value) if _BY_LABEL[match["label"]] == "source" else all(map(has_surname, words))
    )
    return match if fits else None


def _is_link(label: re.Match[str]) -> bool:
    return "链接" in label["label"]


def clean_value(text: str) -> str | None:
    """Strip brackets and separators from the ends of a labelled value; None if nothing is left."""
    value = text.strip().strip(_CLINGING)
    if value and value[-1] in _CLOSING:
        if value[0] in "（(【[" and value[-1] != "〕":
            value = value[1:-1]
        if value and value[-1] in _CLOSING and _count(value, _OPENING) < _count(value, _CLOSING):
            value = value[:-1]
    return None if squeeze(value) in _EMPTY else value.strip()


def _count(text: str, chars: str) -> int:
    return sum(text.count(char) for char in chars)


def original_by(sentence: str) -> str | None:
    """Return who claims a text as original: 本文为怀化站原创文章 → 怀化站; None if nobody does."""
    match = _COPYRIGHT.match(sentence)
    by = match["by"] if match else claimed_by(sentence)
    return squeeze(by or "").strip('“”"《》') or None
