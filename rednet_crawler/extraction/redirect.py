"""Pages that hold nothing but a redirect, by `<meta http-equiv="refresh">` or by a script."""

import re
from collections.abc import Iterator

from rednet_crawler.errors import PageError
from rednet_crawler.extraction.page import Document, text_of
from rednet_crawler.items import Page
from rednet_crawler.site.urls import resolve

_LARGEST = 16 * 1024
"""Bytes of a page that may be no more than a redirect."""
_LONGEST_TEXT = 120
"""Characters that such a page shows at most: "the page is moving, click here"."""
_REFRESH = re.compile(
    r"\s*(\d{1,3})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"\s]{1,1000})", re.IGNORECASE
)
_LONGEST_WAIT = 30
_SCRIPT = re.compile(
    r"\blocation(?:\.href)?\s{0,3}=\s{0,3}(?:\"([^\"\s]{1,1000})\"|'([^'\s]{1,1000})')(?!\s{0,3}\+)"
    r"|\blocation\.(?:replace|assign)\s{0,3}\(\s{0,3}(?:\"([^\"\s]{1,1000})\"|'([^'\s]{1,1000})')",
)
_COOKIE = re.compile(r"\bdocument\.cookie\s{0,3}=(?!=)")
_MOVES = re.compile(
    r"\blocation(?:\.href)?\s{0,3}=(?!=)|\blocation\.(?:replace|assign|reload)\s{0,3}\("
)


def redirect_of(page: Page) -> str | None:
    """Return the address that a page leads to, where it holds nothing else; None for any other page."""
    document = _bare(page)
    if document is None:
        return None
    own = (page.url or "").partition("#")[0]
    targets = (resolve(document.base, target) for target in _targets(document))
    return next((target for target in targets if target and target.partition("#")[0] != own), None)


def sets_cookie_by_script(page: Page) -> bool:
    """Say whether a page holds nothing but a script that sets a cookie and loads a page again."""
    document = _bare(page)
    scripts = (
        [] if document is None else [script.text or "" for script in document.root.iter("script")]
    )
    return any(map(_COOKIE.search, scripts)) and any(map(_MOVES.search, scripts))


def _bare(page: Page) -> Document | None:
    """Return the tree of a page that moves on and shows next to nothing."""
    if len(page.body) > _LARGEST or not re.search(rb"refresh|location", page.body, re.IGNORECASE):
        return None
    try:
        document = Document(page)
    except PageError:
        return None
    shown = sum(len(text_of(body)) for body in document.root.iter("body"))
    return document if shown <= _LONGEST_TEXT else None


def _targets(document: Document) -> Iterator[str]:
    for meta in document.root.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh":
            match = _REFRESH.match(meta.get("content") or "")
            if match and int(match[1]) <= _LONGEST_WAIT:
                yield match[2]
    for script in document.root.iter("script"):
        for match in _SCRIPT.finditer(script.text or ""):
            yield next(filter(None, match.groups()))
