"""Addresses of the site: what kind of page one leads to, and which article it means.

The forms are those of site.md, section 2.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal
from urllib.parse import SplitResult, urljoin, urlsplit

from rednet_crawler.site.hosts import API_HOST, APP_HOST, station_host, station_of

Kind = Literal["home", "channel", "article", "topic", "other"]

_ARTICLE = re.compile(
    r"(?:/(?:m|pc))?"  # mobile edition HOST/m/…, app edition /pc/…
    r"(?P<path>/(?:content|nograb)"
    r"/(?:(?P<y>\d{4})/(?P<m>\d{2})/(?P<d>\d{2})|(?P<code>\d{6})/(?P<bb>\d{2}))"
    r"/(?P<id>\d{1,12})\.html?)",
    re.ASCII,
)
_LEGACY = re.compile(
    r"(?:/(?:m|pc))?(?P<path>/c/(?:(?P<y>\d{4})/(?P<m>\d{2})/?(?P<d>\d{2})/)?(?:[\w-]{1,40}/){0,6}?(?P<id>\d{1,12})\.html?)",
    re.ASCII,
)
_CHANNEL = re.compile(
    r"(?:/(?:m|pc))?/channel/(?:(?P<y>\d{4})/(?P<m>\d{2})(?P<d>\d{2})/)?(?P<id>\d{1,12})(?:_(?P<page>\d{1,6}))?\.html?",
    re.ASCII,
)
_PLAIN = re.compile(r"https?://([a-z0-9-]{1,63}\.rednet\.cn)(/[\w./-]{0,500})", re.ASCII)
"""What needs no more reading to be taken apart."""
_ROOTED = re.compile(r"(?:/[\w-][\w.-]{0,80}){1,12}", re.ASCII)
"""The path of a link that needs none to be joined to a host: no part of it is `.` or `..`."""
_MAX_URL = 2_000
_FOUR_LESS = str.maketrans("0123456789", "6789012345")
_YEARS, _MONTHS = range(2018, 2100), range(1, 13)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What an absolute URL of the site says by itself."""

    kind: Kind
    host: str
    station: str | None = None
    """The station its host belongs to; None for the app edition and for hosts that are no station."""
    path: str = ""
    """Article: the path without the marks of the mobile and app editions."""
    content_id: str | None = None
    legacy: bool = False
    """Article of before 2018 (`/c/`), whose number may belong to another counter."""
    channel_id: str | None = None
    page: int = 1
    day: date | None = None
    """Article: the day of publication in the path; channel: the day of a date page."""
    month: tuple[int, int] | None = None
    """Article: (year, month) from the date code of the path, a hint only."""

    @property
    def key(self) -> str | None:
        """The article's identity: its number, marked where it is one of before 2018."""
        return None if self.content_id is None else f"c/{self.content_id}" if self.legacy else self.content_id


@lru_cache(maxsize=1024)
def read_address(url: str) -> Address | None:  # noqa: PLR0911 - one return for each kind
    """Read an absolute http(s) URL; None for another scheme, for no host, and for what is no URL at all.

    >>> read_address("https://hh.rednet.cn/content/646656/94/12109536.html?from=app").content_id
    '12109536'
    """
    if plain := _PLAIN.fullmatch(url):
        host, path = plain.groups()
    else:
        parts = _split(url)
        if parts is None:
            return None
        host, path = parts.hostname or "", parts.path
        if parts.username is not None or parts.port not in (None, 80, 443):
            return Address(kind="other", host=parts.netloc.lower())  # no host of the site, whatever it looks like
    station = station_of(host)
    if station is None and host not in (APP_HOST, API_HOST):
        return Address(kind="other", host=host)
    if "//" in path:
        path = re.sub(r"/{2,}", "/", path)
    if path in ("", "/", "/index.html", "/m/", "/m"):
        return Address(kind="home", host=host, station=station, path="/")
    if match := _ARTICLE.fullmatch(path) or _LEGACY.fullmatch(path):
        return Address(
            kind="article",
            host=host,
            station=station,
            path=match["path"],
            content_id=str(int(match["id"])),
            legacy=match.re is _LEGACY,
            day=_day(match),
            month=None if match.re is _LEGACY else _decode_month(match["code"]),
        )
    if (match := _CHANNEL.fullmatch(path)) and (match["y"] is None or _day(match)):
        return Address(
            kind="channel",
            host=host,
            station=station,
            path=path,
            channel_id=str(int(match["id"])),
            page=int(match["page"] or 1),
            day=_day(match),
        )
    return Address(kind="topic" if path.startswith("/topic/") else "other", host=host, station=station, path=path)


def resolve(base: str, link: str) -> str | None:
    """Return the absolute http(s) form of a link on a page; None for `javascript:`, `mailto:`, `#…` and the like."""
    if _PLAIN.fullmatch(link):
        return link
    if _ROOTED.fullmatch(link) and (page := _PLAIN.fullmatch(base)):
        return base[: page.end(1)] + link
    link = re.sub(r"[\t\r\n]", "", link.strip())
    if not link or link.startswith("#") or len(link) > _MAX_URL:
        return None
    try:
        url = urljoin(base, link)
    except ValueError:
        return None
    return url if _split(url) else None


def https(url: str) -> str:
    """Return the https form of an address of the site; any other as it is.

    >>> https("http://hh.rednet.cn:80/channel/9203.html")
    'https://hh.rednet.cn/channel/9203.html'
    """
    if not url.startswith("http:"):
        return url
    parts = urlsplit(url)
    return parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80").removesuffix(":443")).geturl()


def canonical_url(address: Address, station: str) -> str:
    """Return the one URL of an article: https, on its station (`station` for the app edition), no query."""
    return f"https://{station_host(address.station or station)}{address.path}"


def home_url(station: str) -> str:
    """Return the address of a station's home page."""
    return f"https://{station_host(station)}/"


def channel_url(station: str, channel_id: str, page: int = 1) -> str:
    """Return the address of page N of a channel, counted from 1."""
    suffix = f"_{page}" if page > 1 else ""
    return f"https://{station_host(station)}/channel/{channel_id}{suffix}.html"


def date_page_url(station: str, channel_id: str, day: date) -> str:
    """Return the address of the page that lists one channel's articles of one day."""
    return f"https://{station_host(station)}/channel/{day:%Y/%m%d}/{channel_id}.html"


def channel_api_url(channel_id: str, entries: int) -> str:
    """Return the address of the JSON API's list of a channel's newest articles."""
    return f"https://{API_HOST}/content/list/channel?channelId={channel_id}&pageSize={entries}"


def _split(url: str) -> SplitResult | None:
    if len(url) > _MAX_URL:
        return None
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and host else None


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"])) if match["y"] else None
    except ValueError:
        return None


def _decode_month(code: str | None) -> tuple[int, int] | None:
    """Read AAAAAA: year and month, each digit plus four modulo ten (site.md, section 2, inferred)."""
    if code is None:
        return None
    digits = code.translate(_FOUR_LESS)
    year, month = int(digits[:4]), int(digits[4:])
    return (year, month) if year in _YEARS and month in _MONTHS else None
