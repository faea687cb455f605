"""A resolver that leads every name to this machine, as a hostile name server would."""

from collections.abc import Sequence

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, succeed


class InsideResolver(CachingThreadedResolver):
    """Answers 127.0.0.2, whatever is asked."""

    def getHostByName(  # noqa: N802 - Twisted's names
        self,
        name: str,  # noqa: ARG002
        timeout: Sequence[int] = (),  # noqa: ARG002
    ) -> "Deferred[str]":
        """Return the address."""
        return succeed("127.0.0.2")
