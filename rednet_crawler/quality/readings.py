"""What was read from the pages of a run, counted by template and field: how often, from which place, how long."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from heapq import heappush, heappushpop
from typing import Any

from rednet_crawler.items import Article, RawArticle
from rednet_crawler.normalise.explain import RAW_FIELDS

UNKNOWN = "unknown"
"""The name under which pages are counted that no template matched."""
_EXAMPLES = 5
_MOST_MARKS, _MOST_COUNTED = 300, 5_000
"""Marks of a template in a record, those on most pages, and in memory: pages may hold marks without end."""
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
    marks: Counter[str] = field(default_factory=Counter)
    """What the pages are marked up with → pages (`markup.marks_of`)."""

    def add(self, url: str, readings: Sequence[tuple[str, int, AbstractSet[str]]], marks: AbstractSet[str]) -> None:
        """Count one page: (field, length, places) of each field, and its marks."""
        self.pages += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(url)
        for name, length, places in readings:
            counts = self.fields.get(name)
            if counts is None:
                counts = self.fields[name] = FieldReadings()
            counts.add(url, length, places)
        self.marks.update(marks)
        if len(self.marks) > _MOST_COUNTED:
            self.marks = Counter(dict(self.marks.most_common(_MOST_MARKS)))

    def to_record(self) -> dict[str, Any]:
        """Return the counts as `fields` of run.json holds them for a template."""
        return {
            "pages": self.pages,
            "fields": {
                name: {
                    "filled": readings.filled,
                    "length": readings.length,
                    "lengths": {str(digits): count for digits, count in sorted(readings.lengths.items())},
                    "places": dict(sorted(readings.places.items())),
                }
                for name, readings in self.fields.items()
            },
            "marks": dict(sorted(self.marks.most_common(_MOST_MARKS))),
        }


class Readings:
    """The pages of a run. Holds counts, and a few addresses for each; never a page."""

    def __init__(self, known: Mapping[str, AbstractSet[str]] | None = None) -> None:
        """Take what the pages of each template were marked up with in earlier runs."""
        self._known = known or {}
        self.templates: dict[str, TemplateReadings] = {}
        self.changed: dict[str, TemplateReadings] = {}
        """Template → those of its pages that hold a mark which was never seen before; only these are among their marks."""

    def add(self, raw: RawArticle, article: Article, marks: AbstractSet[str] = frozenset()) -> None:
        """Count one article as it was found and understood, whether it is new or not."""
        name = article.template or UNKNOWN
        readings = list(_readings(raw, article))
        self.templates.setdefault(name, TemplateReadings()).add(article.url, readings, marks)
        if name in self._known and (unseen := marks - self._known[name]):
            self.changed.setdefault(name, TemplateReadings()).add(article.url, readings, unseen)

    def to_record(self) -> dict[str, Any]:
        """Return the counts as `fields` of run.json holds them: template → pages, field → counts, marks; the same of changed pages."""
        records = {name: template.to_record() for name, template in sorted(self.templates.items())}
        for name, changed in self.changed.items():
            records[name]["changed"] = changed.to_record()
        return records


def _readings(raw: RawArticle, article: Article) -> Iterator[tuple[str, int, AbstractSet[str]]]:
    for name, length in _lengths(article):
        places = {found.place for found in raw.found.get(RAW_FIELDS.get(name, ""), ())}
        if name in article.provenance:
            places.add(article.provenance[name])
        yield name, length, places


def _lengths(article: Article) -> Iterator[tuple[str, int]]:
    for name in _NAMES:
        value = getattr(article, name)
        yield name, len(value) if isinstance(value, (str, tuple)) else int(bool(value))
    yield "headings", sum(section.heading is not None for section in article.sections)
    yield "content", int(bool(article.text or article.images or article.videos or article.tables))
    yield "captions", sum(image.caption is not None for image in article.images)


_NAMES = tuple(each.name for each in fields(Article) if each.name not in _LEFT_OUT)
