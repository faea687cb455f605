"""What earlier runs left to do: it is brought into the ledger of a run some at a time."""

from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.ledger import Known
from rednet_crawler.archive.walks import Validators
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.entries import FOREIGN, LedgerEntry, not_walked, rank_of
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.crawl.listed import day_of
from rednet_crawler.site.urls import read_address

_BATCH = 500
"""How many entries are brought into memory at a time."""


class LeftArticles:
    """The articles of a station that no run has got yet, and those that are due for another look."""

    def __init__(self, archive: Archive, ledger: Ledger, arguments: CrawlArguments) -> None:
        """Take the archive, the ledger of the run, and what the run was asked for."""
        self._archive = archive
        self._ledger = ledger
        self._arguments = arguments
        self._left: deque[str] = deque()
        """Their keys."""

    def look_up(
        self, channel_ids: Iterable[str], *, failed: bool = False, recheck: int | None = None
    ) -> None:
        """Look up what is left to do in these channels (all, where none is given).

        `failed` also gives all that failed and is not due, `recheck` all articles of so many days.
        """
        now, station, follows = datetime.now(UTC), self._arguments.station, self._ledger.follows
        others = None if follows is None else [not_walked(code) for code in follows - {station}]
        self._archive.ledger.take_back(station, not_walked(station), others, now)
        since = (now - timedelta(days=recheck)).date() if recheck is not None else None
        due = self._archive.ledger.due(
            station, now, failed=failed, recheck=since, channel_ids=tuple(channel_ids)
        )
        self._left = deque(due)

    def load_more(self) -> bool:
        """Make some of it pending in the ledger of the run; return whether there was any."""
        entries = self._ledger.entries
        added = False
        while self._left and not added:
            keys = [self._left.popleft() for _ in range(min(_BATCH, len(self._left)))]
            untried = [key for key in keys if key not in entries or not entries[key].tried]
            for known in self._archive.ledger.entries(untried):
                added |= self._load(known)
        return added

    def _load(self, known: Known) -> bool:
        """Make an article pending; return whether this run is to fetch it."""
        entry = self._ledger.entries.get(known.key)
        if entry is None:
            entry = self._entered(known)
        elif entry.state in ("failed", "saved", "gone"):
            entry.state, entry.reason = "pending", None
        else:
            return False
        if entry is None:
            return False
        entry.validators, entry.is_known = Validators(known.etag, known.last_modified), known.saved
        return True

    def _entered(self, known: Known) -> LedgerEntry | None:
        """Enter what only earlier runs met; None for other dates, and a station not followed."""
        address = read_address(known.url)
        day = day_of(known.published, address)
        if address is None or (day is not None and not self._arguments.covers(day)):
            return None
        if rank_of(address, self._ledger.follows) == FOREIGN:
            why, now = not_walked(str(address.station)), datetime.now(UTC)
            self._archive.ledger.skip(known.key, why, known.published, now)
            return None
        channels = list(self._archive.ledger.channels_of(known.key))
        entry = LedgerEntry(
            known.url, channels=channels, published=known.published, title=known.title
        )
        self._ledger.entries[known.key] = entry
        return entry
