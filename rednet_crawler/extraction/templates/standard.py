"""Template 1, 2018 on: the Huaihua page of the seed (site.md, section 5)."""

from rednet_crawler.extraction.labelled_lines import pieces_of, says_something
from rednet_crawler.extraction.page import Document, Element, Parts, css

NAME = "standard"

TITLE = (css("h1.detail_title"), css("h1.p_t_30.f36.p_b_40.h36"), css("h1"))
TITLE_LINE = css("div.m_b_25")
TITLE_LINE_SPANS = (css("span.p_l_10"), css("span.p_l_25"))
PLAYER = css("div.video_left.f_left")
"""Known of template 4; a guess here."""
BODY = (
    css("section.detail_article_content"),
    css("article.detail-article"),
    css(".detail_article_content"),
)
_MOST = 12


def matches(document: Document) -> bool:
    """Return whether a page is of this template."""
    return document.first(TITLE[0], *BODY) is not None


def read(document: Document) -> Parts:
    """Find the parts of the page."""
    title_line, pieces = _title_line(document)
    return Parts(
        title=document.first(*TITLE),
        title_line=[(None, text) for text in pieces],
        title_line_elements=title_line,
        bodies=document.first_of(BODY),
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
    spans = [span for selector in TITLE_LINE_SPANS for span in document.all(selector)[:_MOST]]
    return spans, [text for span in spans for text in pieces_of(span)]
