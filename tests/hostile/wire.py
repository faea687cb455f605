"""Lengths, chunks and speeds: what goes wrong below the page."""

from collections.abc import Callable, Iterator
from itertools import repeat

from .case import AS_IT_IS, REFUSED, Case, Sent, answer, once

_MB = 1024 * 1024
_HUGE = 60 * _MB
_LONGEST = 400
"""Steps of what does not end: twice what any visitor should have patience for."""


def _huge(_page: bytes, _elsewhere: str) -> Sent:
    yield answer(Content_Length=str(_HUGE))
    yield from repeat(b" " * _MB, _HUGE // _MB)


def _endless(page: bytes, _elsewhere: str) -> Sent:
    yield answer(page, Content_Length=None)
    yield from repeat(b" " * _MB, _LONGEST)


def _endless_chunks(page: bytes, _elsewhere: str) -> Sent:
    yield answer(Content_Length=None, Transfer_Encoding="chunked")
    yield _chunk(page)
    yield from repeat(_chunk(b" " * _MB), _LONGEST)


def _drip(data: bytes) -> Callable[[bytes, str], Sent]:
    """Return what sends data byte by byte, each after 0.1 s: no read ever waits for long."""

    def send(_page: bytes, _elsewhere: str) -> Sent:
        for at in range(min(len(data), _LONGEST)):
            yield data[at : at + 1]
            yield 0.1

    return send


def _silence(said: bytes) -> Callable[[bytes, str], Sent]:
    return lambda _page, _elsewhere: [said, 20.0]


def _endless_header(line: bytes) -> Callable[[bytes, str], Sent]:
    def send(_page: bytes, _elsewhere: str) -> Sent:
        yield b"HTTP/1.1 200 OK\r\n"
        yield from repeat(line * (_MB // len(line)), _LONGEST // 10)

    return send


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode("ascii") + data + b"\r\n"


def _chunked(make: Callable[[bytes], bytes]) -> Callable[[bytes, str], Sent]:
    return lambda page, _elsewhere: [
        answer(Content_Length=None, Transfer_Encoding="chunked") + make(page)
    ]


def _raw(make: Callable[[bytes], bytes]) -> Callable[[bytes, str], Sent]:
    return lambda page, _elsewhere: [make(page)]


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield Case("60 MB", _huge, REFUSED)
    yield Case("a body without end", _endless, REFUSED)
    yield Case("chunks without end", _endless_chunks, REFUSED)
    yield Case("no length", lambda page, _elsewhere: [answer(page, Content_Length=None)], AS_IT_IS)
    yield Case(
        "a length of more than comes",
        lambda page, _elsewhere: [answer(page, Content_Length=str(len(page) + 10))],
        REFUSED,
    )
    yield Case(
        "a length of less than comes",
        lambda page, _elsewhere: [answer(page, Content_Length="200")],
        REFUSED,
    )
    yield Case(
        "a length of 10^30",
        lambda page, _elsewhere: [answer(page, Content_Length="1" + "0" * 30)],
        REFUSED,
    )
    yield Case(
        "a length below nothing",
        lambda page, _elsewhere: [answer(page, Content_Length="-1")],
        REFUSED,
    )
    yield Case(
        "a length that is no number",
        lambda page, _elsewhere: [answer(page, Content_Length="many")],
        REFUSED,
    )
    yield Case(
        "two lengths",
        lambda page, _elsewhere: [
            answer(page).replace(b"Content-Length", b"Content-Length: 7\r\nContent-Length")
        ],
        REFUSED,
    )
    yield Case(
        "chunked",
        _chunked(lambda page: _chunk(page[:99]) + _chunk(page[99:]) + b"0\r\n\r\n"),
        AS_IT_IS,
    )
    yield Case("chunks that are cut", _chunked(lambda page: _chunk(page)[:-20]), REFUSED)
    yield Case("chunks without the last", _chunked(_chunk), REFUSED)
    yield Case(
        "a chunk of no size", _chunked(lambda page: b"zz\r\n" + page + b"\r\n0\r\n\r\n"), REFUSED
    )
    yield Case(
        "a chunk of a size below nothing",
        _chunked(lambda page: b"-5\r\n" + page + b"\r\n0\r\n\r\n"),
        REFUSED,
    )
    yield Case("a chunk of 2^80", _chunked(lambda page: b"f" * 20 + b"\r\n" + page), REFUSED)
    yield Case(
        "a chunk with an extension of 1 MB",
        _chunked(lambda page: b"5;" + b"x" * _MB + b"\r\n" + page),
        REFUSED,
    )
    yield Case("a page that drips", _drip(answer(b"<p>" * 2000)), REFUSED)
    yield Case("a header that drips", _drip(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500), REFUSED)
    yield Case("nothing said", _silence(b""), REFUSED)
    yield Case("nothing said behind the header", _silence(answer(Content_Length="100")), REFUSED)
    yield Case("hung up at once", _raw(lambda _page: b""), REFUSED)
    yield Case("header lines without end", _endless_header(b"X-Y: z\r\n"), REFUSED)
    yield Case("a header line without end", _endless_header(b"x"), REFUSED)
    yield Case("no header at all", _raw(bytes), REFUSED)
    yield Case(
        "a status line of noise", _raw(lambda page: b"\0\xff\x1b[31m HTTP\r\n\r\n" + page), REFUSED
    )
    yield Case("status 999", lambda page, _elsewhere: [answer(page, "999 Odd")], REFUSED)
    yield Case(
        "status 99999999999", lambda page, _elsewhere: [answer(page, "99999999999 Odd")], REFUSED
    )
    yield Case(
        "1,000 times 100 Continue",
        _raw(lambda page: b"HTTP/1.1 100 Continue\r\n\r\n" * 1000 + answer(page)),
        AS_IT_IS,
    )
    yield Case(
        "204 with a page", lambda page, _elsewhere: [answer(page, "204 No Content")], REFUSED
    )
    yield Case(
        "206 that was not asked for",
        lambda page, _elsewhere: [
            answer(page[:300], "206 Partial Content", Content_Range="bytes 0-299/900")
        ],
        REFUSED,
    )
    yield Case(
        "304 that was not asked for",
        lambda _page, _elsewhere: [answer(b"", "304 Not Modified")],
        REFUSED,
    )
    yield Case("an empty page", once(lambda _page: b""), REFUSED)
    yield Case(
        "10,000 cookies",
        lambda page, _elsewhere: [
            answer(page).replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b" * 10_000 + b"\r\n\r\n", 1)
        ],
        REFUSED,
    )
