"""What a page says of its article for machines, JSON-LD and meta tags → `Claims`, nothing of it
believed yet; and what was found by its wording → `GenericReading`: values by field, each with its
place, and the body.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from rednet_crawler.extraction.page import Document, Head
from rednet_crawler.items import Block, Found
from rednet_crawler.normalise.text import squeeze


@dataclass(slots=True)
class GenericReading:
    """What was found by wording."""

    found: dict[str, list[Found]] = field(default_factory=dict)
    blocks: Sequence[Block] = ()
    changed: list[str] = field(default_factory=list)
    """Times at which the text was changed, as the lines around it say."""
    place: str = "prose"
    """Where the blocks stood: prose, script-state or json-ld."""

    def add(self, name: str, text: str, place: str) -> None:
        """Take a value once."""
        values = self.found.setdefault(name, [])
        if text and Found(text, place) not in values:
            values.append(Found(text, place))

    def shows_article(self) -> bool:
        """Return whether there is a title with a body beside it that a script holds, or that is labelled."""
        labelled = any(
            found.place in ("label", "end-matter")
            for name in ("source", "author", "editor")
            for found in self.found.get(name, ())
        )
        return bool(self.found.get("title") and self.blocks) and (labelled or self.place != "prose")


_MOST_SCRIPT = 500_000
_MOST_NODES = 2_000
_WECHAT_TIME = re.compile(r"\bvar\s{1,3}ct\s{0,3}=\s{0,3}[\"'](\d{10})[\"']")
"""Seconds since 1970 in the script of an article of WeChat, which its line under the title is filled from."""
_PLACED = {
    "datepublished": "published",
    "datecreated": "published",
    "dateupdate": "published",
    "headline": "title",
    "author": "author",
}
"""What `itemprop` names → field."""
_TYPES = ("article", "report", "posting", "videoobject", "newsmediaobject")
_METAS: Mapping[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "headline", "articletitle", "title"),
    "published": (
        "article:published_time", "og:published_time", "publishdate", "pubdate", "publish_date",
        "publishtime", "publish_time",
        "datepublished", "og:release_date", "weibo: article:create_at", "weibo:article:create_at",
        "dc.date", "dcterms.created",
        "_pubtime", "firstpublishedtime", "apub:time",
    ),
    "author": ("author", "article:author", "og:article:author", "mediaid_author", "dc.creator"),
    "source": ("source", "article:source", "contentsource", "og:source", "mediaid"),
    "editor": ("editor", "article:editor"),
    "site": ("og:site_name", "application-name", "sitename"),
}  # fmt: skip


@dataclass(slots=True)
class Claims:
    """Values by field, each with its place."""

    values: dict[str, list[Found]] = field(default_factory=dict)
    text: str = ""
    """articleBody of the JSON-LD."""
    images: list[str] = field(default_factory=list)

    def add(self, name: str, value: object, place: str) -> None:
        """Take a value that is a text with anything in it."""
        if isinstance(value, str) and (text := squeeze(value[:2_000])):
            self.values.setdefault(name, []).append(Found(text, place))

    def of(self, name: str) -> list[Found]:
        """Return the values of a field."""
        return self.values.get(name, [])


def read_claims(document: Document, head: Head) -> Claims:
    """Return what JSON-LD and meta tags say, and the script of an article of WeChat."""
    claims = Claims()
    for node in _json_ld(document):
        _read_node(node, claims)
    for element in islice(document.root.iter("meta"), _MOST_NODES):
        if name := _PLACED.get(element.get("itemprop", "").lower()):
            claims.add(name, element.get("content"), "meta")
    for name, names in _METAS.items():
        for meta in names:
            claims.add(name, head.metas.get(meta), "og" if meta.startswith("og:") else "meta")
    if image := head.metas.get("og:image"):
        claims.images.append(image)
    for script in document.root.iter("script"):
        if match := _WECHAT_TIME.search((script.text or "")[:_MOST_SCRIPT]):
            claims.add("published", from_epoch(match[1]), "script-state")
    return claims


def _read_node(node: Mapping[str, Any], claims: Claims) -> None:
    claims.add("title", node.get("headline") or node.get("name") or node.get("title"), "json-ld")
    published = node.get("datePublished") or node.get("uploadDate") or node.get("pubDate")
    claims.add("published", published, "json-ld")
    for field_name in ("author", "publisher", "editor"):
        for name in _names(node.get(field_name)):
            claims.add(field_name, name, "json-ld")
    if isinstance(body := node.get("articleBody"), str) and len(body) > len(claims.text):
        claims.text = body
    claims.images += [link for each in _listed(node.get("image")) if (link := _link(each))]


def from_epoch(seconds: str) -> str:
    """Return the time of so many seconds since 1970, in words; more than ten digits are fractions of one."""
    return datetime.fromtimestamp(int(seconds[:10]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _json_ld(document: Document) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of the JSON-LD that are articles."""
    for script in document.root.iter("script"):
        text = script.text or ""
        if "ld+json" not in script.get("type", "").lower() or not 0 < len(text) < _MOST_SCRIPT:
            continue
        try:
            found = json.loads(text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting, seen = [found], 0
        while waiting and seen < _MOST_NODES:
            node, seen = waiting.pop(0), seen + 1
            if isinstance(node, list):
                waiting += node
            elif isinstance(node, dict):
                kinds = " ".join(str(each) for each in _listed(node.get("@type"))).lower()
                if any(kind in kinds for kind in _TYPES) or (
                    "pubDate" in node and "title" in node
                ):  # Baidu's own form
                    yield node
                waiting += [node[name] for name in ("@graph", "mainEntity") if name in node]


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _names(value: object) -> Iterator[object]:
    """Return the names of people, or of an organization where it is alone."""
    entries = _listed(value)[:30]
    people = [
        each
        for each in entries
        if not (isinstance(each, dict) and each.get("@type") == "Organization")
    ]
    for each in people or entries:
        yield each.get("name") if isinstance(each, dict) else each


def _link(value: object) -> str | None:
    link = value.get("url") if isinstance(value, dict) else value
    return link if isinstance(link, str) else None
