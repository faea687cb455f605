"""Downloader middlewares: only the site's hosts, who we are, whole answers, and nothing asked for twice."""

import logging

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from rednet_crawler.site.hosts import may_fetch
from rednet_crawler.site.urls import https, read_address
from rednet_crawler.warc.content import ContentError, decoded

logger = logging.getLogger(__name__)
ANSWER = "rednet_answer"
"""The key of a request's meta under which it carries its answer."""

_SHOWN_URL = 300


class OffSiteError(IgnoreRequest):
    """A request or a redirect leads off the site: another host, scheme or port, or credentials in the URL."""


class OffSiteMiddleware:
    """Lets only requests to the site's hosts pass; it sees every hop of a redirect."""

    def process_request(self, request: Request) -> None:
        """Raise OffSiteError for a request that leads off the site; count any other with those of its own host."""
        address = read_address(request.url)
        if address is None or not may_fetch(address.host):
            message = f"{request.url[:_SHOWN_URL]}: leads off the site's hosts, not fetched"
            raise OffSiteError(message)
        request.meta["download_slot"] = address.host  # a redirect brings that of the host it comes from


class HttpsMiddleware:
    """Asks for https, the canonical form, where a listing or a redirect says http: that can be read and written by anybody in between."""

    def process_request(self, request: Request) -> Request | None:
        """Return the request for https in place of one for http."""
        return request.replace(url=https(request.url), dont_filter=True) if request.url.startswith("http:") else None


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


class BrokenAnswerError(IgnoreRequest):
    """An answer is not in the encoding it says, is cut short, or unpacks to more than a page may have."""


class ContentEncodingMiddleware:
    """Unpacks answers as `rednet extract` does those that were kept.

    Scrapy's own takes what a broken off one holds for the whole page, and undoes as many layers as a server names.
    """

    def __init__(self, largest: int) -> None:
        self._largest = largest

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ContentEncodingMiddleware":
        """Take the bound from DOWNLOAD_MAXSIZE."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Say what we can read."""
        request.headers.setdefault(b"Accept-Encoding", b"gzip, deflate, br, zstd")

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the answer unpacked. Raises BrokenAnswerError."""
        encodings = b",".join(response.headers.getlist(b"Content-Encoding"))
        if not encodings:
            return response
        try:
            body = decoded(response.body, encodings.decode("latin-1"), self._largest)
        except ContentError as error:
            raise BrokenAnswerError(f"{request.url}: the answer {error}") from error
        unpacked = response.replace(body=body)
        del unpacked.headers[b"Content-Encoding"]
        return unpacked


class AnsweredMiddleware:
    """Answers a request whose page the run has already."""

    def process_request(self, request: Request) -> Response | None:
        """Return the page, where the request carries it."""
        answer: Response | None = request.meta.pop(ANSWER, None)
        return answer.replace(request=request) if answer is not None else None  # else the callback is that of the first
