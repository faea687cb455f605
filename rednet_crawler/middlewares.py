"""Downloader middlewares: only the site's hosts, who we are, and nothing asked for twice."""

import logging

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from rednet_crawler.site.hosts import may_fetch
from rednet_crawler.site.urls import read_address

logger = logging.getLogger(__name__)
ANSWER = "rednet_answer"
"""The key of a request's meta under which it carries its answer."""


class OffSiteError(IgnoreRequest):
    """A request or a redirect leads off the site: another host, scheme or port, or credentials in the URL."""


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
        """Build it from the settings; warn where they name no contact."""
        contact = " ".join(str(crawler.settings["REDNET_CONTACT"] or "").split())
        if not contact:
            logger.warning(
                "REDNET_CONTACT is not set: say who runs this (an address or a URL), so that the site can reach you"
            )
        return cls(crawler.settings["USER_AGENT"], contact)

    def process_request(self, request: Request) -> None:
        """Set the header."""
        request.headers.setdefault(b"User-Agent", self._agent)


class AnsweredMiddleware:
    """Answers a request whose page the run has already."""

    def process_request(self, request: Request) -> Response | None:
        """Return the page, where the request carries it."""
        answer: Response | None = request.meta.pop(ANSWER, None)
        return answer.replace(request=request) if answer is not None else None  # else the callback is that of the first
