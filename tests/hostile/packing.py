"""Bodies that are packed: bombs, packed pages that were cut, and what is not packed as it says."""

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator

import brotli

from .case import AS_IT_IS, REFUSED, Case, answer, once

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_BOMB = 200 * 1024 * 1024
_MANY = 300


def _brotli(data: bytes) -> bytes:
    return bytes(brotli.compress(data, quality=2))


_PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": _brotli,
    "zstd": zstd.compress,
}


def _bomb(pack: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    packed: list[bytes] = []

    def make(page: bytes) -> bytes:
        if not packed:
            packed.append(pack(page + b" " * _BOMB))
        return packed[0]

    return make


def _half(pack: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda page: pack(page)[: len(pack(page)) // 2]


def _zstd_with_a_huge_window(page: bytes) -> bytes:
    # of unknown length, or the window would be no larger than the page
    packer = zstd.ZstdCompressor(
        options={
            zstd.CompressionParameter.window_log: 30,
            zstd.CompressionParameter.enable_long_distance_matching: 1,
        },
    )
    return packer.compress(page) + packer.flush()


def cases() -> Iterator[Case]:
    """Yield the cases."""
    for name, pack in _PACK.items():
        yield Case(f"{name}: packed as it says", once(pack, Content_Encoding=name), AS_IT_IS)
        yield Case(f"{name}: a bomb of 200 MB", once(_bomb(pack), Content_Encoding=name), REFUSED)
        yield Case(
            f"{name}: half of a packed page", once(_half(pack), Content_Encoding=name), REFUSED
        )
        yield Case(f"{name}: not packed at all", once(bytes, Content_Encoding=name), REFUSED)
        yield Case(f"{name}: nothing", once(lambda _page: b"", Content_Encoding=name), REFUSED)
    yield Case(
        "gzip twice",
        once(lambda page: gzip.compress(gzip.compress(page)), Content_Encoding="gzip, gzip"),
        AS_IT_IS,
    )
    yield Case(
        "gzip, br, zstd, gzip: too many layers",
        once(
            lambda page: gzip.compress(zstd.compress(_brotli(gzip.compress(page)))),
            Content_Encoding="gzip, br, zstd, gzip",
        ),
        REFUSED,
    )
    yield Case(
        "a bomb within a bomb",
        once(lambda page: gzip.compress(_bomb(gzip.compress)(page)), Content_Encoding="gzip, gzip"),
        REFUSED,
    )
    yield Case(
        "gzip in 300 parts",
        once(
            lambda page: gzip.compress(page) + gzip.compress(b" ") * _MANY, Content_Encoding="gzip"
        ),
        REFUSED,
    )
    yield Case(
        "gzip with something behind it",
        once(lambda page: gzip.compress(page) + b"\0" * 100, Content_Encoding="gzip"),
        AS_IT_IS,
    )
    yield Case(
        "deflate without its header",
        once(lambda page: zlib.compress(page, wbits=-15), Content_Encoding="deflate"),
        AS_IT_IS,
    )
    yield Case(
        "zstd with a window of 1 GB",
        once(_zstd_with_a_huge_window, Content_Encoding="zstd"),
        REFUSED,
    )
    yield Case(
        "an encoding that was not asked for", once(bytes, Content_Encoding="compress"), REFUSED
    )
    yield Case("an encoding that is none", once(bytes, Content_Encoding="utf-8"), AS_IT_IS)
    yield Case(
        "10,000 encodings",
        lambda page, _elsewhere: [answer(page, Content_Encoding=",".join(["gzip"] * 10_000))],
        REFUSED,
    )
