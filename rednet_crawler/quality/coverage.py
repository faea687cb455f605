"""Field coverage of a run: how often, from where and how long each field of a template was read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from heapq import heappush, heappushpop
from typing import Any

from rednet_crawler.items import GENERIC, Article, RawArticle
from rednet_crawler.normalise.explain import RAW_FIELDS
from rednet_crawler.quality.readings import Readings

UNKNOWN = "unknown"
"""Name of the template under which pages without one are counted."""
REDESIGN = 3
"""Pages without a template that are a redesign, if no others were read, or not as many."""
_EXAMPLES = 5
_MOST_TOKENS, _MOST_COUNTED = 300, 5_000
"""Most tokens of a template in run.json (the most frequent), and in memory: pages may have any."""
_LEFT_OUT = frozenset(
    {
        "content_id", "url", "station", "channels", "template", "provenance", "content_hash",
        "revision", "first_seen_at", "fetched_at",
    }
)  # fmt: skip
"""Fields left out: always present, or not read from the page."""


_Heap = list[tuple[int, str]]
"""(length, page), ordered by heapq."""


@dataclass(slots=True)
class FieldCounts:
    """Counts of one field over the pages of one template."""

    filled: int = 0
    length: int = 0
    """Sum of the lengths: characters of a text, items of a list."""
    lengths: Counter[int] = field(default_factory=Counter)
    """Number of binary digits of the length → pages: 7 for lengths 64 to 127."""
    places: Counter[str] = field(default_factory=Counter)
    """Place → pages on which the field has this place, used or not, filled or empty."""
    empty: list[str] = field(default_factory=list)
    """The first pages without the field."""
    lacking: dict[str, list[str]] = field(default_factory=dict)
    """Place → some pages without this place."""
    extremes: tuple[_Heap, _Heap] = field(default_factory=lambda: ([], []))
    """The shortest values, with negative lengths, and the longest."""

    def add(self, url: str, length: int, places: AbstractSet[str]) -> None:
        """Count the field of one page; length 0 means that the field is absent."""
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

    def to_record(self) -> dict[str, Any]:
        """Return the counts as they stand for one field in `fields` of run.json."""
        return {
            "filled": self.filled,
            "length": self.length,
            "lengths": {str(digits): pages for digits, pages in sorted(self.lengths.items())},
            "places": dict(sorted(self.places.items())),
        }


def _keep_largest(heap: _Heap, length: int, url: str) -> None:
    if len(heap) < _EXAMPLES:
        heappush(heap, (length, url))
    elif length >= heap[0][0]:
        heappushpop(heap, (length, url))


_Reading = tuple[str, int, AbstractSet[str]]
"""One field of one page: name, length, places."""


@dataclass(slots=True)
class TemplateCounts:
    """Counts of all fields over the pages of one template."""

    pages: int = 0
    fields: dict[str, FieldCounts] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)
    """The first pages."""
    tokens: Counter[str] = field(default_factory=Counter)
    """Markup token → pages (`tokens.tokens_of`)."""

    def add(self, url: str, readings: Sequence[_Reading], tokens: AbstractSet[str]) -> None:
        """Count the fields and the tokens of one page."""
        self.pages += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(url)
        for name, length, places in readings:
            counts = self.fields.get(name)
            if counts is None:
                counts = self.fields[name] = FieldCounts()
            counts.add(url, length, places)
        self.tokens.update(tokens)
        if len(self.tokens) > _MOST_COUNTED:
            self.tokens = Counter(dict(self.tokens.most_common(_MOST_TOKENS)))

    def to_record(self) -> dict[str, Any]:
        """Return the counts as they stand for one template in `fields` of run.json."""
        return {
            "pages": self.pages,
            "fields": {name: counts.to_record() for name, counts in self.fields.items()},
            "marks": dict(sorted(self.tokens.most_common(_MOST_TOKENS))),
        }


class FieldCoverage:
    """Field coverage of a run: counts and a few URLs for each; pages are not kept."""

    def __init__(self, known: Mapping[str, AbstractSet[str]] | None = None) -> None:
        """Take the tokens of earlier runs, by template."""
        self._known = known or {}
        self.templates: dict[str, TemplateCounts] = {}
        self.changed: dict[str, TemplateCounts] = {}
        """Template → counts of the pages with a token never seen before; only such tokens."""

    def add(
        self,
        raw: RawArticle,
        article: Article,
        tokens: AbstractSet[str] = frozenset(),
    ) -> None:
        """Count one article, new or not, with the tokens of its page."""
        name = UNKNOWN if article.template in (None, GENERIC) else article.template
        readings = list(_readings(raw, article))
        self.templates.setdefault(name, TemplateCounts()).add(article.url, readings, tokens)
        if name in self._known and (unseen := tokens - self._known[name]):
            self.changed.setdefault(name, TemplateCounts()).add(article.url, readings, unseen)

    @property
    def readings(self) -> Readings:
        """How many pages were read, and by what."""
        return readings_of(self.to_record())

    @property
    def meets_redesign(self) -> bool:
        """Whether pages without a template are as many as those with one, and more than chance brings."""
        unknown = self.templates[UNKNOWN].pages if UNKNOWN in self.templates else 0
        return unknown >= REDESIGN and 2 * unknown >= sum(
            each.pages for each in self.templates.values()
        )

    def to_record(self) -> dict[str, Any]:
        """Return `fields` of run.json: template → its counts, and those of its changed pages."""
        records = {name: template.to_record() for name, template in sorted(self.templates.items())}
        for name, changed in self.changed.items():
            records[name]["changed"] = changed.to_record()
        return records


def readings_of(fields: Mapping[str, Any]) -> Readings:
    """Return how many pages were read by what, as `fields` of run.json tells: `content` is text,
    pictures, videos or tables.
    """
    total = Readings()
    for name, template in fields.items():
        content = template["fields"].get("content")
        read = (
            content["filled"] if content else template["pages"]
        )  # earlier versions did not count it
        none = template["pages"] - read
        total = total.plus(Readings(0, read, none) if name == UNKNOWN else Readings(read, 0, none))
    return total


def _readings(raw: RawArticle, article: Article) -> Iterator[_Reading]:
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
