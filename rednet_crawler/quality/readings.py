"""What was read from the pages of a run, counted by template and field: how often, from which place, how long."""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from heapq import heappush, heappushpop
from typing import Any

from rednet_crawler.items import Article, RawArticle
from rednet_crawler.normalise.explain import RAW_FIELDS

UNKNOWN = "unknown"
"""The name under which pages are counted that no template matched."""
_EXAMPLES = 5
_LEFT_OUT = frozenset(
    {
        "content_id", "url", "station", "channels", "template", "provenance", "content_hash", "revision", "first_seen_at",
        "fetched_at",
    }
)  # fmt: skip
"""What stands in every article, or says nothing of how its page was read."""


@dataclass(slots=True)
class FieldReadings:
    """One field over the pages of one template."""

    filled: int = 0
    length: int = 0
    """Sum over the filled ones: characters of a text, items of a list."""
    lengths: Counter[int] = field(default_factory=Counter)
    """Binary digits of the length → pages: 7 for 64 to 127."""
    places: Counter[str] = field(default_factory=Counter)
    """Place → pages on which the field has it, whether its value was used, or empty."""
    empty: list[str] = field(default_factory=list)
    """The first pages without the field."""
    lacking: dict[str, list[str]] = field(default_factory=dict)
    """Place → some pages without it."""
    extremes: tuple[list[tuple[int, str]], list[tuple[int, str]]] = field(default_factory=lambda: ([], []))
    """The shortest and the longest, as heaps of (length, page); the lengths of the shortest are negative."""

    def add(self, url: str, length: int, places: AbstractSet[str]) -> None:
        """Count the field of one page; a length of 0 says that it is not there."""
        for place in places:
            self.places[place] += 1
        if len(places) < len(self.places):
            for place in self.places.keys() - places:
                lacking = self.lacking.setdefault(place, [])
                if len(lacking) < _EXAMPLES:
                    lacking.append(url)
        if not length:
            if len(self.empty) < _EXAMPLES:
                self.empty.append(url)
            return
        self.filled += 1
        self.length += length
        self.lengths[length.bit_length()] += 1
        shortest, longest = self.extremes
        _keep_largest(shortest, -length, url)
        _keep_largest(longest, length, url)


def _keep_largest(heap: list[tuple[int, str]], length: int, url: str) -> None:
    if len(heap) < _EXAMPLES:
        heappush(heap, (length, url))
    elif length >= heap[0][0]:
        heappushpop(heap, (length, url))


@dataclass(slots=True)
class TemplateReadings:
    """All fields over the pages of one template."""

    pages: int = 0
    fields: dict[str, FieldReadings] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    """The first pages."""


class Readings:
    """The pages of a run. Holds counts, and a few addresses for each; never a page."""

    def __init__(self) -> None:
        self.templates: dict[str, TemplateReadings] = {}

    def add(self, raw: RawArticle, article: Article) -> None:
        """Count one article as it was found and understood, whether it is new or not."""
        template = self.templates.setdefault(article.template or UNKNOWN, TemplateReadings())
        template.pages += 1
        if len(template.examples) < _EXAMPLES:
            template.examples.append(article.url)
        for name, length in _lengths(article):
            places = {found.place for found in raw.found.get(RAW_FIELDS.get(name, ""), ())}
            if name in article.provenance:
                places.add(article.provenance[name])
            readings = template.fields.get(name)
            if readings is None:
                readings = template.fields[name] = FieldReadings()
            readings.add(article.url, length, places)

    def to_record(self) -> dict[str, Any]:
        """Return the counts as `fields` of run.json holds them: template → pages, and field → counts."""
        return {
            name: {
                "pages": template.pages,
                "fields": {
                    field_name: {
                        "filled": readings.filled,
                        "length": readings.length,
                        "lengths": {str(digits): count for digits, count in sorted(readings.lengths.items())},
                        "places": dict(sorted(readings.places.items())),
                    }
                    for field_name, readings in template.fields.items()
                },
            }
            for name, template in sorted(self.templates.items())
        }


def _lengths(article: Article) -> Iterator[tuple[str, int]]:
    for name in _NAMES:
        value = getattr(article, name)
        yield name, len(value) if isinstance(value, (str, tuple)) else int(bool(value))
    yield "headings", sum(section.heading is not None for section in article.sections)
    yield "content", int(bool(article.text or article.images or article.videos or article.tables))
    yield "captions", sum(image.caption is not None for image in article.images)


_NAMES = tuple(each.name for each in fields(Article) if each.name not in _LEFT_OUT)
