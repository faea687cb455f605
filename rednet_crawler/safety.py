"""What may be told, and how: texts without the characters that steer a terminal, reorder a line or
break a decoder, messages without mentions, and no credentials: passwords, keys, tokens, addresses
of webhooks.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import TypeAlias
from urllib.parse import quote, unquote, urlsplit

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


HIDDEN = "***"
_SHORTEST = 6
"""Characters of a value that is hidden wherever it stands. A shorter one is a part of other words too often."""
_OUR_WORDS = (
    "https://hh.rednet.cn rednet-crawler rednet_crawler scrapy postgresql localhost 127.0.0.1 "
    "articles password secret"
)
_SCHEMES = r"postgres\w*(?:\+\w+)?|rediss?|unix|amqps?|https?|ftps?|socks\w*"
_USER = re.compile(
    rf"(?i)\b((?:{_SCHEMES})(?=:)|[a-z][a-z0-9+.-]*(?=:/)):/{{0,3}}([^\s/@'\"\\]*:[^\s'\"\\]*@)"
)
"""The user and password of a URL, also of one with slips: `postgresql:/u:secret@host`, `redis://:br/secret@host`."""
_TOKEN = re.compile(r"(?i)\b(https?|ftps?|socks\w*|rediss?):/{1,3}(?!\*)[^\s/@:'\"\\]+@")
_PAIR = re.compile(
    r"(?i)(\b\w*(?:password|passwd|passphrase|secret|token|webhook|access_?key\w*|api_?key)"
    r"|\b(?:\w*_)?(?:key|pass|pwd|sign)\b)(\s?=\s?|['\"]: ?)(?:'[^']*'|\"[^\"]*\"|[^\s&'\"\\,;)]+)"
)
_WEBHOOK = re.compile(
    r"(?i)\b((?:\w+\+)?https?)://[^\s'\"\\]*(?:/hook|hooks?\.|webhook|/robot/|/bot[0-9])[^\s'\"\\]*"
)
_NAME = re.compile(
    r"(?i)passw|passphrase|secret|token|webhook|api_?key|access_?key|(^|_)(pass|key)$"
)
_ADDRESSES = re.compile(r"(?i)(proxy|webhook|broker|archive|dsn|database|url|uri)s?$")

_known: set[str] = set()


def remember(settings: Mapping[str, object]) -> None:
    """Have `hide` hide the secrets of settings, or of an environment, wherever they stand from now on."""
    for name, value in settings.items():
        if not isinstance(value, str):
            continue
        found = {value} if _NAME.search(name) else set()
        if found or _ADDRESSES.search(name) or "://" in value:
            found.update(
                part for word in value.split() for part in _parts(word, all_parts=bool(found))
            )
        _known.update(form for each in found for form in _forms(each))


def hide(text: str) -> str:
    """Return a text as it may be told.

    >>> hide("archive postgresql://crawler:se/cret@db:x/rednet, -s FTP_PASSWORD=other")
    'archive postgresql://***@db:x/rednet, -s FTP_PASSWORD=***'
    """
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = _USER.sub(lambda match: _hidden_user(match[1], match[2]), text)
    text = _TOKEN.sub(rf"\1://{HIDDEN}@", text)
    text = _WEBHOOK.sub(rf"\1://{HIDDEN}", text)
    return _PAIR.sub(lambda match: match[1] + match[2] + HIDDEN, text)


def holds_secret(word: str) -> bool:
    """Say whether a word of a command line holds a credential: then it must not stand in a file that others read.

    >>> [holds_secret(word) for word in ("postgresql://crawler@db/rednet", "https://me:other@proxy", "X_TOKEN=1")]
    [False, True, True]
    """
    return any(
        pattern.search(text)
        for text in (word, unquote(word))
        for pattern in (_USER, _TOKEN, _WEBHOOK, _PAIR)
    )


def is_secret(name: str, value: str) -> bool:
    """Say whether a setting is a secret, by its name or by what it holds."""
    return bool(_NAME.search(name)) or holds_secret(value)


def _hidden_user(scheme: str, user: str) -> str:
    shown_already = user.endswith(f":{HIDDEN}@") and ":" not in user.removesuffix(f":{HIDDEN}@")
    return f"{scheme}://{user if shown_already else HIDDEN + '@'}"


def _parts(word: str, *, all_parts: bool) -> Iterable[str]:
    """Yield what is secret in an address: the password; of one that is a secret itself all that is not its host."""
    before, at, _ = word.partition("://")[2].rpartition("@")
    if at:
        user, _, password = before.partition(":")
        yield password
        yield base64.b64encode(unquote(before).encode()).decode()
        if not password:
            yield user
    try:
        address = urlsplit(word)
    except ValueError:
        return
    for pair in address.query.split("&"):
        name, _, value = pair.partition("=")
        if all_parts or _NAME.search(name):
            yield value
    if all_parts and address.netloc:
        yield word
        yield from (part for part in address.path.split("/") if re.search("[0-9]", part))
        yield address.path.rpartition("/")[2]


def _forms(secret: str) -> Iterable[str]:
    """Yield the forms in which a secret may stand in a text, but for those that are parts of common words."""
    plain = unquote(secret)
    forms = {secret, plain, quote(plain, safe=""), repr(plain)[1:-1], json.dumps(plain)[1:-1]}
    return (form for form in forms if len(form) >= _SHORTEST and form not in _OUR_WORDS)
