"""Template 2, 2024 on: every part of the line under the title has an id ending in `_baidu` (site.md, section 5)."""

from rednet_crawler.extraction.page import Document, Field, Parts, css, text_of

NAME = "baidu"

TITLE = css("h1")
TITLE_LINE: dict[str, Field] = {
    "source_baidu": "source",
    "author_baidu": "author",
    "editor_baidu": "editor",
    "pubtime_baidu": "published",
}
"""Id → what it holds; in the order in which pieces without a label are read."""
MARKS = css(":is(#source_baidu, #author_baidu, #editor_baidu, #pubtime_baidu)", everywhere=True)
BODY = (
    css("div.detail_article_content"),
    css(".detail_article_content"),
    css("article.detail-article"),
)


def matches(document: Document) -> bool:
    """Return whether a page is of this template."""
    return bool(document.all(MARKS))


def read(document: Document) -> Parts:
    """Find the parts of the page; of several elements with one id the first counts."""
    marks = {element.get("id"): element for element in reversed(document.all(MARKS))}
    found = [(field, marks[name]) for name, field in TITLE_LINE.items() if name in marks]
    return Parts(
        title=document.first(TITLE),
        title_line=[(field, text_of(element)) for field, element in found],
        title_line_elements=[element for _, element in found],
        bodies=document.first_of(BODY),
    )
