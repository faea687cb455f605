"""A page as a tree: its elements by class and id, its head, its script variables."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from lxml import etree

from rednet_crawler.errors import NotAnArticleError
from rednet_crawler.extraction.charset import Decoded, decode
from rednet_crawler.items import ChannelLink, Page
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.site.urls import channel_url, read_address, resolve

Element = etree._Element  # noqa: SLF001 - lxml's only name for the type

_SCRIPTS = etree.XPath("//script[not(@src)]/text()")
_CHANNEL_ANCHORS = etree.XPath("//a[contains(@href, '/channel/')]")
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


class Selector:
    """`tag.class.class`, `.class`, `tag#id` or `#id`: all that the templates need, and faster than CSS or XPath."""

    __slots__ = ("_classes", "_identifier", "_xpath", "tag", "text", "word")

    def __init__(self, text: str) -> None:
        """Compile a selector."""
        self.text = text
        tag, *classes = text.split(".")
        self.tag, _, self._identifier = tag.partition("#")
        self._classes = frozenset(classes)
        self.word = self._identifier or max(classes, key=len, default="")
        attribute = "@id" if self._identifier else "@class"
        self._xpath = etree.XPath(f"//*[contains({attribute}, '{self.word}')]", smart_strings=False)

    def __repr__(self) -> str:
        """Show the selector as it was written."""
        return f"Selector({self.text!r})"

    def select(self, root: Element) -> list[Element]:
        """Return the elements below a root that match, in the order of the page."""
        found: Iterable[Element] = root.iter(self.tag) if self.tag else self._xpath(root)
        if self._identifier:
            return [element for element in found if element.get("id") == self._identifier]
        if self._classes:
            return [element for element in found if self._classes.issubset((element.get("class") or "").split())]
        return list(found)


class Document:
    """One parsed page. Reading it is pure: the same bytes, header and URL give the same answers."""

    def __init__(self, page: Page) -> None:
        """Decode and parse a page. Raises NotAnArticleError where there is nothing to parse."""
        self.url = page.url
        self.decoded: Decoded = decode(page.body, page.content_type)
        self._text = text = self.decoded.text.replace("\x00", "")
        if not text or text.isspace():
            raise NotAnArticleError(f"{page.url or 'the page'}: the answer is empty")
        root = _parse(text)
        if root is None:
            raise NotAnArticleError(f"{page.url or 'the page'}: the answer holds no HTML")
        self.root: Element = root

    def all(self, selector: Selector) -> list[Element]:
        """Return the elements a selector matches, in the order of the page."""
        # most selectors belong to other templates: their words are nowhere on the page
        return selector.select(self.root) if selector.word in self._text else []

    def first_of(self, *selectors: Selector) -> list[Element]:
        """Return all that the first selector with any match matches."""
        for selector in selectors:
            if found := self.all(selector):
                return found
        return []

    def first(self, *selectors: Selector) -> Element | None:
        """Return the first element of the first selector that matches anything."""
        return next(iter(self.first_of(*selectors)), None)

    @cached_property
    def head(self) -> Head:
        """The title, the canonical link and the meta tags by name or property (the first that holds something)."""
        title, canonical = "", ""
        metas: dict[str, str] = {}
        head = self.root.find("head")
        # a page that is not well formed may have parts of its head in its body
        complete = head is not None and head.find("title") is not None
        for element in head if head is not None and complete else self.root.iter("title", "meta", "link"):
            if element.tag == "meta":
                name = (element.get("name") or element.get("property") or "").lower()
                if name and not metas.get(name):
                    metas[name] = element.get("content", "")
            elif element.tag == "title":
                title = title or element.text or ""
            elif element.tag == "link" and element.get("rel") == "canonical":
                canonical = canonical or element.get("href", "").strip()
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
