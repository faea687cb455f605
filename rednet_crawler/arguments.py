"""Spider arguments, read and checked once."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

from rednet_crawler.errors import ArgumentError
from rednet_crawler.site.clock import CHINA
from rednet_crawler.site.hosts import DOMAIN, is_station_code, may_fetch, station_of
from rednet_crawler.site.urls import read_address

_DAY = re.compile(
    r"(\d{4})(?:年|(?:[-/.]|年)(\d{1,2})(?:月|(?:[-/.]|月)(\d{1,2})日?)?)?|(\d{4})(\d\d)(\d\d)",
    re.ASCII,
)
"""A day, a month or a year as people write them: 2024-01-02, 2024/1/2, 2024年1月2日, 20240102, 2024-01, 2024."""
_BARE = re.compile(rf"[\w.-]+\.{re.escape(DOMAIN)}/", re.ASCII | re.IGNORECASE)
"""An address without its scheme."""
_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlArguments:
    """What a walk of a station is asked for."""

    channels: tuple[str, ...] = ()
    """Names or numbers; empty for all."""
    since: date | None = None
    """First day, inclusive, China Standard Time."""
    until: date | None = None
    """Last day, inclusive."""
    limit: int | None = None
    """The most articles to fetch, the newest by the listings."""
    station: str = "hh"

    def covers(self, day: date) -> bool:
        """Say whether a day is within since and until."""
        return (self.since is None or day >= self.since) and (
            self.until is None or day <= self.until
        )


def read_crawl_arguments(
    *,
    channel: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: str | None = None,
    station: str | None = None,
) -> CrawlArguments:
    """Read the arguments of `huaihua` as they come from a command line.

    `channel` is one or several names or numbers with commas between. Raises ArgumentError for a bad one.
    """
    arguments = CrawlArguments(
        channels=tuple(
            name for part in re.split(r"[,，]", channel or "") if (name := part.strip())
        ),
        since=read_day("since", since, last=False) if since else None,
        until=read_day("until", until, last=True) if until else None,
        limit=read_number("limit", limit, least=1) if limit else None,
        station=read_station(station or "hh"),
    )
    if arguments.since and arguments.until and arguments.since > arguments.until:
        raise ArgumentError(f"since={arguments.since} is after until={arguments.until}; swap them")
    today = datetime.now(CHINA).date()
    if arguments.since and arguments.since > today:
        raise ArgumentError(f"since={arguments.since} lies ahead: in China it is {today}")
    return arguments


def read_urls(urls: str | None) -> tuple[str, ...]:
    """Read the argument of `article`: addresses of articles with blanks or commas between, with or
    without their scheme.

    Raises ArgumentError for none at all, and for one that is no article of the site.
    """
    words = [word for word in re.split(r"[\s,，]+", urls or "") if word]
    found = tuple(f"https://{word}" if _BARE.match(word) else word for word in words)
    if not found:
        raise ArgumentError("url is missing: give one or more addresses of articles")
    for url in found:
        address = read_address(url)
        if address is None or address.content_id is None or not may_fetch(address.host):
            raise ArgumentError(
                f"{url}: not the address of an article; it has to be like https://hh.rednet.cn/"
                f"content/646656/94/12109536.html"
            )
    return found


def read_day(name: str, text: str, *, last: bool) -> date:
    """Read a day, or the first or last day of a month or a year (`_DAY`). Raises ArgumentError."""
    match = _DAY.fullmatch(text.strip())
    parts = [int(part) for part in match.groups() if part] if match else []
    try:
        match parts:
            case [year]:
                return date(year, 12, 31) if last else date(year, 1, 1)
            case [year, month]:
                return date(year, month, monthrange(year, month)[1] if last else 1)
            case [year, month, day]:
                return date(year, month, day)
    except ValueError:
        pass
    raise ArgumentError(
        f"{name}={text}: not a day; write it as YYYY-MM-DD, YYYY-MM or YYYY, such as 2022-12-02"
    )


def read_station(text: str) -> str:
    """Read a station as its code, its host or an address on it (hh, hh.rednet.cn,
    https://hh.rednet.cn/) and return its code.

    Raises ArgumentError for what is no host of a station of the network.
    """
    words = text.strip().lower()
    address = read_address(words) if "://" in words else None
    host = address.host if address else words
    station = words if is_station_code(words) else station_of(host)
    if station is None:
        raise ArgumentError(
            f"station={text}: not a station of {DOMAIN}; give its host, such as hh or hh.{DOMAIN} "
            f"(`rednet stations` lists some)"
        )
    return station


def read_number(name: str, text: str, *, least: int) -> int:
    """Read a whole number of up to nine digits. Raises ArgumentError for less than `least`, and for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) >= least):
        raise ArgumentError(f"{name}={text}: has to be a whole number from {least}")
    return int(text)
