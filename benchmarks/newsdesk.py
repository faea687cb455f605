"""What happens at a station in a year: who publishes, edits, removes, pins and moves what, and when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from http import HTTPStatus
from itertools import count
from random import Random

from faulty import Station

from rednet_crawler.replica.story import Story

CHINA = timedelta(hours=8)
_EDITED, _REMOVED = 0.35, 0.05
"""Share of the articles."""
_RECENT = 40


@dataclass(slots=True)
class Life:
    """What became of one article."""

    published: datetime
    channels: set[str]
    """All that ever listed it."""
    edits: list[tuple[datetime, str]] = field(default_factory=list)
    """When, and a paragraph that stands in it since."""
    removed: datetime | None = None


class Newsdesk:
    """Plans what happens at a station, and lets it happen as time goes by. All times are UTC."""

    def __init__(
        self, station: Station, start: datetime, end: datetime, per_day: float, dice: Random
    ) -> None:
        self.station = station
        self.lives: dict[str, Life] = {}
        """Number of an article → what became of it."""
        self._dice = dice
        self._order = count()
        self._plan: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        days = (end - start) / timedelta(days=1)
        for happens, often in ((self._publish, per_day), (self._pin, 0.3), (self._move, 0.2)):
            for _ in range(round(days * often)):
                self._at(start + (end - start) * dice.random(), happens)

    def go_on(self, until: datetime) -> None:
        """Let everything happen up to a moment."""
        while self._plan and self._plan[0][0] <= until:
            moment, _, happens = heappop(self._plan)
            happens(moment)

    def _at(self, moment: datetime, happens: Callable[[datetime], None]) -> None:
        heappush(self._plan, (moment, next(self._order), happens))

    def _publish(self, moment: datetime) -> None:
        story = self.station.publish_at((moment + CHINA).replace(tzinfo=None, microsecond=0))
        self.lives[story.content_id] = Life(moment, set(self.station.listed[story]))
        if self._dice.random() < _EDITED:
            for _ in range(self._dice.choice((1, 1, 2))):
                self._at(
                    moment + self._age(10 / 60, 130 * 24), partial(self._edit, story.content_id)
                )
        if self._dice.random() < _REMOVED:
            self._at(moment + self._age(1, 80 * 24), partial(self._remove, story.content_id))

    def _age(self, low: float, high: float) -> timedelta:
        """Return an age between so many hours: most are young."""
        return timedelta(hours=low * (high / low) ** self._dice.random())

    def _edit(self, number: str, moment: datetime) -> None:
        if story := self._find(number):
            again = self.station.edit(story)
            self.lives[number].edits.append((moment, str(again.pieces[-1])))

    def _remove(self, number: str, moment: datetime) -> None:
        if story := self._find(number):
            self.station.remove(story, self._dice.choice((HTTPStatus.NOT_FOUND, HTTPStatus.GONE)))
            self.lives[number].removed = moment

    def _pin(self, _moment: datetime) -> None:
        channel = self._dice.choice(self.station.channels)
        if stories := self.station.stories_of(channel)[:_RECENT]:
            self.station.pin(channel, self._dice.choice(stories))

    def _move(self, _moment: datetime) -> None:
        story = self._dice.choice(list(self.station.listed)[-_RECENT:])
        names = [channel.name for channel in self.station.channels if channel.kind != "C"]
        channels = tuple(self._dice.sample(names, self._dice.choice((1, 2))))
        self.station.move(story, channels)
        if story.content_id in self.lives:
            self.lives[story.content_id].channels |= set(channels)

    def _find(self, number: str) -> Story | None:
        return next(
            (story for story in reversed(self.station.listed) if story.content_id == number), None
        )


def moments(start: datetime, end: datetime, step: timedelta) -> list[datetime]:
    """Return the times of the runs that are planned."""
    return [start + step * number for number in range(1, int((end - start) / step) + 1)]


BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
"""Later than all articles that a replica is built with."""
