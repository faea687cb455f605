"""Times as written → ISO 8601 in China Standard Time."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from rednet_crawler.items import Dateline, Found
from rednet_crawler.site.urls import Address

CHINA = timezone(timedelta(hours=8))
"""The site writes its times without a zone; they are UTC+08:00 (site.md, section 6)."""

_TIME = re.compile(
    r"""
    (?<!\d)
    (?P<year>(?:19|20)\d{2})\s?[-/.－／．年]\s?(?P<month>\d{1,2})\s?[-/.－／．月]\s?(?P<day>\d{1,2})(?!\d)
    (?:
        (?:\s?日\s{0,4}|\s{0,2}T\s?|\s{1,4})(?P<hour>\d{1,2})\s?[:：时]\s?(?P<minute>\d{2})(?:\s?[:：分]\s?(?P<second>\d{2})(?:\.\d{1,9})?)?
        \s?(?P<zone>Z|[+-]\d{2}:?\d{2}(?!\d))?
    )?
    """,
    re.VERBOSE,
)
_DAY_LENGTH = len("2022-12-02")


def parse_time(text: str) -> str | None:
    """Return the first time in a text as ISO 8601 with +08:00, or the day alone; None where none stands there.

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
        clock = datetime(  # noqa: DTZ001 - the zone follows
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0)
        )
    except ValueError:
        return None
    return f"{clock.isoformat()}+08:00" if zone is None else _in_china(clock, zone)


def _in_china(clock: datetime, zone: str) -> str | None:
    """Return a time of another zone, written `Z`, `+0800` or `+08:00`, in China Standard Time."""
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
    """Return where in a text its first day or time stands (start, end); None where none does."""
    match = _search(text)
    return match.span() if match else None


def _search(text: str) -> re.Match[str] | None:
    # most of what is asked has no year in it, which is seen faster like this
    return _TIME.search(text[:500]) if "20" in text or "19" in text else None


def is_time(text: str) -> bool:
    """Say whether a text holds a day or a time."""
    return find_time(text) is not None


def choose_time(written: Sequence[Found], address: Address | None, dateline: Dateline | None) -> tuple[str, str] | None:
    """Return (published_at, place): the first place that holds a time, made more exact by later ones that agree.

    `written` is in order of trust (line under the title, meta, listing). Where none holds a time, the day in the
    URL; then the day of the dateline with the year of the URL's date code, where their months agree. The code alone
    never gives a value (site.md, section 2).
    """
    best: tuple[str, str] | None = None
    for found in written:
        if best is not None and found.text == written[0].text:
            continue  # most pages say the same time twice
        value = parse_time(found.text)
        if value and (best is None or _refines(value, found.text, best[0])):
            best = (value, found.place)
    if best is not None or address is None:
        return best
    if address.day is not None:
        return address.day.isoformat(), "url"
    if address.month and dateline and dateline.day and dateline.month == address.month[1]:
        try:
            return date(*address.month, dateline.day).isoformat(), "dateline+url"
        except ValueError:
            return None
    return None


def _refines(value: str, raw: str, known: str) -> bool:
    """Say whether a later value is the known one, only more exact: a time on the known day, seconds to the minute."""
    if len(known) == _DAY_LENGTH:
        return len(value) > _DAY_LENGTH and value.startswith(known)
    minute = len("2022-12-02T10:15")
    return (
        known[minute:] == ":00+08:00"
        and value[minute:] != known[minute:]
        and value[:minute] == known[:minute]
        and bool(raw)
    )
