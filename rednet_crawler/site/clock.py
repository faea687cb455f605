"""The time zone of the site: pages give times in China Standard Time, without summer time."""

from datetime import timedelta, timezone

CHINA_HOURS = 8
CHINA = timezone(timedelta(hours=CHINA_HOURS))
