"""What is rarely asked for, earlier texts and what stood on pages: JSON, packed by zstd."""

import sys

from rednet_crawler.archive.stored import damaged

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LARGEST = 1 << 26
"""Bytes. No article is as large; what unpacks to more was made by another."""


def packed(written: bytes) -> bytes:
    """Return bytes packed."""
    return zstd.compress(written)


def packed_as_it_is(found: object) -> bytes | None:
    """Return whatever stood in a column packed, also what is no text; None for nothing."""
    if found is None:
        return None
    return packed(
        found if isinstance(found, bytes) else str(found).encode("utf-8", "surrogateescape")
    )


def unpacked(found: object, what: str) -> object:
    """Return what was packed, and anything that is not packed as it is. `what` names it. Raises
    StorageError for a damaged one.
    """
    if not isinstance(found, bytes):
        return found
    unpacker = zstd.ZstdDecompressor()
    try:
        written = unpacker.decompress(found, _LARGEST)
    except zstd.ZstdError as error:
        raise damaged(what, str(error)) from error
    if not unpacker.eof:
        raise damaged(what, "is cut off, or too large")
    return written
