"""Names of people and units: spaced-out names, compound surnames, middle dots."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from rednet_crawler.normalise.text import HAN

COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 "
    "濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 令狐 百里 呼延 东郭 "
    "南门 羊舌 微生 公户 西门 第五".split()
)
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛"
    "伍韦申尤毕聂丛焦向柳邢骆岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄"
    "项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边净阴闫"
    "谌佟栾冼岑蔺阙晏敖巫谈卓屠匡旷喻符帅邬奉盘禹麦鄢蒙谯"
    "佘杭付粟补丑蒲沙瞿满滕肖米楚储明艾仇危"
)
"""Common surnames and those frequent around Huaihua; they tell a list of names from a heading."""

_GIVEN = frozenset("强明成华补丑净阴艾楚项付易安平向")
"""Surnames that far more often stand within a given name."""

_DOT = re.compile("[·•・‧∙﹒․･]")
_DOT_IN_BLANKS = re.compile(rf"\s{{0,3}}{_DOT.pattern}\s{{0,3}}")
_HAN_ONLY = re.compile(f"[{HAN}]+")
_UNIT = re.compile(
    r".*(?:中心|公司|集团|委员会|委|办公室|办|局|厅|处|院|大学|学校|中学|小学|幼儿园|部"
    r"|大队|支队|总队|中队|所|站|台|网|报|社|社区|协会|学会|联合会|商会|政府|医院"
    r"|乡|镇|街道|村|新闻|客户端|融媒|融媒体|工会|团委|党委|组委会|领导小组|课题组"
    r"|报道组|编辑部|指挥部|日报|时刻)"
)
_UNIT_SURE = re.compile(
    r".*(?:融媒体?中心|委员会|办公室|政府|公司|宣传部|协会|公安局|人民法院|检察院|日报社?"
    r"|电视台|红网.*)"
)
_PERSON = re.compile(
    f"[{HAN}]{{2,4}}|[{HAN}]{{1,12}}(?:·[{HAN}]{{1,12}}){{1,4}}"
    r"|[A-Za-z][A-Za-z.'’-]{0,30}"
)
_NO_AUTHOR = re.compile(
    r"@|https?:|\d|[\w-]\.(?:com|cn|net|org)\b|^(?:admin\w{0,10}|root|webmaster|editor|system|"
    r"author|user|null|none|undefined|站长|管理员|网站编辑|编辑部?)$"
    r"|(?:网|网站|在线|门户|客户端|论坛|官网|信息港|频道)$|^[a-z][a-z0-9_]{2,20}$|^(?:网易|新浪|搜狐|腾讯|凤凰|百度|头条|知乎|微博)",
    re.IGNORECASE,
)
_LONGEST = 40
_SHORTEST_RUN, _LONGEST_RUN = 4, 12
"""Characters of names that run together."""


def unify_dots(text: str) -> str:
    """Replace every kind of middle dot in a name by `·` without blanks around it."""
    return _DOT_IN_BLANKS.sub("·", text) if _DOT.search(text) else text


def is_unit(name: str) -> bool:
    """Return whether a signer is a unit (怀化市融媒体中心) rather than a person."""
    if "·" in name and _PERSON.fullmatch(name):
        return False
    if len(name) < 4 or (len(name) == 4 and name[:2] in COMPOUND_SURNAMES):
        return False
    if _UNIT.fullmatch(name) or _UNIT_SURE.fullmatch(name):
        return True
    return len(name) > 6 and not _PERSON.fullmatch(name)


def is_person(name: str) -> bool:
    """Return whether a text has the form of a person's name.

    Such a name has 2 to 4 Han characters, middle dots, or Latin letters.
    """
    return _PERSON.fullmatch(name) is not None


def is_no_author(text: str) -> bool:
    """Return whether what a meta tag calls the author is an account, a site or an address.

    >>> is_no_author("CSDN.NET"), is_no_author("娄底市娄星区氐星路88号三楼"), is_no_author("郭飞")
    (True, True, False)
    """
    return _NO_AUTHOR.search(text) is not None


def has_surname(name: str) -> bool:
    """Return whether a name begins with a common surname and has its length, or a middle dot."""
    if "·" in name:
        return is_person(name)
    if name[:2] in COMPOUND_SURNAMES:
        return len(name) in (3, 4)
    return name[:1] in SURNAMES and len(name) in (2, 3)


def begins_with_surname(text: str) -> bool:
    """Return whether a text may begin with a person's name, judged by its first two characters."""
    first = text.lstrip(" （(、，,;；/／|｜&＆。")[:2]
    return first[:1] in SURNAMES or first in COMPOUND_SURNAMES or _DOT.search(text) is not None


