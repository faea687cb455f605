"""A worker: takes stations from the broker, and runs `rednet crawl` for each in a process."""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import dramatiq
from dramatiq.errors import Retry

from rednet_crawler.archive.address import shown
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.units import Unit, unit_refusal
from rednet_crawler.cluster.broker import QUEUE, open_broker, send, waiting
from rednet_crawler.errors import EXIT_HELD, EXIT_INTERRUPTED, EXIT_USAGE, RednetError
from rednet_crawler.safety import is_secret

logger = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 5_000, 600_000
"""Milliseconds before a job that failed is tried again: 5 s, 10 s, … 10 minutes."""
_HELD_PAUSE = 15_000
"""The same for a station that another run walks."""
_GRACE = 30
"""Seconds that a crawl has to end cleanly."""
_SAID = 4_000
"""Bytes at the end of a crawl's output that are logged; the table of its summary is left out."""
_TABLE = ("┏", "┃", "┡", "│", "└")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOptions:
    """How a worker works."""

    broker: str
    archive: str
    jobs: int = 1
    """Stations at a time."""
    heartbeat: float = 60.0
    """Seconds of silence after which a worker counts as dead."""
    longest: float = 24 * 3600.0
    """Seconds after which a walk is ended, to go on in another turn."""
    settings: Mapping[str, str] = field(default_factory=dict)
    """Scrapy settings of the crawls."""


class ClusterWorker:
    """Walks stations until it is stopped."""

    def __init__(self, options: WorkerOptions) -> None:
        self._options = options
        self._stopping = Event()
        self._broker = open_broker(options.broker, heartbeat=options.heartbeat)
        dramatiq.actor(
            actor_name="walk",
            queue_name=QUEUE,
            broker=self._broker,
            max_retries=None,  # the archive counts them
            min_backoff=_FIRST_PAUSE,
            max_backoff=_LONGEST_PAUSE,
        )(self._walk)

    def run(self) -> None:
        """Work until SIGINT or SIGTERM; then end the crawls, and give their jobs back."""
        worker = dramatiq.Worker(self._broker, queues={QUEUE}, worker_threads=self._options.jobs)
        worker.queue_prefetch = self._options.jobs  # what this one cannot walk now is for others
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stopping.set())
        worker.start()
        logger.info("worker %d on %s", os.getpid(), shown(self._options.broker))
        while not self._stopping.wait(self._options.heartbeat / 2):
            self._send_lost()
        worker.stop(timeout=(_GRACE + 10) * 1000)
        self._broker.close()

    def _walk(self, station: str, after_run: int) -> None:
        """Walk a station, unless that is done or no longer wanted. Raises Retry for another try."""
        with Archive.read(self._options.archive) as archive:
            unit = archive.units.find(station)
        if (
            unit is not None
            and unit.after_run == after_run
            and (reason := unit_refusal(unit.station, unit.arguments))
        ):
            logger.error("job %s: %s", station, reason)
            return
        if unit is None or unit.after_run != after_run or unit.state in ("done", "failed"):
            logger.info("%s: nothing left to do", station)
            return
        if (
            unit.state == "running"
        ):  # a crawl started now could find the station free, and walk it a second time
            raise Retry(f"{station}: is walked by another run", delay=_HELD_PAUSE)
        code = self._crawl(unit)
        with Archive.read(self._options.archive) as archive:
            unit = archive.units.find(station)
        if code == EXIT_HELD:
            raise Retry(f"{station}: is walked by another run", delay=_HELD_PAUSE)
        if self._stopping.is_set():
            raise Retry(f"{station}: this worker ends", delay=0)
        if (
            unit is not None
            and unit.after_run == after_run
            and unit.state not in ("done", "failed")
        ):
            # what was only cut off did not fail: it need not wait longer each time
            raise Retry(
                f"{station}: exit code {code}",
                delay=_FIRST_PAUSE if code == EXIT_INTERRUPTED else None,
            )
        logger.info("%s: exit code %d", station, code)

    def _crawl(self, unit: Unit) -> int:
        """Run the crawl of a job, at most for `longest` seconds; return its exit code."""
        if unit_refusal(unit.station, unit.arguments):
            return EXIT_USAGE
        words = ["crawl", "--station", unit.station, *unit.arguments]
        own = {
            name: value for name, value in self._options.settings.items() if is_secret(name, value)
        }
        others = self._options.settings.items() - own.items()
        words += [word for pair in sorted(others) for word in ("-s", "=".join(pair))]
        command = [
            sys.executable,
            "-m",
            "rednet_crawler.cluster.parent_death",
            str(os.getpid()),
            *words,
        ]
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(  # `unit_refusal` has checked them
                command,
                env={
                    **os.environ,
                    **own,
                    "REDNET_ARCHIVE": self._options.archive,
                },  # argv would show them
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
            code = self._await(process)
            if code:
                said.seek(max(said.tell() - _SAID, 0))
                lines = said.read().decode(errors="replace").splitlines()
                told = " ".join(line for line in lines if not line.startswith(_TABLE))
                logger.warning("%s: exit code %d: %s", unit.station, code, told)
        return code

    def _await(self, process: "subprocess.Popen[bytes]") -> int:
        until = time.monotonic() + self._options.longest
        while process.poll() is None:
            if self._stopping.wait(0.2) or time.monotonic() > until:
                process.terminate()
                try:
                    return process.wait(_GRACE)
                except subprocess.TimeoutExpired:
                    process.kill()
                    return process.wait()
        return process.returncode

    def _send_lost(self) -> None:
        """Re-queue jobs that the broker lost or never acknowledged."""
        try:
            known = waiting(self._broker, time.time())
            if known is None:
                return
            with Archive.read(self._options.archive) as archive:
                for unit in archive.units.all():
                    if unit.station not in known and _is_lost(unit, self._options.heartbeat):
                        logger.warning("%s: no message and no run, sent again", unit.station)
                        send(self._broker, unit.station, unit.after_run)
        except RednetError as error:
            logger.warning("%s", error)
        except Exception as error:  # noqa: BLE001 - each library of a broker has errors of its own
            logger.warning("the broker cannot be asked (%s)", error)


def _is_lost(unit: Unit, heartbeat: float) -> bool:
    """Return whether a job has had neither worker nor message for two heartbeats."""
    if unit.state not in ("queued", "retrying"):
        return False
    moved = max(filter(None, (unit.submitted_at, unit.begun_at, unit.ended_at)))
    return datetime.now(UTC) - datetime.fromisoformat(moved) > timedelta(seconds=2 * heartbeat + 10)


def submit(
    broker_url: str, archive_url: str, stations: Sequence[str], arguments: Sequence[str]
) -> None:
    """Enter jobs into the archive, and send them to the broker. Raises StorageError."""
    broker: Any = open_broker(broker_url)
    try:
        with Archive(archive_url) as archive:
            for station in stations:
                send(broker, station, archive.units.submit(station, arguments, datetime.now(UTC)))
    finally:
        broker.close()
