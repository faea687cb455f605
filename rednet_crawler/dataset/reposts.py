"""Reposts: which articles have the same text, and which of them is the original (extra `reposts`).

Shingles of ten characters, MinHash signatures, bands of them that give candidates, and an exact
check of each candidate. Reposts keep whole passages; texts made from one pattern have fewer than
ten characters between two numbers, and texts that quote the same words share no passages.
`docs/reposts.md` has the measured curve on which the threshold was chosen.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

# rensa, not datasketch: 100 times as fast on these shingles, and it brings neither NumPy nor SciPy
from rensa import RMinHash

from rednet_crawler.dataset.package import Selection
from rednet_crawler.export.records import complete
from rednet_crawler.normalise.dateline import parse_opening

THRESHOLD = 0.5
"""Share of the shorter text's shingles that the longer text has.

`python benchmarks/reposts.py curve` prints the curve.
"""
_SHINGLE = 10
_BANDS, _ROWS = 48, 2
"""A text and its half share some band with a probability above 99.9 %, with its fifth: 85 %."""
_PASSAGE, _PASSAGES = 40, 0.2
"""Letters of a passage, and the share of passages that must be common as well.

Single sentences are common to many articles.
"""
_SHORTEST = 20
"""Letters. What is shorter is a repost only of the very same text."""
_LEAST = 0.2
"""Least length of the shorter text by that of the longer: quoted sentences are no repost."""
_LONGEST = 50_000
"""Letters that are looked at."""
_NO_LETTERS = re.compile(r"[\W_]+")


class _Text(NamedTuple):
    """What is kept in memory of a text."""

    key: str
    length: int
    signature: bytes


def find_reposts(
    texts: Iterable[tuple[str, str]], read: Callable[[str], str], threshold: float = THRESHOLD
) -> dict[str, str]:
    """Return the cluster of each text: its key → the smallest key of the texts in its cluster.

    `texts` are (key, text), `read` returns a text again. The result does not depend on their order.
    Every member of a cluster is like its longest text, so that a chain of likenesses cannot join
    texts that differ. Only signatures are kept in memory, 400 bytes a text.
    """
    same: defaultdict[str, list[str]] = defaultdict(list)
    kept: list[_Text] = []
    for key, text in texts:
        letters = normalise(text)
        digest = hashlib.sha256(letters.encode()).hexdigest() if letters else key
        same[digest].append(key)
        if len(same[digest]) == 1 and len(letters) >= _SHORTEST:
            kept.append(_Text(digest, len(letters), _signature(letters)))
    smallest = {digest: min(keys) for digest, keys in same.items()}
    kept.sort(key=lambda text: (-text.length, smallest[text.key]))
    longest = _join(kept, lambda digest: read(same[digest][0]), threshold)
    members: defaultdict[str, list[str]] = defaultdict(list)
    for digest, keys in same.items():
        members[longest.get(digest, digest)] += keys
    return {key: cluster for keys in members.values() for cluster in [min(keys)] for key in keys}


def normalise(text: str) -> str:
    """Return the letters and digits of a text without its dateline, which each outlet replaces.

    >>> normalise("红网时刻怀化12月2日讯（记者 张三）鹤城区，招聘会！")
    '鹤城区招聘会'
    """
    first, _, rest = text.partition("\n")
    opening = parse_opening(first)
    if opening:
        first = first.partition(opening.raw)[2]
    return _NO_LETTERS.sub("", first + rest)[:_LONGEST].lower()


def _shingles(letters: str, size: int = _SHINGLE) -> list[str]:
    return [letters[at : at + size] for at in range(max(1, len(letters) - size + 1))]


def likeness(shorter: str, longer: str) -> float:
    """Return the share of a text's shingles that another text has; 0 if they share no passages."""
    passages = frozenset(_shingles(shorter, min(_PASSAGE, len(shorter) // 3)))
    size = len(next(iter(passages)))
    if len(passages & frozenset(_shingles(longer, size))) < _PASSAGES * len(passages):
        return 0.0
    own = frozenset(_shingles(shorter))
    return len(own & frozenset(_shingles(longer))) / len(own)


def _signature(letters: str) -> bytes:
    hashed = RMinHash(num_perm=_BANDS * _ROWS, seed=1)
    hashed.update(_shingles(letters))
    return b"".join(value.to_bytes(4, "little") for value in hashed.digest())


def _join(texts: list[_Text], read: Callable[[str], str], threshold: float) -> Mapping[str, str]:
    """Return the longest text of the cluster of each; `texts` begin with the longest."""

    @lru_cache(maxsize=64)
    def letters(key: str) -> str:
        return normalise(read(key))

    candidates: defaultdict[int, set[int]] = defaultdict(set)
    for longer, shorter in _candidates(texts):
        if texts[shorter].length >= _LEAST * texts[longer].length:
            candidates[shorter].add(longer)
    joined: dict[str, str] = {}
    for at, text in enumerate(texts):
        best = threshold, text.key
        for other in sorted({joined[texts[longer].key] for longer in candidates.pop(at, ())}):
            best = max(best, (likeness(letters(text.key), letters(other)), other))
        joined[text.key] = best[1]
    return joined


def _candidates(texts: list[_Text]) -> Iterator[tuple[int, int]]:
    """Yield pairs of places that share a band: each text with the longest and the last before it.

    That is linear in the texts, however many of them share one.
    """
    width = 4 * _ROWS
    for start in range(0, width * _BANDS, width):
        met: dict[bytes, tuple[int, int]] = {}
        for at, text in enumerate(texts):
            band = text.signature[start : start + width]
            first, last = met.get(band, (at, at))
            if first != at:
                yield first, at
                yield last, at
            met[band] = first, at


Records = Iterable[dict[str, Any]]

_LINE = 100
"""Characters below which a text is compared together with its title."""


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

    That is the article whose page claims it as the station's own; of several the one published
    first. `shown` gets the records of the articles and may show progress.
    """
    slices = selection.archive.slices
    members: dict[str, _Member] = {}

    def texts() -> Iterator[tuple[str, str]]:
        for each in shown(
            {"key": key, "record": record} for key, record in slices.keyed(selection.keys)
        ):
            for record in selection.archive.whole([each["record"]]):
                key, number = each["key"], str(record["content_id"])
                members[key] = _Member(
                    not record["original"], record["published_at"] or "9", len(number), number, key
                )
                yield key, _text(record)

    def read(key: str) -> str:
        return _text(complete(next(slices.articles([key]))))

    found: defaultdict[str, list[_Member]] = defaultdict(list)
    for key, cluster in find_reposts(texts(), read).items():
        found[cluster].append(members[key])
    return sorted(sorted(each) for each in found.values())


def _text(record: dict[str, Any]) -> str:
    """Return what is compared: the text; with the title before a text of one line (敬请关注。)."""
    text: str = record["text"] or ""
    if not text or len(text) >= _LINE:
        return text
    return f"{record['title'] or record['content_id']}\n{text}"


def distinct(selection: Selection, shown: Callable[[Records], Records]) -> Selection:
    """Return a selection of one article a cluster, its original."""
    return replace(selection, keys=sorted(each[0].key for each in clusters(selection, shown)))


def cluster_records(
    selection: Selection, shown: Callable[[Records], Records]
) -> Iterator[dict[str, Any]]:
    """Yield the records of the table `clusters`: each article, and the original of its cluster."""
    for each in clusters(selection, shown):
        for member in each:
            yield {
                "content_id": member.content_id,
                "cluster": each[0].content_id,
                "original": member is each[0],
                "members": len(each),
            }
