"""The stations of the network that are known by name (site.md, section 1). There are over a hundred; any host can be given."""

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from rednet_crawler.errors import SettingError
from rednet_crawler.site.hosts import is_station_code


class Station(NamedTuple):
    """One station."""

    code: str
    """The first part of its host: `hh`."""
    name: str | None
    """The place or subject it is for; None where that is not known."""
    known: Literal["seed", "public"]
    """Where its host is known from: a real page, or public crawlers. Which of two hosts of one place is in use is not known."""
    follows: Sequence[str] = ()
    """Other stations whose articles its listings hold as if they were its own (site.md, section 4)."""


@cache
def known_stations() -> tuple[Station, ...]:
    """Return the stations that are known, Huaihua first.

    >>> [station.name for station in known_stations() if station.code == "cs"]
    ['长沙']
    """
    text = (files("rednet_crawler.site") / "stations.json").read_text(encoding="utf-8")
    return tuple(Station(**each) for each in json.loads(text))


def followed_stations(station: str, setting: object = "") -> frozenset[str] | None:
    """Return the stations whose articles a walk of one fetches, that one among them; None for all of the network.

    They are those that `setting` names, codes with commas between, or `*`; where it names none, those that the station is known
    to list as its own. Raises SettingError.

    >>> sorted(followed_stations("hh")), sorted(followed_stations("hh", "cs, cd")), followed_stations("hh", "*")
    (['hh', 'hn'], ['cd', 'cs', 'hh'], None)
    """
    words = setting if isinstance(setting, list | tuple) else re.split(r"[\s,，]+", str(setting or ""))
    codes = [code for word in words if (code := str(word).strip().lower())]
    if "*" in codes:
        return None
    for code in codes:
        if not is_station_code(code):
            raise SettingError(
                f"REDNET_FOLLOW={code}: has to be codes of stations with commas between, such as hn,cs, or *"
            )
    known = next((each.follows for each in known_stations() if each.code == station), ())
    return frozenset({station, *(codes or known)})
