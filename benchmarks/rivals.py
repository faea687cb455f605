"""The tools that are measured: how each is run on a page, and what it gives, in the terms of our items.

Each gets the best it can be given: text that is decoded already, our own parsing of names and times for what it found,
its option for Chinese, no network.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from lxml import html
from lxml.etree import LxmlError

from rednet_crawler.errors import RednetError
from rednet_crawler.export.records import to_record
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.items import Article, Page
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.normalise.byline import parse_names
from rednet_crawler.normalise.published import CHINA, parse_time
from rednet_crawler.normalise.text import squeeze

Values = Mapping[str, Any]
"""Field → value, in the form of `export.rows.to_record`. A field that a tool never gives is not in it. Besides those
of `Article`: `names`, the names of the byline, `day`, of published_at, and `headings`, those of the sections."""

Run = Callable[[Page, str], Any]
"""What is timed: the page as served and its text, to whatever the tool answers."""

_HEADINGS = {"head", "h1", "h2", "h3", "h4", "h5", "h6"}
_LINES = {"p", "item", "li", *_HEADINGS}
_COMMON_ERRORS = (ValueError, TypeError, LookupError, AttributeError, LxmlError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool that reads an article off a page."""

    name: str
    run: Run
    read: Callable[[Any], Values]
    """What the tool answered, in our terms; not timed."""
    nothing: Values
    """What counts as its answer where it raised: each field it gives, empty."""
    errors: tuple[type[Exception], ...] = _COMMON_ERRORS


def our_tool() -> Tool:
    """Return extraction and normalisation of this project."""

    def run(page: Page, _text: str) -> Article:
        return normalise_article(extract_article(page), station="hh")

    def read(article: Article) -> Values:
        return in_full(to_record(article))

    lists = ("names", "byline", "editor", "headings", "sections", "images")
    nothing = {
        **dict.fromkeys(("title", "source", "published_at", "day", "text")),
        **{name: [] for name in lists},
    }
    return Tool(name="rednet-crawler", run=run, read=read, nothing=nothing, errors=(RednetError,))


def in_full(record: Values) -> Values:
    """Return a record with the fields that are compared beside those of `Article`."""
    return {
        **record,
        "names": [credit["name"] for credit in record["byline"]],
        "day": (record["published_at"] or "")[: len("2022-12-02")] or None,
        "headings": [section["heading"] for section in record["sections"] if section["heading"]],
    }


def names_of_rivals() -> list[str]:
    """Return the names of the rivals."""
    return [*_RIVALS]


def find_rival(name: str) -> Tool | None:
    """Load a rival by its name; return None for one that is not installed."""
    make, *modules = _RIVALS[name]
    return make() if all(map(find_spec, modules)) else None


def _trafilatura() -> Tool:
    extract = import_module("trafilatura").bare_extraction

    def run(page: Page, text: str) -> Any:
        return extract(
            text, url=page.url, with_metadata=True, include_formatting=True, include_comments=False
        )

    def read(found: Any) -> Values:
        return (
            nothing
            if found is None
            else {**_basics(found.title, found.author, found.date), **_parts(found.body)}
        )

    # its date is a day, never a time
    nothing = {**_basics(None, None, None), **_NO_PARTS}
    return Tool(name="trafilatura", run=run, read=read, nothing=nothing)


def _newspaper() -> Tool:
    module = import_module("newspaper")
    errors = (*_COMMON_ERRORS, import_module("newspaper.exceptions").ArticleException)

    def run(page: Page, text: str) -> Any:
        article = module.Article(page.url, language="zh", fetch_images=False)
        article.download(input_html=text)
        article.parse()
        return article

    def read(article: Any) -> Values:
        basics = _basics(article.title, "、".join(article.authors), _written(article.publish_date))
        return {
            **basics,
            "published_at": _time(_written(article.publish_date)),
            "text": article.text,
        }

    nothing = {**_basics(None, None, None), "published_at": None, "text": None}
    return Tool(name="newspaper4k", run=run, read=read, nothing=nothing, errors=errors)


def _gne() -> Tool:
    extract = import_module("gne").GeneralNewsExtractor().extract
    errors = (*_COMMON_ERRORS, import_module("gne.exceptions").NoContentException)

    def run(_page: Page, text: str) -> Any:
        return extract(text)

    def read(found: Any) -> Values:
        basics = _basics(found["title"], found["author"], found["publish_time"])
        return {**basics, "published_at": _time(found["publish_time"]), "text": found["content"]}

    nothing = {**_basics(None, None, None), "published_at": None, "text": None}
    return Tool(name="gne", run=run, read=read, nothing=nothing, errors=errors)


def _readability() -> Tool:
    document_class = import_module("readability").Document

    def run(_page: Page, text: str) -> tuple[str, str, str]:
        document = document_class(text)
        return document.short_title(), document.author(), document.summary(html_partial=True)

    def read(found: tuple[str, str, str]) -> Values:
        title, author, summary = found
        author = "" if author == "[no-author]" else author
        body = html.fromstring(summary)
        return {"title": squeeze(title) or None, "names": list(parse_names(author)), **_parts(body)}

    nothing = {"title": None, "names": [], **_NO_PARTS}
    return Tool(name="readability-lxml", run=run, read=read, nothing=nothing)


_NO_PARTS: Values = {"headings": [], "sections": [], "text": None}


def _basics(title: str | None, authors: str | None, published: str | None) -> dict[str, Any]:
    time = parse_time(published or "")
    return {
        "title": squeeze(title or "") or None,
        "names": list(parse_names(authors or "")),
        "day": time and time[: len("2022-12-02")],
    }


def _written(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).isoformat()


def _time(published: str | None) -> str | None:
    """Return a time; the day alone where the clock says midnight, for such tools have no other way to say that."""
    time = parse_time(published or "")
    return time.removesuffix("T00:00:00+08:00") if time else None


def _parts(body: Any) -> Values:
    """Return headings, sections and text of a body as HTML, or as the elements trafilatura has for it."""
    sections: list[dict[str, Any]] = [{"heading": None, "paragraphs": []}]
    for tag, line in _lines(body):
        if tag in _HEADINGS:
            sections.append({"heading": line, "paragraphs": []})
        else:
            sections[-1]["paragraphs"].append(line)
    return {
        "headings": [section["heading"] for section in sections[1:]],
        "sections": sections if sections[0]["paragraphs"] else sections[1:],
        "text": "".join(body.itertext()),
    }


def _lines(body: Any) -> Iterator[tuple[str, str]]:
    """Yield the lines of a body with the tag each stands in, parted at breaks; tables are left out."""
    for element in body.iter(*_LINES):
        if next(element.iterancestors("table"), None) is None:
            for mark in element.iter("br", "lb"):
                mark.tail = "\n" + (mark.tail or "")
            yield from (
                (element.tag, squeeze(line))
                for line in "".join(element.itertext()).split("\n")
                if squeeze(line)
            )


_RIVALS: Mapping[str, tuple[Callable[[], Tool], *tuple[str, ...]]] = {
    "trafilatura": (_trafilatura, "trafilatura"),
    "newspaper4k": (_newspaper, "newspaper", "jieba"),  # without jieba it cannot read Chinese
    "gne": (_gne, "gne"),
    "readability-lxml": (_readability, "readability"),
}
