"""The plain text of a page, tags stripped, as web corpora hold it (the seed) → `RawArticle`."""

import re
from collections.abc import Sequence
from itertools import pairwise

from rednet_crawler.errors import NotAnArticleError
from rednet_crawler.extraction.charset import decode
from rednet_crawler.extraction.labelled_lines import MOST_LINES, says_something
from rednet_crawler.items import Block, Found, Page, RawArticle, TextBlock
from rednet_crawler.normalise.credits import ends_article, is_credit_line, split_credits
from rednet_crawler.normalise.headings import is_aside_title
from rednet_crawler.normalise.refusals import is_boilerplate
from rednet_crawler.normalise.text import squeeze

_BREADCRUMB = re.compile(r"当前位置\s?[:：]?(?P<path>.{0,200})")
_TAG = re.compile(
    rb"<(?:!doctype|html|head|body|meta|div|p|script|section|article)[\s>/]", re.IGNORECASE
)
_HEAD = 20_000
_STOPS = tuple("。！？”")
_PROSE = 40
_MOST_TITLES_ABOVE = 2
"""Lines below 相关新闻 of which one is a paragraph where text goes on; the first may be its title."""


def is_plain_text(body: bytes) -> bool:
    """Say whether a file is text without tags."""
    return _TAG.search(body[:_HEAD]) is None


_MOST_TITLE_LINES = 12


def extract_plain_text(page: Page) -> RawArticle:
    """Read a page's text: breadcrumb, title, text, end matter, each in its order.

    Which lines are bold or captions cannot be seen in it; headings are told by their form. Raises NotAnArticleError
    for a text without lines.
    """
    decoded = decode(page.body, page.content_type)
    lines = [line for raw in decoded.text.splitlines() if (line := squeeze(raw))]
    found: dict[str, tuple[Found, ...]] = {}
    if lines and (match := _BREADCRUMB.fullmatch(lines[0])):
        links = tuple(
            Found(part, "breadcrumb")
            for text in re.split(r"[>»/]", match["path"])
            if (part := squeeze(text))
        )
        found |= {"breadcrumb": links} if links else {}
        lines = lines[1:]
    if not lines:
        raise NotAnArticleError(f"{page.url or 'the text'}: holds no article, only blank lines")
    found["title"] = (Found(lines[0], "first-line"),)
    text, end_matter = _part(lines[1:])
    head = _title_lines(text)
    for place, some in (("title-line", text[:head]), ("end-matter", end_matter)):
        for line in some:
            for value in split_credits(line):
                found[value.field] = (*found.get(value.field, ()), Found(value.text or "", place))
    if head:
        found["published"] = tuple(Found(line, "title-line") for line in text[:head])
    blocks: tuple[Block, ...] = tuple(TextBlock(text=line) for line in text[head:])
    return RawArticle(
        url=page.url,
        template="text",
        found=found,
        blocks=blocks,
        encoding=decoded.encoding,
        lost_characters=decoded.lost,
        fetched_at=page.fetched_at,
    )


def _part(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Part text and end matter: the text ends at the last run of labelled lines, or where 相关链接
    begins that no text is below.
    """
    stops = [at for at, line in enumerate(lines) if ends_article(line)]
    end = next(
        (at for at, until in pairwise([*stops, len(lines)]) if not _heads_text(lines, at, until)),
        len(lines),
    )
    begin = end
    while begin and end - begin < MOST_LINES and is_credit_line(lines[begin - 1]):
        begin -= 1
    return lines[:begin], lines[begin:end]


def _heads_text(lines: Sequence[str], at: int, until: int) -> bool:
    """Return whether the text goes on below 相关新闻: paragraphs up to the next such line, and no end matter before it."""
    if not is_aside_title(lines[at]) or (at and is_credit_line(lines[at - 1])):
        return False
    below = lines[at + 1 : until]
    return any(
        _is_paragraph(line) for line in below[:_MOST_TITLES_ABOVE] if not is_credit_line(line)
    )


def _is_paragraph(line: str) -> bool:
    return (
        (line.endswith(_STOPS) or len(line) >= _PROSE) and "。" in line and not is_boilerplate(line)
    )


def _title_lines(text: Sequence[str]) -> int:
    """Count the lines right below the title that are its labelled line."""
    count = 0
    while (
        count < min(len(text), _MOST_TITLE_LINES)
        and says_something(text[count])
        and len(text[count]) < 120  # noqa: PLR2004 - a line under a title
    ):
        count += 1
    return count
