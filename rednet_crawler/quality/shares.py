"""Statistical tests: whether a share of a run's pages is lower than in the runs before."""

from collections.abc import Sequence
from itertools import accumulate
from math import exp, lgamma
from typing import NamedTuple

MOST_BEFORE = 2_000
"""Earlier pages that are compared; only the newest, because a station changes over the years."""
_CHANCE = 1e-5
"""Significance level (p) for a drop; low, because a run makes some 200 comparisons."""
_CHANCE_OF_CONSTANT = 1e-4
"""Significance level for a share that is nearly 1: there a few failures are already telling."""
_CONSTANT = 0.99
"""From this earlier share on `_CHANCE_OF_CONSTANT` applies."""
_LEAST_FALL = 0.07
"""Smallest drop, relative to the earlier share; a broken selector causes a larger one."""
_SOME_RUNS = 5
"""Fewest runs from which the spread between runs is estimated."""
_LEAST_VARIANCE = 0.02
"""Least variance of a page: one failure in a share near 1 must not look like a large spread."""
_CHANCE_OF_ONE = 0.01
"""Significance level of a comparison that a run makes once."""
_CHANCE_OF_COLLAPSE = 0.03
"""Significance level for a collapse."""
_COLLAPSE, _OFTEN, _FEW = 0.25, 0.3, 4
"""Collapse: at most 25 % of the earlier share is left, which was ≥ 30 %, on ≥ 4 pages."""


class Share(NamedTuple):
    """A number of pages out of a number of pages."""

    hits: int
    of: int

    @property
    def rate(self) -> float:
        """The share, 0 to 1; 0 if there are no pages."""
        return self.hits / self.of if self.of else 0.0


def fell(before: Sequence[Share], now: Share) -> bool:
    """Return whether the share of a run is significantly lower than in the runs before.

    `before` holds these runs, the newest first. Pages of one run may depend on each other (ten
    videos of one author), so all counts are divided by the spread observed between runs.
    """
    counted = list(_newest(before))
    past = total(counted)
    if not now.of or not past.of or now.rate > past.rate * (1 - _LEAST_FALL):
        return False
    level = _CHANCE_OF_CONSTANT if past.rate >= _CONSTANT else _CHANCE
    return _chance_after(counted, now) < level


def collapsed(before: Sequence[Share], now: Share) -> bool:
    """Return whether a share has almost vanished on pages that have something else in common.

    Such pages are few and already unusual, so the level is higher and the drop must be larger.
    """
    counted = list(_newest(before))
    past = total(counted)
    if now.of < _FEW or past.rate < _OFTEN or now.rate > past.rate * _COLLAPSE:
        return False
    return _chance_after(counted, now) < _CHANCE_OF_COLLAPSE


def rarer(before: Sequence[Share], now: Share) -> bool:
    """Return whether a share is lower than before by more than chance, however little: for what is
    compared once a run.
    """
    counted = list(_newest(before))
    return now.rate < total(counted).rate and _chance_after(counted, now) < _CHANCE_OF_ONE


def total(shares: Sequence[Share]) -> Share:
    """Return the share over all pages of several shares."""
    return Share(sum(each.hits for each in shares), sum(each.of for each in shares))


def _newest(before: Sequence[Share]) -> list[Share]:
    sums = accumulate(each.of for each in before)
    pairs = zip(before, sums, strict=True)
    return [share for share, so_far in pairs if so_far - share.of < MOST_BEFORE]


def _spread(runs: Sequence[Share], past: Share) -> float:
    """Return the overdispersion of the runs: 1 if they differ no more than random samples."""
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
    """Return the probability of at most `now.hits`: a beta-binomial tail with Jeffreys prior."""
    a, b, n = past.hits + 0.5, past.of - past.hits + 0.5, now.of
    norm = lgamma(n + 1) - _log_beta(a, b)

    def probability(k: int) -> float:
        return exp(norm - lgamma(k + 1) - lgamma(n - k + 1) + _log_beta(a + k, b + n - k))

    return sum(probability(k) for k in range(now.hits + 1))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
