"""A case: what is sent, and what is to come of it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

Sent: TypeAlias = Iterable[bytes | float]
"""Bytes for the wire, and seconds to wait between them. The connection is closed behind the last."""
Send: TypeAlias = Callable[[bytes, str], Sent]
"""Takes the page as it would be, and `host:port` of somebody who is not to be asked for anything;
returns what is sent.
"""

REFUSED: Final = None
"""No article: its address is on record as failed, gone or skipped, with the reason."""
AS_IT_IS: Final[Mapping[str, Any]] = {}
"""The article as it would be."""


class Case(NamedTuple):
    """One hostile answer."""

    name: str
    send: Send
    expected: Mapping[str, Any] | None
    """REFUSED, or the fields of the article that are other than they would be."""


def answer(body: bytes = b"", status: str = "200 OK", /, **headers: str | None) -> bytes:
    """Return an answer with its length and type. `_` in a header's name stands for `-`; one that is
    None is left out.
    """
    chosen = {
        "Content_Type": "text/html; charset=utf-8",
        "Content_Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    lines = [
        f"{name.replace('_', '-')}: {value}" for name, value in chosen.items() if value is not None
    ]
    return (
        "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("utf-8", "surrogateescape")
        + body
    )


def once(make: Callable[[bytes], bytes], **headers: str | None) -> Send:
    """Return what sends one answer with a body that is made of the page."""
    return lambda page, _elsewhere: [answer(make(page), "200 OK", **headers)]
