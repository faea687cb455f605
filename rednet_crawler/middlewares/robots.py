"""robots.txt as RFC 9309 has it: what a host forbids is not fetched, and its pace is kept."""

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    IgnoreRequest,
)
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from rednet_crawler.downloads.internals import set_pace
from rednet_crawler.extensions.shutdown import StoppedError
from rednet_crawler.middlewares.own_spiders import is_ours
from rednet_crawler.middlewares.refusals import BlockedError, PortalError
from rednet_crawler.middlewares.robots_file import LARGEST, charset_of, decode, is_page, rules_for
from rednet_crawler.settings import BOT_NAME
from rednet_crawler.site.hosts import in_domain
from rednet_crawler.site.urls import https, read_address, resolve

logger = logging.getLogger(__name__)

ROBOTS = "rednet_robots"
REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_LONGEST_DELAY = 60.0
"""Seconds between two requests, whatever Crawl-delay says: a run must come to its end."""
_LONGEST_REASON = 500
_SHOWN_URL = 200
_IN_WORDS = (
    IgnoreRequest,
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
)
"""Errors whose text says what happened (`downloads.reasons`)."""
_FRESH = 24 * 60 * 60.0
"""Seconds after which the file is fetched anew."""


class RobotsRefusalError(IgnoreRequest):
    """robots.txt forbids the page, or answers with a server error, which forbids everything (RFC 9309)."""


class HostUnreachableError(IgnoreRequest):
    """The host's robots.txt could not be fetched at all: no network, no such host, no answer."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host's robots.txt says: rules, or the error that refuses everything."""

    parsed: Protego | None = None
    error: IgnoreRequest | None = None
    read: str = ""
    """What was read, in words."""

    @property
    def delay(self) -> float | None:
        """Return the seconds of Crawl-delay for us, None where it says nothing."""
        return self.parsed.crawl_delay(BOT_NAME) if self.parsed is not None else None


class RobotsMiddleware:
    """Downloader middleware: 4xx allows everything, 5xx and no answer forbid everything.

    Each host's file is fetched before the first page of that host, and again once it is a day old.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, tuple[float, asyncio.Future[Rules]]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        """Build it for a spider of ours; one of another project's own gets Scrapy's, which obeys
        where ROBOTSTXT_OBEY says so.
        """
        return cls(crawler) if is_ours(crawler) else RobotsTxtMiddleware.from_crawler(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise RobotsRefusalError or HostUnreachableError for a page that must not or cannot be fetched."""
        if request.meta.get(ROBOTS):
            return
        host = urlsplit(request.url).netloc
        fetched_at, rules = self._rules.get(host, (0.0, None))
        if rules is None or (rules.done() and time.time() - fetched_at >= _FRESH):
            rules = asyncio.ensure_future(self._fetch(f"https://{host}/robots.txt"))
            self._rules[host] = time.time(), rules
        read = await rules
        if read.error is not None:
            raise read.error
        if read.parsed is not None and not read.parsed.can_fetch(request.url, BOT_NAME):
            message = f"{request.url}: forbidden by robots.txt ({read.read})"
            raise RobotsRefusalError(message)

    async def _fetch(self, url: str) -> Rules:
        if self._crawler.engine is None:
            return Rules()
        host = urlsplit(url).netloc
        try:
            response = await self._follow(url)
        except (StoppedError, BlockedError, PortalError) as error:
            return Rules(error=error)
        except Exception as error:  # noqa: BLE001 - whatever keeps robots.txt from us forbids the host; counted
            self._count("robots/unreachable")
            return Rules(error=HostUnreachableError(f"could not reach {host}: {reason_of(error)}"))
        self._count(f"robots/{response.status}")
        rules = read_rules(host, response)
        if rules.delay:
            self._slow_down(host, rules.delay)
        return rules

    async def _follow(self, url: str) -> Response:
        """Return what is found at the end of up to five redirects; the last of them where it leads
        nowhere (RFC 9309, 2.3.1.2).
        """
        asked: str | None = url
        hops = 0
        while True:
            meta = {ROBOTS: True, "dont_redirect": True}
            request = Request(str(asked), priority=1000, meta=meta, callback=NO_CALLBACK)
            response: Response = await self._crawler.engine.download_async(request)
            if response.status not in REDIRECTS:
                return response
            asked, hops = redirect_of(response), hops + 1
            if asked is None or hops > _MOST_REDIRECTS:
                break
        logger.warning(
            "robots.txt of %s: is redirected off the site, to no address, or more than %d times: taken as not there",
            urlsplit(url).netloc,
            _MOST_REDIRECTS,
        )
        return response

    def _slow_down(self, host: str, seconds: float) -> None:
        """Keep the pace a host asks for, where it is slower than ours."""
        if seconds > _LONGEST_DELAY:
            logger.warning(
                "robots.txt of %s asks for %g s between requests; %g are kept",
                host,
                seconds,
                _LONGEST_DELAY,
            )
        name = host.partition(":")[0]
        delay = max(self._crawler.settings.getfloat("DOWNLOAD_DELAY"), min(seconds, _LONGEST_DELAY))
        set_pace(self._crawler, name, delay)

    def _count(self, name: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"rednet/{name}")


def redirect_of(response: Response) -> str | None:
    """Return where a redirect leads, as an address that may be asked for rules; None where that is
    none of the site's domain.
    """
    location = (response.headers.get("Location") or b"").decode("utf-8", "replace")
    url = resolve(response.url, location)
    address = read_address(url) if url else None
    return https(str(url)) if address and in_domain(address.host) else None


def read_rules(host: str, response: Response) -> Rules:
    """Return what an answer for robots.txt says."""
    if response.status >= 500 or response.status == 429:  # noqa: PLR2004 - server errors, too many requests
        error = RobotsRefusalError(
            f"robots.txt of {host} answers {response.status}: nothing is fetched from it"
        )
        return Rules(error=error)
    if response.status >= 300:  # noqa: PLR2004 - not there: everything is allowed
        return Rules()
    text = decode(response.body)
    at = "" if urlsplit(response.url).netloc == host else f", from {response.url[:_SHOWN_URL]}"
    if is_page(text):
        logger.warning(
            "robots.txt of %s: is a page of HTML of %d bytes%s, read as no rules: everything is allowed",
            host, len(response.body), at,
        )  # fmt: skip
        return Rules()
    rules, cut = rules_for(text, BOT_NAME)
    if cut:
        logger.warning(
            "robots.txt of %s: %d rules are longer or more than is read; what they begin with is left alone",
            host,
            cut,
        )
    if len(response.body) > LARGEST:
        logger.warning(
            "robots.txt of %s: has %d bytes, of which %d are read",
            host,
            len(response.body),
            LARGEST,
        )
    number, charset = rules.count("\n"), charset_of(response.body[:LARGEST])
    read = f"{number} rules for us in {len(response.body)} bytes of {charset}{at}"
    logger.info("robots.txt of %s: %s", host, read)
    return Rules(parsed=Protego.parse(rules), read=read)


def reason_of(error: BaseException) -> str:
    """Return the reason of a failed download in one line."""
    text = " ".join(str(error).split())
    name = type(error).__name__
    if isinstance(error, _IN_WORDS) and text:
        return text[:_LONGEST_REASON]
    return f"{name}: {text[:200]}" if text and text != name else name
