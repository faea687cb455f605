"""The article in the state of a script: `__NUXT__`, `__NEXT_DATA__`, `__INITIAL_STATE__` and their like.

It is the object with the longest text beside a title. What the site calls its parts is not known:
words that are common in such names decide.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from urllib.parse import unquote

from rednet_crawler.extraction.generic.claims import Claims, from_epoch
from rednet_crawler.extraction.generic.literals import Name, Node, Value, read_literals
from rednet_crawler.extraction.page import Document
from rednet_crawler.normalise.text import HAN, squeeze

PLACE = "script-state"
_MOST_SCRIPT = 2_000_000
_MOST_SCRIPTS = 60
_LEAST_HAN, _SHORTEST = 40, 30
_LEVELS, _LONGEST_TITLE, _FEW = 4, 120, 3
_MARKUP = re.compile(r"<[^<>]{0,2000}>")
_STOP = re.compile(r"[。！？]")
_HAN = re.compile(f"[{HAN}]")
_TITLES = (
    "title",
    "headline",
    "newstitle",
    "articletitle",
    "contenttitle",
    "maintitle",
    "subject",
    "name",
    "shorttitle",
)
_FIELDS = {
    "published": re.compile(r"pub(?:lish)?_?(?:ed)?_?(?:time|date|at|ts)\w{0,4}|datepublished|"
                            r"release_?(?:time|date)|ptime", re.IGNORECASE),
    "source": re.compile(
        r"(?:news|article|content|copy)?_?(?:source|origin|from)(?:_?name)?|copyfrom|docsource|"
        r"media(?:_?name)?", re.IGNORECASE
    ),
    "author": re.compile(r"(?:news|article|content)?_?(?:author|writer|reporter|byline)s?(?:_?names?)?", re.IGNORECASE),
    "editor": re.compile(r"(?:duty|responsible|charge)?_?editors?(?:_?names?)?|zebian|liability", re.IGNORECASE),
}  # fmt: skip
_OTHER_TIMES = re.compile(r"(?:create|created|c)_?(?:time|at|date)|time|date", re.IGNORECASE)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_NESTED = re.compile(r"\s*[{\[]\s*[\"{\[]")


def read_state(document: Document, title_tag: str, claims: Claims) -> str:
    """Return the text, as HTML, of the article in a script, and add what stands beside it to the
    claims; "" without one.
    """
    known = {found.text for found in claims.of("title")}
    title_tag = squeeze(title_tag)
    best: tuple[int, Node, str] | None = None
    named: Node | None = None
    for node in (node for script in _scripts(document) for node in _nodes(script)):
        html, weight = _longest_text(node)
        if not html:
            if (
                named is None
                and len(node.members) > _FEW
                and _is_titled(node.members.get("title"), known, title_tag)
            ):
                named = node
            continue
        titled = any(_is_titled(title, known, title_tag) for title in _titles(node))
        score = weight * 3 if titled else weight
        if (
            (titled or weight >= _LEAST_HAN)
            and (best is None or score > best[0])
            and next(_titles(node), None)
        ):
            best = (score, node, html)
    found = best[1] if best else named
    if found is not None:
        _claim(found, claims)
    return best[2] if best else ""


def _scripts(document: Document) -> Iterator[str]:
    """Yield the scripts that may hold an article, as text: some have it percent-encoded."""
    for script in islice(document.root.iter("script"), _MOST_SCRIPTS):
        text = script.text or ""
        if not _LEAST_HAN * 2 < len(text) < _MOST_SCRIPT or "ld+json" in script.get("type", ""):
            continue
        if text[:40].lstrip().startswith("%7B%22"):
            text = unquote(text)
        if _HAN.search(text) or "\\u" in text:
            yield text


def _is_titled(title: object, known: Collection[str], title_tag: str) -> bool:
    return (
        isinstance(title, str)
        and len(title) > _FEW
        and (title in known or title_tag.startswith(title))
    )


def _nodes(script: str) -> Iterator[Node]:
    """Yield the objects of a script, and of the JSON that stands in it as a text."""
    for node in read_literals(script):
        if node.members:
            yield node
        for value in (*node.members.values(), *node.entries):
            if isinstance(value, str) and len(value) > _LEAST_HAN * 2 and _NESTED.match(value):
                yield from (inner for inner in read_literals(value) if inner.members)


def _longest_text(node: Node) -> tuple[str, int]:
    """Return the longest text of an object and how many Han characters it has: a text, or a list of paragraphs."""
    longest, most = "", 0
    for key, value in node.members.items():
        if (
            any(pattern.fullmatch(key) for pattern in _FIELDS.values())
            or key.lower().replace("_", "") in _TITLES
        ):
            continue
        html = _html_of(value)
        if "<" not in html and not _STOP.search(html):
            continue
        weight = len(_HAN.findall(_MARKUP.sub("", html))) if len(html) >= _SHORTEST else 0
        weight += _SHORTEST if "<img" in html or "<p" in html else 0
        if weight >= _SHORTEST and weight > most:
            longest, most = html, weight
    return longest, most


def _html_of(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Name) or value.kind != "[":
        return ""
    parts = [each if isinstance(each, str) else _part_of(each) for each in value.entries]
    if any(
        "title" in each.members or ("url" in each.members and "title" in each.members)
        for each in value.entries
        if isinstance(each, Node)
    ):
        return ""  # a list of other articles
    return "".join(
        part if part.lstrip().startswith("<") else f"<p>{part}</p>" for part in parts if part
    )


def _part_of(value: Value) -> str:
    if not isinstance(value, Node):
        return ""
    texts = [each for each in value.members.values() if isinstance(each, str)]
    picture = next(
        (each for each in texts if re.match(r"(?:https?:)?//\S+\.(?:jpe?g|png|webp|gif)", each)),
        None,
    )
    if picture:
        return f'<img src="{picture}">'
    return max(texts, key=len, default="")


def _titles(node: Node) -> Iterator[str]:
    """Yield the titles beside a text: in its object, then in those around it."""
    around: Node | None = node
    for _ in range(_LEVELS):
        if around is None:
            return
        by_name = {key.lower().replace("_", ""): value for key, value in around.members.items()}
        for name in _TITLES:
            value = by_name.get(name)
            if (
                isinstance(value, str)
                and (title := squeeze(value))
                and len(title) <= _LONGEST_TITLE
                and _HAN.search(title)
            ):
                yield title
        around = around.parent


def _claim(node: Node, claims: Claims) -> None:
    for title in islice(_titles(node), 1):
        claims.add("title", title, PLACE)
    around: Node | None = node
    for _ in range(_LEVELS):
        if around is None:
            return
        for name, pattern in _FIELDS.items():
            if not any(found.place == PLACE for found in claims.of(name)):
                _claim_field(around, name, pattern, claims)
        if not any(found.place == PLACE for found in claims.of("published")):
            _claim_field(around, "published", _OTHER_TIMES, claims)
        around = around.parent


def _claim_field(node: Node, name: str, pattern: re.Pattern[str], claims: Claims) -> None:
    for key, value in node.members.items():
        if pattern.fullmatch(key):
            for text in _texts(value):
                claims.add(name, as_time(text) if name == "published" else text, PLACE)


def _texts(value: Value) -> Sequence[str]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Name):
        return ()
    if value.kind == "{":
        return [
            each
            for key, each in value.members.items()
            if key.lower() in ("name", "title") and isinstance(each, str)
        ][:1]
    return [
        text
        for each in value.entries[:20]
        for text in (_texts(each) if not isinstance(each, Node) or each.kind == "{" else ())
    ]


def as_time(text: str) -> str:
    """Return a time in words; one that counts seconds or milliseconds since 1970 as such."""
    if _EPOCH.fullmatch(text):
        return from_epoch(text)
    return text
