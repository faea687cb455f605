"""What is asked: only the site's hosts, over https, and with a word on who we are."""

import logging
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request

from rednet_crawler.middlewares.own_spiders import is_ours
from rednet_crawler.middlewares.robots import ROBOTS
from rednet_crawler.site.hosts import in_domain, may_fetch
from rednet_crawler.site.urls import counts_a_reading, https, read_address

logger = logging.getLogger(__name__)

_SHOWN_URL = 300


class OffSiteError(IgnoreRequest):
    """A request or a redirect leads off the site: another host, scheme or port, or credentials in the URL."""


class OffSiteMiddleware:
    """Lets only requests to the site's hosts pass; it sees every hop of a redirect."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        """Build it for a spider of ours; one of another project's own gets Scrapy's, which knows
        its `allowed_domains`.
        """
        return cls() if is_ours(crawler) else OffsiteMiddleware.from_crawler(crawler)

    def process_request(self, request: Request) -> None:
        """Raise OffSiteError for a request that leads off the site; count any other with those of its own host."""
        address = read_address(request.url)
        rules = address is not None and request.meta.get(ROBOTS) and in_domain(address.host)
        if address is None or not (rules or may_fetch(address.host)):
            message = f"{request.url[:_SHOWN_URL]}: leads off the site's hosts, not fetched"
            raise OffSiteError(message)
        if counts_a_reading(request.url):
            raise OffSiteError(f"{request.url[:_SHOWN_URL]}: counts a reading, never asked for")
        request.meta["download_slot"] = (
            address.host
        )  # a redirect brings that of the host it comes from


class HttpsMiddleware:
    """Asks for https, the canonical form, where a listing or a redirect says http: that can be read
    and written by anybody in between.
    """

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it for a spider of ours."""
        if not is_ours(crawler):
            raise NotConfigured
        return cls()

    def process_request(self, request: Request) -> Request | None:
        """Return the request for https in place of one for http."""
        return (
            request.replace(url=https(request.url), dont_filter=True)
            if request.url.startswith("http:")
            else None
        )


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
