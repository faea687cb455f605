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
def serve(replica: Replica, port: int = 0) -> Iterator[str]:
    """Serve the replica on 127.0.0.1 while the block runs; yield `host:port` (port 0: a free one)."""

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
        if not isinstance(sys.exception(), ConnectionError):  # visitors leave at any moment
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
        status = (
            HTTPStatus.NOT_MODIFIED
            if answer.status == HTTPStatus.OK and self._is_known(answer, etag)
            else answer.status
        )
        self.served.requests.append(Request(time.time(), self.command, host, self.path, int(status)))
        self.send_response(status)
        if answer.status == HTTPStatus.OK:
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", format_datetime(answer.modified.astimezone(UTC), usegmt=True))
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command == "GET" and status != HTTPStatus.NOT_MODIFIED:
            self.wfile.write(answer.body)

    do_HEAD = do_GET  # noqa: N815 - the name http.server asks for

    def _is_known(self, answer: Answer, etag: str) -> bool:
        """Say whether the visitor's copy is good (RFC 9110: If-None-Match goes before If-Modified-Since)."""
        if (tags := self.headers.get("If-None-Match")) is not None:
            return etag in tags
        try:
            return answer.modified <= parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except (TypeError, ValueError):
            return False

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in http.server
        """Stay silent; the replica keeps the requests."""
