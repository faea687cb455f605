"""A page as a tree: its elements by class and id, its head, its script variables."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import ClassVar, NamedTuple

from lxml import etree

from rednet_crawler.errors import NotAnArticleError, OverBoundError
from rednet_crawler.extraction.bounds import check_markup
from rednet_crawler.extraction.charset import Decoded, decode
from rednet_crawler.items import ChannelLink, Page
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.urls import channel_url, read_address, resolve

Element = etree._Element  # noqa: SLF001 - lxml's only name for the type

_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
_SCRIPTS = etree.XPath("//script[not(@src)]/text()")
_CHANNEL_ANCHORS = etree.XPath("//a[contains(@href, '/channel/')]")
_USUAL = ("h1", "div", "section", "article", "ul", "ol", "nav")
"""The tags that mark the parts of a page in all known templates, but for spans."""
_TEXTS = etree.XPath("descendant-or-self::text()")
_SCRIPT_VARIABLE = re.compile(
    r"\b(siteId|siteName|channelId|contentId|newsType|pcDomain|wapDomain)\b[\"']?\s{0,5}[=:]\s{0,5}"
    r"(?:\"([^\"\n]{0,200})\"|'([^'\n]{0,200})'|([\w.-]{1,40}))",
    re.ASCII,
)


class Head(NamedTuple):
    """What a page says of itself."""

    title: str
    canonical: str
    metas: dict[str, str]
    """By name or property, in lower case: the first of each that holds something."""


class Selector:
    """`tag.class.class`, `.class`, `tag#id`, `#id`, `#one #other` or `tag`: all that the templates need, and faster than CSS or XPath."""

    __slots__ = ("classes", "identifier", "rarest", "tag", "text", "usual")
    asked: ClassVar[set[str]] = set()
    """The rarest class of each selector there is."""
    identifiers: ClassVar[set[str]] = set()
    """The ids of all selectors."""
    identified: ClassVar[etree.XPath] = etree.XPath("id('')", smart_strings=False)
    """Finds the first element of each of these ids."""

    def __init__(self, text: str) -> None:
        """Compile a selector."""
        self.text = text
        tag, *classes = text.split(".")
        self.tag, _, identifier = tag.partition("#")
        self.identifier = frozenset(identifier.replace("#", "").split())
        if self.identifier:
            self.identifiers.update(self.identifier)
            Selector.identified = etree.XPath(f"id('{' '.join(self.identifiers)}')", smart_strings=False)
        self.classes = frozenset(classes)
        self.rarest = max(classes, key=len, default="")
        self.usual = not tag or tag in _USUAL
        self.asked.add(self.rarest)

    def __repr__(self) -> str:
        """Show the selector as it was written."""
        return f"Selector({self.text!r})"


class Document:
    """One parsed page. Reading it is pure: the same bytes, header and URL give the same answers."""

    def __init__(self, page: Page) -> None:
        """Decode and parse a page. Raises NotAnArticleError where there is nothing to parse, OverBoundError where it is too much."""
        self.url = page.url
        self.decoded: Decoded = decode(page.body, page.content_type)
        self._text = text = self.decoded.text
        if not text or text.isspace():
            raise NotAnArticleError(f"{page.url or 'the page'}: the answer is empty")
        html = page.body if self.decoded.as_served else text.encode("utf-8", "replace")
        check_markup(page.url or "the page", html)
        root = _parse(html)
        if root is None:
            raise NotAnArticleError(f"{page.url or 'the page'}: the answer holds no HTML")
        if (error := _PARSER.error_log.last_error) is not None and error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise OverBoundError(
                f"{page.url or 'the page'}: is nested too deep to be read whole"
            )  # what follows is lost
        self.root: Element = root
        self._by_class = _index_classes(root)
        self._by_id: list[Element] = Selector.identified(root)

    def all(self, selector: Selector) -> list[Element]:
        """Return the elements a selector matches, in the order of the page; for each id the first that has it.

        For classes without a tag, the usual tags are looked at first, all others only where those have no match.
        """
        tag, classes, rarest = selector.tag, selector.classes, selector.rarest
        if selector.identifier:
            return [
                element
                for element in self._by_id
                if element.get("id") in selector.identifier and (not tag or element.tag == tag)
            ]
        if not classes:
            return list(self.root.iter(tag))
        if selector.usual:
            found = self._by_class.get(rarest, [])
            if found and tag:
                found = [element for element in found if element.tag == tag]
            if found and len(classes) > 1:
                found = [element for element in found if classes.issubset(element.get("class", "").split())]
            if found or tag:
                return found
        # most classes belong to other templates, and are nowhere on the page
        if rarest not in self._text:
            return []
        return [
            element
            for element in self.root.iter(tag or None)
            if (names := element.get("class")) and rarest in names and classes.issubset(names.split())
        ]

    def first_of(self, *selectors: Selector) -> list[Element]:
        """Return all that the first selector with any match matches."""
        for selector in selectors:
            if found := self.all(selector):
                return found
        return []

    def first(self, *selectors: Selector) -> Element | None:
        """Return the first element of the first selector that matches anything."""
        for selector in selectors:
            if found := self.all(selector):
                return found[0]
        return None

    def read_head(self) -> Head:
        """Return the title, the canonical link and the meta tags."""
        metas: dict[str, str] = {}
        head = next(self.root.iterchildren("head"), None)
        # a page that is not well formed may have parts of its head in its body
        if head is None or next(head.iterchildren("title"), None) is None:
            head = self.root
        title = canonical = ""
        for element in head.iter("meta", "title", "link"):
            name = element.get("name") or element.get("property")
            if name:
                if not metas.get(name := name.lower()):
                    metas[name] = element.get("content", "")
            elif element.tag == "title":
                title = title or element.text or ""
            elif not canonical and element.get("rel") == "canonical":
                canonical = element.get("href", "").strip()
        return Head(title, canonical, metas)

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


def _index_classes(root: Element) -> dict[str, list[Element]]:
    """Return the elements of the usual tags by those of their classes that any selector asks for."""
    index: dict[str, list[Element]] = defaultdict(list)
    asked = Selector.asked
    for element in root.iter(*_USUAL):
        if names := element.get("class"):
            if names in asked:
                index[names].append(element)
            elif " " in names or not names.isprintable():
                for name in names.split():
                    if name in asked:
                        index[name].append(element)
    return index


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


def _parse(utf8: bytes) -> Element | None:
    # bytes and not str: lxml refuses a str that holds an XML declaration
    if b"\x00" in utf8 or b"\x0b" in utf8:
        utf8 = utf8.replace(b"\x00", b"").replace(b"\x0b", b"\n")
    try:
        return etree.fromstring(utf8, parser=_PARSER)
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
