"""Leaves a host alone for a while when it says that it is busy, or does not answer."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

_LONGEST = 120.0
"""Seconds. A server that asks for more is asked again in a later run: the ledger has the page as failed."""
_BUSY = 429


class BackOffMiddleware:
    """Downloader middleware, between the retries and the downloader: holds all requests to a host back.

    After 429 and 503 as long as `Retry-After` says; after another server error and a broken connection 1, 2, 4, … seconds, by
    how often the page was tried.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._retries = crawler.settings.getint("RETRY_TIMES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BackOffMiddleware":
        """Build it for a crawler."""
        return cls(crawler)

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
        downloader = self._crawler.engine.downloader
        slot = downloader.slots.get(str(request.meta.get("download_slot")))
        if slot is not None and seconds > 0:
            # the downloader counts its delay from here on; without a delay (loopback) it does not wait
            slot.lastseen = max(slot.lastseen, time.monotonic() + min(seconds, _LONGEST))


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` asks for: a number of seconds or a date (RFC 9110); None where it says neither."""
    text = value.decode("latin-1").strip() if value else ""
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max((parsedate_to_datetime(text) - now).total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return None
