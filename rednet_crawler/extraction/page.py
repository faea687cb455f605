"""A page as a tree: its elements by CSS selectors, its head, its script variables."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal, NamedTuple

from lxml import etree
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from rednet_crawler.errors import NotAnArticleError, OverBoundError
from rednet_crawler.extraction.bounds import check_markup
from rednet_crawler.extraction.charset import Decoded, decode
from rednet_crawler.items import Page
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.normalise.title import is_site_name
from rednet_crawler.site.urls import resolve

Element = etree._Element  # noqa: SLF001 - lxml's only name for the type
Field = Literal["source", "author", "editor", "published"]

_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
_NAME = re.compile(r"[.#]([\w-]+)")
"""A class or an id in a selector."""
_UNION = re.compile(r":is\(([^()]*)\)")
_TEXTS = etree.XPath("descendant-or-self::text()")
_MOST_HEADINGS = 8
_SCRIPT_VARIABLE = re.compile(
    r"\b(siteId|siteName|channelId|contentId|newsType|pcDomain|wapDomain)\b[\"']?\s{0,5}[=:]\s{0,5}"
    r"(?:\"([^\"\n]{0,200})\"|'([^'\n]{0,200})'|([\w.-]{1,40}))",
    re.ASCII,
)


class Css:
    """A CSS selector, compiled. Called with an element, it returns what matches in it, itself included."""

    __slots__ = ("find", "words")

    def __init__(self, selector: str, *, everywhere: bool) -> None:
        xpath = HTMLTranslator().css_to_xpath(
            selector, "//" if everywhere else "descendant-or-self::"
        )
        if " | " in xpath or "/descendant::" in xpath:
            raise ValueError(
                f"{selector}: write :is(…) for a union, look for descendants in two steps"
            )
        self.find = etree.XPath(xpath, smart_strings=False)
        self.words = _words_of(selector)
        """One of these classes and ids is on every page that the selector matches; empty where none has to be."""

    def __call__(self, element: Element) -> list[Element]:
        """Return the elements that match, in the order of the page."""
        found: list[Element] = self.find(element)
        return found


def _words_of(selector: str) -> Sequence[bytes]:
    always = _NAME.findall(_UNION.sub("", selector))
    if always:
        return [max(always, key=len).encode()]
    either = [
        _NAME.findall(part) for union in _UNION.findall(selector) for part in union.split(",")
    ]
    return [names[0].encode() for names in either] if all(either) else []


def css(selector: str, *, everywhere: bool = False) -> Css:
    """Compile a CSS selector, by parsel's translator.

    `everywhere` looks at the whole page, also behind `</html>`: for what is there once. Name the tag
    where it is known: that takes a fraction of the time of a class or an id alone. Write `:is(#a, #b)`
    for either of two, and `(css("h1.a"), css("h1"))` where the second counts only if the first is
    missing. Raises ValueError for `#a, #b` and `#a b`: libxml2 unites what they match in a time that
    grows with its square.
    """
    return Css(selector, everywhere=everywhere)


class Head(NamedTuple):
    """What a page says of itself."""

    title: str
    canonical: str
    metas: dict[str, str]
    """By name or property, in lower case: the first of each that holds something."""


class Document:
    """One parsed page. Reading it is pure: the same bytes, header and URL give the same answers."""

    def __init__(self, page: Page) -> None:
        """Decode and parse a page.

        Raises NotAnArticleError where there is nothing to parse, OverBoundError where it is too much.
        """
        self.url = page.url
        self.decoded: Decoded = decode(page.body, page.content_type)
        text = self.decoded.text
        what = page.url or "the page"
        if not text or text.isspace():
            raise NotAnArticleError(f"{what}: the answer is empty")
        html = page.body if self.decoded.as_served else text.encode("utf-8", "replace")
        check_markup(what, html)
        # the parser would end the page at a NUL, and reads vertical tabs as text
        self._markup = html.replace(b"\x00", b"").replace(b"\x0b", b"\n")
        root = _parse(self._markup)
        if root is None:
            raise NotAnArticleError(f"{what}: the answer holds no HTML")
        error = _PARSER.error_log.last_error
        if error is not None and error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            # what follows is lost
            raise OverBoundError(f"{what}: is nested too deep to be read whole")
        self.root: Element = root
        self._matches: dict[Css, list[Element]] = {}

    @cached_property
    def selector(self) -> Selector:
        """The page for parsel, where speed does not matter."""
        return Selector(root=self.root, type="html")

    @cached_property
    def base(self) -> str:
        """What links of the page are relative to: the address of its `<base href>`, else its own."""
        own = self.url or ""
        named = (element.get("href") or "" for element in self.root.iter("base"))
        return resolve(own, next(filter(None, named), "")) or own

    def all(self, selector: Css) -> list[Element]:
        """Return the elements that a selector matches, in the order of the page."""
        # most classes and ids belong to other templates, and are nowhere on the page
        if selector.words and not any(word in self._markup for word in selector.words):
            return []
        if selector not in self._matches:
            self._matches[selector] = selector(self.root)
        return [*self._matches[selector]]

    def first_of(self, selectors: Sequence[Css]) -> list[Element]:
        """Return all that the first selector with any match matches."""
        for selector in selectors:
            if found := self.all(selector):
                return found
        return []

    def first(self, *selectors: Css) -> Element | None:
        """Return the first element of the first selector that matches anything."""
        return next(iter(self.first_of(selectors)), None)

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
        """The variables a page sets for its scripts: siteId, contentId, newsType, … (first of each)."""
        variables: dict[str, str] = {}
        for script in self.selector.css("script:not([src])::text").getall():
            for match in _SCRIPT_VARIABLE.finditer(script[:100_000]):
                values = (value for value in match.groups()[1:] if value is not None)
                variables.setdefault(match[1], next(values, ""))
        return variables


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a page that every template has in its own places; nothing is understood yet."""

    title: Element | None
    title_line: Sequence[tuple[Field | None, str]]
    """The line under the title in pieces; with the field where the place alone says which it is."""
    title_line_elements: Sequence[Element] = ()
    """The nodes of that line: they are no text of the body, wherever they stand."""
    unlabelled: tuple[Field, ...] = ()
    """What pieces without a label mean, in their order; empty where such a piece means nothing."""
    bodies: Sequence[Element] = ()
    """Candidates for the body, the most trusted first."""
    players: Sequence[Element] = ()
    """Nodes whose scripts name the video file."""


