import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.quality.shares import Share, fell, total

ALWAYS = [Share(50, 50)] * 10
MOSTLY = [Share(40, 50)] * 10


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (ALWAYS, Share(40, 50), True),  # a selector that broke on a fifth of the pages
        (ALWAYS, Share(0, 5), True),
        (ALWAYS, Share(49, 50), False),
        (ALWAYS, Share(50, 50), False),
        (MOSTLY, Share(160, 200), False),
        (MOSTLY, Share(128, 200), True),
        (MOSTLY, Share(30, 40), False),
        ([], Share(0, 100), False),  # nothing to compare with
        (ALWAYS, Share(0, 0), False),
        ([Share(0, 50)] * 10, Share(0, 100), False),
    ],
)
def test_a_fall_is_one_that_chance_does_not_bring(before, now, expected):
    assert fell(before, now) is expected


def test_runs_that_differ_among_themselves_are_given_more_room():
    even = [Share(50, 100)] * 20
    uneven = [Share(20, 100), Share(80, 100)] * 10
    assert fell(even, Share(22, 100))
    assert not fell(uneven, Share(22, 100))


def test_what_lies_far_back_does_not_count():
    long_ago = [Share(0, 1_000)] * 30
    assert fell([Share(500, 500)] * 5 + long_ago, Share(400, 500))


@given(
    st.lists(st.integers(0, 300), max_size=30),
    st.integers(0, 5_000),
    st.randoms(use_true_random=False),
)
def test_any_counts_are_judged(sizes: list[int], size: int, chance: random.Random):
    before = [Share(chance.randint(0, of), of) for of in sizes]
    now = Share(chance.randint(0, size), size)
    assert isinstance(fell(before, now), bool)
    assert total([*before, now]).of == sum(sizes) + size


def test_chance_alone_seldom_looks_like_a_fall():
    chance = random.Random(3)
    before = [Share(sum(chance.random() < 0.7 for _ in range(60)), 60) for _ in range(40)]
    falls = sum(
        fell(before, Share(sum(chance.random() < 0.7 for _ in range(60)), 60)) for _ in range(1_000)
    )
    assert falls == 0
