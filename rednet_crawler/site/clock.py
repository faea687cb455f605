"""Times: pages give them in China Standard Time, without summer time; the archive keeps them in
UTC.
"""

from datetime import UTC, datetime, timedelta, timezone

CHINA_HOURS = 8
CHINA = timezone(timedelta(hours=CHINA_HOURS))


def stamp(moment: datetime) -> str:
    """Write a moment as all times of the archive are: ISO 8601, UTC, seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
