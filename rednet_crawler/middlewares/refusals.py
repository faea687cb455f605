"""Errors of answers that keep programs out."""

from scrapy.exceptions import IgnoreRequest


class BlockedError(IgnoreRequest):
    """The site, or a firewall before it, answers programs with something else than the page."""


class CookieWallError(BlockedError):
    """The page is there only for who sends a cookie back."""


class PortalError(IgnoreRequest):
    """A log-in page of the network that this machine is in answers in the place of the site."""

    def __init__(self, host: str, what: str) -> None:
        super().__init__(
            f"{host}: a log-in page of this network seems to answer in its place ({what[:200]}): "
            "log in with a browser, then run this again"
        )
