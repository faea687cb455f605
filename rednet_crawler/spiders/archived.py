"""The ledger of a run that is kept in the archive: what was known before it, and what it learns, at once."""

from collections.abc import Iterable
from datetime import UTC, datetime

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.ledger import State
from rednet_crawler.archive.walks import Listed, Validators
from rednet_crawler.items import Listing, ListingEntry
from rednet_crawler.site.urls import read_address
from rednet_crawler.spiders.arguments import CrawlArguments
from rednet_crawler.spiders.ledger import Ledger, LedgerEntry, Walk
from rednet_crawler.spiders.walk import entry_day

_MOST_DUE = 100_000
_ENOUGH = 3
"""Covered entries at the end of a page that end a walk; on a shorter page all of them."""


class ArchivedLedger(Ledger):
    """Enters every listing page and every outcome into the archive when it comes, so that a kill loses nothing."""

    def __init__(
        self, archive: Archive, arguments: CrawlArguments, *, full: bool = False, failed: bool = False
    ) -> None:
        """Take the archive; `full` walks all pages, `failed` takes up all that failed, whether due or not."""
        super().__init__()
        self._archive = archive
        self._arguments = arguments
        self._full = full
        self._failed = failed

    def known_channels(self) -> tuple[tuple[str, str], ...]:
        """Return (number, name) of the channels that earlier runs walked."""
        return tuple(self._archive.walks.channels(self._arguments.station))

    def take_in(self, walk: Walk, listing: Listing) -> bool:
        """Commit a listing page; return whether it ends in entries that an earlier walk has covered, so that this may end.

        Lists are newest first: below such entries stands nothing that walk did not meet. One or two might have moved up.
        """
        found = {entry.url: key for entry in listing.entries if (key := _key(entry)) in self.entries}
        urls = [entry.url for entry in listing.entries if entry.url in found]
        covered = self._archive.walks.covered(walk.channel_id, urls, str(self._arguments.since or ""))
        listed = [self._listed(entry, found[entry.url]) for entry in listing.entries if entry.url in found]
        self._archive.walks.take_in(self._arguments.station, walk.channel_id, walk.name, listed, datetime.now(UTC))
        self._recall(found.values())
        return not self._full and bool(urls) and covered >= min(len(urls), _ENOUGH)

    def begin_walk(self, walk: Walk) -> Validators:
        """Enter a walk as a gap until it ends; return what tells whether its first page has changed."""
        station, since = self._arguments.station, str(self._arguments.since or "")
        known = self._archive.walks.begin(station, walk.channel_id, walk.name, since, datetime.now(UTC))
        return Validators(None, None) if self._full else known

    def end_walk(self, walk: Walk) -> None:
        """Enter that a walk came to its end. One with a limit or an end date leaves out articles, and covers nothing."""
        whole = self._arguments.limit is None and self._arguments.until is None
        since = str(self._arguments.since or "") if whole else None
        now = datetime.now(UTC)
        self._archive.walks.end(self._arguments.station, walk.channel_id, walk.taken_pages, since, walk.validators, now)

    def take_up(self, channel_ids: Iterable[str]) -> None:
        """Add what earlier runs left to do in these channels (all, where none is given)."""
        now = datetime.now(UTC)
        for due in self._archive.ledger.due(
            self._arguments.station, now, _MOST_DUE, failed=self._failed, channel_ids=tuple(channel_ids)
        ):
            address = read_address(due.url)
            if address is None:
                continue
            day = entry_day(ListingEntry(url=due.url, title=None, published=due.published), address)
            known = self.entries.get(due.key)
            if known is not None:
                if known.state in ("failed", "saved"):
                    known.state, known.reason = "pending", None
            elif day is None or self._arguments.covers(day):
                channels = list(self._archive.ledger.channels_of(due.key))
                self.entries[due.key] = LedgerEntry(
                    due.url, channels=channels, published=due.published, title=due.title
                )

    def mark(self, key: str, state: State, reason: str | None = None) -> None:
        """Move an entry to its state, in the archive as well; a saved article is entered there with its text."""
        known = self.entries.get(key)
        super().mark(key, state, reason)
        if known is not None and known.state == state and state in ("failed", "gone"):
            known.state = self._archive.ledger.mark(key, state, reason, datetime.now(UTC))

    def _listed(self, entry: ListingEntry, key: str) -> Listed:
        known = self.entries[key]
        state: State = "skipped" if known.state == "skipped" else "pending"
        return Listed(key, entry.url, entry.position, known.rank, state, known.reason, entry.title, entry.published)

    def _recall(self, keys: Iterable[str]) -> None:
        """Bring what the archive knows of these keys into the run."""
        for key, (state, reason) in self._archive.ledger.states(list(keys)).items():
            entry = self.entries[key]
            if entry.state == "pending" and state != "pending":
                entry.state, entry.reason = state, reason


def _key(entry: ListingEntry) -> str:
    address = read_address(entry.url)
    return (address.key if address else None) or entry.url
