"""The line under the title: pieces of text → values by their label, their form, or their order."""

import re
from collections.abc import Iterator, Sequence

from rednet_crawler.extraction.document import Element, text_of
from rednet_crawler.extraction.parts import Field
from rednet_crawler.normalise.byline import parse_people
from rednet_crawler.normalise.credits import is_credit_line, split_credits
from rednet_crawler.normalise.names import is_person
from rednet_crawler.normalise.published import find_time, is_time
from rednet_crawler.normalise.text import squeeze

_TIME_LABEL = re.compile(r"(?:发布)?(?:时间|日期)\s?[:：]?\s?$")
_OTHER_LABEL = re.compile(r"[\w\s]{1,8}[:：]")
_OUTLET = re.compile(r"红网.*|.*(?:社|报|网|站|台|客户端|时刻|新闻|中心|政府|局|办|委|在线|公众号|发布)")
_LONGEST = 120


def pieces_of(element: Element) -> Iterator[str]:
    """Yield the text of a line's parts: of the deepest elements that have text of their own."""
    stack = [element]
    while stack:
        node = stack.pop()
        tag, text = node.tag, node.text
        if not isinstance(tag, str) or tag in ("script", "style"):
            continue
        if (text and not text.isspace()) or not len(node):
            if piece := text_of(node):
                yield piece
            continue
        bare = squeeze(" ".join(child.tail for child in node if child.tail))
        if bare:
            yield bare
        stack.extend(reversed(node))


def says_something(text: str) -> bool:
    """Say whether a piece holds a label or a time."""
    return len(text) <= _LONGEST * 4 and (is_credit_line(text) or is_time(text))


def read_title_line(
    pieces: Sequence[tuple[Field | None, str]], unlabelled: Sequence[Field]
) -> Iterator[tuple[str, str]]:
    """Yield (field, raw text). A label decides first, then the form of a time, then the place, then the order.

    `unlabelled` says what pieces without a label are, in their order; one alone is taken by its form: people are
    authors, the rest is a source.
    """
    loose: list[str] = []
    for field, text in pieces:
        values = list(_read_piece(field, text))
        yield from values
        if not values and 0 < len(text) <= _LONGEST and not _OTHER_LABEL.match(text):
            loose.append(text)
    yield from _by_order(loose, unlabelled)


def _read_piece(field: Field | None, text: str) -> Iterator[tuple[str, str]]:
    """Yield what one piece says by its labels, its form, or its place; nothing where it says nothing by itself."""
    time = find_time(text) if field in (None, "published") else None
    if time:
        yield "published", text[slice(*time)]
        text = f"{_TIME_LABEL.sub('', text[: time[0]])} {text[time[1] :]}"
    labelled = split_credits(text) if field is None or is_credit_line(text) else ()
    for value in labelled:
        if value.field in ("source", "author", "editor"):
            yield value.field, value.text or ""
    if not labelled and field not in (None, "published"):
        yield field, text


def _by_order(loose: Sequence[str], unlabelled: Sequence[Field]) -> Iterator[tuple[str, str]]:
    if not unlabelled or not loose or len(loose) > len(unlabelled):
        return
    if len(loose) == len(unlabelled):
        yield from zip(unlabelled, loose, strict=True)
    elif _OUTLET.fullmatch(loose[0]):
        yield "source", loose[0]
    elif (people := parse_people(loose[0])) and all(is_person(credit.name) for credit in people):
        yield "author", loose[0]
