"""What no output may hold: characters that steer a terminal, reorder a line or break a decoder."""

import json
import re

_LINE_BREAK = re.compile("\r\n?|[\u2028\u2029]")
_UNSAFE = re.compile(
    "["
    "\x00-\x08\x0b-\x1f"  # C0 with ESC, but not line feed and tab
    "\x7f-\x9f"  # DEL and C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings, overrides and isolates of the bidi algorithm
    "\u2028\u2029"  # breaks of a line that some readers of JSONL take for its end
    "\ud800-\udfff"  # lone surrogates
    "]"
)


def clean(text: str) -> str:
    r"""Drop unsafe characters; every form of line break becomes a line feed.

    >>> clean("红网\x1b[31m\u202e时刻\r\n")
    '红网[31m时刻\n'
    """
    # of most values one of the first two is true, and both are cheap
    if text.isprintable() or text.replace("\n", "").isprintable() or not _UNSAFE.search(text):
        return text
    return _UNSAFE.sub("", _LINE_BREAK.sub("\n", text))


def one_line(text: str) -> str:
    r"""Drop unsafe characters and make line breaks and tabs a blank each: what a page says cannot pass for a line of ours.

    >>> one_line("红网\nrednet: all is well")
    '红网 rednet: all is well'
    """
    return clean(text).replace("\n", " ").replace("\t", " ")


def safe_json(value: object, indent: int | None = None) -> str:
    r"""Return a value as JSON that says what it said: unsafe characters are escapes, Chinese is not.

    >>> safe_json({"title": "红网\x1b[31m\u202e"})
    '{"title": "红网\\u001b[31m\\u202e"}'
    """
    return escape_unsafe(json.dumps(value, ensure_ascii=False, indent=indent))


def escape_unsafe(written: str) -> str:
    """Return JSON that is written already with its unsafe characters as escapes."""
    if written.isprintable():
        return written
    return _UNSAFE.sub(lambda char: f"\\u{ord(char[0]):04x}", written)
