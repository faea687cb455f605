"""Blanks and invisible characters; headlines from the title tag (site.md, sections 5 and 6)."""

from typing import Any

import pytest

from rednet_crawler.normalise.text import drop_blanks, squeeze
from rednet_crawler.normalise.title import clean_title, from_title_tag


@pytest.mark.table("squeeze.json")
def test_blanks_are_single_and_nothing_invisible_stays(case: dict[str, Any]) -> None:
    assert squeeze(case["text"]) == case["expected"]


@pytest.mark.table("squeeze.json")
def test_a_headline_is_squeezed_and_never_empty(case: dict[str, Any]) -> None:
    assert clean_title(case["text"]) == (case["expected"] or None)


@pytest.mark.table("title_tag.json")
def test_the_title_tag_holds_the_headline_before_the_underscore(case: dict[str, Any]) -> None:
    assert from_title_tag(case["tag"]) == case["expected"]


def test_every_kind_of_blank_is_dropped() -> None:
    assert drop_blanks(" 王　\u00a0勇\t") == "王勇"
