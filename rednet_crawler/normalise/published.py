"""Times as written → ISO 8601 in China Standard Time."""

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
