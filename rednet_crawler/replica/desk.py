"""One station: its channels, its articles, and which channel lists which."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from zlib import crc32

from .front_page import seed_story
from .listings import Channel, Entry
from .newsroom import DAY, HOUSES, TIME, Assignment, Timeless, write_story
from .numbering import content_id, publication_times
from .pages import Links
from .story import Story, Template, truth_of

_NAMES = """重要新闻 县市区 法治 要闻 政务 热点 文化 教育 旅游 经济 消费 健康 公示公告 社会 印象怀化 书记活动专辑
市长活动专辑 民生 精彩视频"""
"""The channels of docs/site.md, section 3; kinds of list and numbers are made up."""
_KINDS = "AAABAAAAAACBCCBAAAB"
_WEIGHTS = {"重要新闻": 60, "县市区": 40, "要闻": 30, "社会": 26, "法治": 16}
_KINDS_FOR: dict[Timeless, str] = {"": "ABC", "page": "AB", "listing": "C"}
_ELSEWHERE = (
    ("湖南省人民政府", "https://www.hunan.gov.cn/"),
    ("关注微信公众号", "https://mp.weixin.qq.com/s/replica"),
    ("专题：乡村振兴", "/topic/2024/xczx.html"),
    ("更多精彩", "javascript:void(0)"),
    ("我要投稿", "mailto:hh@rednet.cn"),
)
_APP_LINKS = ("https://moment.rednet.cn/pc{1}", "https://moment.rednet.cn{1}")
_OUTER_LINKS = ("http://{0}.rednet.cn{1}", "https://{0}.rednet.cn{1}")
_LINKS = (
    *("{1}", "{1}", "{1}", "{1}", "{1}?from=channel", "//{0}.rednet.cn{1}", "https://{0}.rednet.cn/m{1}"),
    *(*_OUTER_LINKS, "https://{0}-wap.rednet.cn{1}", "https://moment.rednet.cn/pc{1}?f=pad"),
)

Sighted = tuple[Story, tuple[str, ...]]


class Desk:
    """One station. Its articles are written at the start and by `publish`."""

    def __init__(self, station: str, articles: int, seed: int, issued: set[int]) -> None:
        self.station = station
        self.house = HOUSES[station]
        self.channels = open_channels(station)
        self.listed: dict[Story, tuple[str, ...]] = {}
        """Article → channels that list it, in order of publication."""
        self._seed = seed
        self._issued = issued
        self._fill(articles)
        listings = ((channel, self.stories_of(channel)) for channel in self.channels if channel.kind == "A")
        self._pinned = {channel: stories[len(stories) // 3] for channel, stories in listings if len(stories) > 5}

    @property
    def truth(self) -> tuple[dict[str, Any], ...]:
        """The deterministic fields of every listed article, the oldest first."""
        return tuple(truth_of(story, channels) for story, channels in self.listed.items())

    def publish(self, count: int) -> tuple[dict[str, Any], ...]:
        """Add new articles on top of the listings, and return their truth."""
        last = next(reversed(self.listed)).published
        moments = [last + timedelta(minutes=37 * number) for number in range(1, count + 1)]
        self.listed = self.listed | dict(self._write(moment, self.station) for moment in moments)
        return self.truth[len(self.listed) - count :]

    def stories_of(self, channel: Channel, day: str = "") -> list[Story]:
        """Return the articles of a channel, or those of one day (`YYYY/MMDD`), newest first."""
        found = (story for story in reversed(self.listed) if channel.name in self.listed[story])
        return [story for story in found if day in f"{story.published:%Y/%m%d}"]

    def listing(self, channel: Channel) -> list[Entry]:
        """Return the whole listing of a channel: a pinned article first, other links in between."""
        pinned, stories = self._pinned.get(channel), self.stories_of(channel)
        entries = [self.entry(channel, pinned)] if pinned else []
        for place, story in zip(range(len(stories), 0, -1), stories, strict=True):
            if story is not pinned or channel.number % 2:
                entries.append(self.entry(channel, story))
            if place % 9 == 4:
                title, href = _ELSEWHERE[(place // 9 + channel.number) % len(_ELSEWHERE)]
                entries.append(Entry(title, href, f"{story.published:{TIME}}"))
        return entries

    def entry(self, channel: Channel, story: Story) -> Entry:
        """Return the entry of an article; the form of its link depends on the channel."""
        outer = story.template == "legacy" or story.station != self.station
        links = _OUTER_LINKS if outer else _LINKS
        if story.template == "app":
            links = _APP_LINKS
        link = links[crc32(f"{channel.number}/{story.content_id}".encode()) % len(links)]
        seconds = ":%S" if channel.kind == "A" and channel.number % 3 == 0 else ""
        time = DAY if story.day_only else TIME + seconds
        return Entry(
            story.title,
            link.format(story.station, story.path),
            f"{story.published:{time}}",
            " ".join(credit.name for credit in story.people[:2]),
            story.images[0].url if story.images else None,
        )

    def around(self, story: Story) -> tuple[str, Links, Links]:
        """Return the surroundings of an article: station, channels, older articles."""
        stories = [one for one in self.listed if one.station == story.station]
        older = stories[: stories.index(story)][:-5:-1]
        channels = [(channel.name, channel.path()) for channel in open_channels(story.station)]
        return HOUSES[story.station], channels, [(one.title, one.path) for one in older]

    def _fill(self, articles: int) -> None:
        at_home = self.station == "hh"
        found: list[Sighted] = [(seed_story(), ("消费", "社会"))] if at_home else []
        for place, moment in enumerate(publication_times(articles - at_home, Random(f"{self._seed}/{self.station}"))):
            turn = place if articles < 60 or place % 5 == 0 else None
            found.append(self._write(moment, "hn" if at_home and place % 47 == 23 else self.station, turn))
        self.listed = dict(sorted(found, key=lambda sighted: sighted[0].published))

    def _write(self, moment: datetime, station: str, turn: int | None = None) -> Sighted:
        number, guest = content_id(moment, self._issued), station != self.station
        dice = Random(f"{self._seed}/{self.station}/{number}")
        template = "standard" if guest and moment.year >= 2018 else _template(moment, dice)
        hides_time = template == "standard" and not guest and dice.random() < 0.12
        timeless: Timeless = dice.choice(("page", "listing")) if hides_time else ""
        if timeless or dice.random() < 0.3:
            moment = moment.replace(second=0)
        names = [channel.name for channel in self.channels if channel.kind in _KINDS_FOR[timeless]]
        chosen = set(dice.choices(names, [_WEIGHTS.get(name, 5) for name in names], k=dice.choice((1, 1, 2, 2, 3))))
        chosen |= {names[turn % len(names)]} if turn is not None else set()
        chosen |= {"精彩视频"} if template == "video" else set()
        channels = tuple(name for name in names if name in chosen)
        return write_story(Assignment(station, number, moment, template, channels, timeless), dice), channels


def open_channels(station: str) -> list[Channel]:
    """Return the channels of a station; their numbers differ between stations."""
    numbers = range(9203 - 400 * list(HOUSES).index(station), 10**4, 7)
    return [Channel(*channel) for channel in zip(numbers, _NAMES.split(), _KINDS, strict=False)]


def _template(moment: datetime, dice: Random) -> Template:
    """Return a template that was in use at that moment."""
    chance = dice.random()
    if moment.year < 2018:
        return "legacy"
    if chance < 0.18:
        return "video" if chance < 0.08 else "app"
    return "baidu" if moment.year >= 2024 and chance < 0.6 else "standard"
