"""A listing page as a walk takes it in: the address and the day of each entry are read once, when the page has come."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from rednet_crawler.items import Listing, ListingEntry
from rednet_crawler.normalise.published import parse_time
from rednet_crawler.site.urls import Address, read_address

_DAY_LENGTH = len("2022-12-02")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEntry:
    """One entry of a listing page."""

    url: str
    title: str | None
    published: str | None
    """The time as written."""
    position: int
    address: Address
    key: str
    """The article's identity; of a link that leads to none, its address."""
    time: str | None
    """When it was published by the listing, as `parse_time` reads it."""

    @property
    def listed_day(self) -> date | None:
        """The day by the listing."""
        return date.fromisoformat(self.time[:_DAY_LENGTH]) if self.time else None

    @property
    def day(self) -> date | None:
        """The day by the listing, else by the address of an article."""
        return self.listed_day or (self.address.day if self.address.content_id else None)

    def published_on(self, day: date) -> Self:
        """Return the entry as one of that day, where its listing gives no time."""
        return self if self.published else replace(self, published=str(day), time=str(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPage:
    """One listing page; see `Listing` for what is the same there."""

    kind: str | None
    entries: tuple[ListedEntry, ...]
    next_url: str | None = None
    next_is_guess: bool = False
    paged: bool = False
    title: str | None = None


def read_listing(listing: Listing, station: str = "hh") -> ListedPage:
    """Read the addresses and times of a listing that a station's channel has. An entry whose link
    is no address is none.
    """
    return ListedPage(
        kind=listing.kind,
        entries=tuple(read for entry in listing.entries if (read := _read(entry, station))),
        next_url=listing.next_url,
        next_is_guess=listing.next_is_guess,
        paged=listing.paged,
        title=listing.title,
    )


def day_of(published: str | None, address: Address | None = None) -> date | None:
    """Return the day of a time that a listing gave earlier, else that in the address of an article."""
    time = parse_time(published) if published else None
    if time:
        return date.fromisoformat(time[:_DAY_LENGTH])
    return address.day if address is not None and address.content_id else None


def _read(entry: ListingEntry, station: str) -> ListedEntry | None:
    address = read_address(entry.url)
    if address is None:
        return None
    return ListedEntry(
        url=entry.url,
        title=entry.title,
        published=entry.published,
        position=entry.position,
        address=address,
        key=address.key_on(station) or entry.url,
        time=parse_time(entry.published) if entry.published else None,
    )
