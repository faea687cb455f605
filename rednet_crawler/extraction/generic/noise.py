"""What of a page is no part of an article by its build alone: menus, lists of links, teasers, comments.

Names of classes are a hint where they say so in a common word; the build is what counts.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rednet_crawler.extraction.page import Element
from rednet_crawler.normalise.published import is_minute

_TAGS = frozenset(("nav", "footer", "aside", "form"))
_UNSEEN = frozenset(("script", "style", "noscript", "template", "head", "title"))
_INLINE = frozenset("a span em b strong i u font label small time br img sub sup".split())
_NAMES = re.compile(
    r"(?<![a-z])(?:nav|menu|breadcrumbs?|crumbs?|footer|sidebar|comments?|pinglun|repl(?:y|ies)|"
    r"recommend\w{0,4}|related?|"
    r"share\w{0,6}|rank(?:ing)?|thumb(?:s|nails?)|ads?|advert\w{0,8}|banner|toolbar|pager|"
    r"pagination|login|qrcode|guess|hotnews)(?![a-z])",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|(?<!\d)\d{1,2}-\d{1,2}(?!\d)|\d{1,2}\s?(?:分钟|小时|天)前"
)
_HEADLINE = 6
"""Characters of a link that may be a headline."""
_LONGEST_ITEM, _LONGEST_TEASER = 160, 600
_LONGEST_MARK, _LONGEST_AD = 6, 80
"""Characters of the word that says advertisement, and of what it is said of."""
_FEW = 3
_MOST_CHILDREN = 400


class _Weight(NamedTuple):
    text: int
    linked: int
    links: int


def find_noise(root: Element, kept: Collection[Element]) -> set[Element]:
    """Return the elements that hold nothing of the article; none of them holds one of `kept`, the headlines."""
    elements = list(root.iter("*"))
    weights = _weigh(elements)
    whole = weights[root].text - weights[root].linked
    holders = {root, *(each for element in kept for each in (element, *element.iterancestors()))}
    timed = set(_timed(elements))
    noise: set[Element] = set()
    for element in elements:
        if element in holders or element.tag in _UNSEEN:
            continue
        weight = weights[element]
        own = weight.text - weight.linked
        if weight.text <= _LONGEST_MARK and "广告" in (element.text or ""):
            around = element.getparent()
            noise.add(
                around
                if around is not None
                and around not in holders
                and weights[around].text <= _LONGEST_AD
                else element
            )
            continue
        minor = own * 2 < whole
        if (
            minor
            and (_is_named(element) or (element not in timed and _is_mostly_links(element, weight)))
        ) or _is_list(element, weight, weights):
            noise.add(element)
    return noise


def _timed(elements: Sequence[Element]) -> Iterator[Element]:
    """Yield what holds a time to the minute: the line under a title has links to the source, to
    comments and the like.
    """
    for element in elements:
        texts = (element.text, *(child.tail for child in islice(element, _FEW)))
        if any(text and is_minute(text[:_LONGEST_ITEM]) for text in texts):
            yield from islice((element, *islice(element.iterancestors(), _FEW)), _FEW)


def _is_named(element: Element) -> bool:
    if element.tag in _TAGS:
        return True
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return len(named) > 1 and _NAMES.search(named[:200]) is not None


def _is_mostly_links(element: Element, weight: _Weight) -> bool:
    return element.tag not in _INLINE and weight.links >= _FEW and weight.linked * 2 >= weight.text


def _is_list(element: Element, weight: _Weight, weights: dict[Element, _Weight]) -> bool:
    """Return whether an element holds the teasers of other articles, or comments, one like the other."""
    if element.tag in _INLINE or weight.text < _FEW * _HEADLINE or len(element) < _FEW:
        return False
    items = [
        child for child in element[:_MOST_CHILDREN] if child in weights and weights[child].text
    ]
    items = [child for child in items if child.tag not in _INLINE]
    return (
        len(items) >= _FEW
        and sum(_is_item(child, weights[child]) for child in items) * 10 >= len(items) * 7
    )


def _is_item(child: Element, weight: _Weight) -> bool:
    """Return whether an element is an entry of a list: it begins with a link, or bears a day of its own."""
    if weight.text > _LONGEST_TEASER:
        return False
    if weight.linked >= _HEADLINE and _begins_with_link(child):
        return True
    if weight.text > _LONGEST_ITEM:
        return False
    if weight.linked >= _HEADLINE and weight.linked * 3 >= weight.text:
        return True
    text = "".join(child.itertext())
    return _DATED.search(text[:400]) is not None


def _begins_with_link(element: Element) -> bool:
    """Return whether the first text of an element is a link as long as headlines are."""
    for each in element.iter("*"):
        if each.tag == "a":
            return len("".join(each.itertext()).strip()) >= _HEADLINE
        if each.text and each.text.strip() and each.tag not in _UNSEEN:
            return False
    return False


def _weigh(elements: Sequence[Element]) -> dict[Element, _Weight]:
    """Return for each element how much text it holds, how much of it in links, and how many links."""
    sums: dict[Element, list[int]] = {element: [0, 0, 0] for element in elements}
    for element in reversed(elements):
        own = sums[element]
        if element.tag in _UNSEEN:
            own[:] = [0, 0, 0]
        else:
            own[0] += len((element.text or "").strip())
            if element.tag == "a" and own[0]:
                own[1:] = [own[0], 1]
        parent = element.getparent()
        if parent is not None and parent in sums:
            around = sums[parent]
            around[0] += own[0] + len((element.tail or "").strip())
            around[1] += own[1]
            around[2] += own[2]
    return {element: _Weight(*each) for element, each in sums.items()}
