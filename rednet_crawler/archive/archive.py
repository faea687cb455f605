"""The archive as an object: everything the crawler keeps."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from rednet_crawler.archive.alarms import Alarms
from rednet_crawler.archive.articles import Articles
from rednet_crawler.archive.database import Database, Mode
from rednet_crawler.archive.inventories import Inventories
from rednet_crawler.archive.kept_pages import KeptPages
from rednet_crawler.archive.ledger import LedgerBook
from rednet_crawler.archive.owed import Owed
from rednet_crawler.archive.runs import Runs
from rednet_crawler.archive.slices import Slices
from rednet_crawler.archive.sqlite_files import PRIVATE
from rednet_crawler.archive.summaries import Summaries
from rednet_crawler.archive.transfer import TABLES, Copied, Told, copy_archive
from rednet_crawler.archive.turns import Turns
from rednet_crawler.archive.units import Units
from rednet_crawler.archive.walks import Walks
from rednet_crawler.errors import StorageError

__all__ = ["PRIVATE", "Archive"]


class Archive:
    """An open archive. Every method of its parts is one transaction, and raises StorageError where that fails."""

    def __init__(self, url: str, mode: Mode = "make") -> None:
        """Open an archive: `make` makes it where there is none, `write` does not, `read` changes nothing.

        One that is read shows what it holds at one moment, until it is closed. `url` is a path,
        `sqlite:///PATH` or `postgresql+psycopg://user@host/database`. Raises SettingError for one
        that is none, StorageError for what is no archive, or one of a newer version.
        """
        self._database = Database(url, mode)
        self.name = self._database.name
        """Its URL, as it may be told: without a password."""
        self.is_shared = self._database.is_shared
        """Whether it is on a server, where several runs may write at a time, each to a station of its own."""
        self.run_file = self._database.run_file
        """Where the record of the last run is written: `run.json` beside an archive that is a file."""
        self.mode = self._database.mode
        """Who may read and write its file; what is written beside it is for no one else."""
        self.tables = tuple(TABLES)
        """The names of what a copy holds."""
        self.alarms = Alarms(self._database)
        self.articles = Articles(self._database)
        self.inventories = Inventories(self._database)
        self.kept_pages = KeptPages(self._database)
        self.ledger = LedgerBook(self._database)
        self.owed = Owed(self._database)
        self.runs = Runs(self._database)
        self.slices = Slices(self._database)
        self.summaries = Summaries(self._database)
        self.turns = Turns(self._database) if self.is_shared else None
        """Whose turn it is at a host; None where one run at a time holds the archive."""
        self.units = Units(self._database)
        self.walks = Walks(self._database)

    @classmethod
    def read(cls, url: str) -> Self:
        """Open an archive that is there, to be read only: as it is now, whoever writes to it meanwhile."""
        return cls(url, "read")

    def on_failure(self, tell: Callable[[StorageError], None]) -> None:
        """Have every transaction that fails told before it raises."""
        self._database.failed = tell

    def on_damage(self, tell: Callable[[StorageError], None]) -> None:
        """Have each row told of that is damaged; whoever reads goes on without it."""
        self._database.damaged = tell

    def whole(self, records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield the records of articles with the fields of this version, and tell of those that are damaged."""
        from rednet_crawler.export.records import complete  # noqa: PLC0415 - pydantic: most commands read no article

        for record in records:
            try:
                read = complete(record)
            except StorageError as error:
                self._database.damaged(error)
            else:
                yield read

    def copy_to(self, path: Path) -> None:
        """Copy the archive into a new file, as it is at one moment, also while a run writes to it.

        Raises StorageError for a file that is there, a disk that does not take it, and an archive
        that is no SQLite file.
        """
        self._database.copy_to(path)

    def copy_from(self, source: "Archive", now: datetime, tell: Told) -> Copied:
        """Copy all of another archive into this one, which is new, or holds what a copy of it that
        was cut off has left.

        Raises StorageError where it holds anything else.
        """
        return copy_archive(source._database, self._database, now, tell)  # noqa: SLF001 - another of this class

    def check(self) -> list[str]:
        """Return what is broken about the archive, a line for each; nothing where it is sound."""
        return self._database.check()

    def close(self) -> None:
        """Close the archive."""
        self._database.close()

    def __enter__(self) -> Self:
        """Return the archive."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()
