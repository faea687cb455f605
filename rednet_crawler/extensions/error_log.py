"""Errors that Scrapy catches and only logs: each becomes one line, and reaches the run."""

import logging
import traceback
from collections.abc import Callable
from typing import Any

from rednet_crawler.errors import StorageError
from rednet_crawler.safety import hide

_SCRAPER, _ENGINE, _SIGNAL = "scrapy.core.scraper", "scrapy.core.engine", "scrapy.utils.signal"
_FEEDS = "scrapy.extensions.feedexport"
TOLD = "rednet_told"
"""Argument of a log message whose error reaches the run by a signal."""

Tell = Callable[[str, BaseException, object], bool]
"""Takes what failed, the error, and the item or None; returns whether it is logged as well."""


class ErrorsInOneLine(logging.Filter):
    """Shortens logged exceptions to one line, and tells the run of those it would not see.

    The traceback stays where the log tells everything (LOG_LEVEL INFO or DEBUG).
    """

    _installed: "ErrorsInOneLine | None" = None

    def __init__(self, spider: object, tell: Tell, *, tracebacks: bool) -> None:
        super().__init__()
        self._spider, self._tell, self._tracebacks = spider, tell, tracebacks

    def install(self) -> None:
        """Filter the log of this run, and no longer that of the run before it in this process."""
        for name in (_SCRAPER, _ENGINE, _SIGNAL, _FEEDS, "asyncio"):
            logger = logging.getLogger(name)
            if ErrorsInOneLine._installed is not None:
                logger.removeFilter(ErrorsInOneLine._installed)
            logger.addFilter(self)
        ErrorsInOneLine._installed = self

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten a record; return whether to log it: a StorageError has a line of its own."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None or getattr(record, "spider", None) not in (None, self._spider):
            return True
        if isinstance(error, StorageError):
            record.msg, record.args, record.exc_info = str(error), (), None
            return record.name == _FEEDS
        arguments: Any = record.args
        given = arguments if isinstance(arguments, dict) else {}
        first = record.getMessage().partition("\n")[0]
        if "receiver" in given:
            first = f"{name_of(given['receiver'])} failed"
        known = (
            record.name == _FEEDS or TOLD in given
        )  # Scrapy counts the feeds that were not stored
        if not known and not self._tell(first, error, _item_of(error, given.get("receiver"))):
            return False
        if not self._tracebacks or record.name == _FEEDS:
            told = one_line_of(error)
            record.msg, record.args = "%s", (first if told in first else f"{first}: {told}",)
            record.exc_info = record.exc_text = None
        return True


def tells_all(level: object) -> bool:
    """Return whether a log of this level (a name or a number) shows tracebacks."""
    number = (
        level
        if isinstance(level, int)
        else logging.getLevelNamesMapping().get(str(level), logging.DEBUG)
    )
    return number <= logging.INFO


def one_line_of(error: BaseException) -> str:
    """Return the class and the message of an error in one line."""
    text = hide(" ".join(str(error).split()))[:300]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def name_of(receiver: object) -> str:
    """Return the name of a handler, such as `FeedExporter.item_scraped`."""
    return str(getattr(receiver, "__qualname__", None) or type(receiver).__qualname__)


def pipeline_of(error: BaseException) -> str:
    """Return the class of the pipeline that raised an error; "a pipeline" if it is unknown."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        owner, _, method = frame.f_code.co_qualname.rpartition(".")
        if method == "process_item" and owner:
            return owner.rpartition(".")[2]
    return "a pipeline"


def _item_of(error: BaseException, receiver: object) -> object:
    """Return the item that a handler was given."""
    code = getattr(receiver, "__code__", None)
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code is code]
    return frames[0].f_locals.get("item") if frames else None
