"""The stations of the network that are known by name (site.md, section 1). There are over a hundred; any host can be given."""

import json
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple


class Station(NamedTuple):
    """One station."""

    code: str
    """The first part of its host: `hh`."""
    name: str | None
    """The place or subject it is for; None where that is not known."""
    known: Literal["seed", "public"]
    """Where its host is known from: a real page, or public crawlers. Which of two hosts of one place is in use is not known."""


@cache
def known_stations() -> tuple[Station, ...]:
    """Return the stations that are known, Huaihua first.

    >>> [station.name for station in known_stations() if station.code == "cs"]
    ['长沙']
    """
    text = (files("rednet_crawler.site") / "stations.json").read_text(encoding="utf-8")
    return tuple(Station(**each) for each in json.loads(text))
