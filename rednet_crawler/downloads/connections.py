"""Connections to the site: to public addresses only, and no longer a header than a server can have reason to send."""

import ipaddress
from collections.abc import Callable, Container
from typing import Any

from scrapy.exceptions import IgnoreRequest
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web.iweb import IResponse

from rednet_crawler.downloads.internals import (
    LenientFactory,
    LenientProtocol,
    give_up,
    is_in_header,
    quiescent_callback,
)

LARGEST_HEADER = 64 * 1024
"""Bytes of a status line with all that stands above the body; a server of the site sends less than one KB."""


class PrivateAddressError(IgnoreRequest):
    """A name of the site leads to this machine or into a private network: nothing is asked for there."""


class LongHeaderError(IgnoreRequest):
    """The header of an answer does not end within LARGEST_HEADER."""


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LEADING_ELSEWHERE = tuple(
    ipaddress.IPv6Network(each)
    for each in (
        "::/96",  # IPv4-compatible, out of use
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b:1::/48",  # NAT64 of one network: where in it the IPv4 address stands is known there alone
        "3fff::/20",  # documentation; older versions of `ipaddress` do not know it
        "fec0::/10",  # site-local, out of use
    )
)
"""Forms that `ipaddress` may call global, and that lead to an address which it has not seen, or into a private network."""


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public Internet: no loopback, private, link-local or multicast one.

    An IPv6 address that stands for an IPv4 one (mapped, NAT64, 6to4) is as public as that one. One with a scope (`%eth0`) is not.

    >>> [is_public(each) for each in ("113.240.0.1", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::7f00:1")]
    [True, False, False, False, False]
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id is not None or any(found in network for network in _LEADING_ELSEWHERE):
            return False
        found = _ipv4_in(found) or found
    return found.is_global and not found.is_multicast


def _ipv4_in(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour


class SiteFactory(LenientFactory):
    """Makes the protocol of a connection once it is known which address it really goes to.

    It has the last word whatever a name resolved to before: no byte is sent to an address that is not public, but to
    those in `trusted`.
    """

    trusted: Container[str] = ()
    sent: Callable[[], None] = staticmethod(lambda: None)
    """What is told when a request is sent."""

    def buildProtocol(self, addr: IAddress | None) -> "SiteProtocol":  # noqa: N802 - Twisted's name
        """Return the protocol. Raises PrivateAddressError."""
        host = str(getattr(addr, "host", ""))
        if host not in self.trusted and not is_public(host):
            raise PrivateAddressError(f"{host or addr}: no public address, not asked")
        protocol = SiteProtocol(quiescent_callback(self))  # type: ignore[no-untyped-call]
        protocol.sent = self.sent
        return protocol


class SiteProtocol(LenientProtocol):
    """Breaks a connection off whose header does not end: Twisted bounds each line of it, but not their number."""

    _header = 0
    sent: Callable[[], None]

    def request(self, request: Any) -> Deferred[IResponse]:
        """Send a request."""
        self._header = 0
        self.sent()
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        """Take in what has come."""
        if is_in_header(self):
            if self._header > LARGEST_HEADER:
                error = LongHeaderError(f"the header of the answer does not end within {LARGEST_HEADER} bytes")
                give_up(self, error)
                return
            self._header += len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]
