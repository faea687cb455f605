"""Datelines: outlet, place, day and people (site.md, section 6)."""

from typing import Any

import pytest

from rednet_crawler.normalise.dateline import parse_opening


@pytest.mark.table("dateline.json")
def test_dateline_and_its_people_are_read(case: dict[str, Any]) -> None:
    opening = parse_opening(case["text"])
    found = opening and {
        "outlet": opening.dateline.outlet,
        "place": opening.dateline.place,
        "month": opening.dateline.month,
        "day": opening.dateline.day,
        "people": [[credit.name, credit.role] for credit in opening.people],
    }
    assert found == case["expected"]


def test_the_opening_is_kept_as_written() -> None:
    opening = parse_opening("红网时刻怀化12月2日讯(通讯员 郭飞  赵恒)亲爱的市民朋友:当前")
    assert opening is not None
    assert opening.raw == "红网时刻怀化12月2日讯(通讯员 郭飞  赵恒)"
