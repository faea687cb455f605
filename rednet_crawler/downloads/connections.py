"""Connections to the site: to public addresses only, and no longer a header than a server can have reason to send."""

from collections.abc import Callable
from typing import Any

from scrapy.exceptions import IgnoreRequest
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web.iweb import IResponse

from rednet_crawler.downloads.addresses import is_public
from rednet_crawler.downloads.internals import (
    LenientFactory,
    LenientProtocol,
    bound_lines,
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


class SiteFactory(LenientFactory):
    """Makes the protocol of a connection once it is known which address it really goes to.

    It has the last word whatever a name resolved to before: no byte is sent to an address that `may_connect` refuses.
    """

    may_connect: Callable[[str], bool] = staticmethod(is_public)
    sent: Callable[[], None] = staticmethod(lambda: None)
    """What is told when a request is sent."""

    def buildProtocol(self, addr: IAddress | None) -> "SiteProtocol":
        """Return the protocol. Raises PrivateAddressError."""
        host = str(getattr(addr, "host", ""))
        if not self.may_connect(host):
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
        answer = super().request(request)
        bound_lines(self, 4 * LARGEST_HEADER)  # Twisted breaks off at 16 KB, without a word
        return answer

    def dataReceived(self, data: bytes) -> None:
        """Take in what has come."""
        if is_in_header(self):
            if self._header > LARGEST_HEADER:
                error = LongHeaderError(
                    f"the header of the answer does not end within {LARGEST_HEADER} bytes"
                )
                give_up(self, error)
                return
            self._header += len(data)
        super().dataReceived(data)  # type: ignore[no-untyped-call]
