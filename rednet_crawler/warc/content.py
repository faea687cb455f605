"""What a WARC file keeps of a page: its body, here without its content encoding, complete and
within bounds; and beside it a note of what a crawl knows of an article that its page does not say,
so that reading the page again gives the same row.
"""

import sys
import zlib
from collections.abc import Iterable
from typing import Any, NamedTuple

import brotli
import orjson

from rednet_crawler.items import Article, Sighting

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

Headers = Iterable[tuple[str, str]]


class SentRequest(NamedTuple):
    """A request as it was sent."""

    method: str
    url: str
    headers: Headers


class ReceivedResponse(NamedTuple):
    """A response as it came: the body with its content encoding, without its transfer encoding."""

    status: int
    protocol: str
    headers: Headers
    body: bytes


LARGEST = 16 * 1024 * 1024
"""Bytes of an unpacked body; a page of the site has some 50 KB."""
_MOST_LAYERS = 3
_MOST_MEMBERS = 64
"""Parts of a body that were packed by themselves, one behind the other."""
_ZSTD_WINDOW: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
"""8 MB, the limit of RFC 9659: the window is allocated before anything is unpacked."""
_UNREAD = frozenset("compress x-compress exi pack200-gzip aes128gcm dcb dcz".split())
"""Real encodings that we never request.

Anything else (`utf-8`, `none`) is a mistake of the server: the body is not encoded.
"""


class ContentError(ValueError):
    """A body does not match its Content-Encoding, is cut short, or unpacks to too many bytes."""


def decoded(body: bytes, encoding: str | None, largest: int = LARGEST) -> bytes:
    """Return a body without its content encodings (gzip, deflate, br, zstd). Raises ContentError.

    `largest` is how many bytes it may unpack to. A body that is cut short is an error too: half a
    page is no page.
    """
    names = [
        name
        for each in (encoding or "").split(",")
        if (name := each.strip().lower()) and name != "identity"
    ]
    if len(names) > _MOST_LAYERS:
        raise ContentError(f"is encoded {len(names)} times over")
    for name in reversed(names if body else ()):
        try:
            if name in ("gzip", "x-gzip"):
                body = _inflated(body, 16 + zlib.MAX_WBITS, largest)
            elif name == "deflate":
                body = _deflated(body, largest)
            elif name == "br":
                body = _unbrotlied(body, largest)
            elif name == "zstd":
                body = _unpacked_zstd(body, largest)
            elif name in _UNREAD:
                raise ContentError(f"its content encoding {name!r} is not known")
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise ContentError(f"is not in its content encoding {name} ({error})") from error
    return body


def _inflated(body: bytes, bits: int, largest: int) -> bytes:
    """Unpack one member after the other; what follows the last is no part of the page."""
    text = b""
    for _ in range(_MOST_MEMBERS):
        unpacker = zlib.decompressobj(bits)
        text += unpacker.decompress(body, largest + 1 - len(text))
        _check(len(text), largest, whole=unpacker.eof)
        body = unpacker.unused_data
        if bits <= zlib.MAX_WBITS or not body.startswith(b"\x1f\x8b"):
            return text
    raise ContentError(f"consists of more than {_MOST_MEMBERS} packed parts")


def _deflated(body: bytes, largest: int) -> bytes:
    try:
        return _inflated(body, zlib.MAX_WBITS, largest)
    except zlib.error:
        return _inflated(body, -zlib.MAX_WBITS, largest)  # what some servers send


def _unbrotlied(body: bytes, largest: int) -> bytes:
    unpacker = brotli.Decompressor()
    text: bytes = unpacker.process(body, output_buffer_limit=largest + 1)
    _check(len(text), largest, whole=unpacker.is_finished())
    return text


def _unpacked_zstd(body: bytes, largest: int) -> bytes:
    text = b""
    for _ in range(_MOST_MEMBERS):
        unpacker = zstd.ZstdDecompressor(options=_ZSTD_WINDOW)
        text += unpacker.decompress(body, largest + 1 - len(text))
        _check(len(text), largest, whole=unpacker.eof)
        body = unpacker.unused_data
        if not body.startswith(b"\x28\xb5\x2f\xfd"):
            return text
    raise ContentError(f"consists of more than {_MOST_MEMBERS} packed parts")


def _check(length: int, largest: int, *, whole: bool) -> None:
    if length > largest:
        raise ContentError(f"unpacks to more than {largest} bytes")
    if not whole:
        raise ContentError("ends before its content encoding does")


CONTENT_TYPE = "application/json"


class Note(NamedTuple):
    """A `metadata` record of WARC, about the response that it names."""

    station: str
    channels: tuple[str, ...]
    published: str | None
    """The time as a listing wrote it."""
    title: str | None
    """The title as a listing wrote it."""
    fetched_at: str | None
    first_seen_at: str | None = None
    revision: int = 1

    @property
    def sighting(self) -> Sighting:
        """What the listings said."""
        return Sighting(channels=self.channels, published=self.published, title=self.title)

    def to_bytes(self) -> bytes:
        """Return the note as JSON."""
        return orjson.dumps(self._asdict())


def note_of(article: Article, sighting: Sighting) -> Note:
    """Return the note of an article that a crawl has written."""
    return Note(
        station=article.station,
        channels=article.channels,
        published=sighting.published,
        title=sighting.title,
        fetched_at=article.fetched_at,
        first_seen_at=article.first_seen_at,
        revision=article.revision,
    )


def read_note(content: bytes) -> Note | None:
    """Read a note; None for metadata of other programs."""
    try:
        values: Any = orjson.loads(content)
        note = Note(**{**values, "channels": tuple(values["channels"])})
    except (ValueError, TypeError, KeyError):
        return None
    texts = (
        note.station,
        *note.channels,
        *filter(None, (note.published, note.title, note.fetched_at, note.first_seen_at)),
    )
    return (
        note
        if all(isinstance(text, str) for text in texts) and isinstance(note.revision, int)
        else None
    )
