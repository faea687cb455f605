"""A replica in a process of its own, whose pages are made once: what is measured is the visitor, not the server."""

import asyncio
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from functools import cache
from http import HTTPStatus
from urllib.request import Request, urlopen

from frames import framed

from rednet_crawler.replica.station import build_station

ASKED = "asked"
"""The Host under which the server tells what it was asked for, in order; it forgets it then."""


@contextmanager
def served(articles: int, frame: int = 0) -> Iterator[str]:
    """Serve a replica on loopback from another process while the block runs; yield `host:port`.

    Its pages, about 6 KB, get a `frame` of so many bytes (`frames.framed`).
    """
    words = [sys.executable, __file__, str(articles), str(frame)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, encoding="ascii") as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def asked(address: str) -> list[tuple[str, str]]:
    """Return host and path of each request since the last call, in order."""
    request = Request(f"http://{address}/", headers={"Host": ASKED})
    with urlopen(request) as answer:  # noqa: S310
        return [(host, path) for host, path in json.load(answer)]


class _Visit(asyncio.Protocol):
    """One connection: requests without a body, answered in order."""

    def __init__(self, answers: "_Answers") -> None:
        self._answer = answers
        self._left = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._left = (self._left + data).split(b"\r\n\r\n")
        for request in requests:
            line, *headers = request.split(b"\r\n")
            host = next(header[5:].strip() for header in headers if header[:5].lower() == b"host:")
            self._transport.write(
                self._answer(
                    host.decode("ascii").partition(":")[0], line.split()[1].decode("ascii")
                )
            )


class _Answers:
    def __init__(self, articles: int, frame: int) -> None:
        self._frame = frame
        self._replica = build_station(articles)
        self._made = cache(self._make)
        self._asked: list[tuple[str, str]] = []

    def __call__(self, host: str, path: str) -> bytes:
        if host == ASKED:
            told, self._asked = json.dumps(self._asked).encode(), []
            return b"\r\n\r\n".join(_written(HTTPStatus.OK, "application/json", told))
        self._asked.append((host, path))
        head, body = self._made(host, path)
        return b"%s\r\nDate: %s\r\n\r\n%s" % (head, formatdate(usegmt=True).encode(), body)

    def _make(self, host: str, path: str) -> tuple[bytes, bytes]:
        answer = self._replica.answer(host, path)
        return _written(answer.status, answer.content_type, framed(answer.body, self._frame))


def _written(status: HTTPStatus, content_type: str, body: bytes) -> tuple[bytes, bytes]:
    """Return the head but for its Date, which a crawl compares with its own clock, and the body."""
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {content_type}\r\n"
        f'Content-Length: {len(body)}\r\nETag: "{hashlib.sha256(body).hexdigest()}"'
    )
    return head.encode("ascii"), body


async def _serve(articles: int, frame: int) -> None:
    answers = _Answers(articles, frame)
    server = await asyncio.get_running_loop().create_server(lambda: _Visit(answers), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"{host}:{port}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
