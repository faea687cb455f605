"""Lists of any design, by their links: groups of links to articles that stand in one place of a page.

The item of an article is the largest element that links no other article, its group what stands
beside it. Of the groups that one is the page's list whose items have times, stand outside of menus
and side boxes, and say the most.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice

from rednet_crawler.errors import OverBoundError
from rednet_crawler.extraction.bounds import MOST_ENTRIES
from rednet_crawler.extraction.entries import Around, leads_to, name_of, read_around
from rednet_crawler.extraction.page import Document, Element
from rednet_crawler.items import ListingEntry
from rednet_crawler.normalise.refusals import refusal_in_title
from rednet_crawler.site.urls import read_address, resolve

KIND = "links"
_MANY = object()
"""Stands for an element that links several articles."""
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|header|foot(?:er)?|aside|side(?:bar|nav|right|box)?|rank(?:ing)?|hot|"
    r"related|recommend|friend|links?|"
    r"breadcrumb|crumbs?|banner|slide|swiper|ph|tj|xg|phb)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""In classes and ids of what stands on every page."""
_BESIDE_TAGS = frozenset(("nav", "header", "footer", "aside"))
_FLAT = frozenset(("a", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "span", "b", "strong"))
"""Items that hold their link alone: what else is said of them stands behind them."""
_MOST_ABOVE = 60
_MOST_PARTS = 4
_FEW = 3


@dataclass(slots=True)
class _Item:
    """What stands of one article in one place."""

    url: str
    element: Element
    links: list[Element]
    parts: list[Element]
    """What belongs to it: of a flat list also what stands behind it."""


@dataclass
class _Group:
    """The items of one place."""

    items: list[_Item] = field(default_factory=list)
    now: datetime | None = None
    is_beside: bool = False

    @cached_property
    def around(self) -> list[Around]:
        """What stands around the link of each item."""
        return [read_around(item.links, item.parts, self.now) for item in self.items]

    @cached_property
    def is_dated(self) -> bool:
        """Whether most items have a time."""
        return 2 * sum(1 for each in self.around if each.time) >= len(self.items)

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """The more, the likelier it is the list of the page."""
        said = sum(len(each.title or "") + len(each.summary or "") for each in self.around)
        return not self.is_beside, self.is_dated, said

    @property
    def shape(self) -> tuple[str, str]:
        """Tag and classes of its first item."""
        first = self.items[0].element
        return str(first.tag), first.get("class") or ""


def entries_by_links(
    document: Document, base: str, now: datetime | None
) -> tuple[ListingEntry, ...]:
    """Return the entries of the list of a page, in its order; none for a page that refuses, or links no article.

    `now` is when the page was answered. Raises OverBoundError for more entries than are read.
    """
    title = next(
        (text for each in islice(document.root.iter("title"), 1) if (text := each.text)), ""
    )
    if title and refusal_in_title(title):
        return ()
    groups = _groups(list(_items(document, base)), now)
    found: dict[str, ListingEntry] = {}
    for group in _chosen(groups):
        whole = _Group(list(_in_order(group, base)), now)
        for item, around in zip(whole.items, whole.around, strict=True):
            found.setdefault(item.url, _entry(item.url, around, len(found) + 1))
    if len(found) > MOST_ENTRIES:
        raise OverBoundError(
            f"{base or 'the page'}: lists {len(found)} entries, more than {MOST_ENTRIES}"
        )
    return tuple(found.values())


def _entry(url: str, around: Around, position: int) -> ListingEntry:
    return ListingEntry(
        url=url,
        title=around.title,
        published=around.time,
        summary=around.summary,
        position=position,
    )


def _links(document: Document, base: str) -> Iterator[tuple[Element, str]]:
    """Yield the elements that lead to articles, with their addresses: links, and what a script makes one."""
    for element in document.root.iter():
        for url in leads_to(element, base):
            address = read_address(url)
            if address and address.content_id and (address.is_certain or element.tag == "a"):
                yield element, url
                break


def _items(document: Document, base: str) -> Iterator[_Item]:
    """Yield the items of a page. Each element is looked at twice at most, however deep the page is nested."""
    links = list(_links(document, base))
    linked: dict[Element, object] = {}
    for element, url in links:
        up: Element | None = element
        while up is not None and linked.get(up) is not _MANY and linked.get(up) != url:
            linked[up] = _MANY if up in linked else url
            up = up.getparent()
    tops: dict[Element, _Item] = {}
    known: dict[Element, Element] = {}
    for element, url in links:
        if linked[element] is _MANY:  # a card of several
            continue
        top = _top(element, linked, known)
        if top in tops:
            tops[top].links.append(element)
        else:
            tops[top] = _Item(url, top, [element], _parts(top, linked))
    yield from tops.values()


