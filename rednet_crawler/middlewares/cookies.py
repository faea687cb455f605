"""Cookies, where somebody sets COOKIES_ENABLED: kept for the run, and without asking another host what a domain is."""

from scrapy.downloadermiddlewares.cookies import CookiesMiddleware

from rednet_crawler.downloads.internals import know_public_domains_offline


class OwnCookiesMiddleware(CookiesMiddleware):
    """Scrapy's own, but that it asks nobody but the site."""

    def __init__(self, debug: bool = False) -> None:  # noqa: FBT001, FBT002 - as Scrapy calls it
        super().__init__(debug)
        know_public_domains_offline()
