"""Makes up one article: its content, its authors, and the faults of its page."""

from datetime import datetime
from random import Random
from typing import Literal, NamedTuple, TypeVar

from rednet_crawler.items import Credit

from . import body
from .credits import Origin, elsewhere, make_origin
from .numbering import article_path
from .story import Mentions, Piece, Story, Template
from .text import Writer

Value = TypeVar("Value")

HOUSES = {"hh": "怀化站", "hn": "湖南站", "cs": "长沙站", "cd": "常德站"}
"""Station → its name in the copyright sentence; only the name of hh is known."""
TIME, DAY = "%Y-%m-%d %H:%M", "%Y-%m-%d"


Timeless = Literal["", "page", "listing"]
"""`page`: the article's page shows no time; `listing`: the listings show none either."""


class Assignment(NamedTuple):
    """An article to write."""

    station: str
    number: int
    published: datetime
    template: Template
    channels: tuple[str, ...]
    timeless: Timeless


def write_story(order: Assignment, dice: Random) -> Story:
    """Return an article made up from random numbers."""
    writer, house = Writer(dice, order.published), HOUSES[order.station]
    outlet = "红网" if order.template == "legacy" else "红网时刻"
    origin = make_origin(writer, house, outlet, own=bool(order.timeless))
    opening = writer.typed(origin.opening)
    pieces = tuple(_pieces(order, writer, opening))
    if not opening or not any(isinstance(piece, str) and piece.startswith(opening) for piece in pieces):
        origin = Origin(origin.source)
    line, end, meta = _mentions(order, origin, writer)
    with_end, legacy = order.template in ("standard", "baidu"), order.template == "legacy"
    variants = ("utf-8", "gb2312", "gbk", "undeclared", "mistaken") if legacy else ("", "", "wide")
    return Story(
        content_id=str(order.number),
        station=order.station,
        path=article_path(order.published, order.number),
        published=order.published,
        day_only=order.timeless == "listing",
        template=order.template,
        variant=dice.choice(variants),
        title=writer.write("headline"),
        dateline=origin.dateline,
        people=origin.people,
        pieces=pieces,
        line=line,
        end=end if with_end or dice.random() < 0.25 else None,
        meta=meta,
        original_by=house if with_end and origin.source == f"红网{house}" and dice.random() < 0.85 else None,
        breadcrumb=() if legacy or order.template == "app" or dice.random() < 0.4 else ("首页", order.channels[0]),
        keywords=tuple(dict.fromkeys(writer.word("thing") for _ in range(dice.choice((0, 0, 3, 4))))),
        description=writer.write("sentence") if dice.random() < 0.6 else None,
        half_width=writer.half_width,
        rough=dice.random() < 0.6,
    )


def _pieces(order: Assignment, writer: Writer, opening: str) -> list[Piece]:
    chance = writer.dice.random()
    if order.template == "video":
        return body.film(writer, opening)
    if "公示公告" in order.channels and chance < 0.7 and not order.timeless:
        return body.notice(writer)
    if chance < 0.08 and not order.timeless:
        return body.photo_story(writer)
    return body.report(writer, opening)


def _mentions(order: Assignment, origin: Origin, writer: Writer) -> tuple[Mentions, Mentions, Mentions]:
    """Spread the credits over the title line, the end matter and the meta tags."""
    dice, source, exact = writer.dice, origin.source, f"{order.published:{TIME}:%S}"

    def some(value: Value, chance: float) -> Value | None:
        return value if dice.random() < chance else None

    authors = elsewhere(origin, writer) if dice.random() < 0.9 else ()
    editors = tuple(writer.people(dice.choice((1, 1, 1, 1, 2, 3))))
    shown = None if order.timeless else some(exact.removesuffix(":00"), 0.88)
    stamped = not order.timeless and (shown is None or dice.random() < 0.6)
    line = Mentions(
        some(source, 0.75), some(authors, 0.6), some(editors[:1], 0 if order.template == "video" else 0.5), shown
    )
    if order.template == "baidu" and not line.source:
        line = line._replace(source="")  # one of the ids is what marks this template
    end = Mentions(some(source, 0.95), some(authors, 0.95), some(editors, 0.95))
    names = [writer.person()] if dice.random() < 0.5 else [credit.name for credit in authors]
    named = some(tuple(Credit(name=name) for name in names), 0.6)
    meta = Mentions(some(dice.choice((source, source, "红网", "")), 0.8), named, published=exact if stamped else None)
    return line, end, meta
