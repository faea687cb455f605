"""Hosts of the network: the station a host belongs to, the hosts that may be fetched, and the
stations whose names are known (docs/site.md, section 1).

The network has over a hundred; the commands take any host.
"""

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from rednet_crawler.errors import SettingError

DOMAIN = "rednet.cn"
API_HOST = "front-web.rednet.cn"
APP_LABEL = "moment"
APP_HOST = f"{APP_LABEL}.{DOMAIN}"

NOT_STATIONS = frozenset({"front-web", "moment", "img", "j", "static", "www"})
"""First labels of hosts that are not stations. All but front-web, moment and img are guesses."""

_STATION_HOST = re.compile(r"([a-z0-9][a-z0-9]{0,30}?)(-wap)?\.rednet\.cn")
_STATION = re.compile(r"[a-z0-9][a-z0-9]{0,30}")


@cache
def own_domains() -> dict[str, str | None]:
    """Return the hosts of stations that have a domain of their own, with the name of the place where it is known.

    They run the same system: its paths, its date code, its counter (docs/site.md, section 2).
    """
    text = (files("rednet_crawler.site") / "own_domains.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@cache
def _own_hosts() -> dict[str, str]:
    """Return each host of those domains, with and without `www.`, and the host of its station."""
    return {
        f"{www}{host.removeprefix('www.')}": host for host in own_domains() for www in ("", "www.")
    }


def station_of(host: str) -> str | None:
    """Return the code of the station that a host belongs to, else None.

    A station has its own host and a mobile one: `hh` for hh.rednet.cn and hh-wap.rednet.cn. The code
    of one with a domain of its own is its host.

    >>> station_of("hh-wap.rednet.cn"), station_of("hnxhnews.com")
    ('hh', 'www.hnxhnews.com')
    """
    host = host.lower()
    match = _STATION_HOST.fullmatch(host)
    if match is None:
        return _own_hosts().get(host)
    return None if match[1] in NOT_STATIONS else match[1]


def station_host(station: str) -> str:
    """Return the host of a station's own pages."""
    return station if station in own_domains() else f"{station}.{DOMAIN}"


def is_station_code(text: str) -> bool:
    """Return whether a text has the form of a station's code: `hh`, the first label of its host."""
    return text in own_domains() or (
        _STATION.fullmatch(text) is not None and text not in NOT_STATIONS
    )


def may_fetch(host: str) -> bool:
    """Return whether this host may be fetched: a station's, the app edition's or the API's."""
    host = host.lower()
    return host in (APP_HOST, API_HOST) or station_of(host) is not None


def in_domain(host: str) -> bool:
    """Say whether a host is the site's domain, or one below it, or that of a station with its own domain.

    >>> [in_domain(each) for each in ("www.rednet.cn", "rednet.cn", "rednet.cn.example.com", "xrednet.cn")]
    [True, True, False, False]
    """
    host = host.lower()
    return host == DOMAIN or host.endswith(f".{DOMAIN}") or host in _own_hosts()


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


_LONGEST_PLACE = 3
"""Characters of the name of a place; 红辣椒评论 is none."""


def station_name(code: str) -> str:
    """Return what a station is called in Chinese, or its host where its name is not known.

    >>> station_name("hh"), station_name("news"), station_name("www.hnxhnews.com")
    ('红网怀化站', 'news.rednet.cn', '新晃 (www.hnxhnews.com)')
    """
    name = {each.code: each.name for each in known_stations()}.get(code)
    if name is None:
        return station_host(code)
    if code in own_domains():
        return f"{name} ({code})"
    return f"红网{name}站" if len(name) <= _LONGEST_PLACE else f"红网{name}"


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
