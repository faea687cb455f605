"""Listings: channel pages and date pages with lists A, B and C, and the JSON API (site.md, section 4)."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import islice

from rednet_crawler.errors import OverBoundError, PageError
from rednet_crawler.extraction import lists_by_links, lists_in_scripts
from rednet_crawler.extraction.bounds import MOST_ENTRIES
from rednet_crawler.extraction.charset import decode
from rednet_crawler.extraction.entries import leads_to
from rednet_crawler.extraction.lists_by_links import entries_by_links
from rednet_crawler.extraction.lists_in_scripts import entries_in_scripts
from rednet_crawler.extraction.page import Css, Document, Element, css, text_of
from rednet_crawler.extraction.pager import NextPage, next_page
from rednet_crawler.items import Listing, ListingEntry, Page
from rednet_crawler.normalise.published import is_time
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.clock import CHINA
from rednet_crawler.site.list_pages import number_in
from rednet_crawler.site.urls import read_address, resolve

LIST_A_BOX = css("#div_newsList", everywhere=True)
LIST_A = css("ul.news_list")
LIST_A_TITLE = css(":is(span, em, i, p, div, h1).f_left")
LIST_A_TIME = css(":is(span, em, i, p, div, h1).time")
LIST_B = css("ul.main995.list-all")
LIST_B_AUTHOR = css(":is(span, em, i, p, div, h1).zuozhe")
LIST_B_TIME = css(":is(span, em, i, p, div, h1).shijian")
LIST_C = css("div.newsmod")
PAGER = css(".pagination")
ACTIVE = css(":is(li, a, span).active")
_MOST_PAGERS = 4
_MOST_LINKS = 200
_MOST_LISTS = 40
_LONGEST_TITLE = 500
_LONGEST_TIME = 40
_PAGE_NUMBER = re.compile(r"\d{1,6}")


def extract_listing(page: Page, number: int | None = None) -> Listing:
    """Read a listing page; `number` is which page of its list it is, where its address may not say so.

    Where none of the known lists stands on the page, its entries are read by their links
    (`lists_by_links`); `kind` is None where there are none. `next_url` is what the pager has as the
    page after the current one. Raises NotAnArticleError for an empty response, OverBoundError for a
    page larger than is read.
    """
    document = Document(page)
    base = document.base
    kind, items = _find_list(document)
    if len(items) > MOST_ENTRIES:
        raise OverBoundError(
            f"{page.url or 'the page'}: lists {len(items)} entries, more than {MOST_ENTRIES}"
        )
    read, entries = _ENTRY[kind or "A"], list[ListingEntry]()
    for item in _innermost(items):
        if entry := read(item, base, len(entries) + 1):
            entries.append(entry)
    if kind is None:
        kind, entries = _of_another_form(document, base, _answered_at(page))
    titles = map(text_of, islice(document.root.iter("title"), 1))
    following = _following(document, base, page.url or "", number)
    return Listing(
        kind=kind,
        entries=tuple(entries),
        next_url=following.url if following else None,
        next_is_guess=following is not None and following.is_guess,
        paged=following is not None or document.first(PAGER) is not None,
        title=next(filter(None, titles), None),
    )


def _of_another_form(
    document: Document, base: str, now: datetime | None
) -> tuple[str | None, list[ListingEntry]]:
    """Return the list of a page that has none of the known forms: by its links, or in a script."""
    linked = entries_by_links(document, base, now)
    if not any(entry.published for entry in linked) and (
        held := entries_in_scripts(document, base, now)
    ):
        numbered = [replace(entry, position=at) for at, entry in enumerate(held, 1)]
        return lists_in_scripts.KIND, numbered
    return (lists_by_links.KIND if linked else None), list(linked)


def _following(document: Document, base: str, own: str, number: int | None) -> NextPage | None:
    """Return the next page: by the known pager, where it says on which page it is, else by any."""
    if url := _next_page(document, base):
        return NextPage("number", url)
    if not read_address(own):
        return None
    found = next_page(document, own, number or number_in(own))
    is_last = any(map(_is_at_its_end, document.all(PAGER)[:_MOST_PAGERS]))
    return None if is_last and found and found.kind not in ("rel", "label") else found


def _is_at_its_end(pager: Element) -> bool:
    """Return whether a pager says on which page it is, and names no later one."""
    active = _page_number(map(_short_text, ACTIVE(pager)[:_MOST_LINKS]))
    numbers = (_page_number([_short_text(each)]) for each in islice(pager.iter("a"), _MOST_LINKS))
    return active is not None and all(number is None or number <= active for number in numbers)


def _answered_at(page: Page) -> datetime | None:
    """Return from when relative times count: the server's clock, else ours."""
    for text in filter(None, (page.answered_at, page.fetched_at)):
        with suppress(ValueError):
            found = datetime.fromisoformat(text)
            return found if found.tzinfo else found.replace(tzinfo=CHINA)
    return None


