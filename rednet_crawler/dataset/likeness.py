"""Near-duplicate texts: which articles are reposts of one another (extra `reposts`).

Shingles of ten characters, MinHash signatures, bands of them that give candidates, and each candidate checked exactly. Reposts
keep whole passages; what is made from one pattern has less than ten characters between a number and the next, and what quotes
the same has no passages in common. `docs/reposts.md` has the measured curve on which the threshold was chosen.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

# rensa rather than datasketch: a hundred times as fast on these shingles, and it brings neither NumPy nor SciPy
from rensa import RMinHash

from rednet_crawler.normalise.dateline import parse_opening

THRESHOLD = 0.5
"""Share of the shorter text's shingles that the longer one has. `python benchmarks/reposts.py curve` prints the curve."""
_SHINGLE = 10
_BANDS, _ROWS = 48, 2
"""Two texts of which one is half of the other meet in some band with a probability above 99.9 %, a fifth: 85 %."""
_PASSAGE, _PASSAGES = 40, 0.2
"""Letters of a passage, and the share of them that has to be common as well: single sentences are common to many articles."""
_SHORTEST = 20
"""Letters. What is shorter is a repost only of the very same text."""
_LEAST = 0.2
"""Length of the shorter by that of the longer: a few sentences that a long text quotes are no repost of it."""
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
    """Return the cluster of each text: key → the smallest key of those that are reposts of one another.

    `texts` are (key, text), `read` gives a text again. The result does not hang on their order. Every member of a cluster is like
    its longest one, so that no chain of likenesses joins what is not alike. Only signatures are in memory, 400 bytes a text.
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
    """Return the letters and digits of a text, without its dateline: outlets put their own before what they take over.

    >>> normalise("红网时刻怀化12月2日讯（记者 张三）鹤城区，招聘会！")
    '鹤城区招聘会'
    """
    first, _, rest = text.partition("\n")
    opening = parse_opening(first)
    return _NO_LETTERS.sub("", (first.partition(opening.raw)[2] if opening else first) + rest)[:_LONGEST].lower()


def _shingles(letters: str, size: int = _SHINGLE) -> list[str]:
    return [letters[at : at + size] for at in range(max(1, len(letters) - size + 1))]


def likeness(shorter: str, longer: str) -> float:
    """Return which share of the shingles of a text another one has; 0 where they have sentences in common, but no passages."""
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
    """Yield pairs of places that share a band: each text with the longest and the last of those before it.

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
