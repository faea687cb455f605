"""Hosts of the network: the station a host belongs to, and the hosts that may be fetched."""

import json
import re
from functools import cache
from importlib.resources import files

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
