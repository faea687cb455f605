"""Template 3, the app edition: moment.rednet.cn (site.md, section 5)."""

from rednet_crawler.extraction.document import Document, Selector
from rednet_crawler.extraction.parts import Parts
from rednet_crawler.extraction.title_line import pieces_of

NAME = "app"

TITLE = (Selector("div.title"),)
TIME = Selector("div.time")
CONTENT = Selector("section.content")
BODY = (Selector("div.description"), Selector(".detail_article"))


def matches(document: Document) -> bool:
    """Say whether a page is of this template."""
    return document.first(*TITLE) is not None and document.first(CONTENT, *BODY) is not None


def read(document: Document) -> Parts:
    """Find the parts of the page."""
    lines = document.all(TIME)[:1] + [
        element for content in document.all(CONTENT)[:1] for element in content if element.tag == "p"
    ]
    return Parts(
        title=document.first(*TITLE),
        title_line=[(None, text) for element in lines for text in pieces_of(element)],
        title_line_elements=lines,
        unlabelled=("source", "author"),
        bodies=document.first_of(*BODY),
    )
