"""The signs of life that a run leaves in its archive while it is open."""

from contextlib import suppress
from datetime import UTC, datetime

from scrapy import signals
from scrapy.signalmanager import SignalManager
from twisted.internet.task import LoopingCall

from rednet_crawler.archive.archive import Archive
from rednet_crawler.errors import StorageError

_EVERY = 20
"""Seconds between two signs of life."""


class Heartbeat:
    """Enters into the archive that a run is alive, from the first request to its end."""

    def __init__(self, archive: Archive, run: int) -> None:
        """Take the archive, and the number of the run in it."""
        self._archive, self._run = archive, run
        self._beats = LoopingCall(self._beat)

    def connect(self, to: SignalManager) -> None:
        """Listen to a crawler."""
        to.connect(self.begin, signals.spider_opened)
        to.connect(self.end, signals.spider_closed)

    def begin(self) -> None:
        """Begin; the run itself was entered a moment ago."""
        self._beats.start(_EVERY, now=False)

    def end(self) -> None:
        """Beat no longer."""
        if self._beats.running:
            self._beats.stop()

    def _beat(self) -> None:
        with suppress(StorageError):  # the run is told, and ends
            self._archive.runs.beat(self._run, datetime.now(UTC))