def _top(element: Element, linked: dict[Element, object], known: dict[Element, Element]) -> Element:
    """Return the largest element around a link that links nothing else."""
    passed = [element]
    while passed[-1] not in known:
        up = passed[-1].getparent()
        if up is None or up.tag in ("body", "html") or linked.get(up) is _MANY:
            break
        passed.append(up)
    top = known.get(passed[-1], passed[-1])
    known.update(dict.fromkeys(passed, top))
    return top


def _groups(items: Sequence[_Item], now: datetime | None) -> list[_Group]:
    """Return the groups of a page: by the element that holds the items; rows of one table or grid are one group."""
    groups: dict[object, _Group] = {}
    rows = {_place(parent) for item in items if (parent := item.element.getparent()) is not None}
    for item in items:
        parent = item.element.getparent()
        own = _place(item.element)
        key = own if parent is None or own in rows else _place(parent)
        group = groups.setdefault(key, _Group(now=now))
        if not group.items:
            group.is_beside = _is_beside(item.element)
        group.items.append(item)
    return list(groups.values())


def _place(element: Element) -> object:
    """Return what rows of one list have in common: what holds them, tag and classes."""
    parent = element.getparent()
    if parent is None or element.tag in ("body", "html"):
        return element
    return parent, element.tag, element.get("class")


def _is_beside(element: Element) -> bool:
    """Whether an element stands in a menu, a footer or a side box."""
    for up in islice(element.iterancestors(), _MOST_ABOVE):
        if up.tag in ("body", "html", "main"):
            return False
        if up.tag in _BESIDE_TAGS or _BESIDE.search(
            f"{up.get('class') or ''} {up.get('id') or ''} {up.get('role') or ''}"
        ):
            return True
    return False


def _chosen(groups: Sequence[_Group]) -> list[_Group]:
    """Return the page's list: the best group, those of its shape, and a few first entries that stand apart above it."""
    if not groups:
        return []
    best = max(groups, key=lambda group: group.rank)
    if best.is_beside and not best.is_dated:  # the list itself is not read
        return []
    chosen, above = [], True
    for group in groups:
        above &= group is not best
        alike = group.shape == best.shape and group.is_dated == best.is_dated
        leads = above and best.is_dated and group.is_dated and len(group.items) <= _FEW
        if group is best or (group.is_beside <= best.is_beside and (alike or leads)):
            chosen.append(group)
    return chosen


def _in_order(group: _Group, base: str) -> Iterator[_Item]:
    """Yield the items of a group, and between them those that lead elsewhere: a list may link other
    sites and topics.
    """
    by_element = {item.element: item for item in group.items}
    tags = {element.tag for element in by_element}
    parents = dict.fromkeys(
        parent for element in by_element if (parent := element.getparent()) is not None
    )
    if not parents:
        yield from group.items
    for parent in parents:
        for child in parent.iterchildren():
            if child in by_element:
                yield by_element[child]
            elif child.tag in tags and (found := _elsewhere(child, base)):
                yield found


def _elsewhere(element: Element, base: str) -> _Item | None:
    """Return the item of an element that links no article, but a topic or another site, by a name."""
    links = list(islice((link for link in element.iter("a") if link.get("href")), _FEW))
    urls = [url for link in links if (url := resolve(base, link.get("href") or ""))]
    addresses = [address for url in urls if (address := read_address(url))]
    if not addresses or any(
        address.content_id or address.kind in ("channel", "home") for address in addresses
    ):
        return None
    is_entry = addresses[0].kind == "topic" or addresses[0].station is None
    return _Item(urls[0], element, links, [element]) if is_entry and name_of(links[0]) else None


def _parts(item: Element, linked: Mapping[Element, object]) -> list[Element]:
    """Return the elements of an item; of a flat list also what stands behind it, up to the next item."""
    parts = [item]
    if item.tag in _FLAT:
        for following in islice(item.itersiblings(), _MOST_PARTS):
            if following in linked or not isinstance(following.tag, str):
                break
            parts.append(following)
    return parts
