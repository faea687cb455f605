"""Titles of what stands beside an article: 相关新闻, 延伸阅读. Text below one is text, links below one are none."""

import re

_TITLE = re.compile(
    r"[\s【\[〔（(>＞》■□●○◎◆▶▲★☆|｜]{0,4}"
    r"(?:相关(?:新闻|链接|阅读|报道|背景|资料|知识)|延伸(?:阅读|链接)|(?:新闻|背景|知识|政策)(?:链接|背景|延伸|资料)|新闻多一点|名词解释)"
    r"[\s】\]〕）)<＜：:>＞|｜]{0,4}"
)
_LONGEST = 16
_IN_TITLES = frozenset("关伸链背资识闻名")
"""Every title contains one of these."""


def is_aside_title(line: str) -> bool:
    """Return whether a line is such a title and nothing else.

    >>> is_aside_title("【相关新闻】"), is_aside_title("相关新闻发布会今天举行")
    (True, False)
    """
    return (
        len(line) <= _LONGEST
        and not _IN_TITLES.isdisjoint(line)
        and _TITLE.fullmatch(line) is not None
    )
