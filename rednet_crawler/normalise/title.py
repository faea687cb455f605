"""Headlines: from the headline of the page, the `<title>` tag, meta tags or a listing."""

import re

from rednet_crawler.normalise.text import squeeze

_STATION_TAIL = re.compile(r"\s?(?<![-—–])[-—–|](?![-—–])\s?(?:红网.{0,6}|时刻新闻)$")
_OF_THE_SITE = frozenset(
    "红网 红网时刻 红网时刻新闻 红网时刻新闻客户端 红网新闻客户端 红网怀化站 怀化站 时刻新闻".split()
)
"""Names of the site in a `<title>`: never a headline."""


def clean_title(text: str) -> str | None:
    """Return a headline with normalised blanks; None if nothing is left."""
    return squeeze(text) or None


def from_title_tag(text: str) -> str | None:
    """Return the headline in a `<title>`, written `TITLE_…_STATION` (docs/site.md, section 5).

    >>> from_title_tag("全力以赴_要闻_红网怀化站")
    '全力以赴'
    """
    head = _STATION_TAIL.sub("", squeeze(text).split("_", 1)[0]).strip()
    return None if head in _OF_THE_SITE else head or None
