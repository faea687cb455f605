"""The domain of the site: hosts of it that no page is fetched from may still hold the rules for others."""

from rednet_crawler.site.hosts import DOMAIN


def in_domain(host: str) -> bool:
    """Say whether a host is the site's domain, or one below it.

    >>> [in_domain(each) for each in ("www.rednet.cn", "rednet.cn", "rednet.cn.example.com", "xrednet.cn")]
    [True, True, False, False]
    """
    host = host.lower()
    return host == DOMAIN or host.endswith(f".{DOMAIN}")
