"""One page → one article: found, understood and checked. What every command and the library read by."""

from typing import NamedTuple

from rednet_crawler.extraction.page_file import extract_page_file
from rednet_crawler.items import Article, Page, RawArticle, Sighting
from rednet_crawler.normalise.article import normalise_article


class Reading(NamedTuple):
    """An article beside what stood on its page."""

    raw: RawArticle
    article: Article


def read_page(page: Page, *, station: str, sighting: Sighting | None = None) -> Reading:
    """Read a page, HTML or the plain text of one.

    `station` is the code of the station that is meant where the page is of the app edition,
    `sighting` what a listing said of it. Raises NotAnArticleError for a page without an article,
    OverBoundError for one that is larger than is read, PageError for one whose values break the schema.
    """
    raw = extract_page_file(page)
    return Reading(raw, normalise_article(raw, station=station, sighting=sighting))


def read_article(page: Page, *, station: str, sighting: Sighting | None = None) -> Article:
    """Return the article of a page. Raises as `read_page`."""
    return read_page(page, station=station, sighting=sighting).article
