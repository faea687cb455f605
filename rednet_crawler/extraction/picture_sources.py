"""Where an `<img>` may say which picture it shows: its own address may stand in another attribute,
for a script to load it later.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from rednet_crawler.extraction.page import Element

PICTURE_HOST = "img.rednet.cn"
_OWN = re.compile(
    rf"https?://(?:[^/?#]*@)?{re.escape(PICTURE_HOST)}(?::\d*)?(?:[/?#]|$)", re.IGNORECASE
)
_KNOWN = ("urlcloud", "data-src", "_src", "data-original")
"""In the order asked: urlcloud, data-src and _src are known (docs/site.md, section 5), data-original is a guess."""
_LAZY_NAME = re.compile(
    r"data-(?!thumb|small|mini|cover|poster|avatar|qr|share|link|href)[\w-]{1,30}"
    r"|(?:lazy|lazyload|original|origin|real|load|zoom|file|echo|old|org|img|pic|big|large|"
    r"full)[-_]?(?:src|url|file|img|original)?|nsrc|src2|zoomfile"
)
"""Attributes that scripts for late loading use, by common libraries."""
_NO_SOURCE = re.compile(
    "^src$|srcset|thumb|small|mini|cover|poster|avatar|qr|share|link|href|alt|title|style|class|on"
)
_PICTURE = re.compile(
    r"[^\s\"'<>{}]{1,1900}\.(?:jpe?g|png|gif|webp|bmp)(?:[/?!@#][^\s\"'<>]{0,300})?", re.IGNORECASE
)
_SET_NAMES = ("data-srcset", "data-lazy-srcset", "srcset")
_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)[wx]")
_MOST_IN_SET = 60
_MOST_ATTRIBUTES = 60
_LEVELS = 8
_LONGEST_SET = 20_000


def picture_of(element: Element, read: Callable[[str], str | None]) -> str | None:
    """Return the address of the picture that an `<img>` shows; `read` makes one of a link, or None for a placeholder.

    An address on the site's picture host goes before any other, wherever it stands. Beside an
    attribute for late loading `src` is a placeholder, unless it is on that host.
    """
    link = element.get("src", "")
    src = read(link) if link else None
    if src and is_own(src) and not _names_own_host(element):
        return src
    late = [url for link in _late_links(element) if (url := read(link))]
    several = [url for link in _largest_of_sets(element) if (url := read(link))]
    for url in (*late, src, *several):
        if url and is_own(url):
            return url
    if late or _says_late(element):
        return next(iter((*late, *several)), None)
    return next(iter(several), src) or _without_script(element, read)


def is_own(url: str) -> bool:
    """Return whether an address is on the site's picture host."""
    return _OWN.match(url) is not None


def _names_own_host(element: Element) -> bool:
    """Return whether an attribute besides `src` may lead to the site's picture host, by its address
    or relative to it.
    """
    return any(
        PICTURE_HOST in value or name in _KNOWN for name, value in element.items() if name != "src"
    )


def _late_links(element: Element) -> Iterator[str]:
    for name in _KNOWN:
        if link := element.get(name):
            yield link
    for name, value in element.items()[:_MOST_ATTRIBUTES]:
        late = _LAZY_NAME.fullmatch(name) or (
            f"//{PICTURE_HOST}/" in value and not _NO_SOURCE.search(name)
        )
        if late and name not in _KNOWN and _PICTURE.fullmatch(value.strip()):
            yield value


def _says_late(element: Element) -> bool:
    return any(element.get(name, "").strip() for name in _KNOWN[1:])


def _largest_of_sets(element: Element) -> Iterator[str]:
    """Yield the largest picture of each srcset, that of `<picture>` around it as well."""
    # the parser knows no void <source>: the <img> may stand in it
    around = next(
        (each for each in islice(element.iterancestors(), _LEVELS) if each.tag != "source"), None
    )
    sources = (
        islice(around.iter("source"), _MOST_IN_SET)
        if around is not None and around.tag == "picture"
        else ()
    )
    for holder in (element, *sources):
        for name in _SET_NAMES:
            if link := _largest(holder.get(name, "")[:_LONGEST_SET].split()[:_MOST_IN_SET]):
                yield link


def _largest(words: Sequence[str]) -> str | None:
    """Return the largest picture of a srcset, given as its words: an address, perhaps with its
    width or density behind it.
    """
    best, largest, link = None, 0.0, None
    for word in (each.strip(",") for each in words):
        match = _SIZE.fullmatch(word)
        link = link if match else word
        size = float(match[1]) if match else 1.0
        if link and size > largest:
            best, largest = link, size
    return best


def _without_script(element: Element, read: Callable[[str], str | None]) -> str | None:
    """Return the picture that stands behind the `<img>` for browsers without scripts."""
    behind = element.getnext()
    if behind is None or behind.tag != "noscript":
        return None
    return next((url for image in behind.iter("img") if (url := read(image.get("src", "")))), None)
