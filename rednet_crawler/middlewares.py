"""Downloader middlewares: only the site's hosts, only what its robots.txt allows, and who we are."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK

from rednet_crawler.settings import BOT_NAME
from rednet_crawler.site.hosts import may_fetch
from rednet_crawler.site.urls import read_address

_ROBOTS = "rednet_robots"
_LARGEST_ROBOTS = 512 * 1024  # RFC 9309 asks for at least 500 KiB


class OffSiteError(IgnoreRequest):
    """A request or a redirect leads off the site: another host, scheme or port, or credentials in the URL."""


class RobotsRefusalError(IgnoreRequest):
    """robots.txt forbids the page, or answers with a server error, which forbids everything (RFC 9309)."""


class HostUnreachableError(IgnoreRequest):
    """The host's robots.txt could not be fetched at all: no network, no such host, no answer."""


class OffSiteMiddleware:
    """Lets only requests to the site's hosts pass; it sees every hop of a redirect."""

    def process_request(self, request: Request) -> None:
        """Raise OffSiteError for a request that leads off the site."""
        address = read_address(request.url)
        if address is None or not may_fetch(address.host):
            message = f"{request.url}: leads off the site's hosts, not fetched"
            raise OffSiteError(message)


class UserAgentMiddleware:
    """Says who we are: the project, its version, and the contact from REDNET_CONTACT."""

    def __init__(self, agent: str, contact: str) -> None:
        self._agent = f"{agent} (+{contact})" if contact else agent

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "UserAgentMiddleware":
        """Build it from the settings."""
        return cls(crawler.settings["USER_AGENT"], " ".join(str(crawler.settings["REDNET_CONTACT"]).split()))

    def process_request(self, request: Request) -> None:
        """Set the header."""
        request.headers.setdefault(b"User-Agent", self._agent)


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a host's robots.txt says: rules, or the error that refuses everything."""

    parsed: Protego | None = None
    error: IgnoreRequest | None = None


class RobotsMiddleware:
    """Obeys robots.txt as RFC 9309 has it: 4xx allows everything, 5xx and no answer forbid everything.

    Each host's file is fetched once a run, before the first page of that host.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[_Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        """Build it for a run."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise RobotsRefusalError or HostUnreachableError for a page that must not or cannot be fetched."""
        if request.meta.get(_ROBOTS):
            return
        parts = urlsplit(request.url)
        if parts.netloc not in self._rules:
            self._rules[parts.netloc] = asyncio.ensure_future(
                self._fetch(f"{parts.scheme}://{parts.netloc}/robots.txt")
            )
        rules = await self._rules[parts.netloc]
        if rules.error is not None:
            raise rules.error
        if rules.parsed is not None and not rules.parsed.can_fetch(request.url, BOT_NAME):
            message = f"{request.url}: forbidden by robots.txt"
            raise RobotsRefusalError(message)

    async def _fetch(self, url: str) -> _Rules:
        request = Request(url, priority=1000, meta={_ROBOTS: True}, callback=NO_CALLBACK)
        engine = self._crawler.engine
        if engine is None:
            return _Rules()
        host = urlsplit(url).netloc
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever keeps robots.txt from us forbids the host; counted
            self._count("robots/unreachable")
            return _Rules(error=HostUnreachableError(f"could not reach {host}: {reason_of(error)}"))
        self._count(f"robots/{response.status}")
        return _read_robots(host, response)

    def _count(self, name: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"rednet/{name}")


def reason_of(error: BaseException) -> str:
    """Return the reason of a failed download in one line."""
    text = " ".join(str(error).split())
    name = type(error).__name__
    return f"{name}: {text[:200]}" if text and text != name else name


def _read_robots(host: str, response: Response) -> _Rules:
    if response.status >= 500 or response.status == 429:  # noqa: PLR2004 - server errors, too many requests
        error = RobotsRefusalError(f"robots.txt of {host} answers {response.status}: nothing is fetched from it")
        return _Rules(error=error)
    if response.status >= 300:  # noqa: PLR2004 - not there: everything is allowed
        return _Rules()
    return _Rules(parsed=Protego.parse(response.body[:_LARGEST_ROBOTS].decode("utf-8", "replace")))
