"""Item pipelines: found → understood → within the dates asked for → kept → handed out. Each calls
one pure function.
"""

from dataclasses import replace
from datetime import date

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from rednet_crawler.archive.archive import Archive, Batch
from rednet_crawler.archive.texts import Saved, Text
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.run_outcome import outcome_of
from rednet_crawler.errors import PageError, StorageError
from rednet_crawler.export.records import raw_values
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.quality.coverage import FieldCoverage
from rednet_crawler.spiders.answers import (
    Doubtful,
    Fetched,
    NotKept,
    OutOfRange,
    Rejected,
    Unchanged,
)

_DAY_LENGTH = len("2022-12-02")


class NormalisePipeline:
    """Understands what was found: gives `Fetched` its article."""

    def process_item(self, item: object) -> object:
        """Normalise; drop a page that identifies no article or breaks the schema, with the reason."""
        if not isinstance(item, Fetched):
            return item
        try:
            return replace(
                item,
                article=normalise_article(item.raw, station=item.station, sighting=item.sighting),
            )
        except PageError as error:
            raise Rejected(str(error)) from error


class CoveragePipeline:
    """Counts what was read from a page, whether its article is new or not."""

    def __init__(self, coverage: FieldCoverage) -> None:
        self._coverage = coverage

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CoveragePipeline":
        """Take the counts of the run; a spider of another project has none."""
        outcome = outcome_of(crawler.spider)
        if outcome is None:
            raise NotConfigured
        return cls(outcome.coverage)

    def process_item(self, item: object) -> object:
        """Count an article."""
        if isinstance(item, Fetched) and item.article is not None:
            self._coverage.add(item.raw, item.article, item.tokens)
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
        if (
            isinstance(item, Fetched)
            and item.article
            and item.article.published_at
            and self._arguments
        ):
            day = date.fromisoformat(item.article.published_at[:_DAY_LENGTH])
            if not self._arguments.covers(day):
                raise OutOfRange(
                    f"{item.article.url}: published {day}, outside the dates asked for", day
                )
        return item


class ArchivePipeline:
    """Commits an article to the archive, and passes on what is new or changed there, with its revision."""

    def __init__(self, archive: Archive, run: int | None, crawler: Crawler) -> None:
        self._batch = Batch(archive, run)
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ArchivePipeline":
        """Take the archive of the spider; one of another project has none, and there is nothing to do."""
        archive = getattr(crawler.spider, "archive", None)
        if archive is None:
            raise NotConfigured
        return cls(archive, getattr(crawler.spider, "run", None), crawler)

    async def process_item(self, item: object) -> object:
        """Save; drop what is known with this very text, and what says less of an article than is known.

        What was asked for by its address is dropped only for the latter.
        """
        if not isinstance(item, Fetched) or item.article is None:
            return item
        article = item.article
        raw = raw_values(item.raw, article)
        text = Text(item.key, item.record, raw, item.validators, page=item.page, lost=item.raw.lost)
        try:
            saved = await self._batch.save(text)
        except StorageError as error:
            raise NotKept(str(error)) from None
        if saved.doubt is not None:
            raise Doubtful(f"{article.url}: {saved.doubt}; the text that is known stays")
        self._committed(item.key)
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"rednet/articles/{_kind(saved)}")
        if not (saved.changed or item.asked_for):
            raise Unchanged(f"{article.url}: unchanged since revision {saved.revision}", article)
        kept = replace(
            article,
            channels=saved.channels,
            revision=saved.revision,
            first_seen_at=saved.first_seen_at,
        )
        return replace(item, article=kept, page=None)

    def _committed(self, key: str) -> None:
        """Tell the ledger of the run at once: no later pipeline can undo it."""
        ledger = getattr(self._crawler.spider, "ledger", None)
        if ledger is not None:
            ledger.mark(key, "saved")


class HandOutPipeline:
    """Hands out the article alone: what follows (feeds, pipelines of others) sees no other item."""

    def process_item(self, item: object) -> object:
        """Return the article."""
        return item.article if isinstance(item, Fetched) else item


def _kind(saved: Saved) -> str:
    """Return how a saved article is counted."""
    if not saved.changed:
        return "unchanged"
    return "new" if saved.revision == 1 else "changed"
