"""The download handler: Scrapy's own, for public addresses only and in turns with other runs, or
pointed at a replica on loopback.
"""

import asyncio
import random
from collections.abc import Callable
from contextlib import nullcontext, suppress
from typing import Any
from urllib.parse import urlsplit

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, TunnelError
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
)
from scrapy.http import Request, Response
from twisted.internet.abstract import isIPAddress, isIPv6Address

from rednet_crawler.downloads.addresses import is_public, may_stand_for_a_name, range_of
from rednet_crawler.downloads.connections import PrivateAddressError, SiteFactory
from rednet_crawler.downloads.internals import SLOT, hold, share_connections, slot_of, use_factory
from rednet_crawler.downloads.names import SiftingResolver, addresses_of
from rednet_crawler.downloads.pace import Pace
from rednet_crawler.downloads.reasons import in_words
from rednet_crawler.errors import SettingError, StorageError
from rednet_crawler.extensions.shutdown import CUT_OFF, StoppedError
from rednet_crawler.launch.own_settings import may_be_allowed, read_networks, read_replica
from rednet_crawler.middlewares.own_spiders import is_ours
from rednet_crawler.site.hosts import in_domain
from rednet_crawler.spiders.base import RednetSpider

_LOOKS_EVERY = 0.2
"""Seconds between two looks whether a host is free."""
_LEASE = 15.0
"""Seconds beyond the time-out of a request after which its turn ends, should its run have died."""


