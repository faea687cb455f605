"""Lists of people: roles, separators, spaced-out names, middle dots, units (site.md, section 6)."""

from typing import Any

import pytest

from rednet_crawler.items import Credit
from rednet_crawler.normalise.byline import merge_credits, parse_names, parse_people


@pytest.mark.table("people.json")
def test_people_are_read_with_their_roles(case: dict[str, Any]) -> None:
    assert [[credit.name, credit.role] for credit in parse_people(case["text"])] == case["expected"]


@pytest.mark.table("people.json")
def test_names_are_those_of_the_people(case: dict[str, Any]) -> None:
    assert list(parse_names(case["text"])) == [name for name, _ in case["expected"]]


def test_a_given_role_holds_until_one_is_written() -> None:
    people = parse_people("张三 摄影 李四", role="记者")
    assert [(credit.name, credit.role) for credit in people] == [("张三", "记者"), ("李四", "摄影")]


def test_merging_keeps_the_first_place_and_the_first_role() -> None:
    first = [Credit(name="张三"), Credit(name="李四", role="记者")]
    second = [
        Credit(name="李四", role="摄影"),
        Credit(name="王五"),
        Credit(name="张三", role="通讯员"),
    ]
    assert merge_credits(first, second) == (
        Credit(name="张三", role="通讯员"),
        Credit(name="李四", role="记者"),
        Credit(name="王五"),
    )
