"""Whether a share has fallen by more than chance: a run's pages against those of the runs before."""

from collections.abc import Sequence
from itertools import accumulate
from math import exp, lgamma
from typing import NamedTuple

MOST_BEFORE = 2_000
"""Pages of the past that count: newer ones first, so that a station may change over the years."""
_CHANCE = 1e-5
"""A fall that chance brings less often than this is one. A run makes some 200 comparisons, most of what hardly varies."""
_CHANCE_OF_CONSTANT = 1e-4
"""The same for what hardly ever fails: there a few pages say much, also while the past is short."""
_CONSTANT = 0.99
_LEAST_FALL = 0.07
"""Part of the share before; what is less is no broken selector."""
_SOME_RUNS = 5
_LEAST_VARIANCE = 0.02
"""Of one page: where hardly any fails, a single one that does must not pass for runs that differ."""
_CHANCE_OF_COLLAPSE = 0.03
_COLLAPSE, _OFTEN, _FEW = 0.25, 0.3, 4
"""Part of the share before that is left at most, of a share that was so high at least, on so many pages."""


class Share(NamedTuple):
    """So many pages of so many."""

    hits: int
    of: int

    @property
    def rate(self) -> float:
        """The share, 0 to 1; 0 of nothing."""
        return self.hits / self.of if self.of else 0.0


def fell(before: Sequence[Share], now: Share) -> bool:
    """Say whether the share of a run is below that of the runs before (the newest first) by more than chance.

    The runs before may differ more than chance lets pages differ, for a run may bring ten videos of one author: by as much
    as they do, all counts are taken as fewer.
    """
    counted = list(_newest(before))
    past = total(counted)
    if not now.of or not past.of or now.rate > past.rate * (1 - _LEAST_FALL):
        return False
    return _chance_after(counted, now) < (_CHANCE_OF_CONSTANT if past.rate >= _CONSTANT else _CHANCE)


def collapsed(before: Sequence[Share], now: Share) -> bool:
    """Say whether next to nothing is left of a share on some pages that have something else in common, by more than chance.

    These are looked at only because they are unusual: less is asked of chance, and more of the fall.
    """
    counted = list(_newest(before))
    past = total(counted)
    if now.of < _FEW or past.rate < _OFTEN or now.rate > past.rate * _COLLAPSE:
        return False
    return _chance_after(counted, now) < _CHANCE_OF_COLLAPSE


def total(shares: Sequence[Share]) -> Share:
    """Return the share over all of them."""
    return Share(sum(each.hits for each in shares), sum(each.of for each in shares))


def _newest(before: Sequence[Share]) -> list[Share]:
    sums = accumulate(each.of for each in before)
    return [each for each, so_far in zip(before, sums, strict=True) if so_far - each.of < MOST_BEFORE]


def _spread(runs: Sequence[Share], past: Share) -> float:
    """Return how much more the runs differ than pages drawn at random would: 1 for no more."""
    counted = [run for run in runs if run.of]
    if len(counted) < _SOME_RUNS:
        return 1.0
    rate = (past.hits + 0.5) / (past.of + 1)
    variance = max(rate * (1 - rate), _LEAST_VARIANCE)
    squares = sum((run.hits - run.of * rate) ** 2 / (run.of * variance) for run in counted)
    return max(1.0, squares / (len(counted) - 1))


def _fewer(share: Share, spread: float) -> Share:
    of = max(1, min(MOST_BEFORE, round(share.of / spread)))
    return Share(min(of, round(of * share.rate)), of)


def _chance_after(before: Sequence[Share], now: Share) -> float:
    past = total(before)
    spread = _spread(before, past)
    return _chance(_fewer(past, spread), _fewer(now, spread))


def _chance(past: Share, now: Share) -> float:
    """Return how probable so small a count is, or a smaller one, after such a past: a beta-binomial tail (Jeffreys prior)."""
    a, b, n = past.hits + 0.5, past.of - past.hits + 0.5, now.of
    norm = lgamma(n + 1) - _log_beta(a, b)
    return sum(exp(norm - lgamma(k + 1) - lgamma(n - k + 1) + _log_beta(a + k, b + n - k)) for k in range(now.hits + 1))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
