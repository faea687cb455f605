"""Checks all settings before anything is opened: a wrong one is one line and exit code 2."""

import json
import logging
import math
import numbers
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from scrapy.addons import AddonManager
from scrapy.settings import BaseSettings, default_settings
from scrapy.utils.conf import feed_complete_default_values_from_settings
from scrapy.utils.misc import load_object

from rednet_crawler.errors import SettingError, how_to_install
from rednet_crawler.extensions.error_log import one_line_of
from rednet_crawler.launch.own_settings import check_own_settings

_ASYNCIO = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_PATH = re.compile(r"(?:scrapy|twisted)(?:\.\w+)+\.[A-Z]\w+")
"""A default value of Scrapy's that names a class."""
_ORDERED = (
    "ADDONS",
    "DOWNLOADER_MIDDLEWARES",
    "EXTENSIONS",
    "ITEM_PIPELINES",
    "SPIDER_MIDDLEWARES",
)
"""Settings of component → place in the order."""
_NAMED = ("DOWNLOAD_HANDLERS", "FEED_EXPORTERS", "FEED_STORAGES")
"""Settings of name → component."""
_SECONDS = ("DNS_TIMEOUT", "DOWNLOAD_DELAY", "DOWNLOAD_TIMEOUT")
"""Settings that Scrapy reads as fractions, though their default is a whole number."""
_AT_LEAST_ONE = (
    "CONCURRENT_ITEMS",
    "CONCURRENT_REQUESTS",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "REACTOR_THREADPOOL_MAXSIZE",
    "SCRAPER_SLOT_MAX_ACTIVE_SIZE",
)
"""With none of these at a time a run would never end."""
_BATCH = re.compile(r"%\(batch_(?:time|id)\)")
_MAY_BE_NAMES = ("REFERRER_POLICY",)
_EXTRAS = {"prometheus_client": "monitor", "warcio": "warc"}


def set_all(settings: BaseSettings, values: Mapping[str, Any]) -> None:
    """Set the values of the command line. Raises SettingError for text that has to be JSON."""
    for name, value in values.items():
        try:
            settings.set(name, value, priority="cmdline")
        except (TypeError, ValueError, AttributeError) as error:
            raise _unusable(name, value, "a JSON object") from error


def check_settings(settings: BaseSettings) -> None:
    """Raise SettingError for the first unusable setting, ArgumentError for a missing extra."""
    for name in default_settings.__all__:
        if (settings.getpriority(name) or 0) > 0:
            _check_value(settings, name, getattr(default_settings, name))
    for name in _ORDERED:
        _check_ordered(settings, name)
    try:
        AddonManager.load_pre_crawler_settings(settings.copy())
    except Exception as error:
        raise SettingError(f"ADDONS: {one_line_of(error)}") from error
    for name in _NAMED:
        for component in settings.getdict(name).values():
            if component is not None:
                _load(name, component)
    _check_reactor(settings)
    _check_feeds(settings)
    check_own_settings(settings)


def _check_value(settings: BaseSettings, name: str, default: object) -> None:
    """Read a setting as Scrapy will, by the type of its default."""
    value = settings[name]
    if name.endswith("LOG_LEVEL"):
        if not isinstance(value, int) and str(value) not in logging.getLevelNamesMapping():
            raise _unusable(name, value, "a level, such as INFO")
    elif isinstance(default, bool):
        _read(settings.getbool, name, value, "True or False")
    elif isinstance(default, (int, float)):
        _check_number(settings, name, value, default)
    elif isinstance(default, dict):
        _read(settings.getdict, name, value, "a JSON object")
    elif isinstance(default, list):
        _check_list(settings, name, default)
    elif isinstance(default, str) and _PATH.fullmatch(default) and name not in _MAY_BE_NAMES:
        _load(name, value)


def _check_number(settings: BaseSettings, name: str, value: object, default: float) -> None:
    fraction = isinstance(default, float) or name in _SECONDS
    kind = "a number" if fraction else "a whole number"
    least = 1 if name in _AT_LEAST_ONE else 0
    number = _read(settings.getfloat if fraction else settings.getint, name, value, kind)
    if not math.isfinite(number) or (number < least and default >= 0 and "PRIORITY" not in name):
        raise _unusable(name, value, f"{kind} from {least}")


