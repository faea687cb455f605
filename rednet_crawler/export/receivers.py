"""Words of pages in messages and cards, written so that they mention, link and format nothing.

Every receiver has marks of its own (`<at user_id="all">`, `<@userid>`, `@所有人`, `<!channel>`,
`[text](url)`, `www.…`), and a message is often passed on to another receiver. All marks are
therefore written in full width for all receivers: Chinese stays as it is.
"""

import re
from urllib.parse import quote

from rednet_crawler.safety import one_line
from rednet_crawler.site.hosts import DOMAIN

LONGEST_NAME = 40
"""Characters of a name in a message."""

_MARKS = "<>[]@`*&~#|"
_MARKS_OF_CARDS = "\\{}$"
"""Escapes, templates of site generators, and formulas."""
_FULL_WIDTH = 0xFEE0
"""From a printable character of ASCII to its twin in full width."""
_TABLE = {ord(mark): ord(mark) + _FULL_WIDTH for mark in _MARKS}
_TABLE_OF_CARDS = {ord(mark): ord(mark) + _FULL_WIDTH for mark in _MARKS_OF_CARDS}

_SCHEME = re.compile(r"(?<=[A-Za-z]):(?=\S)|(?<=[0-9+.-]):(?=[^\s\d])|:(?=//)")
"""The colon of `https://`, `dingtalk://`, `mailto:` and `tel:`, not that of `12:30`."""
_NAME_OF_HOST = re.compile(r"(?<![\w-])[\w-]++(?:\.[\w-]++)+")
_OF_SITE = re.compile(rf"(?:[a-z0-9-]+\.)*{re.escape(DOMAIN)}", re.IGNORECASE)
_DOT_OF_HOST = re.compile(
    r"\.(?=[^\W\d_]{2})(?!(?:csv|db|html?|json|jsonl|txt|xml)\b)", re.IGNORECASE
)
_WWW = re.compile(r"(?<![A-Za-z0-9])(www)\.", re.IGNORECASE)
_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
"""Underscores that put words into italics; not those within a word."""
_OWN = re.compile(rf"https?://{_OF_SITE.pattern}(?::\d{{1,5}})?(?:[/?#].*)?", re.IGNORECASE)
_SAFE_IN_URL = "/:?#=&%+,;.-_~"


def in_message(text: str) -> str:
    r"""Return words of a page for a chat or a mail: one line, no mention, no link, no format.

    >>> in_message('法治<at user_id="all">所有人</at>[点此](https://evil.example/)')
    '法治＜at user_id="all"＞所有人＜/at＞［点此］(https：//evil·example/)'
    """
    plain = _SCHEME.sub("：", one_line(text))
    plain = _WWW.sub(r"\1·", _NAME_OF_HOST.sub(_undotted, plain))
    return _EDGE.sub("＿", plain.translate(_TABLE))


def in_card(text: str) -> str:
    r"""Return words of a page as a card in Markdown may hold them, whoever renders it.

    >>> in_card("[a](javascript:x) | `b` a_b")
    '［a］(javascript：x) ｜ ｀b｀ a\\_b'
    """
    return in_message(" ".join(text.split())).translate(_TABLE_OF_CARDS).replace("_", r"\_")


def link(url: str) -> str:
    """Return a URL for a message: one of the site stays a link, any other becomes plain words.

    >>> link("https://hh.rednet.cn/content/1/2/3.html?a=[b]")
    'https://hh.rednet.cn/content/1/2/3.html?a=%5Bb%5D'
    >>> link("https://hh.rednet.cn@evil.example/")
    'https：//hh.rednet.cn＠evil·example/'
    """
    plain = one_line(url)
    return quote(plain, safe=_SAFE_IN_URL) if _OWN.fullmatch(plain) else in_message(plain)


def short(name: str) -> str:
    """Return a name as a message has it: one line, cut where it is longer than any name is."""
    plain = one_line(name).strip()
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"


def _undotted(match: re.Match[str]) -> str:
    return match[0] if _OF_SITE.fullmatch(match[0]) else _DOT_OF_HOST.sub("·", match[0])
