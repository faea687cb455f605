"""Hosts of the network: the station a host belongs to, and the hosts that may be fetched."""

import re

DOMAIN = "rednet.cn"
API_HOST = "front-web.rednet.cn"
APP_HOST = "moment.rednet.cn"

NOT_STATIONS = frozenset({"front-web", "moment", "img", "j", "static", "www"})
"""First labels of hosts that are not stations. All but front-web, moment and img are guesses."""

_STATION_HOST = re.compile(r"([a-z][a-z0-9]{0,30}?)(-wap)?\.rednet\.cn")
_STATION = re.compile(r"[a-z][a-z0-9]{0,30}")


def station_of(host: str) -> str | None:
    """Return the code of the station that a host belongs to, else None.

    A station has its own host and a mobile one: `hh` for hh.rednet.cn and hh-wap.rednet.cn.
    """
    match = _STATION_HOST.fullmatch(host.lower())
    if match is None or match[1] in NOT_STATIONS:
        return None
    return match[1]


def station_host(station: str) -> str:
    """Return the host of a station's own pages."""
    return f"{station}.{DOMAIN}"


def is_station_code(text: str) -> bool:
    """Return whether a text has the form of a station's code: `hh`, the first label of its host."""
    return _STATION.fullmatch(text) is not None and text not in NOT_STATIONS


def may_fetch(host: str) -> bool:
    """Return whether this host may be fetched: a station's, the app edition's or the API's."""
    host = host.lower()
    return host in (APP_HOST, API_HOST) or station_of(host) is not None
