"""Text as pages write it: blanks and invisible characters."""

import re

_INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # control characters except white space
    # zero width, bidi, soft hyphen
    "\u00ad\u034f\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff"  # lone surrogates
    "]"
)

HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Han characters for a character class, with 〇 and the extensions that rare names need."""


def visible(text: str) -> str:
    """Drop control, zero-width and bidi characters; blanks stay as they are."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def squeeze(text: str) -> str:
    r"""Drop invisible characters, turn each run of blanks (&nbsp;, U+3000) into one space, strip.

    >>> squeeze("\u3000\u3000王\u00a0勇\u200b ")
    '王 勇'
    """
    text = text.strip()
    if text.isprintable():  # no blank but spaces
        return " ".join(text.split()) if "  " in text else text
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(_INVISIBLE.sub("", text).split())


def drop_blanks(text: str) -> str:
    """Remove every blank."""
    return "".join(text.split())
