"""A station that changes and a server that fails: what the replica does not do by itself.

Which request fails, and how, hangs on a seed, the address and how often it was asked for: the same in every trial.
"""

import hashlib
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Thread
from typing import Any

from rednet_crawler.replica.listings import Channel
from rednet_crawler.replica.numbering import SEED_ID
from rednet_crawler.replica.station import SEED, Answer, Replica, Request
from rednet_crawler.replica.story import Story

FAULTS = ("500", "503", "503 later", "429", "drop", "cut", "cut chunked", "stall")
STALL = 3.0
"""Seconds that a stalled answer says nothing, then the connection is closed. Trials set DOWNLOAD_TIMEOUT below it."""


class Station(Replica):
    """A replica whose articles are edited, removed, pinned and moved."""

    def __init__(self, articles: int, seed: int = SEED) -> None:
        super().__init__("hh", articles, seed, {SEED_ID})
        self.removed: dict[str, HTTPStatus] = {}
        """Path of an article that is no longer there → what is answered: 404 or 410."""

    def answer(self, host: str, target: str) -> Answer:
        """Return what a host of the site answers."""
        answer = super().answer(host, target)
        status = self.removed.get(target.partition("?")[0].removeprefix("/m").removeprefix("/pc"))
        return answer._replace(status=status) if status else answer

    def publish_at(self, moment: datetime) -> Story:
        """Put a new article on top of the listings; the moment is China Standard Time, without a zone."""
        story, channels = self._write(moment, self.station)
        self.listed = {**self.listed, story: channels}
        return story

    def edit(self, story: Story) -> Story:
        """Add a paragraph to an article, and return what it is now. Its listings stay as they are."""
        again = replace(story, pieces=(*story.pieces, f"本文第{len(story.pieces)}段为后来补充。"))
        self.listed = {
            again if one is story else one: channels for one, channels in self.listed.items()
        }
        self._pinned = {
            channel: again if one is story else one for channel, one in self._pinned.items()
        }
        return again

    def remove(self, story: Story, status: HTTPStatus = HTTPStatus.NOT_FOUND) -> None:
        """Take an article off the site and its listings."""
        self.listed = {one: channels for one, channels in self.listed.items() if one is not story}
        self._pinned = {channel: one for channel, one in self._pinned.items() if one is not story}
        self.removed[story.path] = status

    def pin(self, channel: Channel, story: Story) -> None:
        """Put an article of a channel above all others there."""
        self._pinned = {**self._pinned, channel: story}

    def move(self, story: Story, channels: tuple[str, ...]) -> None:
        """List an article in these channels, at the place of its time."""
        self.listed = {
            one: channels if one is story else others for one, others in self.listed.items()
        }
        self._pinned = {channel: one for channel, one in self._pinned.items() if one is not story}


@dataclass
class Faults:
    """Which requests fail."""

    share: float = 0.0
    seed: int = 1
    made: Counter[str] = field(default_factory=Counter)
    _asked: Counter[str] = field(default_factory=Counter)

    def draw(self, address: str) -> str | None:
        """Return how the next request for an address fails; None where it does not."""
        self._asked[address] += 1
        dice = Random(f"{self.seed}/{address}/{self._asked[address]}")
        fault = dice.choice(FAULTS) if dice.random() < self.share else None
        self.made[fault or "none"] += 1
        return fault


@contextmanager
def serve(station: Replica, faults: Faults | None = None) -> Iterator[str]:
    """Serve a station on loopback while the block runs, with faults; yield `host:port`."""
    handler = type("Visit", (_Visit,), {"station": station, "faults": faults or Faults()})
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # visitors are killed at any moment
            super().handle_error(request, client_address)


class _Visit(BaseHTTPRequestHandler):
    station: Replica
    faults: Faults
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        fault = self.faults.draw(host + self.path)
        if fault is None:
            self._give(host)
        elif fault in ("drop", "stall"):
            time.sleep(STALL if fault == "stall" else 0)
            self.close_connection = True
        elif fault.startswith("cut"):
            self._cut(self.station.answer(host, self.path), chunked=fault.endswith("chunked"))
        else:
            self._head(
                int(fault[:3]),
                **({"Retry-After": "1"} if fault.endswith("later") else {}),
                Content_Length="0",
            )
        if fault:
            self._note(host, 0)

    def _give(self, host: str) -> None:
        answer = self.station.answer(host, self.path)
        etag = f'"{hashlib.sha256(answer.body).hexdigest()}"'
        found = answer.status == HTTPStatus.OK
        known = found and etag in self.headers.get("If-None-Match", "")
        status = HTTPStatus.NOT_MODIFIED if known else answer.status
        self._note(host, status)
        length = (
            {}
            if known
            else {"Content_Type": answer.content_type, "Content_Length": str(len(answer.body))}
        )
        self._head(status, **({"ETag": etag} if found else {}), **length)
        if not known:
            self.wfile.write(answer.body)

    def _cut(self, answer: Answer, *, chunked: bool) -> None:
        """Send half of a page, and hang up."""
        self.close_connection = True
        half = answer.body[: len(answer.body) // 2]
        if chunked:
            self._head(answer.status, Content_Type=answer.content_type, Transfer_Encoding="chunked")
            self.wfile.write(b"%x\r\n%b\r\n" % (len(half), half))
        else:
            self._head(
                answer.status,
                Content_Type=answer.content_type,
                Content_Length=str(len(answer.body)),
            )
            self.wfile.write(half)

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def _note(self, host: str, status: int) -> None:
        self.station.requests.append(Request(time.time(), "GET", host, self.path, int(status)))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in http.server
        """Stay silent; the station keeps the requests."""
