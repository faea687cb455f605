"""How much of a page is read: far more than any page of the site holds, and no more than a run has memory and time for.

A page over a bound is refused whole: an article that was cut is worse than one on record as failed.
"""

import re
from collections.abc import Iterable
from itertools import islice

from rednet_crawler.errors import OverBoundError
from rednet_crawler.items import Block, Found, Image, TableBlock, TextBlock, Video

MOST_TAGS = 150_000
"""Start and end tags. A page of the site has about a thousand, one with a table of five thousand rows some 60,000."""
MOST_ATTRIBUTES = 1_000
"""Of one tag: the parser's time grows with their square."""
MOST_TEXT = 1_000_000
"""Characters of all that is found for an article. A long one has 20,000."""
MOST_MEDIA = 2_000
"""Pictures and videos of an article."""
MOST_ENTRIES = 5_000
"""Entries of a listing page, which has 10 to 50; the page of a busy day has a few hundred."""

_SMALL = 32 * 1024
"""Bytes of a page that is below all bounds on its markup, or near them."""
SHORT = 16 * 1024
"""Bytes of a page whose article is below all bounds, whatever is in it: `<img src=a>` takes eleven."""
_LONG = 4_000
"""Bytes of a tag that may have so many attributes."""
_TAG = re.compile(
    rb"""
    <[a-zA-Z]
    (?:
        [^>"'=]++
        | =\s*+ (?: "[^"]*+" | '[^']*+' )  # quotes count behind an equals sign only, and `>` between them ends nothing
        | [="']
    )*+
    """,
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(rb"""[^\s/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]*+))?+""")


def check_markup(page: str, html: bytes) -> None:
    """Raise OverBoundError for markup that would cost the parser too much memory or time; `page` is what to call it."""
    if len(html) < _SMALL:
        return
    if html.count(b"<") > MOST_TAGS:
        raise OverBoundError(f"{page}: has more than {MOST_TAGS} tags")
    for match in _TAG.finditer(html):
        if match.end() - match.start() > _LONG:
            name_and_attributes = islice(_ATTRIBUTE.finditer(match[0]), MOST_ATTRIBUTES + 2)
            if sum(1 for _ in name_and_attributes) > MOST_ATTRIBUTES + 1:
                raise OverBoundError(
                    f"{page}: has a tag with more than {MOST_ATTRIBUTES} attributes"
                )


def check_article(page: str, found: Iterable[Found], blocks: Iterable[Block]) -> None:
    """Raise OverBoundError for an article with more text or media than any has."""
    text = sum(len(one.text) for one in found)
    media = 0
    for block in blocks:
        match block:
            case TextBlock():
                text += len(block.text)
            case TableBlock():
                text += sum(len(cell) for row in block.rows for cell in row)
            case Image() | Video():
                media += 1
    if text > MOST_TEXT:
        raise OverBoundError(f"{page}: has {text} characters of text, more than {MOST_TEXT}")
    if media > MOST_MEDIA:
        raise OverBoundError(f"{page}: has {media} pictures and videos, more than {MOST_MEDIA}")
