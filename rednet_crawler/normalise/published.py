"""Times as written → ISO 8601 in China Standard Time; and times as lists write them beside links:
without a year, or by how long ago they were.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from rednet_crawler.items import Found
from rednet_crawler.site.clock import CHINA
from rednet_crawler.site.urls import Address

_TIME = re.compile(
    r"""
    (?<!\d)
    (?P<year>(?:19|20)\d{2})
    \s?[-/.－／．年]\s?(?P<month>\d{1,2})
    \s?[-/.－／．月]\s?(?P<day>\d{1,2})(?!\d)
    (?:
        (?:\s?日\s{0,4}|\s{0,2}T\s?|\s{1,4})(?P<hour>\d{1,2})
        \s?[:：时]\s?(?P<minute>\d{2})
        (?:\s?[:：分]\s?(?P<second>\d{2})(?:\.\d{1,9})?)?
        (?:\s?(?P<zone>Z|[+-]\d{2}:?\d{2}(?!\d)))?
    )?
    """,
    re.VERBOSE,
)
_DAY_LENGTH = len("2022-12-02")
_MINUTE_LENGTH = len("2022-12-02T10:15")


def parse_time(text: str) -> str | None:
    """Return the first time in a text as ISO 8601 with +08:00, or as a day; None if there is none.

    A time without a zone is in China Standard Time (docs/site.md, section 6).

    >>> parse_time("时间：2022-12-02 10:15")
    '2022-12-02T10:15:00+08:00'
    >>> parse_time("2022年12月2日")
    '2022-12-02'
    """
    match = _search(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        if hour is None:
            return date(int(year), int(month), int(day)).isoformat()
        clock = datetime(
            int(year),
            int(month),
            int(day),
            int(hour),
            int(minute),
            int(second or 0),
            tzinfo=CHINA,
        )
    except ValueError:
        return None
    return clock.isoformat() if zone is None else _in_china(clock, zone)


def _in_china(clock: datetime, zone: str) -> str | None:
    """Convert a clock time of a zone `Z`, `+0800` or `+08:00` to China Standard Time."""
    offset = timedelta() if zone == "Z" else timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    if zone[0] == "-":
        offset = -offset
    if abs(offset) >= timedelta(hours=24):
        return None
    try:
        return clock.replace(tzinfo=timezone(offset)).astimezone(CHINA).isoformat()
    except OverflowError:
        return None


def find_time(text: str) -> tuple[int, int] | None:
    """Return the place (start, end) of the first day or time in a text; None if there is none."""
    match = _search(text)
    return match.span() if match else None


def _search(text: str) -> re.Match[str] | None:
    # Most texts hold no year; this test is faster than the regex.
    return _TIME.search(text[:500]) if "20" in text or "19" in text else None


def is_minute(text: str) -> bool:
    """Return whether a text holds a time to the minute, not a day alone."""
    match = _search(text)
    return match is not None and match["hour"] is not None


def is_time(text: str) -> bool:
    """Return whether a text holds a day or a time."""
    return find_time(text) is not None


def choose_time(written: Sequence[Found], address: Address | None) -> tuple[str, str] | None:
    """Return (published_at, place): the first place that holds a time, made more exact by later ones that agree.

    `written` is in order of trust (line under the title, meta, listing). Where none holds a time, the day that the
    address gives (site.md, section 2). The day of the dateline is that of the report, often the day before.
    """
    best: tuple[str, str] | None = None
    for found in written:
        if best is not None and found.text == written[0].text:
            continue  # most pages say the same time twice
        value = parse_time(found.text)
        if value and (best is None or _refines(value, best[0])):
            best = (value, found.place)
    if best is not None or address is None:
        return best
    return (address.day.isoformat(), "url") if address.day is not None else None


def _refines(value: str, known: str) -> bool:
    """Return whether a value adds a time to the known day, or seconds to the known minute."""
    if len(known) == _DAY_LENGTH:
        return len(value) > _DAY_LENGTH and value.startswith(known)
    return (
        known[_MINUTE_LENGTH:] == ":00+08:00"
        and value[_MINUTE_LENGTH:] != known[_MINUTE_LENGTH:]
        and value[:_MINUTE_LENGTH] == known[:_MINUTE_LENGTH]
    )


_AGO = re.compile(
    r"(?<![\d一二三四五六七八九十])(?P<number>\d{1,3}|[一二两三四五六七八九十]|半(?=个?\s?(?:小时|钟头)))\s?(?:个\s?)?(?P<unit>秒|分钟|小时|钟头|天|日|周|星期|礼拜)[之以]?前"
)
_WEEKDAY = re.compile(r"上(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])")
_WRITTEN = {"半": 0.5, "两": 2} | {digit: at for at, digit in enumerate("一二三四五六七八九十", 1)}
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
    "天": timedelta(days=1), "日": timedelta(days=1), "周": timedelta(weeks=1),
    "星期": timedelta(weeks=1), "礼拜": timedelta(weeks=1),
}  # fmt: skip
_LONGEST_BESIDE = 40
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
    if len(text) > _LONGEST_BESIDE:
        return None
    if parse_time(text):
        return text
    return _counted(text, now.astimezone(CHINA)) if now else None


def _counted(text: str, now: datetime) -> str | None:
    if match := _AGO.search(text):
        number = _WRITTEN.get(match["number"], match["number"])
        return str((now - float(number) * _UNITS[match["unit"]]).date())
    if match := _WEEKDAY.search(text):
        days = now.weekday() + 7 - "一二三四五六日".index(match["weekday"].replace("天", "日"))
        return str(now.date() - timedelta(days=days))
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
