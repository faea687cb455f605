"""The proxy of the environment, as curl would use it."""

from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpproxy import HttpProxyMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.http import Request, Response

from rednet_crawler.launch.proxies import SiteProxy, read_proxy
from rednet_crawler.site.urls import read_address


class ProxyMiddleware(HttpProxyMiddleware):
    """Scrapy's own, but that it reads `all_proxy`, addresses without a scheme and `no_proxy` as curl does.

    A replica on this machine is asked without.
    """

    def __init__(self, auth_encoding: str | None, proxy: SiteProxy) -> None:
        super().__init__(auth_encoding)
        self._proxy = proxy
        self.proxies: dict[str, Any] = {
            scheme: self._get_proxy(proxy.url, scheme) for scheme in ("http", "https")
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the environment. Raises NotConfigured where no proxy is used."""
        settings = crawler.settings
        proxy = (
            read_proxy()
            if settings.getbool("HTTPPROXY_ENABLED") and not settings["REDNET_REPLICA"]
            else None
        )
        if proxy is None:
            raise NotConfigured
        return cls(settings["HTTPPROXY_AUTH_ENCODING"], proxy)

    def process_request(self, request: Request, spider: Any = None) -> Request | Response | None:
        """Have the request go through the proxy, unless its host is asked without."""
        address = read_address(request.url)
        if (
            "proxy" not in request.meta
            and address is not None
            and not self._proxy.serves(address.host)
        ):
            return None
        return super().process_request(request, spider)
