"""Template 4, newsType 3: a video and at most a short text (site.md, section 5)."""

from rednet_crawler.extraction.labelled_lines import pieces_of
from rednet_crawler.extraction.page import Document, Parts, css

NAME = "video"

TITLE = (css("h1#cut_title", everywhere=True), css("h1"))
TITLE_LINE = css("div.content_info.clear")
OTHER_TITLE = css("h1.detail_title")
PLAYER = css("div.video_left.f_left")
BODY = (css(".detail_article_content"), css(".detail_article"), css("div.description"))
"""Where the short text stands is not known; these are the body nodes of the other templates."""


def matches(document: Document) -> bool:
    """Return whether a page is of this template; the player alone may stand on one of template 1."""
    if document.first(TITLE[0]) is not None:
        return True
    return document.first(PLAYER) is not None and document.first(OTHER_TITLE) is None


def read(document: Document) -> Parts:
    """Find the parts of the page."""
    lines = document.all(TITLE_LINE)[:1]
    return Parts(
        title=document.first(*TITLE),
        title_line=[(None, text) for element in lines for text in pieces_of(element)],
        title_line_elements=lines,
        unlabelled=("source", "author"),
        bodies=document.first_of(BODY),
        players=document.all(PLAYER),
    )
