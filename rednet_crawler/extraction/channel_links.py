"""The channels that a page names: links to their pages, their numbers in attributes and scripts."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from rednet_crawler.extraction.entries import name_of, text_in
from rednet_crawler.extraction.page import Document, Element, css
from rednet_crawler.items import ChannelLink, Page
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.list_pages import HUAIHUA
from rednet_crawler.site.urls import channel_url, read_address, resolve

CHANNEL_LINK = css("a[href*='/channel/']", everywhere=True)
NUMBERED = css("[channelid]", everywhere=True)
NUMBERED_DATA = css("[data-channelid]", everywhere=True)
BREADCRUMB = css(".breadcrumb", everywhere=True)
_NUMBER = re.compile(r"[1-9]\d{0,11}")
_IN_JSON = re.compile(
    r"[\"'](?:channelId|channel_id|catId|columnId)[\"']\s{0,3}:\s{0,3}[\"']?(?P<id>[1-9]\d{0,11})[\"']?\s{0,3},\s{0,3}"
    r"[\"'](?:channelName|name|title|channel)[\"']\s{0,3}:\s{0,3}[\"'](?P<name>[^\"'<>\\{}]{1,30})[\"']"
)
_IN_JSON_NAME_FIRST = re.compile(
    r"[\"'](?:channelName|name|title|channel)[\"']\s{0,3}:\s{0,3}[\"'](?P<name>[^\"'<>\\{}]{1,30})[\"']\s{0,3},\s{0,3}"
    r"[\"'](?:channelId|channel_id|catId|columnId)[\"']\s{0,3}:\s{0,3}[\"']?(?P<id>[1-9]\d{0,11})\b"
)
_MOST_SCRIPT, _MOST = 300_000, 500
_LONGEST_NAME = 30
_NAMING = ("title", "alt", "aria-label")
_LAST_NUMBER = re.compile(r"\d{1,12}(?=\D{0,12}\Z)")


def extract_channel_links(page: Page) -> tuple[ChannelLink, ...]:
    """Return the channels of the page's own station: of the home page's menu, an article's 频道精选, scripts.

    The first ones are links, the others numbers without a link. Addresses of another form than the
    known one count where they go by the name of a channel that is known.
    """
    document = Document(page)
    base = document.base
    own = read_address(page.url) if page.url else None
    wanted = own.station if own else None
    links = (_channel_link(anchor, base) for anchor in document.all(CHANNEL_LINK))
    found = [link for station, link in filter(None, links) if wanted is None or station == wanted]
    if wanted:
        known = {link.channel_id for link in found}
        for link in islice(_without_link(document, wanted), _MOST):
            if link.channel_id not in known:
                known.add(link.channel_id)
                found.append(link)
        names = {link.name for link in found}
        found += [
            link for link in _of_another_form(document, base, wanted) if link.name not in names
        ]
    return tuple(found)


def extract_short_texts(page: Page) -> frozenset[str]:
    """Return the texts of a page, and of its titles and labels, that may be names of channels, with
    a link or without.
    """
    found: set[str] = set()
    for element in Document(page).root.iter("*"):
        words = (element.text, element.tail, *(element.get(name) for name in _NAMING))
        found.update(text.strip() for text in words if text and len(text) <= _LONGEST_NAME)
    return frozenset(found)


def _channel_link(anchor: Element, base: str) -> tuple[str, ChannelLink] | None:
    """Return the station and the channel that a link leads to; None where it leads elsewhere."""
    name = squeeze(anchor.get("title") or "") or text_in(anchor) or name_of(anchor)
    url = resolve(base, anchor.get("href", ""))
    address = read_address(url) if url else None
    if not name or address is None or address.day or address.kind != "channel":
        return None
    if address.channel_id is None or not address.station:
        return None
    url = channel_url(address.station, address.channel_id)
    return address.station, ChannelLink(name, address.channel_id, url)


def _without_link(document: Document, station: str) -> Iterator[ChannelLink]:
    """Yield the channels whose numbers stand in attributes, in the state of a script, in the
    variables of an article.
    """
    for element in (*document.all(NUMBERED), *document.all(NUMBERED_DATA)):
        number = squeeze(element.get("channelid") or element.get("data-channelid") or "")
        name = name_of(element)[:_LONGEST_NAME]
        if _NUMBER.fullmatch(number) and name:
            yield ChannelLink(name, number, channel_url(station, number))
    for script in document.root.iter("script"):
        text = (script.text or "")[:_MOST_SCRIPT]
        for pattern in (_IN_JSON, _IN_JSON_NAME_FIRST):
            for match in pattern.finditer(text):
                yield ChannelLink(
                    squeeze(match["name"]), match["id"], channel_url(station, match["id"])
                )
    yield from _of_article(document, station)


def _of_another_form(document: Document, base: str, station: str) -> Iterator[ChannelLink]:
    """Yield links by the names of known channels whose addresses have another form than the known one."""
    for anchor in document.root.iter("a"):
        name = name_of(anchor)
        url = resolve(base, anchor.get("href") or "") if name in HUAIHUA else None
        address = read_address(url) if url else None
        if (
            url is None
            or address is None
            or address.station != station
            or address.kind in ("home", "channel", "topic")
        ):
            continue
        path = urlsplit(url).path.strip("/")
        number = _LAST_NUMBER.search(path)
        yield ChannelLink(name, number[0] if number else path.rpartition("/")[2] or name, url)


def _of_article(document: Document, station: str) -> Iterator[ChannelLink]:
    """Yield the channel that an article names in its script; its name is that of the breadcrumb's
    last entry, else its number.
    """
    address = read_address(document.url or "")
    number = (
        document.script_variables.get("channelId", "") if address and address.content_id else ""
    )
    domain = document.script_variables.get("pcDomain", "")
    with_scheme = domain if "://" in domain else f"https://{domain}"
    home = read_address(with_scheme) if domain else None
    if not _NUMBER.fullmatch(number) or (home is not None and home.station not in (station, None)):
        return
    crumbs = [
        text_in(link)
        for crumb in document.all(BREADCRUMB)[:2]
        for link in islice(crumb.iter("a"), 20)
    ]
    name = crumbs[-1] if crumbs and crumbs[-1] in HUAIHUA else number
    yield ChannelLink(name, number, channel_url(station, number))
