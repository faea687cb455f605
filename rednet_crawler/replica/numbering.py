"""Publication times, numbers and paths of articles (docs/site.md, section 2)."""

from datetime import datetime, timedelta
from random import Random

SEED_ID = 12109536

_START, _SEED, _END = datetime(2018, 8, 1), datetime(2022, 12, 2, 12), datetime(2026, 8, 20)
_COUNTED = ((_START, 316918), (_SEED, SEED_ID), (_END, 16201808))
"""Known numbers of the network's counter, with their dates."""
_OLD_NUMBERS = 2_904_000
"""Made up: the numbers of pages before 2018 are unknown."""
_SHARES = (
    (datetime(2014, 3, 1), datetime(2017, 12, 28), 0.07),
    (_START, datetime(2022, 11, 30), 0.33),
    (datetime(2022, 12, 1), _END, 0.60),
)
"""From, until, share of all articles."""


def publication_times(count: int, dice: Random) -> list[datetime]:
    """Return `count` different moments in rising order."""
    moments: set[datetime] = set()
    for start, end, share in _SHARES:
        wanted = int(count * share) + 1
        for number in range(wanted):
            moment = start + (end - start) / wanted * (number + dice.random() * 0.95)
            moment = moment.replace(hour=dice.randint(7, 22), microsecond=0)
            while moment in moments:
                moment += timedelta(0, 1)
            moments.add(moment)
    return sorted(moments)[len(moments) - count :]


def content_id(moment: datetime, issued: set[int]) -> int:
    """Return a new number for an article; numbers grow with time, as the real ones do."""
    (start, low), (end, high) = _COUNTED[:2] if moment < _SEED else _COUNTED[1:]
    number = low + int((high - low) * ((moment - start) / (end - start)))
    if moment < _START:
        number = _OLD_NUMBERS - (_START - moment).days
    while number in issued:
        number += 1
    issued.add(number)
    return number


def article_path(moment: datetime, number: int) -> str:
    """Return the path of an article in the form used at its time."""
    if moment < _START:
        return f"/c/{moment:%Y/%m%d}/{number}.htm"
    if moment < datetime(2022, 12, 1):
        return f"/content/{moment:%Y/%m/%d}/{number}.html"
    day = _coded(str(moment.day if moment.day > 9 else ord(str(moment.day))))
    return f"/content/{_coded(f'{moment:%Y%m}')}/{day}/{number}.html"


def _coded(digits: str) -> str:
    return "".join(str((int(digit) + 4) % 10) for digit in digits)
