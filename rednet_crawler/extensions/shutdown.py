"""A clean stop within seconds: queued requests are dropped, running downloads cancelled after 3 s.

Scrapy's own stop waits for all that its downloader has taken: with a second between requests, a
host that is held back or one that stalls, that takes minutes.
"""

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from twisted.internet.task import LoopingCall

from rednet_crawler.crawl.run_outcome import outcome_of
from rednet_crawler.downloads.internals import let_go, slots_of

CUT_OFF = object()
"""Signal: end the downloads that are under way."""
_LOOKS_EVERY = 0.25
_GRACE = 3.0
"""Seconds that what is under way may take to its end."""


class StoppedError(IgnoreRequest):
    """The run is being ended: the page was not fetched, and is as pending as before."""


class PromptStop:
    """Extension that ends a run promptly after SIGINT, SIGTERM or a full disk."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._waited = 0.0
        self._watch = LoopingCall(self._look)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PromptStop":
        """Watch from the first request on."""
        stop = cls(crawler)
        crawler.signals.connect(stop.begin, signals.spider_opened)
        crawler.signals.connect(stop.end, signals.engine_stopped)
        return stop

    def begin(self) -> None:
        """Begin to watch."""
        self._watch.start(_LOOKS_EVERY, now=False)

    def end(self) -> None:
        """Watch no longer."""
        if self._watch.running:
            self._watch.stop()

    def _look(self) -> None:
        outcome = outcome_of(self._crawler.spider)
        if self._crawler.crawling and (outcome is None or outcome.refusal is None):
            return
        for slot in slots_of(self._crawler):
            let_go(
                slot,
                lambda request: StoppedError(f"{request.url}: not fetched, the run is being ended"),
            )
        self._waited += _LOOKS_EVERY
        if self._waited >= _GRACE:
            self._crawler.signals.send_catch_log(CUT_OFF)
