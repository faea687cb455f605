"""Template 1, 2018 on: the Huaihua page of the seed (site.md, section 5)."""

from rednet_crawler.extraction.document import Document, Element, Selector
from rednet_crawler.extraction.parts import Parts
from rednet_crawler.extraction.title_line import pieces_of, says_something

NAME = "standard"

TITLE = (Selector("h1.detail_title"), Selector("h1.p_t_30.f36.p_b_40.h36"), Selector("h1"))
_MOST = 12
TITLE_LINE = Selector("div.m_b_25")
TITLE_LINE_SPANS = (Selector("span.p_l_10"), Selector("span.p_l_25"))
PLAYER = Selector("div.video_left.f_left")
"""Known of template 4; a guess here."""
BODY = (
    Selector("section.detail_article_content"),
    Selector("article.detail-article"),
    Selector(".detail_article_content"),
)


def matches(document: Document) -> bool:
    """Say whether a page is of this template."""
    return document.first(TITLE[0], *BODY) is not None


def read(document: Document) -> Parts:
    """Find the parts of the page."""
    title_line, pieces = _title_line(document)
    return Parts(
        title=document.first(*TITLE),
        title_line=[(None, text) for text in pieces],
        title_line_elements=title_line,
        bodies=document.first_of(*BODY),
        players=document.all(PLAYER),
    )


def _title_line(document: Document) -> tuple[list[Element], list[str]]:
    """Return the line under the title and its pieces.

    Its class is one for margins, so it counts only where it says something.
    """
    for element in document.all(TITLE_LINE)[:_MOST]:
        pieces = list(pieces_of(element))
        if any(says_something(text) for text in pieces):
            return [element], pieces
    spans = [element for selector in TITLE_LINE_SPANS for element in document.all(selector)[:_MOST]]
    return spans, [text for span in spans for text in pieces_of(span)]
