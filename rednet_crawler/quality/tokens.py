"""Markup tokens of a page: its classes, ids, names of meta tags, and labels before a colon."""

import re
from collections.abc import Iterator

_ATTRIBUTES = tuple(f'{name}="'.encode() for name in (" class", " id", " name", " property"))
_COLON = "：".encode()
_LABEL = re.compile(r">\s*([\u4e00-\u9fff]{2,5})\s?$")
_DIGITS = re.compile(r"\d+")
_MOST = 500
"""Tokens read of each attribute on a page."""
_LONGEST, _LONGEST_LABEL = 80, 30
"""Bytes of a token, and of the text searched for a label."""


def tokens_of(html: bytes) -> frozenset[str]:
    """Return the tokens of a page in UTF-8: values of class, id, name, property, and labels.

    Each number becomes `#`, because ids may be numbers. Values in single quotes and pages in other
    encodings are left out: tokens only show that the markup has changed.
    """
    joined = b"\n".join(set(_tokens(html))).decode("utf-8", "replace")
    tokens = _DIGITS.sub("#", joined).split("\n")
    return frozenset(token for token in tokens if token and token.isprintable())


def _tokens(html: bytes) -> Iterator[bytes]:
    for attribute in _ATTRIBUTES:
        for behind in html.split(attribute, _MOST)[1:]:
            if (end := behind.find(b'"', 0, _LONGEST)) > 0:
                yield behind[:end]
    for before in html.split(_COLON, _MOST)[:-1]:
        if label := _LABEL.search(before[-_LONGEST_LABEL:].decode("utf-8", "replace")):
            yield f"{label[1]}：".encode()
