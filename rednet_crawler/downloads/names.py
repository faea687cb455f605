"""Names and their addresses: all of both families, by the resolver that is configured."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostResolution


async def addresses_of(host: str, resolver: Any, timeout: float) -> list[str]:  # noqa: ASYNC109 - Scrapy's setting
    """Return the addresses of a name; none where it has none, or the resolver does not answer in time."""
    found: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()
    resolver.resolveHostName(_Collector(found), host)
    try:
        return await asyncio.wait_for(found, timeout)
    except TimeoutError:
        return []


class _Collector:
    """Collects the addresses of a name."""

    def __init__(self, found: "asyncio.Future[list[str]]") -> None:
        self._found = found
        self._addresses: list[str] = []

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        """Begin."""

    def addressResolved(self, address: IAddress) -> None:
        """Add an address."""
        self._addresses.append(str(getattr(address, "host", "")))

    def resolutionComplete(self) -> None:
        """Hand out what was collected."""
        if not self._found.done():
            self._found.set_result(list(dict.fromkeys(self._addresses)))


class SiftingResolver:
    """Hands on those addresses of a name that may be connected to: no other is even knocked at."""

    def __init__(self, resolver: Any, may_connect: Callable[[str], bool]) -> None:
        self.resolver = resolver
        self._may_connect = may_connect

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Resolve a name."""
        sieve = _Sieve(resolutionReceiver, self._may_connect)
        resolution: IHostResolution = self.resolver.resolveHostName(
            sieve, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


class _Sieve:
    """Passes on the addresses that may be connected to."""

    def __init__(self, receiver: Any, may_connect: Callable[[str], bool]) -> None:
        self._receiver = receiver
        self._may_connect = may_connect

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        """Begin."""
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:
        """Pass an address on, or leave it out."""
        if self._may_connect(str(getattr(address, "host", ""))):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:
        """Say that this was all."""
        self._receiver.resolutionComplete()
