"""Answers that stand in the place of a page: redirects that a page holds, cookie walls, blocks,
log-in pages of networks. Each is followed or told by name.
"""

from typing import Self
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response

from rednet_crawler.extraction.redirect import (
    is_ip_address,
    log_in_page,
    redirect_of,
    sets_cookie_by_script,
)
from rednet_crawler.items import Page
from rednet_crawler.middlewares.header_values import LONGEST_VALUE
from rednet_crawler.middlewares.own_spiders import is_ours
from rednet_crawler.middlewares.refusals import BlockedError, CookieWallError, PortalError
from rednet_crawler.middlewares.robots import REDIRECTS, ROBOTS
from rednet_crawler.middlewares.robots_file import decode, is_page
from rednet_crawler.site.hosts import in_domain, may_fetch
from rednet_crawler.site.urls import https, read_address, resolve

_MOVED = "rednet_moved"
_SET_COOKIE = "rednet_set_cookie"
_OK, _ACCEPTED, _LOG_IN_FIRST = 200, 202, 511
_BLOCKS = {412: "瑞数", 468: "EdgeOne", 521: "加速乐", 567: "EdgeOne"}
"""Statuses by which firewalls of this country answer programs, each with one that does."""


class CookieWallMiddleware:
    """Tells a redirect that sets a cookie and leads back to where it came from: without cookies it never ends."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it for a spider of ours."""
        if not is_ours(crawler):
            raise NotConfigured
        return cls(cookies=crawler.settings.getbool("COOKIES_ENABLED"))

    def __init__(self, *, cookies: bool) -> None:
        self._cookies = cookies

    def process_response(self, request: Request, response: Response) -> Response:
        """Raise CookieWallError for such a redirect, PortalError for one to a log-in page."""
        if response.status not in REDIRECTS:
            return response
        _tell_portal(response)
        if self._cookies:
            return response
        if response.headers.get("Set-Cookie"):
            request.meta[_SET_COOKIE] = True  # a redirect takes it along
        location = (response.headers.get("Location") or b"").decode("utf-8", "replace")
        target = https(resolve(response.url, location) or "")
        seen = {https(url) for url in (request.url, *request.meta.get("redirect_urls", ()))}
        if request.meta.get(_SET_COOKIE) and target in seen:
            raise CookieWallError(
                f"{request.url}: a cookie wall: it sets a cookie and redirects back; -s COOKIES_ENABLED=True passes it"
            )
        return response


class BlockMiddleware:
    """Tells answers of firewalls, and follows a page that holds nothing but a redirect on the site, once."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it for a spider of ours."""
        if not is_ours(crawler):
            raise NotConfigured
        return cls()

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the response, or a request for where the page leads.

        Raises BlockedError, CookieWallError and PortalError.
        """
        _tell_portal_page(request, response)
        if request.meta.get(ROBOTS):
            return response
        if response.status in _BLOCKS:
            raise BlockedError(
                f"{request.url}: answers {response.status}, as firewalls such as {_BLOCKS[response.status]} do: "
                "a block, try again later or from another network"
            )
        if response.status == _ACCEPTED and (
            not response.body or b"<script" in response.body[:4096].lower()
        ):
            raise BlockedError(
                f"{request.url}: answers 202 with a script in place of the page: a block, try again later"
            )
        if response.status != _OK:
            return response
        page = _page(response)
        target = redirect_of(page)
        if (
            target
            and _MOVED not in request.meta
            and may_fetch(urlsplit(target).hostname or "")
            and read_address(target)
        ):
            return request.replace(
                url=https(target), meta={**request.meta, _MOVED: True}, dont_filter=True
            )
        address = read_address(response.url)
        if address is not None and address.kind != "article" and sets_cookie_by_script(page):
            raise CookieWallError(
                f"{request.url}: a cookie wall: a script sets a cookie and loads the page again, "
                f"which no setting passes; "
                "try again later or from another network"
            )
        return response


def _tell_portal(response: Response) -> None:
    """Raise PortalError for a redirect to an address without a name, as log-in pages of networks
    have them, and for one of the home page off the domain.
    """
    location = (response.headers.get("Location") or b"").decode("utf-8", "replace").strip()
    try:
        host = urlsplit(location).hostname or ""
    except ValueError:
        return
    asked = urlsplit(response.url)
    if is_ip_address(host) or (host and asked.path in ("", "/") and not in_domain(host)):
        raise PortalError(asked.netloc, location)


def _tell_portal_page(request: Request, response: Response) -> None:
    """Raise PortalError where a log-in page stands in the place of a page or of robots.txt."""
    host = urlsplit(response.url).netloc
    if response.status == _LOG_IN_FIRST:
        raise PortalError(host, "status 511")
    rules = bool(request.meta.get(ROBOTS))
    if response.status != _OK or (rules and not is_page(decode(response.body))):
        return
    what = log_in_page(_page(response), expected=not rules)
    if what is not None:
        raise PortalError(host, what)


def _page(response: Response) -> Page:
    content_type = response.headers.get(b"Content-Type")
    kind = content_type[:LONGEST_VALUE].decode("latin-1") if content_type else None
    return Page(url=response.url, body=response.body, content_type=kind)
