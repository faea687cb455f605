"""All that is used of Scrapy and Twisted beyond their public interfaces.

Neither promises to keep these parts, so pyproject.toml holds Scrapy below its next minor version, and
tests/crawl/test_internals.py names each: it fails where one is gone.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import cookies
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from tldextract import TLDExtract
from twisted.python.failure import Failure
from twisted.web._newclient import BODY

LenientFactory = _LenientHTTP11ClientFactory
LenientProtocol = _LenientHTTP11ClientProtocol
SLOT = "download_slot"
"""The key of a request's meta under which the downloader keeps the name of its slot: the host."""


def use_factory(
    handler: HTTP11DownloadHandler, factory: type[LenientFactory], **attributes: object
) -> None:
    """Have the connections of a download handler made by a factory with these attributes."""
    handler._pool._factory = type("Factory", (factory,), attributes)  # type: ignore[assignment]


def share_connections(handler: HTTP11DownloadHandler, most: int) -> None:
    """Keep so many connections to one host open."""
    handler._pool.maxPersistentPerHost = most


def quiescent_callback(factory: LenientFactory) -> Any:
    """Return what a connection tells when it can be used again."""
    return factory._quiescentCallback


def is_in_header(protocol: LenientProtocol) -> bool:
    """Return whether a connection is at the header of a response."""
    return protocol._parser is not None and protocol._parser.state != BODY


def bound_lines(protocol: LenientProtocol, most: int) -> None:
    """Have the parser of a response take lines of its header that are so long."""
    if protocol._parser is not None:
        protocol._parser.MAX_LENGTH = most


def give_up(protocol: LenientProtocol, error: Exception) -> None:
    """Break a connection off, and fail its request."""
    protocol._giveUp(Failure(error))  # type: ignore[no-untyped-call]


def know_public_domains_offline() -> None:
    """Have the middleware for cookies read the list of public domains that came with its library:
    else it fetches one from elsewhere.
    """
    cookies._split_domain = TLDExtract(
        cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
    )


def slot_of(crawler: Crawler, request: Request) -> Any:
    """Return the downloader's slot for the host of a request; None where it has none yet."""
    return crawler.engine.downloader.slots.get(str(request.meta.get(SLOT)))


def slots_of(crawler: Crawler) -> Iterator[Any]:
    """Yield the downloader's slots, one a host."""
    if crawler.engine is not None:
        yield from list(crawler.engine.downloader.slots.values())


def let_go(slot: Any, why: Callable[[Request], IgnoreRequest]) -> None:
    """Fail all requests that wait in a slot."""
    while slot.queue:
        request, waiting = slot.queue.popleft()
        waiting.errback(Failure(why(request)))  # type: ignore[no-untyped-call]


def hold(slot: Any, seconds: float) -> float:
    """Have a slot wait so long from now; return by how many seconds longer than it would have.

    The downloader counts its delay from `lastseen` on, on the monotonic clock. Without a delay it does not wait.
    """
    now = time.monotonic()
    before = max(slot.lastseen, now)
    slot.lastseen = max(before, now + seconds)
    return float(slot.lastseen - before)


def set_pace(crawler: Crawler, host: str, delay: float) -> None:
    """Ask a host for one page at a time with a pause between, also when its slot is made anew."""
    downloader: Any = crawler.engine.downloader
    own = downloader.per_slot_settings.get(host, {})
    downloader.per_slot_settings[host] = {**own, "delay": delay, "concurrency": 1}
    if host in downloader.slots:
        downloader.slots[host].delay = delay
        downloader.slots[host].concurrency = 1
