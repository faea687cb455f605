"""Values of a response's headers: whatever a server sends there, they are short, plain and of a
kind that can be worked with.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.http import Response

LONGEST_VALUE = 1024
"""Characters of a value that are kept; the longest that a server of the site has reason to send has a tenth of that."""
_LONGEST_DATE = 64
_PLAIN = re.compile(r"[\x20-\x7e]+", re.ASCII)
_DIGITS = 9


def read_text(value: bytes | None) -> str | None:
    """Return a value as text; None where there is none, where it is longer than is kept, or holds
    more than plain ASCII.
    """
    text = value.decode("latin-1").strip() if value and len(value) <= LONGEST_VALUE else ""
    return text if _PLAIN.fullmatch(text) else None


def read_date(value: bytes | None) -> datetime | None:
    """Return the time that a `Date` or the like names; None where it names none. Without a zone it
    is UTC (RFC 9110).
    """
    text = read_text(value)
    if text is None or len(text) > _LONGEST_DATE:
        return None
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (
        ValueError,
        TypeError,
        LookupError,
        ArithmeticError,
    ):  # what the parser raises, by what it stumbles over
        return None


def read_age(response: Response) -> float:
    """Return for how many seconds a cache has kept a response (RFC 9111), by its `Age`; 0 without."""
    text = read_text(response.headers.get("Age")) or ""
    return float(text[:_DIGITS]) if text.isdigit() else 0.0


def read_retry_after(value: bytes | None, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` asks for: a number of seconds or a date (RFC 9110);
    None where it says neither.
    """
    text = value.decode("latin-1").strip() if value else ""
    if text.isascii() and text.isdigit():
        return float(text[:_DIGITS])
    date = read_date(value)
    return max((date - now).total_seconds(), 0.0) if date else None
