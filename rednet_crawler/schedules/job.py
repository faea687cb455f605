"""The job of a schedule: the command, and the times at which it starts."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Self

from rednet_crawler.errors import ArgumentError
from rednet_crawler.site.clock import CHINA_HOURS

_EVERY = re.compile(r"([0-9]{1,3})(min|h)")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
ZONE = "Asia/Shanghai"
"""The time zone of every schedule, which is the station's."""


class Times(NamedTuple):
    """Start times of a job in China Standard Time, as the minute and hour fields of cron."""

    minute: str
    hour: str

    @classmethod
    def read(cls, every: str | None, at: tuple[str, ...]) -> Self:
        """Parse an interval (`30min`, `6h`), or clock times such as `06:30` with one minute.

        Raises ArgumentError.
        """
        return cls._at(at) if at else cls._every(every or "30min")

    @classmethod
    def _at(cls, at: tuple[str, ...]) -> Self:
        clocks = [_CLOCK.fullmatch(each) for each in at]
        if not all(clocks) or len({clock[2] for clock in clocks if clock}) > 1:
            given = " --at ".join(at)
            raise ArgumentError(f"--at {given}: has to be like 06:30, all with the same minute")
        hours = sorted({int(clock[1]) for clock in clocks if clock})
        return cls(str(int(at[0][-2:])), _joined(hours))

    @classmethod
    def _every(cls, every: str) -> Self:
        match = _EVERY.fullmatch(every)
        number = int(match[1]) if match else 0
        unit = match[2] if match else "h"
        whole = 60 if unit == "min" else 24
        if not number or whole % number:
            form = "has to part an hour or a day evenly, such as 30min, 1h or 6h"
            raise ArgumentError(f"--every {every}: {form}")
        if unit == "min":
            return cls("*" if number == 1 else _joined(range(0, 60, number)), "*")
        return cls("0", _joined(range(0, 24, number)))

    @property
    def calendar(self) -> str:
        """The times as systemd's OnCalendar."""
        hour, minute = (_two_digits(part) for part in (self.hour, self.minute))
        return f"*-*-* {hour}:{minute}:00 {ZONE}"

    @property
    def cron(self) -> str:
        """The times as the first five fields of a crontab line, in China Standard Time."""
        return f"{self.minute} {self.hour} * * *"

    @property
    def cron_utc(self) -> str:
        """The same fields in UTC."""
        hours = self.hour
        if hours != "*":
            hours = _joined(sorted((int(hour) - CHINA_HOURS) % 24 for hour in hours.split(",")))
        return f"{self.minute} {hours} * * *"


class Job(NamedTuple):
    """A crawl that is started regularly."""

    command: tuple[str, ...]
    """The words of the command; the first is the path of a program."""
    arguments: tuple[str, ...]
    """The arguments of `rednet crawl` among them."""
    folder: Path
    """The working directory, absolute."""
    written: tuple[Path, ...]
    """Other folders that the crawl writes to, absolute."""
    times: Times
    contact: str
    user: str
    settings: tuple[tuple[str, str], ...] = ()
    """Other settings of the environment, name and value, that the crawl is to find in its own."""

    @property
    def environment(self) -> tuple[tuple[str, str], ...]:
        """Everything that the crawl is to find in its environment, name and value."""
        return (("REDNET_CONTACT", self.contact), *self.settings)


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def _two_digits(numbers: str) -> str:
    return ",".join("*" if number == "*" else f"{int(number):02}" for number in numbers.split(","))
