"""Item pipelines: found → understood → checked → within the dates asked for. Each calls one pure function."""

from datetime import date

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from rednet_crawler.errors import PageError
from rednet_crawler.items import Article
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.schema import validate
from rednet_crawler.spiders.arguments import CrawlArguments
from rednet_crawler.spiders.base import Fetched, OutOfRange

_DAY_LENGTH = len("2022-12-02")


class NormalisePipeline:
    """`Fetched` → `Article`."""

    def process_item(self, item: object) -> object:
        """Normalise; drop a page that says of no article."""
        if not isinstance(item, Fetched):
            return item
        try:
            return normalise_article(item.raw, station=item.station, sighting=item.sighting)
        except PageError as error:
            raise DropItem(str(error)) from error


class ValidatePipeline:
    """Drops an article that breaks the JSON Schema, with the reason."""

    def process_item(self, item: object) -> object:
        """Check an article."""
        if isinstance(item, Article):
            try:
                validate(item)
            except PageError as error:
                raise DropItem(f"{item.url}: {error}") from error
        return item


class DateRangePipeline:
    """Drops what was published outside the spider's since and until: a listing may not say when that was."""

    def __init__(self, arguments: CrawlArguments | None) -> None:
        self._arguments = arguments

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "DateRangePipeline":
        """Take the range from the spider."""
        return cls(getattr(crawler.spider, "arguments", None))

    def process_item(self, item: object) -> object:
        """Pass what is in the range, and what has no known day."""
        if isinstance(item, Article) and item.published_at and self._arguments:
            day = date.fromisoformat(item.published_at[:_DAY_LENGTH])
            if not self._arguments.covers(day):
                raise OutOfRange(f"{item.url}: published {day}, outside the dates asked for")
        return item