def choose_headline(document: Document, found: Element | None, title_tag: str) -> Element | None:
    """Return the headline: of several `h1` the one that `<title>` begins with; None for the name of the site.

    `found` is what stands in the place of the template: a page may have a logo as `h1` before it.
    """
    if found is None:
        return None
    headings = list(islice(document.root.iter("h1"), _MOST_HEADINGS))
    text, title = text_of(found), squeeze(title_tag)
    if len(headings) < 2 or (text and title.startswith(text) and not is_site_name(text)):  # noqa: PLR2004
        return None if is_site_name(text) else found
    own = [heading for heading in headings if not is_site_name(text_of(heading))]
    named = (heading for heading in own if (words := text_of(heading)) and title.startswith(words))
    return next(named, found if found in own or found.tag != "h1" else next(iter(own), None))


def text_of(element: Element) -> str:
    """Return an element's text as a reader sees it: without scripts and styles, `<br>` as a blank."""
    if not len(element):
        return squeeze(element.text or "")
    if next(element.iter("br", "script", "style"), None) is None:
        return squeeze("".join(element.itertext()))
    pieces: list[str] = []
    for text in _TEXTS(element):
        around = text.getparent().tag
        if text.is_tail:
            pieces.append(f" {text}" if around == "br" else text)
        elif around not in ("script", "style"):
            pieces.append(text)
    return squeeze("".join(pieces))


def parse_fragment(html: str) -> Element | None:
    """Return the tree of a piece of HTML; None where it holds none. It is as long as the caller lets it be."""
    return _parse(html.encode("utf-8", "replace")) if html.strip() else None


def _parse(utf8: bytes) -> Element | None:
    # bytes and not str: lxml refuses a str that holds an XML declaration
    try:
        return etree.fromstring(utf8, parser=_PARSER)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
