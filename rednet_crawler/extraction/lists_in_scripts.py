"""Lists in the state of a script: objects that name an article's address beside its title."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from rednet_crawler.errors import OverBoundError
from rednet_crawler.extraction.bounds import MOST_ENTRIES
from rednet_crawler.extraction.generic.literals import Node, read_literals
from rednet_crawler.extraction.generic.state import as_time
from rednet_crawler.extraction.page import Document
from rednet_crawler.items import ListingEntry
from rednet_crawler.normalise.published import time_beside
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.urls import read_address, resolve

KIND = "script"
_MOST_SCRIPTS, _MOST_SCRIPT, _LEVELS = 60, 2_000_000, 4
_LONGEST_TITLE = 500
_AN_ARTICLE = re.compile(r"\d\.html?")
_TITLE = re.compile(r"\w{0,20}title|headline|subject|name|text", re.IGNORECASE)
_TIME = re.compile(r"\w{0,20}(?:time|date|published)\w{0,20}", re.IGNORECASE)
_BESIDE = re.compile(r"hot|rank|recommend|related|banner|slide|nav|menu|link|focus", re.IGNORECASE)


def entries_in_scripts(
    document: Document, base: str, now: datetime | None
) -> tuple[ListingEntry, ...]:
    """Return the entries of the list that the scripts of a page hold; none where they hold none.

    `now` is when the page was answered. Raises OverBoundError for more entries than are read.
    """
    groups: dict[tuple[bool, tuple[str, ...]], dict[str, ListingEntry]] = {}
    for script in islice(document.root.iter("script"), _MOST_SCRIPTS):
        text = script.text or ""
        if len(text) > _MOST_SCRIPT or not _AN_ARTICLE.search(text):
            continue
        for node in read_literals(text):
            if entry := _entry(node, base, now):
                alike = groups.setdefault((_is_beside(node), tuple(sorted(node.members))), {})
                alike.setdefault(entry.url, entry)
    lists = [list(found.values()) for (beside, _), found in groups.items() if not beside]
    best = max(lists, key=lambda each: (any(one.published for one in each), len(each)), default=[])
    if len(best) > MOST_ENTRIES:
        raise OverBoundError(f"{base}: lists {len(best)} entries, more than {MOST_ENTRIES}")
    return tuple(best)


def _entry(node: Node, base: str, now: datetime | None) -> ListingEntry | None:
    """Return the entry that an object is; None for one without a title or an article's address."""
    texts = {key: squeeze(value) for key, value in node.members.items() if isinstance(value, str)}
    url = next(filter(None, (_article(text, base) for text in texts.values())), None)
    title = next((text for key, text in texts.items() if text and _TITLE.fullmatch(key)), None)
    if url is None or title is None or len(title) > _LONGEST_TITLE:
        return None
    times = (time_beside(as_time(text), now) for key, text in texts.items() if _TIME.fullmatch(key))
    return ListingEntry(url=url, title=title, published=next(filter(None, times), None))


def _article(text: str, base: str) -> str | None:
    if "/" not in text or not (url := resolve(base, text)):
        return None
    address = read_address(url)
    return url if address and address.content_id and address.is_certain else None


def _is_beside(node: Node) -> bool:
    """Whether a name around an object says that it stands in a side box: `hotList`."""
    return any(_BESIDE.search(name) for name in islice(_names(node), _LEVELS))


def _names(node: Node) -> Iterator[str]:
    """Yield the names under which an object, and what it stands in, is kept."""
    while node.parent is not None:
        yield next((key for key, value in node.parent.members.items() if value is node), "")
        node = node.parent