class SiteDownloadHandler(HTTP11DownloadHandler):
    """Fetches as Scrapy does, from public addresses. With REDNET_REPLICA set, every host of the
    site is that server, over plain HTTP.

    The request carries the host it is meant for, the answer the URL that was asked for: nothing above knows.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._scrapy = crawler
        self._ours = is_ours(crawler)
        """Whether a spider of ours runs: one of another project's own asks whom it wants."""
        self._pace = Pace(
            crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"),
            crawler.settings.getfloat("DOWNLOAD_DELAY"),
        )
        self._own: dict[str, asyncio.Lock] = {}
        """Host → what all but one of our requests to it wait for, where other runs may ask it as well."""
        self._replica = read_replica(crawler.settings["REDNET_REPLICA"] or "")
        if (
            self._replica is not None
        ):  # what is kept open for one host of the site serves all of them
            share_connections(self, crawler.settings.getint("CONCURRENT_REQUESTS"))
        self._trusted: set[str] = set()
        """Addresses that are not public, but named by whoever runs this: of the replica, of a proxy."""
        self._networks = read_networks(str(crawler.settings["REDNET_PRIVATE_NETWORKS"] or ""))
        self._dns_timeout = crawler.settings.getfloat("DNS_TIMEOUT")
        self._sifting: SiftingResolver | None = None
        sent = staticmethod(self._pace.sent)
        use_factory(self, SiteFactory, may_connect=staticmethod(self._may_connect), sent=sent)
        self._under_way: set[asyncio.Future[Response]] = set()
        crawler.signals.connect(self._cut_off, CUT_OFF)

    async def download_request(self, request: Request) -> Response:
        """Fetch one request.

        Raises what Scrapy's handler raises, PrivateAddressError, LongHeaderError, and StoppedError
        where the run is ended meanwhile.
        """
        if not self._ours:
            return await super().download_request(request)
        if self._replica is None:
            return await self._fetch(request)
        parts = urlsplit(request.url)
        if not in_domain(parts.hostname or ""):
            message = f"{request.url}: not a host of the site, and REDNET_REPLICA serves no other"
            raise SettingError(message)
        target = f"http://{self._replica}{parts.path or '/'}" + (
            f"?{parts.query}" if parts.query else ""
        )
        asked = request.replace(url=target)
        asked.headers["Host"] = parts.netloc
        response = await self._fetch(asked)
        request.meta.update(asked.meta)  # how long it took
        return response.replace(url=request.url)

    async def _fetch(self, request: Request) -> Response:
        download = asyncio.ensure_future(self._fetch_in_turn(request))
        self._under_way.add(download)
        try:
            return await download
        except asyncio.CancelledError:
            raise StoppedError(f"{request.url}: cut off, the run is being ended") from None
        finally:
            self._under_way.discard(download)

    async def _fetch_in_turn(self, request: Request) -> Response:
        host, slot = str(request.meta.get(SLOT)), slot_of(self._scrapy, request)
        take, give_back = self._turns_at(request, host, slot)
        async with self._own.setdefault(host, asyncio.Lock()) if give_back else nullcontext():
            while wait := await self._pace.enter(take):
                soon = _LOOKS_EVERY * random.uniform(0.5, 1)  # noqa: S311 - so that none is always first
                await asyncio.sleep(min(wait, soon))
            if slot is not None:  # the host's own pause, such as Crawl-delay, counts from here
                hold(slot, 0.0)
            try:
                return await self._ask(request)
            finally:
                self._pace.leave()
                if give_back is not None:
                    give_back()

    def _turns_at(
        self, request: Request, host: str, slot: Any
    ) -> tuple[Callable[[], float], Callable[[], None] | None]:
        """Return what takes a turn at a host, and what gives it back: None where no other run can ask the host."""
        spider = self._scrapy.spider
        if not isinstance(spider, RednetSpider) or spider.archive.turns is None:
            return lambda: 0.0, None
        turns, run = spider.archive.turns, spider.run
        longest = float(request.meta.get("download_timeout") or 0) + _LEASE

        def give_back() -> None:
            with suppress(StorageError):  # told, and the turn ends by itself
                turns.give_back(host, run)

        return lambda: turns.take(host, run, slot.delay if slot else 0.0, longest), give_back

    async def _ask(self, request: Request) -> Response:
        await self._look_up(request)
        try:
            return await super().download_request(request)
        except (DownloadFailedError, DownloadConnectionRefusedError, TunnelError) as error:
            raise in_words(
                error, urlsplit(request.url).hostname or "", request.meta.get("proxy")
            ) from None

    async def _look_up(self, request: Request) -> None:
        """Raise PrivateAddressError where the name of a host leads into a private network: it is
        not even knocked at.
        """
        proxy: str | None = request.meta.get("proxy")
        host = urlsplit(proxy or request.url).hostname or ""
        literal = isIPAddress(host) or isIPv6Address(host)
        found = [host] if literal else await addresses_of(host, self._resolver(), self._dns_timeout)
        if not found:
            raise CannotResolveHostError(
                f"{host} has no address; check the network and its name server"
            )
        if proxy or self._replica is not None:
            self._trusted.update(found)
        elif not any(is_public(each) if literal else self._may_connect(each) for each in found):
            raise PrivateAddressError(_not_asked(host, found[0]))

    def _resolver(self) -> Any:
        """Return the resolver of the settings, and have connections made to what may be asked of its answers alone.

        Scrapy installs it after it has made this handler.
        """
        from twisted.internet import reactor  # noqa: PLC0415 - Scrapy installs it first

        names: Any = reactor
        if names.nameResolver is not self._sifting:
            self._sifting = SiftingResolver(names.nameResolver, self._may_connect)
            names.installNameResolver(self._sifting)
        return self._sifting.resolver

    async def close(self) -> None:
        """Close the connections, and give the reactor its resolver back."""
        from twisted.internet import reactor  # noqa: PLC0415

        names: Any = reactor
        if self._sifting is not None and names.nameResolver is self._sifting:
            names.installNameResolver(self._sifting.resolver)
        await super().close()

    def _may_connect(self, address: str) -> bool:
        return (
            not self._ours
            or address in self._trusted
            or may_stand_for_a_name(address, self._networks)
        )

    def _cut_off(self) -> None:
        for download in self._under_way:
            download.cancel()


def _not_asked(host: str, address: str) -> str:
    """Say why a name is not asked, and what to do about it."""
    told = f"{host} resolves to {address}, no public address: not asked"
    known = range_of(address)
    if known is None or host == address:
        return told
    network, name = known
    means = f"{told} ({network}, {name})"
    if may_be_allowed(network):
        return f"{means}; set REDNET_PRIVATE_NETWORKS={network} where that is meant, else look at the name server"
    return f"{means}; look at the name server, or log in to the network first"
