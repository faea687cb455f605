"""Runs a spider in this process: settings, feeds, log, progress; and what the run came to."""

import gc
import logging
import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.settings import Settings

from rednet_crawler.cli.progress import log_as_json, log_end, watch
from rednet_crawler.cli.terminal import say_rows
from rednet_crawler.crawl.run_outcome import RunOutcome
from rednet_crawler.errors import ArgumentError, SettingError, StorageError
from rednet_crawler.export.outputs import STANDARD_OUTPUT, form_of
from rednet_crawler.extensions.error_log import one_line_of
from rednet_crawler.extensions.feeds import FeedCheck, feed_uri
from rednet_crawler.extensions.run_record import RECORDED
from rednet_crawler.items import Page
from rednet_crawler.launch.crawl import run_to_end
from rednet_crawler.launch.setting_checks import check_settings, set_all
from rednet_crawler.safety import HIDDEN, hide, remember
from rednet_crawler.spiders.answers import page_of
from rednet_crawler.spiders.base import RednetSpider

_AT_ONCE = 1_000_000
"""Bytes of rows that are printed at once."""
_FORMATS = {".jsonl": "jsonl", ".csv": "csv"}
KEPT_NOWHERE = {
    "REDNET_ARCHIVE": "",
    "REDNET_RUN_FILE": "",
    "REDNET_WARC": "",
    "REDNET_METRICS": "",
}
"""Settings for a look at the site that leaves nothing behind: its archive is a temporary one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a spider is run, apart from its arguments."""

    outputs: tuple[Path, ...] = ()
    """Files to which rows are added."""
    replaced: tuple[Path, ...] = ()
    """Files that hold the rows of this run alone."""
    settings: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    excel: bool = False
    verbose: bool = False
    archive: str = ""
    """The archive where no setting names one; a temporary one where this is empty."""
    quiet: bool = False
    """No live line."""
    log_json: bool = False
    """Standard error is for machines: no live line, no summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a run came to."""

    spider: RednetSpider
    outcome: RunOutcome
    stats: Mapping[str, Any]
    seconds: float
    exit_code: int
    files: Sequence[str]
    """What became of each file, in a line."""


def run_spider(
    name: str,
    arguments: Mapping[str, str | None],
    options: RunOptions,
    *,
    keep: list[Page] | None = None,
) -> Run:
    """Run a spider of the project until it ends, and return what came of it.

    The pages that held an article are added to `keep`, where that is given.

    Raises ArgumentError and StorageError, before anything is fetched, for outputs that cannot be written.
    """
    with _standard_output() as shown:
        outputs = _outputs(options)
        settings = load_settings(options)
        given = {feed_uri(shown if path == STANDARD_OUTPUT else path): path for path in outputs}
        feeds = {uri: outputs[path] for uri, path in given.items()}
        settings.set("FEEDS", {**settings.getdict("FEEDS"), **feeds}, priority="cmdline")
        if options.log_json:
            log_as_json(settings["LOG_LEVEL"], spider=name, station=arguments.get("station"))
        settings.set("LOG_INSTALL_ROOT_HANDLER", value=not options.log_json, priority="cmdline")
        process = AsyncCrawlerProcess(settings)
        for logger in (
            ()
            if options.verbose or options.log_json
            else (name, "scrapy.downloadermiddlewares.retry")
        ):
            logging.getLogger(logger).setLevel(
                logging.CRITICAL
            )  # the summary says what could not be had, and why
        crawler = process.create_crawler(name)
        crawler.signals.connect(_set_libraries_aside, signals.spider_opened)
        if options.log_json:
            crawler.signals.connect(log_end, RECORDED)
        started = time.monotonic()
        if keep is not None:

            def keep_page(response: Response) -> None:
                keep.append(page_of(response))

            crawler.signals.connect(keep_page, signals.item_scraped, weak=False)
        with nullcontext() if options.log_json or options.quiet else watch(crawler):
            run_to_end(
                process,
                crawler,
                {key: value for key, value in arguments.items() if value is not None},
            )
        spider = crawler.spider
        if not isinstance(spider, RednetSpider):
            raise ArgumentError(f"{name}: the spider could not be started")
        stats, check = crawler.stats.get_stats(), crawler.get_extension(FeedCheck)
        return Run(
            spider=spider,
            outcome=spider.outcome,
            stats=stats,
            seconds=time.monotonic() - started,
            exit_code=spider.outcome.exit_code(stats),
            files=check.lines(given) if check else (),
        )


