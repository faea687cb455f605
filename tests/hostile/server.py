"""Serves a replica whose first articles are hostile, a case each."""

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

from rednet_crawler.replica.station import Replica

from .case import Case, Sent, answer

_LONGEST = 60.0
"""Seconds that one answer takes at most."""


@contextmanager
def serve(
    replica: Replica, cases: Mapping[str, Case], elsewhere: str, port: int = 0
) -> Iterator[str]:
    """Serve a replica on 127.0.0.1 while the block runs; yield `host:port`.

    `cases` says which paths (or `host/path`) are answered with what; `elsewhere` is the `host:port` that they lead to.
    """
    visit = type("Visit", (_Visit,), {"replica": replica, "cases": cases, "elsewhere": elsewhere})
    with _Server(("127.0.0.1", port), visit) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: visitors hang up on what we send."""


class _Visit(BaseRequestHandler):
    replica: Replica
    cases: Mapping[str, Case]
    elsewhere: str
    request: socket.socket

    def handle(self) -> None:
        """Answer one request, and hang up."""
        head = b""
        while b"\r\n\r\n" not in head:
            if not (more := self.request.recv(65536)):
                return
            head += more
        line, *lines = head.decode("latin-1").split("\r\n")
        host = next(
            (each[5:].strip() for each in lines if each[:5].lower() == "host:"), ""
        ).partition(":")[0]
        self._send(self._sent(host, line.split()[1]))

    def _sent(self, host: str, target: str) -> Sent:
        path = target.partition("?")[0]
        short = (
            path.removeprefix("/m").removeprefix("/pc")
            if path.startswith(("/m/", "/pc/"))
            else path
        )
        case = self.cases.get(host + path) or self.cases.get(short)
        plain = self.replica.answer(host, target)
        if case is not None:
            return case.send(plain.body, self.elsewhere)
        return [
            answer(
                plain.body,
                f"{plain.status.value} {plain.status.phrase}",
                Content_Type=plain.content_type,
            )
        ]

    def _send(self, sent: Sent) -> None:
        until = time.monotonic() + _LONGEST
        for part in sent:
            if time.monotonic() > until:
                return
            if isinstance(part, float):
                time.sleep(part)
            else:
                self.request.sendall(part)
