"""Template 4, newsType 3: a video and at most a short text (site.md, section 5)."""

from rednet_crawler.extraction.document import Document, Selector
from rednet_crawler.extraction.parts import Parts
from rednet_crawler.extraction.title_line import pieces_of

NAME = "video"

TITLE = (Selector("h1#cut_title"), Selector("h1"))
TITLE_LINE = Selector("div.content_info.clear")
OTHER_TITLE = Selector("h1.detail_title")
PLAYER = Selector("div.video_left.f_left")
BODY = (Selector(".detail_article_content"), Selector(".detail_article"), Selector("div.description"))
"""Where the short text stands is not known; these are the body nodes of the other templates."""


def matches(document: Document) -> bool:
    """Say whether a page is of this template; the player alone may stand on a page of template 1 as well."""
    return document.first(TITLE[0]) is not None or (
        document.first(PLAYER) is not None and document.first(OTHER_TITLE) is None
    )


def read(document: Document) -> Parts:
    """Find the parts of the page."""
    lines = document.all(TITLE_LINE)[:1]
    return Parts(
        title=document.first(*TITLE),
        title_line=[(None, text) for element in lines for text in pieces_of(element)],
        title_line_elements=lines,
        unlabelled=("source", "author"),
        bodies=document.first_of(*BODY),
        players=document.all(PLAYER),
    )
