"""Outlets and places: the form of an outlet's name, and both as datelines name them: 红网时刻怀化 → 红网时刻
and 怀化.

`outlet_and_place.json` holds outlets that are sure by name (regular expressions), the words that
names of outlets end in, and places: provinces, cities, the counties of Hunan. They are common
knowledge.
"""

import json
import re
from functools import lru_cache
from importlib.resources import files

from rednet_crawler.normalise.text import HAN, drop_blanks, squeeze

_OUTLET = re.compile(
    r"红网.*|.*(?:社|报|网|站|台|客户端|时刻|新闻|中心|政府|局|办|委|在线|公众号|发布)"
)


def is_outlet(text: str) -> bool:
    """Return whether a text has the form of an outlet's name: 怀化日报, 鹤城区融媒体中心."""
    return _OUTLET.fullmatch(text) is not None


_FILE = files("rednet_crawler.normalise") / "outlet_and_place.json"
_TABLE = json.loads(_FILE.read_text(encoding="utf-8"))
PLACES = frozenset(_TABLE["places"])
_SHORT_NAMES = frozenset(_TABLE["short"])
"""Before 记者 they are outlets, though they read like names of people."""


def _alternatives(*lists: str) -> str:
    each = sorted({text for name in lists for text in _TABLE[name]}, key=len, reverse=True)
    return "|".join(each)


SURE = _alternatives("sure")
STRONG = _alternatives("strong")
MARKS = _alternatives("strong", "weak")
_ENDS = re.compile(rf"{SURE}|{MARKS}|》")
"""What a name of an outlet ends in; the last one in a text ends its last outlet."""
_KNOWN = re.compile(rf"(?:{SURE})(?:[{HAN}]{{2,5}}站)?|.{{1,12}}(?:{STRONG})")
_JOINTS = "·・•‧･∙.／/、|｜-—－ "
"""What parts outlets in a row, or outlet and place; the dot in each of its forms."""
_JOINT = re.compile(rf"\s?([{re.escape(_JOINTS.strip())}])\s?")
_PLACE = re.compile(rf"[{HAN}]{{2,8}}")
_UNIT_OF_LAND = re.compile(rf"[{HAN}]{{1,7}}(?:省|市|县|区|州|旗|盟|镇|乡|村|街道)")
_NO_PART = re.compile(
    "今年|去年|明年|截至|截止|日前|近日|昨日|记者从|[他她你我它了]|这[里个些]|那[里个些]|通过|看到|收到|接到|得知|了解到|获悉|发表|自去|"
    "[的是](?!网)"
)
"""Stands in sentences, and in no name of an outlet or a place."""
_OFFICE = re.compile(".*(?:[局委办院部厅处会社队站网报台]|公司|中心|学校|中学|大学|政府|集团)")
_LONGEST_PLACE = 5
_LONGEST_OUTLET = 40


def is_known_place(text: str) -> bool:
    """Return whether a text is a place whose name is known, and what is in it: 怀化, 怀化鹤城, 芷江县; no office of it."""
    text = text.removeprefix("湖南") or text
    if len(text) > 2 * _LONGEST_PLACE or (text not in PLACES and _OFFICE.fullmatch(text)):
        return False
    return any(text[:length] in PLACES for length in range(2, _LONGEST_PLACE + 1))


def is_known_outlet(text: str) -> bool:
    """Return whether a text is an outlet by its whole name: one that is known, or of a form that only outlets have."""
    text = squeeze(text)
    return len(text) <= _LONGEST_OUTLET and _KNOWN.fullmatch(text) is not None


def names_an_outlet(text: str) -> bool:
    """Return whether a text is the short name of an outlet, or ends as names of outlets do."""
    if text in _SHORT_NAMES:
        return True
    ends = list(_ENDS.finditer(text[:_LONGEST_OUTLET]))
    return bool(ends) and ends[-1].end() == len(text)


@lru_cache(maxsize=256)  # a station has a few outlets and places
def split_outlet(text: str) -> tuple[str | None, str | None]:
    """Split the text before the date into outlet and place; neither where it is no name of them.

    Outlets in a row are one outlet, as written; what is behind the last of them is the place.

    >>> split_outlet("新华社北京"), split_outlet("湖南日报・新湖南客户端")
    (('新华社', '北京'), ('湖南日报・新湖南客户端', None))
    """
    text = squeeze(text).strip(_JOINTS)
    if not text or len(text) > _LONGEST_OUTLET or _NO_PART.search(text):
        return None, None
    for end in reversed([match.end() for match in _ENDS.finditer(text)]):
        place = drop_blanks(text[end:].strip(_JOINTS))
        if not place or _PLACE.fullmatch(place):
            return _as_one(text[:end]), place or None
    return _without_marks(drop_blanks(text))


def _without_marks(text: str) -> tuple[str | None, str | None]:
    """Split a text that names no outlet by its ending: a place, an unknown outlet with or without a known place."""
    if is_known_place(text) or _UNIT_OF_LAND.fullmatch(text):
        return None, text
    for length in range(_LONGEST_PLACE, 1, -1):
        if text[-length:] in PLACES and len(text) - length > 1:
            return text[:-length], text[-length:]
    return (text, None) if len(text) > 2 else (None, None)


def _as_one(text: str) -> str:
    """Return outlets in a row as written; a blank stays only between two that each end as outlets do."""
    words = _JOINT.sub(r"\1", text).split()
    outlet = words[0]
    for word in words[1:]:
        apart = len(word) > 3 and names_an_outlet(outlet) and names_an_outlet(word)
        outlet += f" {word}" if apart else word
    return outlet