@contextmanager
def _standard_output() -> Iterator[Path]:
    """Yield a file for what goes to standard output; its rows are printed in the end."""
    with TemporaryDirectory(prefix="rednet-") as folder:
        file = Path(folder) / "articles.jsonl"
        yield file
        if file.exists():
            with file.open("rb") as rows:
                for some in iter(partial(rows.read, _AT_ONCE), b""):
                    say_rows(some)


def _outputs(options: RunOptions) -> dict[Path, dict[str, str | bool]]:
    """Return file → options of its feed. Raises ArgumentError and StorageError for one that cannot be written."""
    both = {path.absolute() for path in options.outputs} & {
        path.absolute() for path in options.replaced
    }
    if both:
        raise ArgumentError(f"{both.pop()}: give it by -o, which adds, or by -O, which replaces")
    feeds: dict[Path, dict[str, str | bool]] = {}
    for path in (*options.outputs, *options.replaced):
        form = _FORMATS[form_of(path, (*_FORMATS,))]  # rows are added to it: it is not packed
        feeds[path] = {"format": form, "overwrite": path in options.replaced}
    for path in feeds:
        if path != STANDARD_OUTPUT:
            _check_writable(path)
    return feeds


def _set_libraries_aside() -> None:
    """Let the collector of garbage leave out what is there for the whole run: the libraries, a
    hundred thousand objects.
    """
    gc.collect()
    gc.freeze()


def load_settings(options: RunOptions) -> Settings:
    """Return the project's settings with those of the command line. Raises SettingError for an unusable one."""
    settings = Settings()
    module = os.environ.get("SCRAPY_SETTINGS_MODULE", "rednet_crawler.settings")
    try:
        settings.setmodule(module, priority="project")
    except Exception as error:
        raise SettingError(
            f"SCRAPY_SETTINGS_MODULE={module}: cannot be read ({one_line_of(error)})"
        ) from error
    settings.set("LOG_FORMAT", "%(levelname)s: %(message)s", priority="cmdline")
    if options.excel:
        settings.set("REDNET_EXCEL", value=True, priority="cmdline")
    set_all(settings, options.settings)
    if options.archive and not settings["REDNET_ARCHIVE"]:
        settings.set("REDNET_ARCHIVE", options.archive, priority="cmdline")
    remember({name: settings[name] for name in settings})
    told = options.verbose or options.log_json
    if "LOG_LEVEL" not in options.settings:
        settings.set("LOG_LEVEL", "INFO" if told else "WARNING", priority="cmdline")
    check_settings(settings)
    return settings


def read_settings(pairs: Sequence[str]) -> dict[str, str]:
    """Read `NAME=VALUE` pairs. Raises ArgumentError for one without a name."""
    settings = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not name.strip().isidentifier():
            shown = f"{name}={HIDDEN}" if separator else hide(pair)  # a value may be a password
            raise ArgumentError(f"-s {shown}: has to be NAME=VALUE, such as -s DOWNLOAD_DELAY=2")
        settings[name.strip()] = value
    return settings


def _check_writable(path: Path) -> None:
    """Raise StorageError for a file that cannot be written, before anything is fetched for it."""
    if not path.parent.is_dir():
        raise StorageError(f"{path}: there is no folder {path.parent}; make it first")
    try:
        writable = _is_writable(path)
    except OSError as error:  # a name that is too long, links in a circle
        raise StorageError(
            f"{path}: cannot be written ({error.strerror}); choose another name"
        ) from error
    if not writable:
        raise StorageError(
            f"{path}: cannot be written; choose another name or mend its permissions"
        )


def _is_writable(path: Path) -> bool:
    if path.exists() and not path.is_file():  # a pipe or a device
        return not path.is_dir() and os.access(path, os.W_OK)
    real = Path(os.path.realpath(path))
    with suppress(FileNotFoundError):
        if stat.S_ISDIR(
            real.with_name(f"{real.name}.part").lstat().st_mode
        ):  # where it is written first
            return False
    return os.access(real.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
