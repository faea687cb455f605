"""What no output may hold: characters that steer a terminal, reorder a line or break a decoder."""

import json
import re
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
"""What JSON can hold."""

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
_INVISIBLE = re.compile(
    "["
    "\u00ad\u034f\u180e\u200b-\u200d\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, joiners, marks of annotations
    "\u115f\u1160\u17b4\u17b5\u3164\uffa0"  # fillers
    "\U000e0000-\U000e0fff"  # tags, which spell whole sentences that nobody sees
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


def shown(text: str) -> str:
    r"""Drop unsafe characters, and those that a terminal or a message does not show: a person reads all there is.

    >>> shown("怀\u200b化\U000e0041")
    '怀化'
    """
    return _INVISIBLE.sub("", clean(text))


def one_line(text: str) -> str:
    r"""Drop unsafe and invisible characters and make line breaks and tabs a blank each: what a page
    says cannot pass for a line of ours.

    >>> one_line("红网\nrednet: all is well")
    '红网 rednet: all is well'
    """
    return shown(text).replace("\n", " ").replace("\t", " ")


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
