"""URLs of the site: the kind of page, and the identity of an article (docs/site.md, section 2)."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Literal
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from rednet_crawler.site.hosts import API_HOST, APP_HOST, APP_LABEL, station_host, station_of

Kind = Literal["home", "channel", "article", "topic", "other"]

_ARTICLE = re.compile(
    r"(?:/(?:m|pc))?"  # mobile edition HOST/m/…, app edition /pc/…
    r"(?P<path>/(?:content|nograb)"
    r"/(?:(?P<y>\d{4})/(?P<m>\d{2})/(?P<d>\d{2})|(?P<code>\d{6})/(?P<bb>\d{2}))"
    r"/(?P<id>\d{1,12})\.html?)",
    re.ASCII,
)
_LEGACY = re.compile(
    r"(?:/(?:m|pc))?"
    r"(?P<path>/c/(?:(?P<y>\d{4})/(?P<m>\d{2})/?(?P<d>\d{2})/)?"
    r"(?:[\w-]{1,40}/){0,6}?(?P<id>\d{1,12})\.html?)",
    re.ASCII,
)
_APP = re.compile(
    r"/rednetcms/news/(?:[A-Za-z]\w{0,40}/){0,3}(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})/(?P<id>\d{1,12})\.html?",
    re.ASCII,
)
"""An article of the app edition of before 2018-05, whose counter is its own."""
_BY_MONTH = re.compile(r"/news/(?P<y>\d{4})(?P<m>\d{2})/(?P<id>\d{1,12})\.html?", re.ASCII)
_TOPIC = re.compile(r"(?:/(?:m|pc))?(?:/topic/.*|/c/zt/.*\.html?)", re.ASCII)
_NUMBERED = re.compile(r"(?<!\d)(?P<id>\d{5,9})(?:\.(?:s?html?|jsp|aspx?|php|do))?/?\Z", re.ASCII)
"""The end of a path that may be an article's in a form which is not known."""
_NUMBER_ASKED_FOR = re.compile(
    r"(?:id|aid|nid|newsid|docid|articleid|contentid)=(?P<id>\d{5,9})", re.ASCII | re.IGNORECASE
)
_NOT_NUMBERED = re.compile(
    r"/(?:channel|app|tags?|search|user|author|login|page|list|static|visit|zt)/", re.IGNORECASE
)
"""Folders of what is no article, whatever number an address ends in."""
_CHANNEL = re.compile(
    r"(?:/(?:m|pc))?/channel/(?:(?P<y>\d{4})/(?P<m>\d{2})(?P<d>\d{2})/)?"
    r"(?P<id>\d{1,12})(?:_(?P<page>\d{1,6}))?\.html?",
    re.ASCII,
)
_PLAIN = re.compile(r"https?://([a-z0-9-]{1,63}\.rednet\.cn)(/[\w./-]{0,500})", re.ASCII)
"""A URL on the site without query, port or user: parsed here, which is faster than urlsplit."""
_ROOTED = re.compile(r"(?:/[\w-][\w.-]{0,80}){1,12}", re.ASCII)
"""An absolute path without `.` and `..`: joined to the host as it is, faster than by urljoin."""
_MAX_URL = 2_000
_ONE_COUNTER = 2019
"""The year from which on a number is one of the whole network (docs/site.md, section 2)."""
_FIRST_OF_NETWORK = 5_000_000
"""Numbers from here on are of that counter, whatever form an address has: it stood at 5259624 in March 2019."""
_FOUR_LESS = str.maketrans("0123456789", "6789012345")
_YEARS, _MONTHS = range(2018, 2100), range(1, 13)
_DAYS = range(1990, 2100)
_CODES_OF_DIGITS = range(ord("1"), ord("9") + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What can be read from an absolute URL alone."""

    kind: Kind
    host: str
    station: str | None = None
    """The station of the host; None for the app edition and for hosts that are not stations."""
    path: str = ""
    """Article: the path without the prefix of the mobile or app edition (`/m`, `/pc`)."""
    content_id: str | None = None
    legacy: bool = False
    """An article from before 2018 (`/c/`), whose number may come from another counter."""
    channel_id: str | None = None
    page: int = 1
    day: date | None = None
    """Article: the day of publication in the path. Channel: the day of a date page."""
    month: tuple[int, int] | None = None
    """Article: (year, month) from the date code of the path."""
    is_network_number: bool = True
    """Article: whether its number is one of the whole network's counter, and names it alone."""
    is_certain: bool = True
    """Article: whether the address has a known form; where it has none, the page says whether it is an article."""

    @property
    def key(self) -> str | None:
        """The identity of an article: its number; before 2019 that together with its host and day."""
        return self.key_on(None)

    def key_on(self, station: str | None) -> str | None:
        """Return the identity of an article that was met on a walk of a station.

        An address of the app edition of 2018 names no station: it is taken for one of the station that lists it.

        >>> read_address("https://hh.rednet.cn/content/2018/08/02/316918.html").key
        'hh/2018-08-02/316918'
        """
        if self.content_id is None or self.is_network_number:
            return self.content_id
        if self.path.startswith("/rednetcms/"):
            station = None
        when = str(self.day) if self.day else self._folder
        parts = (
            "c" if self.legacy else "",
            self.station or station or APP_LABEL,
            when,
            self.content_id,
        )
        return "/".join(filter(None, parts))

    @property
    def _folder(self) -> str:
        return self.path.rpartition("/")[0].strip("/").removeprefix("c/" if self.legacy else "")


@lru_cache(maxsize=1024)
def read_address(url: str) -> Address | None:
    """Parse an absolute http(s) URL; return None for another scheme, no host, or an invalid URL.

    >>> read_address("https://hh.rednet.cn/content/646656/94/12109536.html?from=app").content_id
    '12109536'
    """
    if plain := _PLAIN.fullmatch(url):
        return _address_on(*plain.groups())
    parts = _split(url)
    if parts is None:
        return None
    if parts.username is not None or parts.port not in (None, 80, 443):
        # The whole netloc, so that it is never taken for a host of the site.
        return Address(kind="other", host=parts.netloc.lower())
    return _address_on(parts.hostname or "", parts.path, parts.query)


def _address_on(host: str, path: str, query: str = "") -> Address:
    station = station_of(host)
    if station is None and host not in (APP_HOST, API_HOST):
        return Address(kind="other", host=host)
    if "//" in path:
        path = re.sub(r"/{2,}", "/", path)
    if path in ("", "/", "/index.html", "/m/", "/m"):
        return Address(kind="home", host=host, station=station, path="/")
    if _TOPIC.fullmatch(path):
        return Address(kind="topic", host=host, station=station, path=path)
    if found := _article(host, station, path):
        return found
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
    guessed = _numbered(host, station, path, query) if station or host == APP_HOST else None
    return guessed or Address(kind="other", host=host, station=station, path=path)


def _article(host: str, station: str | None, path: str) -> Address | None:
    """Return the address of an article in one of the known forms."""
    match = _ARTICLE.fullmatch(path) or _LEGACY.fullmatch(path)
    if match is None and host == APP_HOST:
        match = _APP.fullmatch(path)
    if match is None and station:
        match = _BY_MONTH.fullmatch(path)
    if match is None:
        return None
    month, day = _written_month(match), None
    if match.re is _ARTICLE:
        month = _decode_month(match["code"])
    if match.re is not _BY_MONTH:
        day = _day(match) or _decode_day(month, match["bb"] if month else "")
    return Address(
        kind="article",
        host=host,
        station=station,
        path=match["path"] if "path" in match.re.groupindex else path,
        content_id=str(int(match["id"])),
        legacy=match.re is _LEGACY,
        day=day,
        month=month,
        is_network_number=match.re is _ARTICLE and int(match["y"] or _ONE_COUNTER) >= _ONE_COUNTER,
    )


def _numbered(host: str, station: str | None, path: str, query: str) -> Address | None:
    """Return the address of what may be an article: it ends in a number of 5 to 9 digits that is no day."""
    if _NOT_NUMBERED.search(path):
        return None
    match = _NUMBERED.search(path)
    if match is None and (match := _NUMBER_ASKED_FOR.fullmatch(query)):
        path = f"{path}?{query}"
    if match is None or _is_day(match["id"]):
        return None
    number = int(match["id"])
    return Address(
        kind="article",
        host=host,
        station=station,
        path=path,
        content_id=str(number),
        is_network_number=number >= _FIRST_OF_NETWORK,
        is_certain=False,
    )


def resolve(base: str, link: str) -> str | None:
    """Return a link as an absolute http(s) URL; None for `javascript:`, `#…` and the like."""
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
    """Return a URL of the site with https; any other URL as it is.

    >>> https("http://hh.rednet.cn:80/channel/9203.html")
    'https://hh.rednet.cn/channel/9203.html'
    """
    if not url.startswith("http:"):
        return url
    parts = urlsplit(url)
    host = parts.netloc.removesuffix(":80").removesuffix(":443")
    return parts._replace(scheme="https", netloc=host).geturl()


def canonical_url(address: Address, station: str) -> str:
    """Return the one URL of an article: https, on its station, without a query.

    `station` is used for articles of the app edition, whose host names no station.
    """
    if address.host == APP_HOST and (
        not address.is_certain or address.path.startswith("/rednetcms/")
    ):
        return f"https://{APP_HOST}{address.path}"
    return f"https://{station_host(address.station or station)}{address.path}"


def counts_a_reading(url: str) -> bool:
    """Return whether a request for a URL would count as a reading on the site (docs/site.md, section 4).

    >>> counts_a_reading("https://front-web.rednet.cn/content/visit/12109536")
    True
    """
    return "/content/visit" in re.sub(r"/{2,}", "/", unquote(urlsplit(url).path)).lower()


def home_url(station: str) -> str:
    """Return the URL of a station's home page."""
    return f"https://{station_host(station)}/"


def channel_url(station: str, channel_id: str, page: int = 1) -> str:
    """Return the URL of page N of a channel, counted from 1."""
    suffix = f"_{page}" if page > 1 else ""
    return f"https://{station_host(station)}/channel/{channel_id}{suffix}.html"


def date_page_url(station: str, channel_id: str, day: date) -> str:
    """Return the URL of the page that lists one channel's articles of one day."""
    return f"https://{station_host(station)}/channel/{day:%Y/%m%d}/{channel_id}.html"


def channel_api_url(channel_id: str, entries: int) -> str:
    """Return the URL of the JSON API's list of a channel's newest articles."""
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


def _written_month(match: re.Match[str]) -> tuple[int, int] | None:
    """Return the month of an address that holds no day: `/news/201507/`."""
    if match.re is not _BY_MONTH or int(match["m"]) not in _MONTHS:
        return None
    return int(match["y"]), int(match["m"])


def _is_day(digits: str) -> bool:
    """Whether a number is a day such as 20221202: a calendar's, and no article's."""
    try:
        return datetime.strptime(digits, "%Y%m%d").year in _DAYS  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return False


def _decode_month(code: str | None) -> tuple[int, int] | None:
    """Read AAAAAA: year and month, each digit plus four modulo ten (docs/site.md, section 2)."""
    if code is None:
        return None
    digits = code.translate(_FOUR_LESS)
    year, month = int(digits[:4]), int(digits[4:])
    return (year, month) if year in _YEARS and month in _MONTHS else None


def _decode_day(month: tuple[int, int] | None, code: str) -> date | None:
    """Read BB: each digit plus four modulo ten; of a day of one digit it is its ASCII code that is written so."""
    if month is None:
        return None
    day = int(code.translate(_FOUR_LESS))
    try:
        return date(*month, day - ord("0") if day in _CODES_OF_DIGITS else day)
    except ValueError:
        return None
