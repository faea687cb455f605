"""Which articles are fetched next: the newest first, some at a time, as many as were asked for."""

from collections import deque
from collections.abc import Iterator

from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.crawl.left_articles import LeftArticles
from rednet_crawler.crawl.run_outcome import Doubts
from rednet_crawler.quality.coverage import FieldCoverage

_BATCH = 64
_FEW = 8
"""Known articles that are asked for at once: doubtful answers end that."""


class ArticleQueue:
    """Hands out the keys of pending articles. Keys are kept, not requests."""

    def __init__(
        self,
        ledger: Ledger,
        left: LeftArticles,
        doubts: Doubts,
        limit: int | None,
        coverage: FieldCoverage | None = None,
    ) -> None:
        """Take what the run has met, what earlier runs left, doubts, the most to fetch, and what is read."""
        self._coverage = coverage or FieldCoverage()
        self._ledger = ledger
        self._left = left
        self._doubts = doubts
        self._limit = limit
        self._handed_out = 0
        self._queue: deque[str] = deque()
        """What was pending when it was last looked, in the order it is fetched in."""

    def next_batch(self) -> list[str]:
        """Return the keys of the articles to fetch next.

        Where there are none, what is left is beyond the limit.
        """
        room = _BATCH if self._limit is None else min(_BATCH, self._limit - self._handed_out)
        keys = self._next_keys(room) if room > 0 else []
        if not keys:
            for key in self._ledger.pending():
                self._ledger.mark(key, "skipped", f"beyond limit={self._limit}")
        self._handed_out += len(keys)
        return keys

    def pending_urls(self) -> Iterator[str]:
        """Yield the addresses of what is to be fetched, the newest first."""
        return (self._ledger.entries[key].url for key in self._ledger.pending())

    def _next_keys(self, most: int) -> list[str]:
        """Return what is fetched next; the ledger is looked through only once the queue is empty."""
        keys: list[str] = []
        while len(keys) < most and (self._queue or (not keys and self._look_through())):
            key = self._queue.popleft()
            entry = self._ledger.entries[key]
            if entry.state != "pending":  # another page may have led to it meanwhile
                continue
            if entry.is_known and (self._doubts.are_enough or self._coverage.meets_redesign):
                entry.state = "saved"  # and as due as before
                continue
            if self._ledger.is_not_asked(key):
                continue
            if entry.is_known:
                most = min(most, _FEW)
            keys.append(key)
        return keys

    def _look_through(self) -> bool:
        """Queue what is pending, else some of what earlier runs left; return whether it found any."""
        self._queue_pending()
        if not self._queue and self._left.load_more():
            self._queue_pending()
        return bool(self._queue)

    def _queue_pending(self) -> None:
        self._queue.extend(self._ledger.pending())