def extract_channel_api(page: Page, base: str | None = None) -> Listing:
    """Read a response of `content/list/channel`: an array, newest first. Entries without an address are left out.

    `base` is the home page of the station whose articles it lists: an address without a host is one of the station.

    Raises PageError where it is no JSON array, OverBoundError where it is too long.
    """
    what = page.url or "the API's answer"
    try:
        answer = json.loads(decode(page.body, page.content_type).text)
    except (ValueError, RecursionError) as error:
        raise PageError(f"{what}: not JSON ({error})") from error
    if not isinstance(answer, list):
        raise PageError(f"{what}: a JSON array was expected, not {type(answer).__name__}")
    if len(answer) > MOST_ENTRIES:
        raise OverBoundError(f"{what}: lists {len(answer)} entries, more than {MOST_ENTRIES}")
    entries = [
        ListingEntry(
            url=url,
            title=_value(entry, "title"),
            published=_value(entry, "publishTimeStr"),
            position=position,
        )
        for position, entry in enumerate(answer, 1)
        if (url := resolve(base or page.url or "", _value(entry, "contentUrl") or "")) is not None
    ]
    return Listing(kind="api", entries=tuple(entries))


def extract_article_links(page: Page) -> Iterator[str]:
    """Yield the addresses of the articles that a page links, in its order: those of the home page."""
    document = Document(page)
    for url in (url for each in document.root.iter() for url in leads_to(each, document.base)):
        address = read_address(url)
        if address and address.content_id:
            yield url


def _find_list(document: Document) -> tuple[str | None, Sequence[Element]]:
    """Return which list a page has, and the items of it."""
    lists = document.all(LIST_A)[:_MOST_LISTS]
    boxes = [] if lists else document.all(LIST_A_BOX)[:1]
    if lists or boxes:
        lists = [ul for ul in lists if _is_main(ul)] or lists or boxes
        items = [item for ul in lists for item in ul.iterchildren("li")]
        return "A", items or list(islice(lists[0].iter("li"), _MOST_LINKS))
    if lists := document.all(LIST_B):
        return "B", [item for ul in lists for item in ul.iterchildren("li")]
    if modules := document.all(LIST_C):
        return "C", [heading for module in modules for heading in module.iter("h3")]
    return None, ()


def _is_main(ul: Element) -> bool:
    """Return whether a list is that of the page; others of its class stand beside it."""
    return any(up.get("id") == "div_newsList" for up in ul.iterancestors())


def _innermost(items: Sequence[Element]) -> Iterator[Element]:
    """Yield the items but those whose link is that of an item within them: lists may stand in lists."""
    known = set(items)
    for item in items:
        anchor = next(item.iter("a"), None)
        if (
            anchor is None
            or next((up for up in anchor.iterancestors("li", "h3") if up in known), item) is item
        ):
            yield item