def _check_list(settings: BaseSettings, name: str, default: list[Any]) -> None:
    for each in settings.getlist(name):
        if name.endswith("_HTTP_CODES") and not str(each).strip().isdigit():
            raise _unusable(
                name, settings[name], "status codes with commas between, such as 500,503"
            )
        if name == "RETRY_EXCEPTIONS" or (name.endswith("_CONTRACTS") and default):
            _load(name, each)


def _check_ordered(settings: BaseSettings, name: str) -> None:
    for component, place in settings.getdict(name).items():
        if place is not None and not isinstance(place, numbers.Real):
            raise SettingError(
                f"{name}: {component}: its place has to be a number or null, not {place!r}"
            )
        _load(name, component)


def _check_reactor(settings: BaseSettings) -> None:
    if settings["TWISTED_REACTOR"] != _ASYNCIO or not settings.getbool("TWISTED_REACTOR_ENABLED"):
        raise SettingError(
            f"TWISTED_REACTOR={settings['TWISTED_REACTOR']}: a crawl needs Scrapy's default; "
            "leave TWISTED_REACTOR and TWISTED_REACTOR_ENABLED out"
        )
    if settings["ASYNCIO_EVENT_LOOP"]:
        _load("ASYNCIO_EVENT_LOOP", settings["ASYNCIO_EVENT_LOOP"])


def _check_feeds(settings: BaseSettings) -> None:
    """Check the feeds as Scrapy will: with one unknown format or storage it would write none."""
    formats = {
        name for name, value in settings.getwithbase("FEED_EXPORTERS").items() if value is not None
    }
    storages = [
        name for name, value in settings.getwithbase("FEED_STORAGES").items() if value is not None
    ]
    for uri, options in settings.getdict("FEEDS").items():
        if not isinstance(options, Mapping):
            raise SettingError(
                f'FEEDS: {uri}: has to be an object of options, such as {{"format": "jsonl"}}'
            )
        try:
            feed = feed_complete_default_values_from_settings(dict(options), settings, str(uri))
        except Exception as error:
            raise SettingError(f"FEEDS: {uri}: {one_line_of(error)}") from error
        if feed["format"] not in formats:
            known = ", ".join(sorted(formats))
            raise SettingError(
                f"FEEDS: {uri}: {feed['format'] or 'no format'} is no known format; "
                f"give one of {known}"
            )
        if urlsplit(str(uri)).scheme not in storages:
            raise SettingError(
                f"FEEDS: {uri}: no known place to write to; "
                f"give a path or one of {', '.join(filter(None, storages))}"
            )
        if feed["batch_item_count"] and not _BATCH.search(str(uri)):
            raise SettingError(
                f"FEEDS: {uri}: files of {feed['batch_item_count']} items "
                "need %(batch_id)d in their name"
            )


def _read(getter: Callable[[str], Any], name: str, value: object, kind: str) -> Any:
    try:
        return getter(name)
    except (TypeError, ValueError, OverflowError) as error:
        raise _unusable(name, value, kind) from error


def _load(name: str, component: Any) -> None:
    """Load a component. Raises SettingError if it is missing, or fails on import."""
    if not isinstance(component, str):
        return
    try:
        load_object(component)
    except ImportError as error:
        raise _missing(f"{name}={component}", error) from error
    except Exception as error:
        raise SettingError(
            f"{name}={component}: cannot be loaded ({one_line_of(error)})"
        ) from error


def _missing(what: str, error: ImportError) -> SettingError:
    extra = _EXTRAS.get((error.name or "").partition(".")[0])
    remedy = f"; it comes with the extra {extra}: {how_to_install(extra)}" if extra else ""
    return SettingError(f"{what}: cannot be loaded ({one_line_of(error)}){remedy}")


def _unusable(name: str, value: object, kind: str) -> SettingError:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return SettingError(f"{name}={' '.join(str(text).split())}: has to be {kind}")
