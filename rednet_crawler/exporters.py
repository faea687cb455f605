"""Feeds of Scrapy: JSONL and CSV as `export.rows` defines them, in files that are complete or not there."""

import csv
import logging
from collections.abc import Callable, Iterable, Mapping
from io import SEEK_END
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter
from scrapy.exporters import BaseItemExporter
from scrapy.extensions.feedexport import FileFeedStorage

from rednet_crawler.crawl.run_outcome import outcome_of
from rednet_crawler.errors import ArgumentError, StorageError
from rednet_crawler.export.lines import csv_header, csv_row, json_line
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.export.records import plain_record, to_record
from rednet_crawler.export.rows import COLUMNS, plain_row, to_row
from rednet_crawler.extensions.feeds import feed_path
from rednet_crawler.items import Article
from rednet_crawler.safety import Json

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from typing_extensions import Buffer

logger = logging.getLogger(__name__)
_AGAIN = "what it held and the archive keeps is handed out again"
_FORMATS_OF_LINES = frozenset({"csv", "jl", "jsonl", "jsonlines"})


class RednetJsonLinesItemExporter(BaseItemExporter):
    """One object a line, UTF-8, Chinese as it is. Keeps to the feed option `fields`."""

    def __init__(self, file: IO[bytes], **options: Any) -> None:
        super().__init__(**options)
        self.file = file

    def export_item(self, item: object) -> None:
        """Write one line."""
        record = (
            to_record(item)
            if isinstance(item, Article)
            else plain_record(ItemAdapter(item).asdict())
        )
        self.file.write(json_line(self._chosen(record)))

    def _chosen(self, record: dict[str, Json]) -> dict[str, Json]:
        chosen = self.fields_to_export
        if chosen is None:
            return record
        names = chosen if isinstance(chosen, Mapping) else {name: name for name in chosen}
        return {names[name]: record[name] for name in names if name in record}


class RednetCsvItemExporter(BaseItemExporter):
    """One row an item, one header a file. Keeps to the feed option `fields`, which names columns.

    The setting REDNET_EXCEL or the feed option `item_export_kwargs: {"excel": True}` chooses the Excel profile.
    """

    def __init__(self, file: IO[bytes], *, excel: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.file = file
        self.excel = excel
        self._columns: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: "Crawler", file: IO[bytes], **options: Any) -> Self:
        """Build it with the profile that the settings ask for, unless the feed's own options say which."""
        options.setdefault("excel", crawler.settings.getbool("REDNET_EXCEL"))
        return cls(file, **options)

    def export_item(self, item: object) -> None:
        """Write one row, before the first of a new file the header."""
        row = to_row(item) if isinstance(item, Article) else plain_row(ItemAdapter(item).asdict())
        if not self._columns:
            self._begin(tuple(row))
        self.file.write(csv_row(row, self._columns, excel=self.excel))

    def finish_exporting(self) -> None:
        """Write the header where there was no item: an empty table still has its columns."""
        if not self._columns:
            self._begin(COLUMNS)

    def _begin(self, columns: tuple[str, ...]) -> None:
        chosen = self.fields_to_export or columns
        self._columns = (
            dict(chosen) if isinstance(chosen, Mapping) else {name: name for name in chosen}
        )
        if _position(self.file) == 0:
            self.file.write(csv_header(self._columns.values(), excel=self.excel))


class FeedFile(PartFile):
    """A part file that tells when it cannot be written: what a run fetches then has nowhere to go."""

    def __init__(self, path: Path, failed: Callable[[StorageError], None], *, keep: bool) -> None:
        super().__init__(path, keep=keep)
        self._failed = failed

    def write(self, data: "Buffer", /) -> int:
        """Write, tell a failure, and raise it."""
        try:
            return super().write(data)
        except StorageError as error:
            self._failed(error)
            raise


class AtomicFileFeedStorage(FileFeedStorage):
    """A feed in a local file, written as `NAME.part` and renamed when the crawl ends.

    `-O` replaces the file then, `-o` adds to what it holds. `NAME` stays as it was where the crawl could not begin
    (an unknown channel, no network), and with `NAME.part` beside it where the crawl was killed or a line could not be
    written, which ends the crawl. Pipes and devices are written straight to.
    """

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        """Raise ArgumentError, before anything is fetched, where rows would be added to a table of other columns."""
        super().__init__(uri, feed_options=feed_options)
        self.path = str(feed_path(uri))
        self.stored = False
        """Whether the file has its name."""
        self.completing: Callable[[Path], None] = lambda _: None
        """Is told of the file that holds the rows just before it gets its name."""
        self._spider: Spider | None = None
        options = feed_options or {}
        self._adds = self.write_mode == "ab"
        self._of_lines = options.get("format") in _FORMATS_OF_LINES
        if self._adds and options.get("format") == "csv":
            check_columns(Path(self.path), options.get("fields") or COLUMNS)

    def open(self, spider: "Spider") -> IO[bytes]:
        """Open `NAME.part`; when adding, it begins with the content of `NAME`, its last line ended."""
        self._spider = spider
        failed = getattr(spider, "storage_failed", lambda _: None)
        try:
            return self._opened(failed, spider)
        except OSError as error:
            told = StorageError(
                f"{self.path}: cannot be written ({error.strerror or error}); check disk and rights"
            )
            failed(told)
            raise told from error
        except StorageError as error:
            failed(error)
            raise

    def store(self, file: IO[bytes]) -> None:
        """Give the file its name. Raises StorageError, which Scrapy logs and counts (feedexport/failed_count/…).

        Where the run ended on a full disk already, its one line says what became of the file, too.
        """
        if not isinstance(file, PartFile):
            super().store(file)
            self.stored = True
            return
        outcome = outcome_of(self._spider)
        if outcome is None or not outcome.refusal or outcome.lost_storage:
            self.completing(file.part)
        if outcome is not None and outcome.lost_storage:
            try:
                file.complete()
            except StorageError as error:
                outcome.refusal = f"{outcome.refusal}; {error}"
                return
            self.stored = True
        elif outcome is None or not outcome.refusal:
            file.complete()
            self.stored = True
        file.discard()

    def _opened(self, failed: Callable[[StorageError], None], spider: "Spider") -> IO[bytes]:
        path = Path(self.path)
        if path.exists() and not path.is_file():
            return super().open(spider)
        part = path.resolve().with_name(f"{path.resolve().name}.part")
        if part.is_file():
            logger.warning("%s: removed, a run that was cut has left it; %s", part, _AGAIN)
        file = FeedFile(path, failed, keep=self._adds)
        if self._adds and self._of_lines and _last_byte(path) not in (b"", b"\n"):
            file.write(b"\n")
        return file


def check_columns(path: Path, columns: Iterable[str] | Mapping[str, str]) -> None:
    """Raise ArgumentError if the file is a table of articles with other columns."""
    expected = list(columns.values() if isinstance(columns, Mapping) else columns)
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as existing:
            header = next(csv.reader(existing), [])
    except OSError:  # it is not there, or opening it for writing will say what is wrong
        return
    if COLUMNS[0] in header and header != expected:
        raise ArgumentError(
            f"{path}: has other columns than the rows to be added; replace it or choose another name"
        )


def _position(file: IO[bytes]) -> int:
    try:
        return file.tell()
    except OSError:  # a pipe
        return 0


def _last_byte(path: Path) -> bytes:
    if not path.exists() or path.stat().st_size == 0:
        return b""
    with path.open("rb") as file:
        file.seek(-1, SEEK_END)
        return file.read(1)
