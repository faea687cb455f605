"""Template 2, 2024 on: every part of the line under the title has an id ending in `_baidu` (site.md, section 5)."""

from rednet_crawler.extraction.document import Document, Selector, text_of
from rednet_crawler.extraction.parts import Field, Parts

NAME = "baidu"

TITLE = (Selector("h1"),)
TITLE_LINE: tuple[tuple[Field, Selector], ...] = (
    ("source", Selector("#source_baidu")),
    ("author", Selector("#author_baidu")),
    ("editor", Selector("#editor_baidu")),
    ("published", Selector("#pubtime_baidu")),
)
MARKS = Selector(" ".join(selector.text for _, selector in TITLE_LINE))
BODY = (Selector("div.detail_article_content"), Selector(".detail_article_content"), Selector("article.detail-article"))


def matches(document: Document) -> bool:
    """Say whether a page is of this template."""
    return document.first(MARKS) is not None


def read(document: Document) -> Parts:
    """Find the parts of the page."""
    found = [(field, element) for field, selector in TITLE_LINE for element in document.all(selector)]
    return Parts(
        title=document.first(*TITLE),
        title_line=[(field, text_of(element)) for field, element in found],
        title_line_elements=[element for _, element in found],
        bodies=document.first_of(*BODY),
    )
