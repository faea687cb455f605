"""Labelled lines, the copyright sentence, and the titles of what follows an article (site.md, sections 5 and 6)."""

from typing import Any

import pytest

from rednet_crawler.normalise.credits import (
    ends_article,
    is_credit_line,
    original_by,
    split_credits,
)


@pytest.mark.table("credits.json")
def test_a_line_is_split_at_its_labels(case: dict[str, Any]) -> None:
    assert [[value.field, value.text] for value in split_credits(case["line"])] == case["values"]


@pytest.mark.table("credits.json")
def test_end_matter_is_told_by_its_wording(case: dict[str, Any]) -> None:
    assert is_credit_line(case["line"]) == case["credit_line"]


@pytest.mark.parametrize(
    "line",
    [
        "相关链接",
        "相关链接：",
        "频道精选",
        "阅读下一篇",
        "返回红网首页",
        "返回怀化站首页",
        "返回红网首页 返回怀化站首页",
    ],
    ids=["related", "related-colon", "channels", "next", "home-red", "home-station", "both-homes"],
)
def test_titles_of_what_follows_end_an_article(line: str) -> None:
    assert ends_article(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "相关链接工作正在进行。",
        "返回怀化",
        "他返回家乡首页",
        "频道精选的三部影片今晚上映",
        "解决群众急难愁盼问题",
    ],
)
def test_other_lines_end_no_article(line: str) -> None:
    assert not ends_article(line)


@pytest.mark.parametrize(
    ("sentence", "station"),
    [
        ("本文为怀化站原创文章，转载请附上原文出处链接和本声明。", "怀化站"),
        ("本文为怀化站原创文章,转载请附上原文出处链接和本声明。", "怀化站"),
        ("本文为红网怀化站原创文章，转载请附上原文出处链接和本声明。", "红网怀化站"),
        ("本文为原创文章，转载请附上原文出处链接和本声明。", None),
        ("本文为转载文章。", None),
        ("", None),
    ],
)
def test_the_copyright_sentence_names_its_station(sentence: str, station: str | None) -> None:
    assert original_by(sentence) == station
