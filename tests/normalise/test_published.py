"""Times as written, and which of several places is believed (site.md, sections 2 and 6)."""

from typing import Any

import pytest

from rednet_crawler.items import Found
from rednet_crawler.normalise.published import choose_time, is_time, parse_time
from rednet_crawler.site.urls import read_address


@pytest.mark.table("published.json")
def test_a_time_is_read_in_china_standard_time(case: dict[str, Any]) -> None:
    assert parse_time(case["text"]) == case["expected"]


@pytest.mark.table("published.json")
def test_what_is_read_as_a_time_is_one(case: dict[str, Any]) -> None:
    assert is_time(case["text"]) or case["expected"] is None


@pytest.mark.table("choose_time.json")
def test_the_most_trusted_time_is_chosen(case: dict[str, Any]) -> None:
    found = [Found(text, place) for text, place in case["found"]]
    chosen = choose_time(found, read_address(case["url"]) if case["url"] else None)
    assert (list(chosen) if chosen else None) == case["expected"]
