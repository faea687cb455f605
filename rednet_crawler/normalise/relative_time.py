"""Times as lists write them beside links: without a year, or by how long ago they were."""

import re
from datetime import date, datetime, timedelta

from rednet_crawler.normalise.published import parse_time
from rednet_crawler.site.clock import CHINA

_AGO = re.compile(
    r"(?<!\d)(?P<number>\d{1,3})\s?(?P<unit>秒|分钟|小时|个?钟头|天|日|周|星期)[之以]?前"
)
_NAMED = re.compile(
    r"(?P<name>刚刚|今天|今日|昨天|昨日|前天|前日)(?:\s{0,3}(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?!\d))?"
)
_MONTH_AND_DAY = re.compile(
    r"(?<![\d.:：/-])(?P<month>\d{1,2})(?:\s?月\s?(?P<day>\d{1,2})\s?日|[-/](?P<day2>\d{1,2})(?![\d./%-]|\s?[万亿千元人次个分]))"
    r"(?:\s{0,3}(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?!\d))?"
)
_DAYS_AGO = {"刚刚": 0, "今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "前日": 2}
_UNITS = {
    "秒": timedelta(seconds=1), "分钟": timedelta(minutes=1), "小时": timedelta(hours=1), "钟头": timedelta(hours=1),
    "个钟头": timedelta(hours=1), "天": timedelta(days=1), "日": timedelta(days=1), "周": timedelta(weeks=1),
    "星期": timedelta(weeks=1),
}  # fmt: skip
_LONGEST = 40
"""Characters of a text that is a time and not a sentence with one in it."""
_TOMORROW = timedelta(days=1)


def time_beside(text: str, now: datetime | None) -> str | None:
    """Return the time that a short text is, as a day or `YYYY-MM-DD HH:MM`; None where it is none.

    A time with a year stays as written. The others count from `now`, which is when the page was answered; what happened
    hours ago is given as a day. Without `now` they say nothing.

    >>> time_beside("3小时前", datetime(2026, 11, 30, 1, 0, tzinfo=CHINA))
    '2026-11-29'
    >>> time_beside("12-31 08:15", datetime(2026, 11, 30, tzinfo=CHINA))
    '2025-12-31 08:15'
    """
    if len(text) > _LONGEST:
        return None
    if parse_time(text):
        return text
    return _counted(text, now.astimezone(CHINA)) if now else None


def _counted(text: str, now: datetime) -> str | None:
    if match := _AGO.search(text):
        return str((now - int(match["number"]) * _UNITS[match["unit"]]).date())
    if match := _NAMED.search(text):
        return _written(now.date() - timedelta(days=_DAYS_AGO[match["name"]]), match)
    if match := _MONTH_AND_DAY.search(text):
        day = _last(int(match["month"]), int(match["day"] or match["day2"]), now.date())
        return _written(day, match) if day else None
    return None


def _last(month: int, day: int, today: date) -> date | None:
    """Return the last day of that month and day that is not in the future; 29 February may be years ago."""
    for year in range(today.year + 1, today.year - 8, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found < today + _TOMORROW:
            return found
    return None


def _written(day: date, match: re.Match[str]) -> str:
    if match["hour"] is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:
        return str(day)
    return f"{day} {int(match['hour']):02}:{match['minute']}"
