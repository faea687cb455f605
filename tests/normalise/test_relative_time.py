"""Times that count from the moment a page was answered."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.normalise.published import time_beside
from rednet_crawler.site.clock import CHINA

NOW = datetime(2026, 11, 29, 17, 0, tzinfo=UTC)
"""One o'clock in the night of the 30th in China."""


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("刚刚", "2026-11-30"),
        ("5分钟前", "2026-11-30"),
        ("3小时前", "2026-11-29"),
        ("2天前", "2026-11-28"),
        ("1周前", "2026-11-23"),
        ("半小时前", "2026-11-30"),
        ("两小时前", "2026-11-29"),
        ("三天前", "2026-11-27"),
        ("1个小时前", "2026-11-30"),
        ("上周五", "2026-11-27"),
        ("上星期天", "2026-11-29"),
        ("今天", "2026-11-30"),
        ("今天 00:20", "2026-11-30 00:20"),
        ("昨天 10:20", "2026-11-29 10:20"),
        ("昨天10:20", "2026-11-29 10:20"),
        ("前天", "2026-11-28"),
        ("11-30", "2026-11-30"),
        ("[11-28]", "2026-11-28"),
        ("11/28 8:15", "2026-11-28 08:15"),
        ("11月28日", "2026-11-28"),
        ("12-01", "2025-12-01"),
        ("02-29", "2024-02-29"),
        ("2022-12-02 10:15", "2022-12-02 10:15"),
        ("发布时间：2022年12月2日", "发布时间：2022年12月2日"),
    ],
)
def test_times(text: str, time: str) -> None:
    assert time_beside(text, NOW) == time


@pytest.mark.parametrize(
    "text",
    [
        "",
        "阅读 1234",
        "13-45",
        "1.5万",
        "02-30",
        "5G前沿",
        "10:20",
        "1-2-3-4",
        "3人",
        "第3天",
        "一个月前",
        "十二天前",
        "周一",
        "x" * 50 + "昨天",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert time_beside(text, NOW) is None


@given(st.integers(0, 30_000), st.integers(0, 300))
def test_a_day_without_a_year_is_the_last_one(age: int, days: int) -> None:
    now = NOW - timedelta(days=age, minutes=age)
    day = now.astimezone(CHINA) - timedelta(days=days)
    said = time_beside(f"{day:%m-%d %H:%M}", now)
    assert said == f"{day:%Y-%m-%d %H:%M}"
