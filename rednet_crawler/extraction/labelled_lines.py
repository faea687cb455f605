"""The labelled lines around a text: the line under the title, and the end matter behind the text.

The line under the title is read piece by piece: by labels, by form, or by order. The end matter (来源, 作者, 编辑,
the copyright sentence, 本文链接) is found by its wording, not by its place: in template 1 it stands in
`article > section:nth-of-type(2)`; where the body is an `article.detail-article` its place is not known
(site.md, section 5).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from lxml import etree

from rednet_crawler.extraction.body import lines_of
from rednet_crawler.extraction.page import Element, Field, text_of
from rednet_crawler.items import Block, TextBlock
from rednet_crawler.normalise.byline import parse_people
from rednet_crawler.normalise.credits import (
    ends_article,
    is_credit_line,
    names_a_role,
    signs,
    split_credits,
)
from rednet_crawler.normalise.names import is_person
from rednet_crawler.normalise.outlet_and_place import is_outlet
from rednet_crawler.normalise.published import find_time, is_time
from rednet_crawler.normalise.text import squeeze

_TIME_LABEL = re.compile(r"(?:发布)?(?:时间|日期)\s?[:：]?\s?$")
_OTHER_LABEL = re.compile(r"[\w\s]{1,8}[:：]")
_UNKNOWN_LABEL = re.compile(r"^[\u4e00-\u9fff]{2,5}\s?[:：丨｜]\s?")
"""A label that is not known, before a value whose place says what it is."""
_LONGEST = 120
_HINTS = tuple(
    "源 者 编 审 责 本文 原文 稿 签 通讯员 实习生 摄影 图 相关 频道精选 阅读 返回红网".split()
)
"""One of these is in every labelled line and in every title that ends an article."""
LEVELS = 4
"""How far up from a body its end matter is looked for."""
_ARTICLE = re.compile(r"/(?:content|nograb|c)/")
"""In the address of an article."""
MOST_LINES = 60
"""Of end matter; more is something else."""
_PROSE = 40


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
    labelled = split_credits(text)
    if (
        labelled
        and field not in (None, "published")
        and not is_credit_line(text)
        and not names_a_role(text)
    ):
        yield from _read_piece(
            field, text[: text.find(labelled[0].label)].strip()
        )  # what stands before the first label
    for value in labelled:
        if value.field in ("source", "author", "editor"):
            yield value.field, value.text or ""
    if not labelled and field not in (None, "published") and text:
        yield _of_form(field, _UNKNOWN_LABEL.sub("", text))


def _of_form(field: Field, text: str) -> tuple[str, str]:
    """Return a value with its field: an outlet where authors stand is the source."""
    return ("source" if field == "author" and text.startswith("红网") else field), text


def _by_order(loose: Sequence[str], unlabelled: Sequence[Field]) -> Iterator[tuple[str, str]]:
    if not unlabelled or not loose or len(loose) > len(unlabelled):
        return
    if len(loose) == len(unlabelled):
        yield from zip(unlabelled, loose, strict=True)
    elif is_outlet(loose[0]):
        yield "source", loose[0]
    elif (people := parse_people(loose[0])) and all(is_person(credit.name) for credit in people):
        yield "author", loose[0]


def split_end_matter(blocks: Sequence[Block]) -> tuple[Sequence[Block], list[str]]:
    """Part the blocks of a body into text and end matter lines that stand at its end."""
    end = _end_of_text(blocks)
    lines = [
        block.text
        for block in blocks[end:]
        if isinstance(block, TextBlock) and _is_end_matter(block.text)
    ]
    for _ in range(min(end, MOST_LINES)):
        block = blocks[end - 1]
        if not isinstance(block, TextBlock) or not (
            _is_end_matter(block.text) or ends_article(block.text)
        ):
            break
        end -= 1
        lines.insert(0, block.text)
    return _without_link_lists(blocks[:end]), lines


def _is_end_matter(line: str) -> bool:
    return is_credit_line(line) or signs(line)


def _without_link_lists(blocks: Sequence[Block]) -> Sequence[Block]:
    """Drop lists of links under 相关链接 and the like that stand between two paragraphs."""
    links = {at for at, block in enumerate(blocks) if isinstance(block, TextBlock) and block.link}
    dropped: set[int] = set()
    for at in links:
        title = blocks[at - 1] if at else None
        if at - 1 not in links and isinstance(title, TextBlock) and ends_article(title.text):
            end = next(end for end in range(at, len(blocks) + 1) if end not in links)
            dropped.update(range(at - 1, end))
    return [block for at, block in enumerate(blocks) if at not in dropped] if dropped else blocks


def lines_after(body: Element, levels: int, left_out: Collection[Element] = ()) -> list[str]:
    """Return the end matter behind a body node: the labelled lines of what follows it, up to 相关链接 and the like.

    Looked for behind the node itself, then behind each node around it, so many `levels` in all. `left_out` are elements
    that were read already.
    """
    node: Element | None = body
    for _ in range(levels):
        if node is None or node.tag in ("body", "html"):
            break
        lines: list[str] = []
        for line in _lines_of_siblings(node, left_out):
            if is_credit_line(line) or names_a_role(line):
                lines.append(line)
            elif ends_article(line):
                return lines
        if lines:
            return lines
        node = node.getparent()
    return []


def lines_anywhere(root: Element, left_out: Collection[Element]) -> list[str]:
    """Return the labelled lines of a whole page, but for those of `left_out` and of headlines."""
    headlines = {anchor for anchor in root.iter("a") if _is_headline(anchor)}
    found = (line for line in lines_of(root, headlines.union(left_out)) if is_credit_line(line))
    return list(islice(found, MOST_LINES))


def _end_of_text(blocks: Sequence[Block]) -> int:
    """Return where 相关链接 and the like begin, if nothing but short lines follows; else the number of blocks."""
    end = len(blocks)
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        if isinstance(block, TextBlock):
            text = block.text
            if len(text) >= _PROSE or text.endswith("。"):
                if not is_credit_line(text):
                    break
            elif ends_article(text):
                end = at
    return end


def _lines_of_siblings(node: Element, left_out: Collection[Element]) -> Iterator[str]:
    count = 0
    for sibling in node.itersiblings():
        text: str = etree.tostring(sibling, method="text", encoding="unicode", with_tail=False)
        if any(hint in text for hint in _HINTS):
            headlines = {anchor for anchor in sibling.iter("a") if _is_headline(anchor)}
            for line in lines_of(sibling, headlines.union(left_out)):
                yield line
                count += 1
                if count > MOST_LINES:
                    return


def _is_headline(anchor: Element) -> bool:
    """Return whether a link is the headline of an article, such as 作者：把论文写在大地上的人, and no line of the end matter.

    The address of an article as a text stands in the end matter: 本文链接. A link around others was never closed.
    """
    if (
        _ARTICLE.search(anchor.get("href", "")) is None
        or sum(1 for _ in islice(anchor.iter("a"), 2)) > 1
    ):
        return False
    return not "".join(anchor.itertext()).lstrip().startswith("http")
