"""Pages that hold nothing but a redirect, by `<meta http-equiv="refresh">` or by a script, and the
log-in pages of networks.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from rednet_crawler.errors import PageError
from rednet_crawler.extraction.page import Document, text_of
from rednet_crawler.items import Page
from rednet_crawler.site.hosts import in_domain
from rednet_crawler.site.urls import resolve

_LARGEST = 16 * 1024
"""Bytes of a page that may be no more than a redirect."""
_LONGEST_TEXT = 120
"""Characters that such a page shows at most: "the page is moving, click here"."""
_REFRESH = re.compile(
    r"""\s*(?:(\d{1,3})|(?=\.))[\d.]{0,20}(?:\s{0,20}[;,]\s{0,20}|\s{1,20})(?:url\s{0,20}=\s{0,20})?+"""
    r"""(?:"([^"]{1,1000})|'([^']{1,1000})|([^'"].{0,999}))""",
    re.IGNORECASE,
)
"""As the HTML standard reads it: seconds, a separator, `url=` or not, quotes or not."""
_LONGEST_WAIT = 30
_QUOTED = r"""(?:"([^"\s]{1,1000})"|'([^'\s]{1,1000})'|`([^`\s$]{1,1000})`)"""
_SCRIPT = re.compile(
    r"""\blocation(?:\.href|\[["']href["']\])?\s{0,3}=\s{0,3}""" + _QUOTED + r"(?!\s{0,3}\+)"
    + r"|\blocation\.(?:replace|assign)\s{0,3}\(\s{0,3}" + _QUOTED
)  # fmt: skip
_COMMENT = re.compile(r"^\s{0,100}//.{0,2000}$", re.MULTILINE)
_COOKIE = re.compile(r"\bdocument\.cookie\s{0,3}=(?!=)")
_MOVES = re.compile(
    r"\blocation(?:\.href)?\s{0,3}=(?!=)|\blocation\.(?:replace|assign|reload)\s{0,3}\("
)

_OURS = re.compile(
    rb"\b(?:href|src)\s{0,3}=\s{0,3}[\"']?"
    rb"(?:(?:https?:)?//[\w.-]{0,60}\brednet\.cn\b|(?:/(?:m|pc))?/(?:channel|content)/)",
    re.IGNORECASE,
)
"""A link or a picture of the site's: its own pages, those of errors too, have some."""
_FORM = re.compile(rb"<(?:form|input|button)\b", re.IGNORECASE)
_LOG_IN = re.compile(
    r"\b(?:log|sign)[ -]?in\b|wi-?fi|wlan|portal|hotspot|登[录陆]|认证|上网", re.IGNORECASE
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
            if match and int(match[1] or 0) <= _LONGEST_WAIT:
                yield (match[2] or match[3] or match[4]).strip()
    scripts = [script.text or "" for script in document.root.iter("script")]
    scripts += [body.get("onload") or "" for body in document.root.iter("body")]
    for script in scripts:
        for match in _SCRIPT.finditer(_COMMENT.sub("", script)):
            yield next(filter(None, match.groups())).replace("\\/", "/")


def is_ip_address(host: str) -> bool:
    """Say whether a host is no name: no page of the site leads to one, log-in pages of networks are at such."""
    return ":" in host or re.fullmatch(r"\d+(?:\.\d+){3}", host) is not None


def log_in_page(page: Page, *, expected: bool) -> str | None:
    """Return what shows that a page is the log-in page of a network, None for any other page.

    Where a page of the site is `expected`, its forms and redirects alone show nothing.
    """
    if _OURS.search(page.body):
        return None
    target = redirect_of(page)
    host = urlsplit(target).hostname if target else None
    if host and (is_ip_address(host) or not (expected or in_domain(host))):
        return target
    if not _FORM.search(page.body):
        return None
    try:
        root = Document(page).root
    except PageError:
        return None
    title = " ".join(text_of(each) for each in root.iter("title"))
    password = any((each.get("type") or "").lower() == "password" for each in root.iter("input"))
    told = password or not expected or _LOG_IN.search(title)
    return title or "without a title" if told else None
