"""Leaves a host alone for a while when it says that it is busy, or does not answer."""

import math
import time
from collections import defaultdict
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Request, Response

from rednet_crawler.downloads.internals import hold, let_go, slot_of
from rednet_crawler.middlewares.header_values import read_retry_after

_LONGEST = 120.0
"""Seconds that a run waits. A host that asks for more is asked for nothing more in this run: the
ledger has the pages as failed.
"""
_LONGEST_IN_ALL = 1800.0
"""Seconds that a run waits because one host asked it to, all pauses together: whoever asks for more
is asked for nothing more.
"""
_MOST_SILENCES = 10
"""Pages in a row that a host may let run into their time limit, before it is asked for nothing
more. A few that always do are no reason.
"""
_BUSY = 429
_BROKEN = (
    OSError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)


class HostHeldError(IgnoreRequest):
    """A host asked to be left alone for longer than a run waits, or never answers."""


class BackOffMiddleware:
    """Downloader middleware, between the retries and the downloader: holds all requests to a host back.

    After 429 and 503 as long as `Retry-After` says (where that is too long, its pages fail in this
    run); after another server error and a broken connection 1, 2, 4, … seconds, by how often the
    page was tried. One that keeps a run waiting for too long in all, or never answers in time, is
    asked for nothing more.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._retries = crawler.settings.getint("RETRY_TIMES")
        self._held: dict[str, tuple[float, str]] = {}
        """Host → the end of a long pause on the monotonic clock, and the reason for it."""
        self._waited: defaultdict[str, float] = defaultdict(float)
        """Host → seconds that the run has waited because it asked for it."""
        self._silences: defaultdict[str, set[str]] = defaultdict(set)
        """Host → the pages that ran into their time limit since its last answer."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BackOffMiddleware":
        """Build it for a crawler."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise HostHeldError for a host that asked for a longer pause than this run makes."""
        if time.monotonic() < self._held.get(_host(request), (0.0, ""))[0]:
            raise self._why(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Hold the host back after an answer that says it is busy."""
        self._silences.pop(_host(request), None)
        if response.status == _BUSY or response.status >= 500:  # noqa: PLR2004 - the server errors
            asked_for = read_retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
            if asked_for is None:
                self._wait(request, self._pause(request))
            else:
                self._wait_as_asked(request, asked_for)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Hold the host back after a connection that broke."""
        host = _host(request)
        if isinstance(exception, DownloadTimeoutError):
            self._silences[host].add(request.url)
            if len(self._silences[host]) >= _MOST_SILENCES:
                self._hold(
                    request,
                    math.inf,
                    f"{host} did not answer in time for {_MOST_SILENCES} pages in a row",
                )
        if isinstance(exception, _BROKEN):
            self._wait(request, self._pause(request))

    def _pause(self, request: Request) -> float:
        tried: int = request.meta.get("retry_times", 0)
        return float(2**tried) if tried < self._retries else 0.0

    def _wait_as_asked(self, request: Request, seconds: float) -> None:
        host = _host(request)
        if seconds > _LONGEST:
            self._hold(request, seconds, f"{host} asked to be left alone for {seconds:.0f} s")
        elif self._waited[host] + seconds > _LONGEST_IN_ALL:
            self._hold(
                request,
                math.inf,
                f"{host} had this run wait for {self._waited[host]:.0f} s, and asks for more",
            )
        else:
            self._waited[host] += self._wait(request, seconds)

    def _wait(self, request: Request, seconds: float) -> float:
        """Have the next request to a host wait; return by how many seconds longer than it would have."""
        slot = slot_of(self._crawler, request)
        return hold(slot, seconds) if slot is not None and seconds > 0 else 0.0

    def _hold(self, request: Request, seconds: float, reason: str) -> None:
        """Ask a host for nothing more for so long."""
        self._held[_host(request)] = time.monotonic() + seconds, reason
        if (slot := slot_of(self._crawler, request)) is not None:
            let_go(slot, self._why)

    def _why(self, request: Request) -> HostHeldError:
        return HostHeldError(f"{request.url}: not asked for, {self._held[_host(request)][1]}")


def _host(request: Request) -> str:
    return urlsplit(request.url).hostname or ""
