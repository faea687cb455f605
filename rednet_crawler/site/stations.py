"""The stations of the network whose names are known (docs/site.md, section 1).

The network has over a hundred; the commands take any host.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from rednet_crawler.errors import SettingError
from rednet_crawler.site.hosts import is_station_code, own_domains


class Station(NamedTuple):
    """One station."""

    code: str
    """The first label of its host: `hh`; the host of a station with a domain of its own."""
    name: str | None
    """The place or subject it covers; None where unknown."""
    known: Literal["seed", "public"]
    """Where its host was found: on the seed page, or in public crawls.

    Of two hosts for one place, it is not known which is in use.
    """
    follows: Sequence[str] = ()
    """Other stations whose articles its listings hold as its own (docs/site.md, section 4)."""


@cache
def known_stations() -> tuple[Station, ...]:
    """Return the known stations, Huaihua first.

    >>> [station.name for station in known_stations() if station.code == "cs"]
    ['长沙']
    """
    text = (files("rednet_crawler.site") / "stations.json").read_text(encoding="utf-8")
    by_host = tuple(Station(host, name, "public") for host, name in own_domains().items())
    return (*(Station(**each) for each in json.loads(text)), *by_host)


def followed_stations(station: str, setting: object = "") -> frozenset[str] | None:
    """Return the stations whose articles a walk of one station fetches; None for all.

    `setting` names them: codes with commas between, or `*` for all. If it is empty, they are
    those that the station is known to list as its own. The station itself is always among them.
    Raises SettingError.

    >>> sorted(followed_stations("hh")), sorted(followed_stations("hh", "cs, cd"))
    (['hh', 'hn'], ['cd', 'cs', 'hh'])
    >>> followed_stations("hh", "*")  # None: all
    """
    text = str(setting or "")
    words = setting if isinstance(setting, list | tuple) else re.split(r"[\s,，]+", text)
    codes = [code for word in words if (code := str(word).strip().lower())]
    if "*" in codes:
        return None
    for code in codes:
        if not is_station_code(code):
            form = "codes of stations with commas between, such as hn,cs, or *"
            raise SettingError(f"REDNET_FOLLOW={code}: has to be {form}")
    known = next((each.follows for each in known_stations() if each.code == station), ())
    return frozenset({station, *(codes or known)})
