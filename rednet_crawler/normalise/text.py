"""Text as pages write it: blanks, invisible characters, full-width digits."""

import re

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters, but not those that are white space
    "\u00ad\u034f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"  # zero width, bidi, soft hyphen
    "\ud800-\udfff"  # lone surrogates
    "]"
)
_FULL_WIDTH = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF0D: 0x2D, 0xFF0F: 0x2F, 0xFF0E: 0x2E}

HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""For character classes: Han characters, with 〇 and the extensions that rare names need."""


def visible(text: str) -> str:
    """Drop control, zero-width and bidi characters; blanks stay as they are."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def squeeze(text: str) -> str:
    """Drop what cannot be seen, make every run of blanks (also &nbsp; and U+3000) one space, strip the ends.

    >>> squeeze("\\u3000\\u3000王\\u00a0勇\\u200b ")
    '王 勇'
    """
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(_INVISIBLE.sub("", text).split())


def digits(text: str) -> str:
    """Write full-width digits and the full-width marks `－／．` in half width.

    >>> digits("１２月２日")
    '12月2日'
    """
    return text.translate(_FULL_WIDTH)


def drop_blanks(text: str) -> str:
    """Remove every blank."""
    return "".join(text.split())
