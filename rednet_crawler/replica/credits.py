"""Authors and source of a made-up article, and their written forms (docs/site.md, section 6)."""

from datetime import timedelta
from random import Random
from typing import NamedTuple

from rednet_crawler.items import Credit, Dateline

from .text import Writer

_ROLES = ("通讯员", "记者", "记者 通讯员", "见习记者 通讯员", "记者 实习生", "特约记者", "记者 通讯员 摄影")
_OTHER_HOUSES = (("新华社", "北京"), ("新华社", "长沙"), ("湖南日报", None), ("怀化日报", "怀化"))


class Origin(NamedTuple):
    """The origin of a text; `opening` is its dateline as written."""

    source: str
    dateline: Dateline | None = None
    people: tuple[Credit, ...] = ()
    opening: str = ""


def make_origin(writer: Writer, house: str, outlet: str, *, own: bool) -> Origin:
    """Make up an origin: the station (house: 怀化站) or another; own: the station, that day."""
    dice, source, chance = writer.dice, f"红网{house}", 0.5 if own else writer.dice.random()
    if chance < 0.1:
        return Origin(source)
    day = writer.day - timedelta(days=chance < 0.35)
    place: str | None = writer.word("place") if dice.random() < 0.3 else house.removesuffix("站")
    people = signatories(writer) if dice.random() < 0.9 else ()
    if chance > 0.82:
        outlet, place = dice.choice(_OTHER_HOUSES)
        source, people = outlet, tuple(Credit(name=name, role="记者") for name in writer.people(dice.randint(1, 3)))
    gap, blank = dice.choice(("", "", "", " ")), dice.choice((" ", "\u3000"))
    kind = "电" if outlet == "新华社" else "讯"
    opening = f"{outlet}{gap}{place or ''}{gap}{day.month}月{day.day}日{kind}"
    left, right = dice.choice(("()", "（）", "（）"))
    bracket = f"{dice.choice(('', '', ' '))}{left}{signed(people, dice)}{right}{dice.choice(('', '', blank))}"
    dateline = Dateline(outlet=outlet, place=place, month=day.month, day=day.day)
    return Origin(source, dateline, people, opening + (bracket if people else blank))


def signatories(writer: Writer) -> tuple[Credit, ...]:
    """Make up one to five people, grouped by role."""
    roles, names = writer.dice.choice(_ROLES).split(), iter(writer.people(6))
    counted = [(role, writer.dice.randint(1, 5 // len(roles))) for role in roles]
    return tuple(Credit(name=next(names), role=role) for role, count in counted for _ in range(count))


def elsewhere(origin: Origin, writer: Writer) -> tuple[Credit, ...]:
    """Return the authors for end matter and title line: the same people, more, or a unit."""
    chance = writer.dice.random()
    if chance < 0.08:
        return (Credit(name=writer.word("unit")),)
    if not origin.people and chance < 0.5:
        return signatories(writer)
    same = [credit.name for credit in origin.people]
    more = [] if same and chance < 0.75 else writer.people(2)
    return tuple(Credit(name=name) for name in dict.fromkeys(same + more))


def signed(people: tuple[Credit, ...], dice: Random) -> str:
    """Return people in one line: each role once, before its names; some names are spaced out."""
    comma = dice.choice((" ", "  ", "\xa0 ", "、", "，", "/", "\u3000"))
    link = dice.choice((" ", " ", "\u3000", "/" if comma == "/" else ""))
    spaced = dice.random() < 0.3 and link != ""
    groups: list[str] = []
    for role in dict.fromkeys(credit.role for credit in people):
        names = [credit.name for credit in people if credit.role == role]
        written = comma.join(" ".join(name) if spaced and len(name) == 2 else name for name in names)
        groups.append(f"{role}{link}{written}" if role else written)
    return dice.choice((" ", "  ", "\u3000", "，" if comma == "，" else " ")).join(groups)
