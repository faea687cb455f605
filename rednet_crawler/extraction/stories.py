"""Photo stories without a class that says so: lists whose entries are a picture each, with its caption."""

from itertools import islice

from rednet_crawler.extraction.page import Element

_ENTRIES = frozenset(("li", "figure", "div", "dd", "section"))
_MOST_IMAGES, _LEVELS, _MOST_ENTRIES = 300, 4, 300
_LONGEST_CAPTION, _LONGEST_CONTROL, _HEADLINE = 200, 6, 8
"""Characters of a caption, of an arrow or a counter between pictures, and of a link that leads to another article."""


def find_stories(root: Element, *, lists_only: bool = False) -> set[Element]:
    """Return the elements that hold two pictures or more, one in each entry, and no other text;
    `lists_only`: `ul` and `ol`.
    """
    asked: dict[Element, bool] = {}
    for image in islice(root.iter("img"), _MOST_IMAGES):
        for element in islice(image.iterancestors(), _LEVELS):
            if element not in asked:
                asked[element] = not (lists_only and element.tag not in ("ul", "ol")) and _is_story(
                    element
                )
            if asked[element]:
                break
    return {element for element, story in asked.items() if story}


def _is_story(element: Element) -> bool:
    pictures = 0
    for child in islice(element.iterchildren("*"), _MOST_ENTRIES):
        if (child.tail or "").strip():
            return False
        images = sum(1 for _ in islice(child.iter("img"), 2))
        if images == 0 and len("".join(islice(child.itertext(), 9)).strip()) <= _LONGEST_CONTROL:
            continue
        if images != 1 or child.tag not in _ENTRIES or not _is_entry(child):
            return False
        pictures += 1
    return pictures > 1 and not (element.text or "").strip()


def _is_entry(child: Element) -> bool:
    """Return whether an entry is a picture with at most a caption, and leads to no other article."""
    text = "".join(islice(child.itertext(), 60))
    linked = max(
        (len("".join(islice(link.itertext(), 9)).strip()) for link in islice(child.iter("a"), 5)),
        default=0,
    )
    return len(text.strip()) <= _LONGEST_CAPTION and linked < _HEADLINE
