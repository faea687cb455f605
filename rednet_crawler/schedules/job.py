"""What is to be started, and when."""

import re
from pathlib import Path
from typing import NamedTuple, Self

from rednet_crawler.errors import ArgumentError
from rednet_crawler.site.clock import CHINA_HOURS

_EVERY = re.compile(r"([0-9]{1,3})(min|h)")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
ZONE = "Asia/Shanghai"
"""The times of the station, and of every schedule."""


class Times(NamedTuple):
    """When a job is started, in China Standard Time: the days and the minutes after their beginning are a pattern of cron."""

    minute: str
    hour: str

    @classmethod
    def read(cls, every: str | None, at: tuple[str, ...]) -> Self:
        """Read `30min`, `6h`, or clock times `06:30` of which all have the same minute. Raises ArgumentError."""
        if at:
            clocks = [_CLOCK.fullmatch(each) for each in at]
            if not all(clocks) or len({clock[2] for clock in clocks if clock}) > 1:
                raise ArgumentError(f"--at {' --at '.join(at)}: has to be like 06:30, all with the same minute")
            hours = sorted({int(clock[1]) for clock in clocks if clock})
            return cls(str(int(at[0][-2:])), ",".join(map(str, hours)))
        match = _EVERY.fullmatch(every or "30min")
        number, unit, whole = (int(match[1]), match[2], 60 if match[2] == "min" else 24) if match else (0, "", 1)
        if not number or whole % number:
            raise ArgumentError(f"--every {every}: has to part an hour or a day evenly, such as 30min, 1h or 6h")
        if unit == "min":
            return cls("*" if number == 1 else ",".join(map(str, range(0, 60, number))), "*")
        return cls("0", ",".join(map(str, range(0, 24, number))))

    @property
    def calendar(self) -> str:
        """Return it as systemd's OnCalendar."""
        hour, minute = (_two_digits(part) for part in (self.hour, self.minute))
        return f"*-*-* {hour}:{minute}:00 {ZONE}"

    @property
    def cron(self) -> str:
        """Return it as the first fields of a line of crontab, in China Standard Time."""
        return f"{self.minute} {self.hour} * * *"

    @property
    def cron_utc(self) -> str:
        """Return the same in UTC."""
        hours = (
            self.hour
            if self.hour == "*"
            else ",".join(map(str, sorted((int(hour) - CHINA_HOURS) % 24 for hour in self.hour.split(","))))
        )
        return f"{self.minute} {hours} * * *"


class Job(NamedTuple):
    """A crawl that is started again and again."""

    command: tuple[str, ...]
    """The words of the command; the first is the path of a program."""
    arguments: tuple[str, ...]
    """Those of them that `rednet crawl` is given."""
    folder: Path
    """Where it is started, absolute."""
    written: tuple[Path, ...]
    """Other folders that it writes to, absolute."""
    times: Times
    contact: str
    user: str


def _two_digits(numbers: str) -> str:
    return ",".join(f"{int(number):02}" if number != "*" else number for number in numbers.split(","))
