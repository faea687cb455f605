"""The body of a response as a browser would see it: its content encoding undone, within bounds."""

import sys
import zlib

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LARGEST = 64 * 1024 * 1024
"""Bytes of an unpacked body; a page of the site has some 50 KB."""


class ContentError(ValueError):
    """A body is not what its Content-Encoding says, or unpacks to more than `LARGEST`."""


def decoded(body: bytes, encoding: str | None) -> bytes:
    """Return a body without its content encodings (gzip, deflate, br, zstd). Raises ContentError."""
    for name in reversed([each.strip().lower() for each in (encoding or "").split(",")]):
        try:
            if name in ("gzip", "x-gzip"):
                body = _inflated(body, 16 + zlib.MAX_WBITS)
            elif name == "deflate":
                body = _deflated(body)
            elif name == "br":
                body = _unbrotlied(body)
            elif name == "zstd":
                body = _unpacked_zstd(body)
            elif name not in ("", "identity"):
                raise ContentError(f"its content encoding {name!r} is none that is known")
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise ContentError(f"is not in its content encoding {name} ({error})") from error
    return body


def _inflated(body: bytes, bits: int) -> bytes:
    unpacker = zlib.decompressobj(bits)
    text = unpacker.decompress(body, LARGEST)
    if unpacker.unconsumed_tail:
        raise ContentError(f"unpacks to more than {LARGEST} bytes")
    return text


def _deflated(body: bytes) -> bytes:
    try:
        return _inflated(body, zlib.MAX_WBITS)
    except zlib.error:
        return _inflated(body, -zlib.MAX_WBITS)  # what some servers send


def _unbrotlied(body: bytes) -> bytes:
    unpacker = brotli.Decompressor()
    text: bytes = unpacker.process(body, output_buffer_limit=LARGEST)
    if len(text) > LARGEST or not (unpacker.is_finished() or unpacker.can_accept_more_data()):
        raise ContentError(f"unpacks to more than {LARGEST} bytes")
    return text


def _unpacked_zstd(body: bytes) -> bytes:
    unpacker = zstd.ZstdDecompressor()
    text: bytes = unpacker.decompress(body, LARGEST)
    if not unpacker.eof and not unpacker.needs_input:
        raise ContentError(f"unpacks to more than {LARGEST} bytes")
    return text
