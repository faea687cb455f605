"""Our own settings (`REDNET_…`): each is read in one place, and all are checked before a run
begins.
"""

import ipaddress
import math
import re
from importlib import import_module
from pathlib import Path

from scrapy.settings import BaseSettings

from rednet_crawler.errors import SettingError, needs
from rednet_crawler.launch.proxies import read_proxy
from rednet_crawler.quality.messages import read_webhooks
from rednet_crawler.quality.site_health import Limits
from rednet_crawler.site.hosts import followed_stations

_HIGHEST_PORT = 65_535
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_PRIVATE = tuple(
    map(
        ipaddress.ip_network,
        ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
    )
)
"""What may be allowed: never this machine or what is link-local, where the services of clouds give out their keys."""
_REPLICA = re.compile(
    r"(?:(?P<name>localhost|[\d.]+)|\[(?P<v6>[\da-fA-F]*:[\da-fA-F:.]+)\]):(?P<port>\d{1,5})",
    re.ASCII,
)


def check_own_settings(settings: BaseSettings) -> None:
    """Raise SettingError for an unusable setting, ArgumentError for an extra that is not installed."""
    if settings["REDNET_MAX_PAGES"] is None:
        raise SettingError(
            "the spiders of rednet-crawler need its settings: set "
            'ADDONS = {"rednet_crawler.RednetAddon": 0}, or SCRAPY_SETTINGS_MODULE=rednet_crawler.settings'
        )
    read_replica(str(settings["REDNET_REPLICA"] or ""))
    if not settings["REDNET_REPLICA"] and settings.getbool("HTTPPROXY_ENABLED"):
        read_proxy()
    read_networks(str(settings["REDNET_PRIVATE_NETWORKS"] or ""))
    followed_stations("hh", settings["REDNET_FOLLOW"])
    read_limits(settings)
    read_webhooks(str(settings["REDNET_ALARM_WEBHOOK"] or ""))
    for name in ("REDNET_MAX_PAGES", "REDNET_WARC_SIZE"):
        text = str(settings[name])
        if not text.isascii() or not text.isdigit():
            raise SettingError(f"{name}={text}: has to be a whole number")
    try:
        settings.getbool("REDNET_EXCEL")
    except ValueError:
        raise SettingError(
            f"REDNET_EXCEL={settings['REDNET_EXCEL']}: has to be True or False"
        ) from None
    run_file = str(settings["REDNET_RUN_FILE"] or "")
    if run_file and not Path(run_file).parent.is_dir():
        raise SettingError(
            f"REDNET_RUN_FILE={run_file}: there is no folder {Path(run_file).parent}; make it first"
        )
    if settings["REDNET_WARC"]:
        with needs("warc"):
            import_module("warcio")
    if settings["REDNET_METRICS"]:
        read_metrics_file(str(settings["REDNET_METRICS"]))
        with needs("monitor"):
            import_module("prometheus_client")


def read_limits(settings: BaseSettings) -> Limits:
    """Read what an operator allows. Raises SettingError for what is no number."""
    values = {}
    for name in ("REDNET_ALARM_FAILURES", "REDNET_ALARM_HOURS"):
        try:
            values[name] = float(settings[name])
        except (TypeError, ValueError):
            raise SettingError(f"{name}={settings[name]}: has to be a number") from None
        if not math.isfinite(values[name]) or values[name] < 0:
            raise SettingError(f"{name}={settings[name]}: has to be a number from 0")
    return Limits(failures=values["REDNET_ALARM_FAILURES"], hours=values["REDNET_ALARM_HOURS"])


def read_metrics_file(name: str) -> Path:
    """Return the path of a metrics file. Raises SettingError for a name that the node exporter does
    not read, or no folder.
    """
    path = Path(name)
    if path.suffix != ".prom":
        raise SettingError(
            f"REDNET_METRICS={name}: the node exporter reads files whose names end in .prom"
        )
    if not path.parent.is_dir():
        raise SettingError(
            f"REDNET_METRICS={name}: there is no folder {path.parent}; make it first"
        )
    return path


def read_replica(value: str) -> str | None:
    """Return `HOST:PORT` of REDNET_REPLICA, None where it is empty. Raises SettingError for anything but loopback."""
    if not value:
        return None
    match = _REPLICA.fullmatch(value)
    host, port = (match["name"] or match["v6"], match["port"]) if match else ("", "0")
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback or not 0 < int(port) <= _HIGHEST_PORT:
        message = f"REDNET_REPLICA={value}: has to be a loopback address with a port, such as 127.0.0.1:8765"
        raise SettingError(message)
    return value


def read_networks(value: str) -> tuple[Network, ...]:
    """Return the networks of REDNET_PRIVATE_NETWORKS. Raises SettingError for any that is not a private one.

    >>> read_networks("10.0.0.0/8, fc00::/18")
    (IPv4Network('10.0.0.0/8'), IPv6Network('fc00::/18'))
    """
    words = value.replace(",", " ").split()
    for word in words:
        if not may_be_allowed(word):
            raise SettingError(
                f"REDNET_PRIVATE_NETWORKS={value}: {word} is no private network; give parts of "
                f"{', '.join(map(str, _PRIVATE))}, such as 10.0.0.0/8"
            )
    return tuple(map(ipaddress.ip_network, words))


def may_be_allowed(word: str) -> bool:
    """Say whether a text names a private network."""
    try:
        network = ipaddress.ip_network(word)
    except ValueError:
        return False
    return any(
        network.version == each.version and network.subnet_of(each)  # type: ignore[arg-type]
        for each in _PRIVATE
    )
