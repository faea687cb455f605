"""Errors of answers that keep programs out."""

from scrapy.exceptions import IgnoreRequest


class BlockedError(IgnoreRequest):
    """The site, or a firewall before it, answers programs with something else than the page."""


class CookieWallError(BlockedError):
    """The page is there only for who sends a cookie back."""
