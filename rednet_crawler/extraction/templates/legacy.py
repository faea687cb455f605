"""Template 5, before 2018 (site.md, section 5)."""

from rednet_crawler.extraction.document import Document, Element, Selector, text_of
from rednet_crawler.extraction.parts import Parts
from rednet_crawler.extraction.title_line import pieces_of

NAME = "legacy"

TITLE_BOX = Selector("div.title")
HEADING = Selector("h1")
PUBLISHED = Selector("span.pubdate")
AUTHOR = Selector("span.author")
BODY = (Selector("div#articlecontent"),)


def matches(document: Document) -> bool:
    """Say whether a page is of this template."""
    return document.first(*BODY) is not None


def read(document: Document) -> Parts:
    """Find the parts of the page."""
    published, author = document.all(PUBLISHED)[:1], document.all(AUTHOR)[:2]
    return Parts(
        title=_title(document),
        title_line=[
            *((None, text) for element in published for text in pieces_of(element)),
            *(("author", text_of(element)) for element in author),
        ],
        title_line_elements=[*published, *author],
        bodies=document.all(BODY[0]),
    )


def _title(document: Document) -> Element | None:
    for box in document.all(TITLE_BOX):
        heading = next(box.iter("h1"), None)
        if heading is not None:
            return heading
    return document.first(HEADING)
