"""Hosts of the network: which station a host belongs to, and which hosts may be fetched."""

import re

DOMAIN = "rednet.cn"
API_HOST = "front-web.rednet.cn"
APP_HOST = "moment.rednet.cn"

NOT_STATIONS = frozenset({"front-web", "moment", "img", "j", "static", "www"})
"""First labels that are no station. img and the first two are known; the rest is a guess at hosts of static files."""

_STATION_HOST = re.compile(r"([a-z][a-z0-9]{0,30}?)(-wap)?\.rednet\.cn")
_STATION = re.compile(r"[a-z][a-z0-9]{0,30}")


def station_of(host: str) -> str | None:
    """Return the station's code for its own host or its mobile twin (hh, hh-wap → `hh`), else None."""
    match = _STATION_HOST.fullmatch(host.lower())
    if match is None or match[1] in NOT_STATIONS:
        return None
    return match[1]


def station_host(station: str) -> str:
    """Return the host of a station's own pages."""
    return f"{station}.{DOMAIN}"


def is_station_code(text: str) -> bool:
    """Say whether the text can be the code of a station: the first label of a host such as `hh`."""
    return _STATION.fullmatch(text) is not None and text not in NOT_STATIONS


def may_fetch(host: str) -> bool:
    """Say whether pages of this host may be fetched: stations with their mobile twins, the app edition, the API."""
    host = host.lower()
    return host in (APP_HOST, API_HOST) or station_of(host) is not None
