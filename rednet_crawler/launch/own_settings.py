"""Our own settings (`REDNET_…`): each is read in one place, and all are checked before a run begins."""

import ipaddress
import math
import re
from importlib import import_module
from pathlib import Path

from scrapy.settings import BaseSettings

from rednet_crawler.errors import SettingError
from rednet_crawler.extras import needs
from rednet_crawler.quality.messages import read_webhooks
from rednet_crawler.quality.site_health import Limits
from rednet_crawler.site.stations import followed_stations

_HIGHEST_PORT = 65_535
_REPLICA = re.compile(
    r"(?:(?P<name>localhost|[\d.]+)|\[(?P<v6>[\da-fA-F]*:[\da-fA-F:.]+)\]):(?P<port>\d{1,5})", re.ASCII
)


def check_own_settings(settings: BaseSettings) -> None:
    """Raise SettingError for an unusable setting, ArgumentError for an extra that is not installed."""
    if settings["REDNET_MAX_PAGES"] is None:
        raise SettingError(
            "the spiders of rednet-crawler need its settings: set "
            'ADDONS = {"rednet_crawler.RednetAddon": 0}, or SCRAPY_SETTINGS_MODULE=rednet_crawler.settings'
        )
    read_replica(str(settings["REDNET_REPLICA"] or ""))
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
        raise SettingError(f"REDNET_EXCEL={settings['REDNET_EXCEL']}: has to be True or False") from None
    run_file = str(settings["REDNET_RUN_FILE"] or "")
    if run_file and not Path(run_file).parent.is_dir():
        raise SettingError(f"REDNET_RUN_FILE={run_file}: there is no folder {Path(run_file).parent}; make it first")
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
    """Return the path of a metrics file. Raises SettingError for a name that the node exporter does not read, or no folder."""
    path = Path(name)
    if path.suffix != ".prom":
        raise SettingError(f"REDNET_METRICS={name}: the node exporter reads files whose names end in .prom")
    if not path.parent.is_dir():
        raise SettingError(f"REDNET_METRICS={name}: there is no folder {path.parent}; make it first")
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
