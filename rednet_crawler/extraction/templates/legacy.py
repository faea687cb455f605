"""Template 5, before 2018 (site.md, section 5)."""

from rednet_crawler.extraction.labelled_lines import pieces_of
from rednet_crawler.extraction.page import Document, Element, Parts, css, text_of

NAME = "legacy"

TITLE_BOX = css("div.title")
HEADING = css("h1")
PUBLISHED = css("span.pubdate")
AUTHOR = css("span.author")
BODY = css("div#articlecontent", everywhere=True)


def matches(document: Document) -> bool:
    """Return whether a page is of this template."""
    return document.first(BODY) is not None


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
        bodies=document.all(BODY),
    )


def _title(document: Document) -> Element | None:
    for box in document.all(TITLE_BOX):
        heading = next(box.iter("h1"), None)
        if heading is not None:
            return heading
    return document.first(HEADING)