def join_words(words: Sequence[str]) -> Iterable[str]:
    """Join spaced-out words into names: 王 勇 → 王勇, 欧阳 修 → 欧阳修, 刘 建国 → 刘建国.

    A single character is never a name, so it is joined to the next word. A run of single
    characters is read in pairs, three as one name (docs/site.md, section 6).
    """
    at = 0
    while at < len(words):
        word = words[at]
        if _is_single(word):
            end = at
            while end < len(words) and _is_single(words[end]):
                end += 1
            if end - at == 1 and end < len(words) and _is_han(words[end], 2):
                yield word + words[end]
                end += 1
            else:
                yield from _split_singles(words[at:end])
            at = end
        elif word in COMPOUND_SURNAMES and at + 1 < len(words) and _is_han(words[at + 1], 1, 2):
            yield word + words[at + 1]
            at += 2
        else:
            yield word
            at += 1


def part_names(word: str) -> Sequence[str]:
    """Part names that run together by their surnames: 徐国明朱涛 → 徐国明, 朱涛.

    A word that can be parted in more ways than one stays as written, and so do units and long names.
    """
    if not _SHORTEST_RUN <= len(word) <= _LONGEST_RUN or _HAN_ONLY.fullmatch(word) is None:
        return (word,)
    if is_unit(word) or (len(word) == _SHORTEST_RUN and word[:2] in COMPOUND_SURNAMES):
        return (word,)
    ways = list(islice(_ways_to_part(word), 2))
    return ways[0] if len(ways) == 1 else (word,)


def _ways_to_part(word: str) -> Iterator[tuple[str, ...]]:
    """Yield each way to part a word into names."""
    if not word:
        yield ()
    surname = word[:2] if word[:2] in COMPOUND_SURNAMES else word[:1]
    if surname not in COMPOUND_SURNAMES and (surname not in SURNAMES or surname in _GIVEN):
        return
    for length in (len(surname) + 1, len(surname) + 2):
        if length <= len(word):
            for others in _ways_to_part(word[length:]):
                yield (word[:length], *others)


def trim_name(word: str) -> str | None:
    """Strip brackets, stops and 等 from the ends of a name; return None if no name is left."""
    name = word.strip(" .。:：;；,，、/|-—_（）()[]【】“”\"'<>《》*")
    if len(name) > 2 and name.endswith("等"):
        name = name[:-1]
    has_letter = name.isalpha() or any(char.isalpha() for char in name)
    return name if has_letter and 1 < len(name) <= _LONGEST else None


def _is_single(text: str) -> bool:
    return len(text) == 1 and _HAN_ONLY.fullmatch(text) is not None


def _is_han(text: str, *lengths: int) -> bool:
    return len(text) in lengths and _HAN_ONLY.fullmatch(text) is not None


def _split_singles(run: Sequence[str]) -> Iterable[str]:
    if len(run) <= 3:
        return ["".join(run)]
    pairs = ["".join(run[at : at + 2]) for at in range(0, len(run) - len(run) % 2, 2)]
    if len(run) % 2:
        pairs[-1] += run[-1]
    return pairs
