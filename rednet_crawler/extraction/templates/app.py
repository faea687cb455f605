"""Template 3, the app edition: moment.rednet.cn (site.md, section 5)."""

from rednet_crawler.extraction.labelled_lines import pieces_of, says_something
from rednet_crawler.extraction.page import Document, Parts, css, text_of

NAME = "app"

TITLE = css("div.title")
TIME = css("div.time")
CONTENT = css("section.content")
BODY = (css("div.description"), css(".detail_article"))


def matches(document: Document) -> bool:
    """Return whether a page is of this template."""
    return document.first(TITLE) is not None and document.first(CONTENT, *BODY) is not None


def read(document: Document) -> Parts:
    """Find the parts of the page."""
    lines = document.all(TIME)[:1]
    for content in document.all(CONTENT)[:1]:
        lines += list(content.iterchildren("p")) or [
            element for element in content.iterchildren("div") if says_something(text_of(element))
        ]
    return Parts(
        title=document.first(TITLE),
        title_line=[(None, text) for element in lines for text in pieces_of(element)],
        title_line_elements=lines,
        unlabelled=("source", "author"),
        bodies=document.first_of(BODY),
    )
