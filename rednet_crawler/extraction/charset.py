"""Bytes → text: UTF-8 or GB18030, declared rightly, wrongly or not at all (site.md, section 6)."""

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

_IN_HEADER = re.compile(r"charset\s?=\s?[\"']?\s?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII)
_IN_PAGE = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s?=\s?[\"']?\s?([\w.:-]{1,40})",
    re.IGNORECASE,
)
_HEAD = 4096
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DAMAGE = 0.02
"""Share of a page's non-ASCII characters that may be broken in a page that still is UTF-8; GB text read as UTF-8
breaks at nearly every character."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a page, and how it was read."""

    text: str
    encoding: str
    """The encoding and why: `utf-8, declared`."""
    lost: int
    """Characters that could not be decoded: U+FFFD in the text."""
    as_served: bool = False
    """The bytes are this text in UTF-8, without a byte order mark."""


def decode(body: bytes, content_type: str | None) -> Decoded:
    """Decode a page. What is valid UTF-8 is UTF-8, whatever is declared; gb2312 and gbk are read as GB18030."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _decoded(body[len(bom) :].decode(name, "replace"), f"{name}, byte order mark")
    declared = _declared(body, content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_other(body, declared)
    lost = text.count("\ufffd") if "\ufffd" in text else 0
    why = f"valid although declared {declared}" if declared else "not declared"
    if declared == "utf-8":
        why = "declared"
    return Decoded(text, f"utf-8, {why}", lost, as_served=True)


def _decode_other(body: bytes, declared: str | None) -> Decoded:
    broken = body.decode("utf-8", "replace")
    lost = broken.count("\ufffd")
    read = len(broken) - len(broken.encode("ascii", "ignore")) - lost
    if lost <= max(1, _DAMAGE * read) and read > lost:
        return _decoded(broken, f"utf-8, damaged ({declared or 'not'} declared)")
    why = f"not valid as the declared {declared}" if declared else "not declared"
    if declared == "gb18030":
        why = "declared"
    return _decoded(body.decode("gb18030", "replace"), f"gb18030, {why}")


def _decoded(text: str, encoding: str) -> Decoded:
    return Decoded(text, encoding, text.count("\ufffd"))


@lru_cache(maxsize=64)
def _label_in_header(content_type: str) -> str | None:
    match = _IN_HEADER.search(content_type)
    return match[1] if match else None


def _declared(body: bytes, content_type: str | None) -> str | None:
    """Return the charset of the header, else of the page's head, under one name for each family."""
    label = _label_in_header(content_type[:500]) if content_type else None
    if label is None and (found := _IN_PAGE.search(body[:_HEAD])):
        label = found[1].decode("ascii", "replace")
    if label is None:
        return None
    label = label.lower()
    if label in ("utf-8", "utf8"):
        return "utf-8"
    return "gb18030" if label.startswith("gb") or label in ("x-gbk", "hz-gb-2312") else label
