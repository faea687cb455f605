"""Serves a replica over HTTP on loopback: by Host header, with validators and 304."""

import hashlib
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import Any

from .station import Answer, Replica, Request


@contextmanager
def serve(replica: Replica, port: int = 0, *, design: str | None = None) -> Iterator[str]:
    """Serve the replica on 127.0.0.1 in the block; yield `host:port` (port 0: a free one).

    With a `design` (`designs.DESIGNS`), its article pages are in that one from now on.
    """
    if design is not None:
        replica.design = design

    class Visit(_Visit):
        served = replica

    with _Server(("127.0.0.1", port), Visit) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
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
        if not isinstance(sys.exception(), ConnectionError):  # clients disconnect at any moment
            super().handle_error(request, client_address)


class _Visit(BaseHTTPRequestHandler):
    served: Replica
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        answer = self.served.answer(host, self.path)
        etag = f'"{hashlib.sha256(answer.body).hexdigest()}"'
        status = answer.status
        if status == HTTPStatus.OK and self._is_known(answer, etag):
            status = HTTPStatus.NOT_MODIFIED
        request = Request(time.time(), self.command, host, self.path, int(status))
        self.served.requests.append(request)
        self.send_response(status)
        if answer.status == HTTPStatus.OK:
            modified = format_datetime(answer.modified.astimezone(UTC), usegmt=True)
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", modified)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command == "GET" and status != HTTPStatus.NOT_MODIFIED:
            self.wfile.write(answer.body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _is_known(self, answer: Answer, etag: str) -> bool:
        """Return whether the client's copy is current (RFC 9110, section 13.2.2)."""
        if (tags := self.headers.get("If-None-Match")) is not None:
            return etag in tags
        since = self.headers.get("If-Modified-Since", "")
        try:
            return answer.modified <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def log_message(self, *_: object) -> None:
        """Log nothing: the replica keeps the requests."""
