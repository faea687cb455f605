"""Listing pages for the tests of the rules."""

from datetime import date, timedelta

from rednet_crawler.crawl.listed import ListedPage, read_listing
from rednet_crawler.items import Listing, ListingEntry


def listed(*entries: tuple[int, date | None], **more: object) -> ListedPage:
    """Return a page that lists these articles, each with its number and the day that the listing gives.

    Their addresses tell the month and no day.
    """
    found = tuple(
        ListingEntry(
            url=f"https://hh.rednet.cn/content/646847/89/{number}.html",
            title=f"题目{number}",
            published=f"{day} 10:00" if day else None,
            position=at,
        )
        for at, (number, day) in enumerate(entries, 1)
    )
    return read_listing(Listing(**{"kind": "A", "entries": found, **more}))  # type: ignore[arg-type]


def a_day_each(newest: date, number: int) -> ListedPage:
    """Return a page with an article of each of so many days, the newest first."""
    return listed(*((9000 - at, newest - timedelta(days=at)) for at in range(number)))
