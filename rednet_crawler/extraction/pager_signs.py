"""Signs that a list has a further page whose address stands nowhere: it is guessed, and a guess
that fails is no end of the list.
"""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from rednet_crawler.extraction.entries import text_in
from rednet_crawler.extraction.page import Document, Element, text_of
from rednet_crawler.site.urls import read_address, resolve

HOLE = re.compile(
    r"\{\s?(?:page|pageno|p|n|num)\s?\}|\$\{?page\}?|%d|\[page\]|__page__", re.IGNORECASE
)
"""The place of the number in an address that a script fills in."""
_WORDS = re.compile(
    r"[\s\W]*(?:下一?页|后一?页|下一?頁|next(?:\s?page)?|older|(?:加载|查看|点击)(?:更多|加载)|load\s?more)[\s\W]*",
    re.IGNORECASE,
)
_HANDLERS = re.compile(r"on[a-z]+|[@:].*|v-on.*|ng-click", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"\s*(?:javascript:|#)", re.IGNORECASE)
_TOTAL = re.compile(
    r"共\s{0,3}(\d{1,5})\s{0,3}页|(?<!\d)\d{1,5}\s{0,3}[/／]\s{0,3}(\d{1,5})\s{0,3}页"
)
_TOTAL_IN_SCRIPT = re.compile(
    r"\b(?:total_?pages?|page_?(?:count|total)|count_?page)[\"']?\s{0,3}[:=]\s{0,3}[\"']?(\d{1,5})\b"
    r"|\bcreatePageHTML\(\s{0,3}(\d{1,5})\b",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"[\"']([^\"'\s<>]{1,200})[\"']\s{0,3}\+\s{0,3}[\w.()]{1,30}(?:\s{0,3}\+\s{0,3}[\"']([^\"'\s<>]{0,100})[\"'])?"
)
"""An address that a script joins: `"/channel/7012_" + n + ".html"`."""
_QUOTED = re.compile(r"[\"'`]([^\"'`\s<>]{2,300})[\"'`]")
_OFF = re.compile(r"(?:^|[\s_-])(?:disabled?|off|none|gray)(?:$|[\s_-])", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{2,12}")
_MOST_SCRIPT, _MOST_SCRIPTS, _MOST = 300_000, 60, 3_000
_DAYS = 27


def says_more(document: Document, page: int) -> bool:
    """Return whether a page says that it is not the last of its list: by a button or a link without
    an address, by the number of pages there are.
    """
    numbers = {
        int(text) for each in _without_address(document) if (text := text_in(each)).isdecimal()
    }
    if page + 1 in numbers and len(numbers & set(range(1, 32))) < _DAYS:  # no calendar
        return True
    if any(_WORDS.fullmatch(text_in(each)[:40]) for each in _without_address(document)):
        return True
    shown = "".join(text_of(body) for body in islice(document.root.iter("body"), 1))
    totals = (*_TOTAL.findall(shown), *(t for s in _scripts(document) for t in _totals(s)))
    return any(int(number) > page for pair in totals for number in pair if number)


def address_in_script(document: Document, base: str, page: int) -> str | None:
    """Return the address of a page of the list at `base` as the script of its pager writes it: one
    with the number of the channel in it.
    """
    own = _NUMBERS.findall(urlsplit(base).path)
    for target in (each for script in _scripts(document) for each in _targets(script, page)):
        url = resolve(document.base, target)
        address = read_address(url) if url else None
        if url is None or address is None or url == base or address.content_id:
            continue
        if urlsplit(url).netloc == urlsplit(base).netloc and (not own or own[0] in url):
            return url
    return None


def _without_address(document: Document) -> Iterator[Element]:
    """Yield what can be pressed and leads to no address."""
    for element in islice(document.root.iter("a", "button", "li", "span", "div"), _MOST):
        if element.get("href"):
            leads_nowhere = _NO_ADDRESS.match(element.get("href") or "") is not None
        else:
            leads_nowhere = any(map(_HANDLERS.fullmatch, map(str, element.keys())))
        if (leads_nowhere or element.tag == "button") and not is_off(element):
            yield element


def is_off(element: Element) -> bool:
    """Return whether a button or a link is greyed out."""
    parent = element.getparent()
    above = parent.get("class") or "" if parent is not None else ""
    named = f"{element.get('class') or ''} {above}"
    return element.get("disabled") is not None or _OFF.search(named) is not None


def _scripts(document: Document) -> Iterator[str]:
    for script in islice(document.root.iter("script"), _MOST_SCRIPTS):
        yield (script.text or "")[:_MOST_SCRIPT]


def _totals(script: str) -> Iterator[tuple[str, str]]:
    return ((match[1] or "", match[2] or "") for match in _TOTAL_IN_SCRIPT.finditer(script))


def _targets(script: str, page: int) -> Iterator[str]:
    for match in _JOINED.finditer(script):
        yield f"{match[1]}{page}{match[2] or ''}"
    for match in _QUOTED.finditer(script):
        if HOLE.search(match[1]):
            yield HOLE.sub(str(page), match[1])
