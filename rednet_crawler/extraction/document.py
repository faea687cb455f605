"""A page as a tree with an index of ids and classes, its meta tags and script variables."""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from lxml import etree

from rednet_crawler.errors import NotAnArticleError
from rednet_crawler.extraction.charset import Decoded, decode
from rednet_crawler.items import ChannelLink, Page
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.urls import channel_url, read_address, resolve

Element = etree._Element  # noqa: SLF001 - lxml's only name for the type

_MARKED = etree.XPath("//*[@id or @class or self::h1]")
_METAS = etree.XPath("//meta[@content]")
_TITLE = etree.XPath("string((//title)[1])")
_CANONICAL = etree.XPath("string((//link[@rel='canonical']/@href)[1])")
_SCRIPTS = etree.XPath("//script[not(@src)]/text()")
_CHANNEL_ANCHORS = etree.XPath("//a[contains(@href, '/channel/')]")
_TEXTS = etree.XPath("descendant-or-self::text()")
_SCRIPT_VARIABLE = re.compile(
    r"\b(siteId|siteName|channelId|contentId|newsType|pcDomain|wapDomain)\b[\"']?\s{0,5}[=:]\s{0,5}"
    r"(?:\"([^\"\n]{0,200})\"|'([^'\n]{0,200})'|([\w.-]{1,40}))",
    re.ASCII,
)


class Selector:
    """`tag.class.class`, `.class` or `#id`: all that the templates need, looked up in the page's index."""

    __slots__ = ("classes", "identifier", "tag", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        tag, *classes = text.split(".")
        tag, _, identifier = tag.partition("#")
        self.tag, self.identifier, self.classes = tag, identifier, tuple(classes)

    def __repr__(self) -> str:
        return f"Selector({self.text!r})"


class Document:
    """One parsed page. Reading it is pure: the same bytes, header and URL give the same answers."""

    def __init__(self, page: Page) -> None:
        """Decode and parse a page. Raises NotAnArticleError where there is nothing to parse."""
        self.url = page.url
        self.decoded: Decoded = decode(page.body, page.content_type)
        text = self.decoded.text.replace("\x00", "")
        if not text.strip():
            raise NotAnArticleError(f"{page.url or 'the page'}: the answer is empty")
        root = _parse(text)
        if root is None:
            raise NotAnArticleError(f"{page.url or 'the page'}: the answer holds no HTML")
        self.root: Element = root

    @cached_property
    def _index(self) -> dict[str, list[Element]]:
        index: dict[str, list[Element]] = {}
        for element in _MARKED(self.root):
            if identifier := element.get("id"):
                index.setdefault("#" + identifier, []).append(element)
            for name in (element.get("class") or "").split():
                index.setdefault("." + name, []).append(element)
            if element.tag == "h1":
                index.setdefault("h1", []).append(element)
        return index

    def all(self, selector: Selector) -> list[Element]:
        """Return the elements a selector matches, in the order of the page."""
        if selector.identifier:
            return self._index.get("#" + selector.identifier, [])
        if not selector.classes:
            return self._index.get(selector.tag, []) if selector.tag == "h1" else list(self.root.iter(selector.tag))
        first, *others = selector.classes
        return [
            element
            for element in self._index.get("." + first, ())
            if (not selector.tag or element.tag == selector.tag)
            and (not others or set(others) <= set((element.get("class") or "").split()))
        ]

    def first(self, *selectors: Selector) -> Element | None:
        """Return the first element of the first selector that matches anything."""
        for selector in selectors:
            if found := self.all(selector):
                return found[0]
        return None

    @cached_property
    def metas(self) -> dict[str, str]:
        """Meta tags by name or property, in small letters; the first of each name that holds something."""
        metas: dict[str, str] = {}
        for element in _METAS(self.root):
            name = (element.get("name") or element.get("property") or "").lower()
            if name and not metas.get(name):
                metas[name] = element.get("content", "")
        return metas

    @cached_property
    def title(self) -> str:
        """The text of the title tag."""
        return str(_TITLE(self.root))

    @cached_property
    def canonical(self) -> str:
        """The address in `<link rel="canonical">`, or an empty text."""
        return str(_CANONICAL(self.root)).strip()

    @cached_property
    def script_variables(self) -> dict[str, str]:
        """The variables a page sets for its scripts: siteId, contentId, newsType, pcDomain, … (first of each)."""
        variables: dict[str, str] = {}
        for script in _SCRIPTS(self.root):
            for match in _SCRIPT_VARIABLE.finditer(script[:100_000]):
                variables.setdefault(match[1], next((value for value in match.groups()[1:] if value is not None), ""))
        return variables

    def channel_links(self) -> tuple[ChannelLink, ...]:
        """Return the links to channels of the page's own station, with the names they are linked by."""
        base = self.url or ""
        page = read_address(base) if base else None
        return tuple(_channel_links(_CHANNEL_ANCHORS(self.root), base, page.station if page else None))


def text_of(element: Element) -> str:
    """Return an element's text as a reader sees it: without scripts, styles and comments, `<br>` as a blank."""
    if not len(element):
        return squeeze(element.text or "")
    if next(element.iter("br", "script", "style"), None) is None:
        return squeeze("".join(element.itertext()))
    return squeeze("".join(_visible_parts(element)))


def _visible_parts(element: Element) -> Iterator[str]:
    for text in _TEXTS(element):
        if text.is_tail or text.getparent().tag not in ("script", "style"):
            yield " " + text if text.is_tail and text.getparent().tag == "br" else text


def _parse(text: str) -> Element | None:
    # UTF-8 bytes and not str: lxml refuses a str that holds an XML declaration
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _channel_links(anchors: Sequence[Element], base: str, station: str | None) -> Iterator[ChannelLink]:
    for anchor in anchors:
        name = squeeze(anchor.get("title") or "") or text_of(anchor)
        url = resolve(base, anchor.get("href", ""))
        address = read_address(url) if url else None
        if not name or address is None or address.kind != "channel" or address.channel_id is None or address.day:
            continue
        if address.station and (station is None or address.station == station):
            yield ChannelLink(name, address.channel_id, channel_url(address.station, address.channel_id))
