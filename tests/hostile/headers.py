"""Headers that are too long, of no known form, or not of this world."""

from collections.abc import Iterator

from .case import AS_IT_IS, REFUSED, Case, Send, answer

_LONG = "x" * 12_000
_TOO_LONG = "x" * 30_000
_HARMLESS = (
    "Date: Fri, 31 Dec 99999 23:59:59 GMT",
    "Date: Sat, 01 Jan 0000 00:00:00 GMT",
    "Date: Mon, 23 Nov 2026 08:00:00",
    "Date: Mon, 23 Nov 2026 08:00:00 +99999999999999999999",
    f"Date: {_LONG}",
    f'ETag: "{_LONG}"',
    'ETag: "\udcff\x01\x1b[31m"',
    "ETag:",
    'ETag: "a"\r\nETag: "b"',
    "Last-Modified: Fri, 31 Dec 99999 23:59:59 GMT",
    f"Last-Modified: {_LONG}",
    "Retry-After: nan",
    "Retry-After: -1",
    f"Retry-After: {'9' * 12_000}",
    "Location: javascript:alert(1)",
    f"Location: {_LONG}",
    f"Set-Cookie: a={_LONG}",
    "Set-Cookie: \udcff\x01;;;=;Expires=Fri, 31 Dec 99999 23:59:59 GMT",
    "Content-Disposition: attachment; filename*=UTF-8''%ff%00",
    f"Content-Disposition: {_LONG}",
    "Content-Location: http://[",
    "Content-Range: bytes 0-1/2",
    f"Vary: {_LONG}",
    "X-Y: a\r\n\tfolded\r\n more",
    "Server: \x1b]0;x\x07\u202e",
    "Age: -1",
    "Content-Encoding: \udcff",
)
_TYPES = (
    f"text/html; charset={_LONG}",
    "text/html; charset=a\x01b",
    "\udcff",
    ";;;=;;",
    "text/html; charset=idna",
)


def _with(header: str) -> Send:
    lines = f"{header}\r\n\r\n".encode("utf-8", "surrogateescape")
    return lambda page, _elsewhere: [answer(page).replace(b"\r\n\r\n", b"\r\n" + lines, 1)]


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for header in _HARMLESS:
        yield Case(f"header {header[:60]!r}", _with(header), AS_IT_IS)
    for value in _TYPES:
        yield Case(
            f"header Content-Type: {value[:40]!r}",
            lambda page, _elsewhere, value=value: [answer(page, Content_Type=value)],  # type: ignore[misc]
            AS_IT_IS,
        )
    for header in (
        f"ETag: {_TOO_LONG}",
        f"Set-Cookie: {_TOO_LONG}",
        f"Content-Encoding: {'gzip,' * 500}gzip",
    ):
        yield Case(f"header {header[:60]!r}", _with(header), REFUSED)
