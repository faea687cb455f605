"""One page for a command: from a file, or fetched as the spider fetches."""

from collections.abc import Mapping
from pathlib import Path

from rednet_crawler.arguments import read_urls
from rednet_crawler.cli.run import KEPT_NOWHERE, RunOptions, run_spider
from rednet_crawler.errors import NotAnArticleError
from rednet_crawler.extraction.page_file import read_page_file
from rednet_crawler.items import Page


def page_from(source: str, url: str | None, settings: Mapping[str, str]) -> Page:
    """Return the page of a file, or the answer at the address of an article, which is kept nowhere.

    Raises StorageError for a file that cannot be read, ArgumentError for an address off the site and
    NotAnArticleError where the address cannot be had.
    """
    if "://" not in source or Path(source).exists():
        return read_page_file(Path(source), url)
    (address,) = read_urls(source)
    pages: list[Page] = []
    run = run_spider(
        "article", {"url": address}, RunOptions(settings={**settings, **KEPT_NOWHERE}), keep=pages
    )
    if not pages:
        reasons = [entry.reason for entry in run.outcome.ledger.entries.values() if entry.reason]
        raise NotAnArticleError(f"{address}: {'; '.join(reasons) or 'could not be fetched'}")
    return pages[0]
