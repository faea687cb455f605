"""Latencies: the percentiles of what was counted."""

from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.quality.site_health import Latencies


def test_nothing_answered() -> None:
    assert Latencies().to_record() == {"answers": 0, "median": None, "p95": None, "slowest": None}


@given(st.lists(st.integers(0, 30_000), min_size=1))
def test_percentiles_are_those_of_the_sorted_list(milliseconds: list[int]) -> None:
    latencies = Latencies()
    for each in milliseconds:
        latencies.add(each / 1_000)
    ordered, number = sorted(milliseconds), len(milliseconds)
    record = latencies.to_record()
    assert record["answers"] == number
    assert record["median"] == ordered[-(-number // 2) - 1] / 1_000
    assert record["p95"] == ordered[-(-number * 95 // 100) - 1] / 1_000
    assert record["slowest"] == ordered[-1] / 1_000
