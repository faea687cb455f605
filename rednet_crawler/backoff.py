"""Leaves a host alone for a while when it says that it is busy, or does not answer."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response

from rednet_crawler.stop import let_go

_LONGEST = 120.0
"""Seconds that a run waits. A host that asks for more is asked for nothing more in this run: the ledger has the pages as failed."""
_BUSY = 429


class HostHeldError(IgnoreRequest):
    """A host asked to be left alone for longer than a run waits."""


class BackOffMiddleware:
    """Downloader middleware, between the retries and the downloader: holds all requests to a host back.

    After 429 and 503 as long as `Retry-After` says (where that is too long, its pages fail in this run); after another server
    error and a broken connection 1, 2, 4, … seconds, by how often the page was tried.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._retries = crawler.settings.getint("RETRY_TIMES")
        self._held: dict[str, tuple[float, float]] = {}
        """Host → the end of a long pause on the monotonic clock, and how many seconds it asked for."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BackOffMiddleware":
        """Build it for a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise HostHeldError for a host that asked for a longer pause than this run makes."""
        if time.monotonic() < self._held.get(_host(request), (0.0, 0.0))[0]:
            raise self._why(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Hold the host back after an answer that says it is busy."""
        if response.status == _BUSY or response.status >= 500:  # noqa: PLR2004 - the server errors
            asked_for = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
            self._hold(request, self._pause(request) if asked_for is None else asked_for)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Hold the host back after a connection that broke."""
        if isinstance(exception, OSError):
            self._hold(request, self._pause(request))

    def _pause(self, request: Request) -> float:
        tried: int = request.meta.get("retry_times", 0)
        return float(2**tried) if tried < self._retries else 0.0

    def _hold(self, request: Request, seconds: float) -> None:
        slot = self._crawler.engine.downloader.slots.get(str(request.meta.get("download_slot")))
        if seconds > _LONGEST:
            self._held[_host(request)] = time.monotonic() + seconds, seconds
            if slot is not None:
                let_go(slot, self._why)
            return
        if slot is not None and seconds > 0:
            # the downloader counts its delay from here on; without a delay (loopback) it does not wait
            slot.lastseen = max(slot.lastseen, time.monotonic() + seconds)

    def _why(self, request: Request) -> HostHeldError:
        host = _host(request)
        return HostHeldError(
            f"{request.url}: not asked for, {host} asked to be left alone for {self._held[host][1]:.0f} s"
        )


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` asks for: a number of seconds or a date (RFC 9110); None where it says neither."""
    text = value.decode("latin-1").strip() if value else ""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max((parsedate_to_datetime(text) - now).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None
