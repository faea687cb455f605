"""The proxy that the environment names for the site, read as curl reads it; what cannot be used is
told before anything is asked.
"""

import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rednet_crawler.errors import SettingError
from rednet_crawler.safety import hide

_PROXY = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>([^\s/]*@)?([\w.-]+|\[[0-9a-fA-F:.]+\]))(?::(?P<port>[0-9]{1,5}))?/?",
    re.IGNORECASE,
)
_PORT, _LAST_PORT = 1080, 65535
"""The port of a proxy that names none, as curl has it."""
_HTTPS = "443"
_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
"""Those that count for https, the first that is set. `HTTP_PROXY` never counts: in CGI a visitor sets it."""


@dataclass(frozen=True, slots=True)
class SiteProxy:
    """A proxy, and the hosts that are asked without it."""

    url: str
    variable: str
    """Where it was set."""
    without: tuple[str, ...]
    """Hosts, domains and networks."""

    def serves(self, host: str) -> bool:
        """Say whether a host is asked through it."""
        return not any(_matches(host.lower().strip("[]"), each) for each in self.without)


def read_proxy(environment: Mapping[str, str] = os.environ) -> SiteProxy | None:
    """Return the proxy for the site; None where none is set.

    Raises SettingError for one that cannot be read or used, without its words: they may hold a password.
    """
    found = (
        (name, environment[name].strip())
        for name in _VARIABLES
        if environment.get(name, "").strip()
    )
    variable, value = next(found, ("", ""))
    if not value:
        return None
    match = _PROXY.fullmatch(value)
    if match is None or not 0 < int(match["port"] or _PORT) <= _LAST_PORT:
        raise SettingError(
            f"{variable}: has to be like http://host:3128 or http://user:password@host:3128; "
            "write / @ : in a password as %2F %40 %3A"
        )
    scheme = (match["scheme"] or "http").lower()
    if scheme.startswith("socks"):
        raise SettingError(
            f"{variable}={hide(value)}: SOCKS is not supported; give the HTTP port of the proxy, such as "
            "https_proxy=http://127.0.0.1:7890, or no_proxy=rednet.cn to do without"
        )
    if scheme != "http":
        raise SettingError(
            f"{variable}={hide(value)}: a proxy is spoken to over http://, not {scheme}://"
        )
    url = f"http://{match['host']}:{match['port'] or _PORT}"
    return SiteProxy(url, variable, tuple(_exceptions(environment)))


def _exceptions(environment: Mapping[str, str]) -> Iterator[str]:
    """Yield what `no_proxy` names; what it names with another port than that of https matches nothing."""
    text = environment.get("no_proxy", "") or environment.get("NO_PROXY", "")
    for word in re.split(r"[\s,]+", text):
        name, _, port = word.rpartition(":")
        if port == _HTTPS and (":" not in name or name.endswith("]")):
            word = name  # noqa: PLW2901
        if word.strip("."):
            yield word.lower().removeprefix("*.").strip(".")


def _matches(host: str, exception: str) -> bool:
    """Say whether a host is one of an exception: `*`, the host, a domain it belongs to, or a network."""
    if exception in ("*", host) or host.endswith(f".{exception}"):
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(
            exception.strip("[]"), strict=False
        )
    except ValueError:
        return False
