"""Reposts within a selection: which articles are one text, and which of them is the original."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from rednet_crawler.dataset.likeness import find_reposts
from rednet_crawler.dataset.selection import Selection
from rednet_crawler.export.records import complete

Records = Iterable[dict[str, Any]]

_LINE = 100
"""Characters."""


class _Member(NamedTuple):
    """An article of a cluster; the original is the smallest."""

    reposted: bool
    """Not claimed by its page as the station's own."""
    published_at: str
    length: int
    content_id: str
    """With its length before it, numbers are in their order."""
    key: str


def clusters(selection: Selection, shown: Callable[[Records], Records]) -> list[list[_Member]]:
    """Return the articles of a selection by clusters, the original of each first.

    That is the one whose page claims it as the station's own, of several the one published first. `shown` is given the
    records of the articles and may show how far they are.
    """
    slices = selection.archive.slices
    members: dict[str, _Member] = {}

    def texts() -> Iterator[tuple[str, str]]:
        for each in shown({"key": key, "record": record} for key, record in slices.keyed(selection.keys)):
            for record in selection.archive.whole([each["record"]]):
                key, number = each["key"], str(record["content_id"])
                members[key] = _Member(not record["original"], record["published_at"] or "9", len(number), number, key)
                yield key, _text(record)

    def read(key: str) -> str:
        return _text(complete(next(slices.articles([key]))))

    found: defaultdict[str, list[_Member]] = defaultdict(list)
    for key, cluster in find_reposts(texts(), read).items():
        found[cluster].append(members[key])
    return sorted(sorted(each) for each in found.values())


def _text(record: dict[str, Any]) -> str:
    """Return what is compared: the text; where that is but a line (敬请关注。), the title with it."""
    text: str = record["text"] or ""
    return text if len(text) >= _LINE or not text else f"{record['title'] or record['content_id']}\n{text}"


def distinct(selection: Selection, shown: Callable[[Records], Records]) -> Selection:
    """Return a selection of one article a cluster, its original."""
    return replace(selection, keys=sorted(each[0].key for each in clusters(selection, shown)))


def cluster_records(selection: Selection, shown: Callable[[Records], Records]) -> Iterator[dict[str, Any]]:
    """Yield the records of the table `clusters`: each article, and the original of its cluster."""
    for each in clusters(selection, shown):
        for member in each:
            yield {
                "content_id": member.content_id,
                "cluster": each[0].content_id,
                "original": member is each[0],
                "members": len(each),
            }
