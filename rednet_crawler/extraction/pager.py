"""The next page of a listing, whatever its pager looks like."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from rednet_crawler.extraction.entries import leads_to, name_of, text_in
from rednet_crawler.extraction.page import Document, Element
from rednet_crawler.extraction.pager_signs import HOLE, address_in_script, is_off, says_more
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.list_pages import number_in, page_number
from rednet_crawler.site.urls import read_address, resolve

Kind = Literal["rel", "label", "number", "button", "sign"]

_MOST_LINKS = 3_000
_LABELS = re.compile(
    r"[\s\W]*(?:下一?页|后一?页|下一?頁|next(?:\s?page)?|older)[\s\W]*|[›>»]{1,2}", re.IGNORECASE
)
_MORE = re.compile(r"加载更多|查看更多|点击更多|更多|load\s?more|more", re.IGNORECASE)
_NEXT = re.compile(r"(?:^|[\s_-])next(?:$|[\s_-])", re.IGNORECASE)
_NUMBER = re.compile(r"(?:第\s?)?(\d{1,6})(?:\s?页)?")
_A_DAY = re.compile(
    r"(?:19|20)\d{2}[-/_]?(?:0?[1-9]|1[0-2])(?:[-/_]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)"
)
_DIGITS = re.compile(r"(\d+)")
_ADDRESSES = (
    "data-next",
    "data-next-url",
    "data-url",
    "data-href",
    "data-api",
    "data-src",
    "data-action",
)
_NUMBERS = ("data-page", "data-next-page", "data-pageno", "data-p")
_MOST_PAGES = 100_000


class NextPage(NamedTuple):
    """Where the next page of a list is."""

    kind: Kind
    """By what it was found: `<link rel=next>`, a label such as 下一页, a number, a button, or a sign
    that there is more.
    """
    url: str | None
    """Its address; None where nothing tells."""
    is_guess: bool = False
    """Whether the page does not link it: a 404 there says nothing."""


def next_page(document: Document, url: str, page: int = 1) -> NextPage | None:
    """Return the page after the one at `url`, which is the given one of its list, counted from 1;
    None where the page names none.
    """
    if read_address(url) is None:
        return None
    links = list(islice(_links(document, url), _MOST_LINKS))
    return (
        _by_rel(document, url)
        or _by_label(links)
        or _by_number(links, page)
        or _by_address(links, url, max(number_in(url), 1))
        or _by_button(document, url, page)
        or _by_sign(document, url, page)
    )


def _links(document: Document, base: str) -> Iterator[tuple[Element, str, str]]:
    """Yield links that may lead to another page of the list: element, what it says, address."""
    host = urlsplit(base).netloc.lower()
    for element in document.root.iter():
        for url in leads_to(element, document.base):
            if url == base or urlsplit(url).netloc.lower() != host or not _may_be_page(url):
                continue
            if not is_off(element):
                yield element, _says(element), url
            break


def _says(element: Element) -> str:
    """Return what a link says: its text, that of its icon, its class."""
    if said := text_in(element) or name_of(element) or squeeze(element.get("title") or ""):
        return said[:40]
    return "next" if _NEXT.search(element.get("class") or "") else ""


def _may_be_page(url: str) -> bool:
    """Whether an address may be a page of a list: no article, no home page, no day of a calendar."""
    address = read_address(url)
    if (
        address is None
        or address.kind in ("home", "topic")
        or (address.content_id and address.is_certain)
    ):
        return False
    return not (address.day or (address.kind != "channel" and _A_DAY.search(urlsplit(url).path)))


def _by_rel(document: Document, base: str) -> NextPage | None:
    host = urlsplit(base).netloc.lower()
    for link in islice(document.root.iter("link", "a"), _MOST_LINKS):
        url = (
            resolve(document.base, link.get("href") or "")
            if "next" in (link.get("rel") or "").lower().split()
            else None
        )
        if url and url != base and urlsplit(url).netloc.lower() == host and _may_be_page(url):
            return NextPage("rel", url)
    return None


def _by_label(links: list[tuple[Element, str, str]]) -> NextPage | None:
    """Return the link that says 下一页 or the like; words go before signs, and a single sign before two."""
    found = [(text, url) for _, text, url in links if _LABELS.fullmatch(text)]
    signs = {"›": 1, ">": 1, "»": 2, ">>": 3, "››": 3, "»»": 4}
    best = min(found, key=lambda each: signs.get(each[0], 0), default=None)
    return NextPage("label", best[1]) if best else None


def _by_number(links: list[tuple[Element, str, str]], page: int) -> NextPage | None:
    """Return the link whose text is the number of the next page, where it is one of a row of
    numbers that is no calendar.
    """
    numbered = [(int(said[1]), url) for _, text, url in links if (said := _NUMBER.fullmatch(text))]
    numbers = {number for number, _ in numbered}
    if len(numbers & set(range(1, 32))) > 27 and max(numbers) <= 31:  # noqa: PLR2004 - the days of a month
        return None
    return next((NextPage("number", url) for number, url in numbered if number == page + 1), None)


def _by_address(links: list[tuple[Element, str, str]], base: str, page: int) -> NextPage | None:
    """Return the link whose address is that of this page with the next number in it: its text may be an icon."""
    for _, _, url in links:
        number = page_number(base, url) if page == 1 else _number_instead(base, url, page)
        if number == page + 1:
            return NextPage("number", url)
    return None


def _number_instead(base: str, url: str, page: int) -> int | None:
    """Return the number that stands in an address where the other has that of its page; None where more differs."""
    one, two = _DIGITS.split(base), _DIGITS.split(url)
    if len(one) != len(two):
        return None
    differing = [(first, second) for first, second in zip(one, two, strict=True) if first != second]
    if (
        len(differing) != 1
        or differing[0][0] != str(page)
        or not _NUMBER.fullmatch(differing[0][1])
    ):
        return None
    return int(differing[0][1])


def _by_button(document: Document, base: str, page: int) -> NextPage | None:
    """Return what a button that loads more asks for: its address, the number of the next page in it or beside it."""
    host = urlsplit(base).netloc.lower()
    for element in document.root.iter():
        if not element.attrib or not isinstance(element.tag, str):
            continue
        address = next((value for name in _ADDRESSES if (value := element.get(name))), None)
        number = next((value for name in _NUMBERS if (value := element.get(name))), None)
        if address and address.isdecimal():
            address, number = None, address
        if (
            (address is None and number is None)
            or not _says_more(element, number)
            or is_off(element)
        ):
            continue
        wanted = _wanted(number, page)
        url = resolve(document.base, HOLE.sub(str(wanted), address)) if address else None
        if url and url != base and urlsplit(url).netloc.lower() == host and _may_be_page(url):
            return NextPage("button", url)
        if address is None and wanted == page + 1:
            guess = address_in_script(document, base, wanted) or _own_form(base, wanted)
            return NextPage("button", guess, is_guess=True)
    return None


def _says_more(element: Element, number: str | None) -> bool:
    """Whether an element is a button that loads more, by its text, its name, or the number of a page on it."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    text = text_in(element)
    return (
        element.get("data-next") is not None
        or _MORE.search(text[:40]) is not None
        or _MORE.search(named) is not None
        or bool(number and _NUMBER.fullmatch(number))
    )


def _wanted(number: str | None, page: int) -> int:
    """Return the page that a button asks for: the number on it may be that of this page, or of the next."""
    found = int(number) if number and _NUMBER.fullmatch(number) else page
    return min(found if found > page else page + 1, _MOST_PAGES)


def _by_sign(document: Document, base: str, page: int) -> NextPage | None:
    """Return a guess where a page says that there is more, and names no address."""
    if not says_more(document, page):
        return None
    url = address_in_script(document, base, page + 1) or _own_form(base, page + 1)
    return NextPage("sign", url, is_guess=True)


def _own_form(base: str, page: int) -> str | None:
    """Return the address of a page of a channel in the form that the site has."""
    parts = urlsplit(base)
    address = read_address(base)
    if address is None or address.kind != "channel" or address.day:
        return None
    path = re.sub(r"(?:_\d{1,6})?(\.html?)\Z", rf"_{page}\1", parts.path)
    return parts._replace(path=path, query="").geturl()
