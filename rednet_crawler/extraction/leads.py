"""Where an element of a page leads: by its link, or by an attribute that a script reads."""

import re
from collections.abc import Iterator

from rednet_crawler.extraction.page import Element
from rednet_crawler.site.urls import resolve

_NOWHERE = frozenset(
    ("html", "head", "body", "base", "link", "meta", "script", "style", "img", "source", "iframe")
)
_READ_BY_SCRIPTS = re.compile(r"data-|on|@|:|v-|href\Z|value\Z|to\Z", re.IGNORECASE)
_SCRIPT = re.compile(r"\s*javascript:", re.IGNORECASE)
_QUOTED = re.compile(r"['\"`]([^'\"`\s]{2,500})['\"`]")
_ADDRESS = re.compile(r"(?:https?:)?//\S+|[/?]\S+|[\w-][\w./-]{0,200}\.s?html?(?:\?\S*)?")
_LONGEST = 2_000


def leads_to(element: Element, base: str) -> Iterator[str]:
    """Yield the addresses an element leads to: that of its link alone, where it is one; else those
    in the attributes that scripts read (`data-href`, `onclick`, `javascript:open('…')`).
    """
    if not element.attrib or not isinstance(element.tag, str) or element.tag in _NOWHERE:
        return
    link = element.get("href") or ""
    if not _SCRIPT.match(link) and (url := resolve(base, link)):
        yield url
        return
    for name, value in element.attrib.items():
        text = str(value)
        if len(text) > _LONGEST or not _READ_BY_SCRIPTS.match(str(name)):
            continue
        for target in [text.strip()] if _ADDRESS.fullmatch(text.strip()) else _QUOTED.findall(text):
            if _ADDRESS.fullmatch(target) and (url := resolve(base, target)):
                yield url
