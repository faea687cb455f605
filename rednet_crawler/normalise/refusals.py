"""Refusals of a site to give an article: challenges, missing pages, upkeep, log-ins, by wording.

No such page of this site was ever seen. `refusals.json` holds wordings of common firewalls, CDNs
and CMSs, as regular expressions by kind. Names in capitals stand for the entries of its `words`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from rednet_crawler.normalise.text import squeeze

Refusal = Literal[
    "a challenge",
    "a page that is not there",
    "upkeep",
    "a log-in",
    "a redirect",
    "an error",
]

_FILE = files("rednet_crawler.normalise") / "refusals.json"
_TABLE = json.loads(_FILE.read_text(encoding="utf-8"))
_DATELINE = re.compile(r"(?:讯|电|消息|报道)[（(]|月\s?\d{1,2}\s?日(?:讯|电)")
_TAILS = re.compile(r"\s?[_|｜].*$|\s?[-–—]\s?[^-–—]{0,12}(?:网|站|新闻|Cloudflare)[^-–—]{0,6}$")
_EDGES = " 　.。…!！?？:：-–—_|｜·~～,，()（）[]【】“”\"'"
_LONGEST_TITLE, _LONGEST_SENTENCE = 60, 160


def _compiled(wordings: Sequence[str]) -> re.Pattern[str]:
    pattern = "|".join(f"(?:{each})" for each in wordings)
    for name, words in _TABLE["words"].items():
        pattern = pattern.replace(name, words)
    return re.compile(pattern, re.IGNORECASE)


_Wordings = Mapping[Refusal, re.Pattern[str]]
_BY_TITLE: _Wordings = {kind: _compiled(each) for kind, each in _TABLE["titles"].items()}
_BY_SENTENCE: _Wordings = {kind: _compiled(each) for kind, each in _TABLE["sentences"].items()}
_SAYS_GONE = _compiled(_TABLE["removed"])
_BOILERPLATE = _compiled(_TABLE["boilerplate"])


def refusal_in_title(title: str) -> Refusal | None:
    """Return the refusal that a whole title is worded as; None for the title of an article.

    >>> refusal_in_title("安全验证"), refusal_in_title("安全验证码诈骗要当心")
    ('a challenge', None)
    """
    text = squeeze(title)
    if len(text) > _LONGEST_TITLE:
        return None
    forms = {form for form in (text.strip(_EDGES), _TAILS.sub("", text).strip(_EDGES)) if form}
    matching = (kind for kind, each in _BY_TITLE.items() if any(map(each.fullmatch, forms)))
    return next(matching, None)


@lru_cache(maxsize=1024)  # a page asks twice for each of its lines
def refusal_in_text(text: str) -> Refusal | None:
    """Return the refusal that a short text is worded like; None for a sentence of an article.

    >>> refusal_in_text("抱歉，您访问的文章已被删除。")
    'a page that is not there'
    """
    words = squeeze(text)
    if not words or len(words) > _LONGEST_SENTENCE or _DATELINE.search(words[:60]):
        return None
    return next((kind for kind, wording in _BY_SENTENCE.items() if wording.search(words)), None)


def is_boilerplate(text: str) -> bool:
    """Return whether a line is boilerplate of the site: copyright, licences, addresses."""
    return len(text) <= _LONGEST_SENTENCE and _BOILERPLATE.search(text) is not None


def says_gone(text: str) -> bool:
    """Return whether a short text is a notice that an article was removed."""
    words = squeeze(text)
    return len(words) <= _LONGEST_SENTENCE and _SAYS_GONE.search(words) is not None
