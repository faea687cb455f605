"""Item pipelines: found → understood → checked → within the dates asked for → kept. Each calls one pure function."""

from dataclasses import replace
from datetime import UTC, date, datetime

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem, NotConfigured

from rednet_crawler.archive.archive import Archive
from rednet_crawler.errors import PageError
from rednet_crawler.export.rows import to_record
from rednet_crawler.items import Article
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.schema import validate
from rednet_crawler.site.urls import read_address
from rednet_crawler.spiders.arguments import CrawlArguments
from rednet_crawler.spiders.base import Fetched, OutOfRange, Unchanged

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


class ArchivePipeline:
    """Commits an article to the archive, and passes on what is new or changed there, with its revision."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ArchivePipeline":
        """Take the archive of the spider; without one there is nothing to do."""
        archive = getattr(crawler.spider, "archive", None)
        if archive is None:
            raise NotConfigured
        return cls(archive)

    def process_item(self, item: object) -> object:
        """Save; drop what is known with this very text."""
        address = read_address(item.url) if isinstance(item, Article) else None
        if not isinstance(item, Article) or address is None or address.key is None:
            return item
        article = replace(item, channels=self._archive.ledger.channels_of(address.key) or item.channels)
        saved = self._archive.articles.save(address.key, to_record(article), datetime.now(UTC))
        if not saved.changed:
            raise Unchanged(f"{item.url}: unchanged since revision {saved.revision}")
        return replace(article, revision=saved.revision, first_seen_at=saved.first_seen_at)
