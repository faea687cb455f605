"""What a page is marked up with: its classes, ids, names of meta tags, and the labels of its lines."""

import re
from collections.abc import Iterator

_ATTRIBUTES = tuple(f'{name}="'.encode() for name in (" class", " id", " name", " property"))
_COLON = "：".encode()
_LABEL = re.compile(r">\s*([\u4e00-\u9fff]{2,5})\s?$")
_DIGITS = re.compile(r"\d+")
_MOST = 500
"""Of each attribute on a page."""
_LONGEST, _LONGEST_LABEL = 80, 30
"""Bytes."""


def marks_of(html: bytes) -> frozenset[str]:
    """Return the marks of a page, as served, in UTF-8: values of class, id, name and property, and words before a colon.

    Digits are written `#`, for ids may be numbers. What stands in single quotes, or in another encoding, is left out: this is
    for noticing that pages are marked up in a new way, not for reading them.
    """
    marks = b"\n".join(set(_marks(html))).decode("utf-8", "replace")
    return frozenset(mark for mark in _DIGITS.sub("#", marks).split("\n") if mark and mark.isprintable())


def _marks(html: bytes) -> Iterator[bytes]:
    for attribute in _ATTRIBUTES:
        for behind in html.split(attribute, _MOST)[1:]:
            if (end := behind.find(b'"', 0, _LONGEST)) > 0:
                yield behind[:end]
    for before in html.split(_COLON, _MOST)[:-1]:
        if label := _LABEL.search(before[-_LONGEST_LABEL:].decode("utf-8", "replace")):
            yield f"{label[1]}：".encode()
