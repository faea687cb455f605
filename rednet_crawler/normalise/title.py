"""Headlines: from the headline of the page, the `<title>` tag, meta tags or a listing."""

import re

from rednet_crawler.normalise.text import squeeze

_STATION_TAIL = re.compile(r"\s?(?<![-—–])[-—–|](?![-—–])\s?(?:红网.{0,6}|时刻新闻)$")
_OF_THE_SITE = frozenset(
    "红网 红网时刻 红网时刻新闻 红网时刻新闻客户端 红网新闻客户端 红网怀化站 怀化站 时刻新闻".split()
)
"""What a `<title>` holds that is none of the article."""
_PARTED = re.compile(
    r"[_|｜]|\s[-–—]\s?|[-–—](?=[^-–—]{0,8}(?:网|站|新闻|客户端|频道)$)"
    r"|(?<![-–—])[-–](?=[^-–—]{1,12}$)|^[^-–—]{1,12}[-–](?![-–—])"
)
_STATION = re.compile(
    r"(?:红网|时刻新闻)?.{0,6}站(?:首页)?|红网.{0,8}(?:频道|首页)?|.{1,8}(?:首页|频道)"
)


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


def parts_behind(text: str) -> list[str]:
    """Return what a `<title>` has behind the headline: columns and the name of the site."""
    return [part for part in map(str.strip, _PARTED.split(squeeze(text))[1:]) if part]


def is_cut(text: str) -> bool:
    """Return whether a `<title>` has parts, of which nobody says where the first one ends."""
    return _PARTED.search(squeeze(text)) is not None


def is_site_name(text: str) -> bool:
    """Return whether a text is the name of the site or of a station, which is on every page."""
    return text in _OF_THE_SITE or _STATION.fullmatch(text) is not None
