"""What statuses of HTTP mean to a crawl, and the response to a request for an article, before its
page is read.
"""

from typing import NamedTuple

from rednet_crawler.archive.ledger import State
from rednet_crawler.site.urls import read_address

OK = 200
GONE = (404, 410)
"""Nothing is there."""


_SHOWN_URL = 300
"""Characters of an address that a server chose, in a reason."""


class NoArticle(NamedTuple):
    """There is no page of the article to read."""

    state: State
    reason: str
    transient: bool = False
    """Whether the page itself is not to blame."""


def article_answered(key: str, status: int, url: str, station: str = "hh") -> NoArticle | None:
    """Return what a response means that holds no page of this article; None for one that does.

    `url` is the address that responded, after all redirects, `station` the one that is walked.
    """
    if status in GONE:
        return NoArticle("gone", f"answers {status}")
    if status != OK:
        return NoArticle("failed", f"answers {status}", transient=True)
    address = read_address(url)
    if address is None or address.key_on(station) != key:
        return NoArticle("failed", f"is redirected to {url[:_SHOWN_URL]}, another page")
    return None
