"""What a survey was answered, page by page, and what the readers make of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from rednet_crawler.errors import PageError
from rednet_crawler.extraction.channel_links import extract_channel_links
from rednet_crawler.extraction.listing import extract_channel_api, extract_listing
from rednet_crawler.items import ChannelLink, Listing, Page
from rednet_crawler.reading import Reading, read_page
from rednet_crawler.site.urls import home_url

Kind = Literal["home", "listing", "page 2", "past the end", "date page", "api", "article"]
LISTINGS: tuple[Kind, ...] = ("listing", "page 2", "past the end", "date page", "api")
_OK = 200


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer of the site."""

    kind: Kind
    """What it was asked for."""
    page: Page
    status: int
    station: str
    headers: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    """Why there is no answer, where there is none."""

    @property
    def url(self) -> str:
        """Where it comes from."""
        return self.page.url or ""

    @property
    def is_ok(self) -> bool:
        """Whether it holds a page."""
        return self.reason is None and self.status == _OK

    @cached_property
    def listing(self) -> Listing | None:
        """The list on it; None where it was asked for none, or cannot be read."""
        if self.kind not in LISTINGS or not self.is_ok:
            return None
        try:
            return (
                extract_channel_api(self.page, home_url(self.station))
                if self.kind == "api"
                else extract_listing(self.page)
            )
        except PageError:
            return None

    @cached_property
    def reading(self) -> Reading | None:
        """The article on it; None where it was asked for none, or shows none."""
        if self.kind != "article" or not self.is_ok:
            return None
        try:
            return read_page(self.page, station=self.station)
        except PageError:
            return None

    @cached_property
    def channels(self) -> tuple[ChannelLink, ...]:
        """The channels that a home page or an article names."""
        if self.kind not in ("home", "article") or not self.is_ok:
            return ()
        try:
            return extract_channel_links(self.page)
        except PageError:
            return ()

    @property
    def reader(self) -> str:
        """Which reader read it, `none` where none did."""
        if self.kind == "home":
            return "menu" if self.channels else "none"
        if self.kind == "article":
            return (self.reading.raw.template or "unknown") if self.reading else "none"
        return f"list {self.listing.kind}" if self.listing and self.listing.kind else "none"

    @property
    def how_well(self) -> str:
        """What the reader found, in words."""
        if not self.is_ok:
            return self.reason or f"answers {self.status}"
        if self.kind == "home":
            return f"{len(self.channels)} channels"
        if self.kind == "article":
            return _of_article(self.reading)
        entries = self.listing.entries if self.listing else ()
        titled = sum(1 for each in entries if each.title)
        dated = sum(1 for each in entries if each.published)
        return f"{len(entries)} entries, {titled} with a title, {dated} with a time"


def _of_article(reading: Reading | None) -> str:
    if reading is None:
        return "shows no article"
    article = reading.article
    found = {
        "title": article.title, "time": article.published_at, "people": article.byline, "source": article.source,
        "editor": article.editor, "pictures": article.images, "videos": article.videos,
    }  # fmt: skip
    lacks = [name for name in ("title", "time", "source") if not found[name]]
    has = [name for name, value in found.items() if value]
    characters = f"{len(article.text or '')} characters"
    return f"{characters}; {', '.join(has) or 'nothing else'}{'; lacks ' + ', '.join(lacks) if lacks else ''}"


def of_kind(answers: Iterable[Answer], *kinds: Kind) -> list[Answer]:
    """Return the answers that hold a page of these kinds."""
    return [answer for answer in answers if answer.kind in kinds and answer.is_ok]
