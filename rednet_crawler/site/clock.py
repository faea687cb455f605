"""The clock of the site: its pages give times in China Standard Time, which has no summer time."""

from datetime import timedelta, timezone

CHINA_HOURS = 8
CHINA = timezone(timedelta(hours=CHINA_HOURS))
