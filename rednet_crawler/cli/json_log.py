"""The log as JSON, a line for each event, for those who collect logs. Needs the extra `monitor`."""

import logging
from collections.abc import Mapping
from typing import Any

from rednet_crawler.extensions.logs import SafeFormatter
from rednet_crawler.extras import needs
from rednet_crawler.safety.credentials import hide
from rednet_crawler.safety.safe_text import clean, escape_unsafe

_NAMES = {"levelname": "level", "name": "logger"}
_SUMMED_UP = (
    "run", "exit_code", "refusal", "seconds", "ledger", "articles", "readings", "requests", "bytes",
    "statuses", "latency", "missing_count",
)  # fmt: skip


def log_as_json(level: str, **fields: str | None) -> None:
    """Have all that is logged from now on written to standard error as JSON: time (UTC), level,
    logger, message, the fields.

    Raises ArgumentError where the extra is not installed.
    """
    with needs("monitor"):
        from pythonjsonlogger.orjson import OrjsonFormatter  # noqa: PLC0415 - an extra

    def plain(record: logging.LogRecord) -> bool:
        record.msg, record.args = hide(clean(record.getMessage())), ()  # pages wrote some of it
        for name in ("spider", "crawler"):  # Scrapy adds the objects
            vars(record).pop(name, None)
        return True

    handler = logging.StreamHandler()
    handler.setLevel(level)
    handler.addFilter(plain)
    formatter = OrjsonFormatter(
        "%(levelname)s %(name)s %(message)s",
        rename_fields=_NAMES,
        timestamp="time",
        static_fields=fields,
    )
    handler.setFormatter(SafeFormatter(formatter, escape_unsafe))
    logging.root.setLevel(level)
    logging.root.addHandler(handler)


def log_end(record: Mapping[str, Any]) -> None:
    """Log what a run came to, as run.json says, and its alarms."""
    log = logging.getLogger(__name__)
    for alarm in record["alarms"]:
        log.warning("alarm: %s", alarm["message"], extra={"alarm": alarm})
    for missing in record["missing"]:
        log.warning("%s: %s", missing["state"], missing["url"], extra={"reason": missing["reason"]})
    for problem in record["problems"]:
        log.warning("problem: %s", problem["url"], extra={"reason": problem["reason"]})
    log.info("run ended", extra={name: record[name] for name in _SUMMED_UP})
