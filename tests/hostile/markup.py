"""Pages that cost a parser more than a page may, and characters that are none."""

import re
from collections.abc import Callable, Iterator

from .case import AS_IT_IS, REFUSED, Case, Send, once

_LOL = b"".join(
    b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
)
_DAMAGED = {"encoding": "utf-8, damaged (utf-8 declared)"}
"""What can be read is kept, and said to be damaged."""


def _inside(more: bytes) -> Send:
    """Return what sends a page with something more at the end of its text."""
    return once(lambda page: page.replace(b"</body>", more + b"</body>", 1))


def _before(more: bytes) -> Send:
    return once(lambda page: more + page)


def _typed(content_type: str | None, make: Callable[[bytes], bytes] = bytes) -> Send:
    return once(make, Content_Type=content_type)


def _without_charset(page: bytes) -> bytes:
    return re.sub(rb"<meta charset=[^>]*>", b"", page)


def cases() -> Iterator[Case]:
    """Yield the cases."""
    yield Case("100,000 nested tags", _inside(b"<div>" * 100_000 + b"</div>" * 100_000), REFUSED)
    yield Case("100,000 tags that are not closed", _inside(b"<b>" * 100_000), REFUSED)
    yield Case("1,000,000 siblings", _inside(b"<p>" * 1_000_000), REFUSED)
    yield Case("a text node of 20 MB", _inside(b"x" * 20_000_000), REFUSED)
    yield Case(
        "a text node of 3 MB in the text",
        once(lambda page: page.replace("。".encode(), "。".encode() + b"x" * 3_000_000, 1)),
        REFUSED,
    )
    yield Case("a comment of 3 MB", _inside(b"<!--" + b"x" * 3_000_000 + b"-->"), AS_IT_IS)
    yield Case(
        "a comment without end behind the page",
        once(lambda page: page + b"<!--" + b"-" * 100_000),
        AS_IT_IS,
    )
    yield Case("an attribute of 3 MB", _inside(b'<p title="' + b"x" * 3_000_000 + b'">'), AS_IT_IS)
    yield Case(
        "20,000 attributes",
        _inside(b"<p " + b" ".join(b"a%d=b" % at for at in range(20_000)) + b">"),
        REFUSED,
    )
    yield Case("100,000 links", _inside(b'<a href="/channel/1.html">x</a>' * 70_000), AS_IT_IS)
    yield Case(
        "3,000 pictures in the text",
        once(
            lambda page: page.replace(
                "。</p>".encode(),
                "。</p>".encode() + b"".join(b'<img src="/a%d.jpg">' % at for at in range(3_000)),
                1,
            )
        ),
        REFUSED,
    )
    yield Case("100,000 scripts", _inside(b"<script></script>" * 60_000), AS_IT_IS)
    yield Case("a script without end", _inside(b"<script>var x = '" + b"<div>" * 50_000), AS_IT_IS)
    yield Case("100,000 quotes", _inside(b"<p " + b"'\"" * 100_000 + b">"), AS_IT_IS)
    yield Case("100,000 entities", _inside(b"&amp;&#x1F600;&bogus;" * 20_000), AS_IT_IS)
    yield Case(
        "entities of entities",
        _before(b"<!DOCTYPE html [<!ENTITY l0 'lol'>" + _LOL + b"]><p>&l9;</p>"),
        AS_IT_IS,
    )
    yield Case(
        "an entity from a file",
        _before(b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>'),
        AS_IT_IS,
    )
    yield Case(
        "nulls",
        once(lambda page: page.replace(b"<p>", b"<p>\0\0").replace(b"</p>", b"\0</p>")),
        AS_IT_IS,
    )
    yield Case(
        "bytes that are no UTF-8",
        once(lambda page: page.replace("。".encode(), b"\xff\xfe\xc0\x80", 1)),
        _DAMAGED,
    )
    yield Case(
        "a character that is cut",
        once(lambda page: page.replace("。".encode(), "。".encode()[:2], 1)),
        _DAMAGED,
    )
    yield Case("a byte order mark", _before(b"\xef\xbb\xbf"), AS_IT_IS)
    yield Case(
        "a byte order mark on every line",
        once(lambda page: page.replace(b"\n", b"\n\xef\xbb\xbf")),
        AS_IT_IS,
    )
    yield Case("lone surrogates", _inside(b"<p>&#xD800;&#xDFFF;\xed\xa0\x80</p>"), _DAMAGED)
    yield Case("a charset that is none", _typed("text/html; charset=no-such"), AS_IT_IS)
    yield Case(
        "a charset of a codec that unpacks", _typed("text/html; charset=zlib_codec"), AS_IT_IS
    )
    yield Case("a charset that runs code", _typed("text/html; charset=unicode_escape"), AS_IT_IS)
    yield Case("a charset that is wrong", _typed("text/html; charset=gbk"), AS_IT_IS)
    yield Case("a charset of 100 KB", _typed("text/html; charset=" + "x" * 60_000), REFUSED)
    yield Case("no charset", _typed("text/html", _without_charset), AS_IT_IS)
    yield Case("no type", _typed(None), AS_IT_IS)
    yield Case("a type of noise", _typed("\x1b[31m;;;/=\udcff"), AS_IT_IS)
    yield Case(
        "a picture",
        once(
            lambda _page: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100, Content_Type="image/png"
        ),
        REFUSED,
    )
    yield Case("a page that says it is a picture", _typed("image/png"), AS_IT_IS)
    yield Case(
        "a zip",
        once(lambda _page: b"PK\x03\x04" + bytes(10_000), Content_Type="application/zip"),
        REFUSED,
    )
    yield Case("JSON", once(lambda _page: b"[" * 100_000, Content_Type="application/json"), REFUSED)
    yield Case("noise", once(lambda _page: bytes(range(256)) * 1000), REFUSED)
    yield Case("nothing but tags", once(lambda _page: b"<html><body></body></html>"), REFUSED)
    yield Case(
        "an error page with status 200",
        once(lambda _page: b"<title>404 Not Found</title><h1>404</h1>"),
        REFUSED,
    )
