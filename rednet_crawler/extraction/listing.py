"""Channel pages and date pages: lists A, B and C → entries and the next page (site.md, section 4)."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from rednet_crawler.errors import OverBoundError
from rednet_crawler.extraction.bounds import MOST_ENTRIES
from rednet_crawler.extraction.document import Document, Element, Selector, text_of
from rednet_crawler.items import ChannelLink, Listing, ListingEntry, Page
from rednet_crawler.normalise.published import is_time
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.urls import read_address, resolve

LIST_A = (Selector("#div_newsList"), Selector("ul.news_list"))
LIST_A_TITLE = "f_left"
LIST_A_TIME = "time"
LIST_B = Selector("ul.main995.list-all")
LIST_B_AUTHOR = "zuozhe"
LIST_B_TIME = "shijian"
LIST_C = Selector("div.newsmod")
PAGER = Selector(".pagination")
_MOST_PAGERS = 4
_MOST_LINKS = 200
_MOST_LISTS = 40
_LONGEST_TITLE = 500
_PAGE_NUMBER = re.compile(r"\d{1,6}")


def extract_listing(page: Page) -> Listing:
    """Read a listing.

    `kind` is None where none of the known lists stands on the page; `next_url` is what the pager links as the page
    after the current one. Raises NotAnArticleError for an empty answer, OverBoundError for a page larger than is read.
    """
    document = Document(page)
    base = page.url or ""
    kind, items = _find_list(document)
    if len(items) > MOST_ENTRIES:
        raise OverBoundError(f"{base or 'the page'}: lists {len(items)} entries, more than {MOST_ENTRIES}")
    read, entries = _ENTRY[kind or "A"], list[ListingEntry]()
    for item in _innermost(items):
        if entry := read(item, base, len(entries) + 1):
            entries.append(entry)
    return Listing(
        kind=kind,
        entries=tuple(entries),
        next_url=_next_page(document, base),
        paged=document.first(PAGER) is not None,
        title=next((text for title in islice(document.root.iter("title"), 1) if (text := text_of(title))), None),
        channel_links=document.channel_links(),
    )


def extract_channel_links(page: Page) -> tuple[ChannelLink, ...]:
    """Return the links to channels of the station that a page holds: the home page's menu, an article's 频道精选."""
    return Document(page).channel_links()


def extract_article_links(page: Page) -> Iterator[str]:
    """Yield the addresses of the articles that a page links, in its order: those of the home page."""
    for anchor in Document(page).root.iter("a"):
        url = resolve(page.url or "", anchor.get("href") or "")
        address = read_address(url) if url else None
        if url and address and address.content_id:
            yield url


def _find_list(document: Document) -> tuple[str | None, Sequence[Element]]:
    lists = [
        ul
        for ul in document.all(LIST_A[1])[:_MOST_LISTS]
        if any(up.get("id") == "div_newsList" for up in ul.iterancestors())
    ]
    if lists or document.first(*LIST_A) is not None:
        lists = lists or document.all(LIST_A[1])[:_MOST_LISTS] or document.all(LIST_A[0])[:1]
        return "A", [item for ul in lists for item in ul if item.tag == "li"] or list(
            islice(lists[0].iter("li"), _MOST_LINKS)
        )
    if lists := document.all(LIST_B):
        return "B", [item for ul in lists for item in ul if item.tag == "li"]
    if modules := document.all(LIST_C):
        return "C", [heading for module in modules for heading in module.iter("h3")]
    return None, ()


def _innermost(items: Sequence[Element]) -> Iterator[Element]:
    """Yield the items but those whose link is that of an item within them: lists may stand in lists."""
    known = set(items)
    for item in items:
        anchor = next(item.iter("a"), None)
        if anchor is None or next((up for up in anchor.iterancestors("li", "h3") if up in known), item) is item:
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
    """Return the address of a link; None where it leads nowhere (`javascript:`, `mailto:`, `#`)."""
    return resolve(base, anchor.get("href") or "")


def _whole_title(anchor: Element) -> str:
    """Return the title that is in an attribute, which is never cut; the empty string where none is."""
    return squeeze(anchor.get("title") or "") or next(
        (text for child in anchor.iter("span") if (text := squeeze(child.get("title") or ""))), ""
    )


def _entry(url: str, title: str, time: str | None, position: int, author: str | None = None) -> ListingEntry:
    return ListingEntry(
        url=url,
        title=title if 0 < len(title) <= _LONGEST_TITLE else None,
        published=time if time and is_time(time) else None,
        author=author,
        position=position,
    )


def _text(item: Element, name: str) -> str | None:
    for element in item.iter("span", "em", "i", "p", "div", "h1"):
        if name in (element.get("class") or "").split() and (text := text_of(element)):
            return text
    return None


def _time_beside(heading: Element) -> str | None:
    """Return the time of a list C entry. Its place is not known: a short text with a day, in the heading's own box."""
    box = heading.getparent()
    if box is None or sum(1 for _ in box.iter("h3")) != 1:
        return None
    for element in box.iter("span", "p", "em", "i", "div", "time"):
        if len(element) == 0 and (text := text_of(element)) and len(text) <= 40 and is_time(text):  # noqa: PLR2004
            return text
    return None


def _next_page(document: Document, base: str) -> str | None:
    """Return the link of the page number that follows the pager's active one, if it leads to a channel page."""
    for pager in document.all(PAGER)[:_MOST_PAGERS]:
        active = next((int(text) for text in map(_short_text, _active(pager)) if _PAGE_NUMBER.fullmatch(text)), None)
        for anchor in islice(pager.iter("a"), _MOST_LINKS):
            text = _short_text(anchor)
            if active is None or not _PAGE_NUMBER.fullmatch(text) or int(text) != active + 1:
                continue
            url = resolve(base, anchor.get("href") or "")
            address = read_address(url) if url else None
            if url and address and address.kind == "channel":
                return url
    return None


def _active(pager: Element) -> Iterator[Element]:
    nodes = islice(pager.iter("li", "a", "span"), _MOST_LINKS)
    return (node for node in nodes if "active" in (node.get("class") or "").split())


def _short_text(element: Element) -> str:
    """Return the text of a pager's entry; of one with long content no more than its first pieces."""
    return squeeze("".join(islice(element.itertext(), 4)))
