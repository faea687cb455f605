"""The channels that a page names: links to their pages, their numbers in attributes and scripts."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from rednet_crawler.extraction.entries import leads_to, name_of, text_in
from rednet_crawler.extraction.generic.literals import Node, read_literals
from rednet_crawler.extraction.page import Document, Element, css
from rednet_crawler.items import ChannelLink, Page
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.list_pages import HUAIHUA
from rednet_crawler.site.urls import channel_url, read_address, resolve

NUMBERED = css("[channelid]", everywhere=True)
NUMBERED_DATA = css("[data-channelid]", everywhere=True)
BREADCRUMB = css(".breadcrumb", everywhere=True)
_NUMBER = re.compile(r"[1-9]\d{0,11}")
_NUMBERS_IN_SCRIPTS = ("channelId", "channel_id", "channelid", "catId", "columnId", "cid")
_NAMES_IN_SCRIPTS = ("channelName", "channel_name", "name", "title", "channel", "text", "label")
_ONE_NUMBER = re.compile(r"\D{0,60}?(?<!\d)([1-9]\d{0,11})\D{0,60}")
_NUMBERED_BY = re.compile(r"data-\w{0,20}id|data-\w{0,20}channel|cid|value|on[a-z]+", re.IGNORECASE)
_FEW_MEMBERS = 6
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
    links = [link for each in document.root.iter() for link in _channel_links(each, base)]
    found = [link for station, link in links if wanted is None or station == wanted]
    if any(link.name != link.channel_id for link in found):
        found = [link for link in found if link.name != link.channel_id]
    if wanted:
        known, linked = {link.channel_id for link in found}, {link.name for link in found}
        for link in islice(_without_link(document, wanted), _MOST):
            if link.channel_id not in known and link.name not in linked:
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


def _channel_links(element: Element, base: str) -> Iterator[tuple[str, ChannelLink]]:
    """Yield the station and the channel that an element leads to; one without a name goes by its number."""
    for url in leads_to(element, base):
        address = read_address(url)
        if address is None or address.day or address.kind != "channel":
            continue
        name = squeeze(element.get("title") or "") or text_in(element) or name_of(element)
        if address.channel_id and address.station and (element.tag == "a" or _is_short(name)):
            number = address.channel_id
            link = ChannelLink(
                _joined(name) or number, number, channel_url(address.station, number)
            )
            yield address.station, link


def _is_short(name: str) -> bool:
    return len(name) <= _LONGEST_NAME


def _joined(name: str) -> str:
    """Return a name; a known one without the blanks that it is written with."""
    joined = "".join(name.split())
    return joined if joined in HUAIHUA else name


def _without_link(document: Document, station: str) -> Iterator[ChannelLink]:
    """Yield the channels whose numbers stand in attributes, in the state of a script, in the
    variables of an article.
    """
    for element in (*document.all(NUMBERED), *document.all(NUMBERED_DATA)):
        number = squeeze(element.get("channelid") or element.get("data-channelid") or "")
        name = name_of(element)[:_LONGEST_NAME]
        if _NUMBER.fullmatch(number) and name:
            yield ChannelLink(name, number, channel_url(station, number))
    yield from _by_known_names(document, station)
    for script in document.root.iter("script"):
        text = (script.text or "")[:_MOST_SCRIPT]
        if "channel" in text.lower() or any(name in text for name in HUAIHUA):
            for node in read_literals(text):
                yield from _in_object(node, document.base, station)
    yield from _of_article(document, station)


def _by_known_names(document: Document, station: str) -> Iterator[ChannelLink]:
    """Yield what bears the name of a known channel, and one number that a script reads."""
    for element in document.root.iter():
        link = element.get("href") or ""
        values = [link] if link.startswith(("#", "javascript:")) else []
        values += [
            str(value) for key, value in element.attrib.items() if _NUMBERED_BY.fullmatch(str(key))
        ]
        numbers = {match[1] for value in values if (match := _ONE_NUMBER.fullmatch(value))}
        if len(numbers) == 1 and (name := _joined(name_of(element))) in HUAIHUA:
            number = numbers.pop()
            yield ChannelLink(name, number, channel_url(station, number))


def _in_object(node: Node, base: str, station: str) -> Iterator[ChannelLink]:
    """Yield the channels that an object of a script names: `{channelId: 7, channelName: "法治"}`."""
    texts = {
        key: _joined(squeeze(value))
        for key, value in node.members.items()
        if isinstance(value, str)
    }
    found = [(texts[key], key) for key in _NAMES_IN_SCRIPTS if texts.get(key)]
    name, key = next(iter(found), ("", ""))
    numbers = [(texts[each], name) for each in _NUMBERS_IN_SCRIPTS if each in texts]
    if key == "title" and name not in HUAIHUA and len(node.members) > _FEW_MEMBERS:
        numbers = []  # an article's
    if name in HUAIHUA and "id" in texts:
        numbers.append((texts["id"], name))
    for url in filter(None, (resolve(base, text) for text in texts.values() if "/" in text)):
        address = read_address(url)
        if address and address.kind == "channel" and address.station == station and name:
            numbers.append((str(address.channel_id), name))
    numbers += [(number, text) for number, text in texts.items() if text in HUAIHUA]
    for number, called in numbers:
        if (
            called
            and _NUMBER.fullmatch(number)
            and _is_short(called)
            and not set("<>{}") & set(called)
        ):
            yield ChannelLink(called, number, channel_url(station, number))


def _of_another_form(document: Document, base: str, station: str) -> Iterator[ChannelLink]:
    """Yield links by the names of known channels whose addresses have another form than the known one."""
    for anchor in document.root.iter("a"):
        name = _joined(name_of(anchor))
        url = next(leads_to(anchor, base), None) if name in HUAIHUA else None
        address = read_address(url) if url else None
        if (
            url is None
            or address is None
            or address.station != station
            or address.kind in ("home", "channel", "topic")
        ):
            continue
        path, query = urlsplit(url).path.strip("/"), urlsplit(url).query
        number = _LAST_NUMBER.search(path) or _LAST_NUMBER.search(query)
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