def _entry_a(item: Element, base: str, position: int) -> ListingEntry | None:
    anchor = next(item.iter("a"), None)
    if anchor is None or (url := _leads_to(anchor, base)) is None:
        return None
    title = _whole_title(anchor) or _text(item, LIST_A_TITLE) or text_of(anchor)
    return _entry(url, title, _text(item, LIST_A_TIME), position)


def _entry_b(item: Element, base: str, position: int) -> ListingEntry | None:
    heading = next(item.iter("h1"), None)
    anchor = next((heading if heading is not None else item).iter("a"), None)
    if anchor is None or (url := _leads_to(anchor, base)) is None:
        return None
    title = _whole_title(anchor) or text_of(anchor)
    return _entry(url, title, _text(item, LIST_B_TIME), position, _text(item, LIST_B_AUTHOR))


def _entry_c(heading: Element, base: str, position: int) -> ListingEntry | None:
    anchor = next(heading.iter("a"), None)
    if anchor is None or (url := _leads_to(anchor, base)) is None:
        return None
    return _entry(url, _whole_title(anchor) or text_of(anchor), _time_beside(heading), position)


_ENTRY = {"A": _entry_a, "B": _entry_b, "C": _entry_c}


def _leads_to(anchor: Element, base: str) -> str | None:
    """Return the address of a link; None where it leads nowhere (`javascript:;`, `mailto:`, `#`)."""
    return next(leads_to(anchor, base), None)


def _whole_title(anchor: Element) -> str:
    """Return the title that is in an attribute, which is never cut; the empty string where none is."""
    return squeeze(anchor.get("title") or "") or next(
        (text for child in anchor.iter("span") if (text := squeeze(child.get("title") or ""))), ""
    )


def _entry(
    url: str, title: str, time: str | None, position: int, author: str | None = None
) -> ListingEntry:
    return ListingEntry(
        url=url,
        title=title if 0 < len(title) <= _LONGEST_TITLE else None,
        published=time if time and is_time(time) else None,
        author=author,
        position=position,
    )


def _text(item: Element, place: Css) -> str | None:
    """Return the first text in a place of an item; None where there is none."""
    texts = map(text_of, place(item))
    return next(filter(None, texts), None)


def _value(entry: object, name: str) -> str | None:
    """Return a text of an entry of the API; None where it has none of that name."""
    value = entry.get(name) if isinstance(entry, dict) else None
    return squeeze(value) or None if isinstance(value, str) else None


def _time_beside(heading: Element) -> str | None:
    """Return the time of a list C entry. Its place is not known: a short text with a day, in the heading's own box."""
    box = heading.getparent()
    if box is None or sum(1 for _ in box.iter("h3")) != 1:
        return None
    for element in box.iter("span", "p", "em", "i", "div", "time"):
        if (
            len(element) == 0
            and (text := text_of(element))
            and len(text) <= _LONGEST_TIME
            and is_time(text)
        ):
            return text
    return None


def _next_page(document: Document, base: str) -> str | None:
    """Return the link of the page number that follows the pager's active one, if it leads to a channel page."""
    for pager in document.all(PAGER)[:_MOST_PAGERS]:
        active = _page_number(map(_short_text, ACTIVE(pager)[:_MOST_LINKS]))
        for anchor in islice(pager.iter("a"), _MOST_LINKS):
            if active is None or _page_number([_short_text(anchor)]) != active + 1:
                continue
            url = resolve(base, anchor.get("href") or "")
            address = read_address(url) if url else None
            if url and address and address.kind == "channel":
                return url
    return None


def _page_number(texts: Iterable[str]) -> int | None:
    """Return the first of some texts that is the number of a page."""
    return next((int(text) for text in texts if _PAGE_NUMBER.fullmatch(text)), None)


def _short_text(element: Element) -> str:
    """Return the text of a pager's entry; of one with long content no more than its first pieces."""
    return squeeze("".join(islice(element.itertext(), 4)))
