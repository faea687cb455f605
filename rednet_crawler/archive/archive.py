"""The archive as an object: everything the crawler keeps; and how the articles that come at the
same moment are committed together: one transaction takes hardly longer than that of a single one.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from rednet_crawler.archive.alarms import Alarms
from rednet_crawler.archive.articles import Articles
from rednet_crawler.archive.database import Database, Mode
from rednet_crawler.archive.forgetting import Forgetting
from rednet_crawler.archive.kept_pages import KeptPages
from rednet_crawler.archive.ledger import LedgerBook
from rednet_crawler.archive.owed import Owed
from rednet_crawler.archive.runs import Runs
from rednet_crawler.archive.slices import Slices
from rednet_crawler.archive.sqlite_files import PRIVATE
from rednet_crawler.archive.summaries import Inventories, Summaries
from rednet_crawler.archive.texts import Saved, Text
from rednet_crawler.archive.transfer import TABLES, Copied, Told, copy_archive
from rednet_crawler.archive.units import Turns, Units
from rednet_crawler.archive.walks import Walks
from rednet_crawler.errors import StorageError

__all__ = ["PRIVATE", "Archive", "Batch"]


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
        self.forgetting = Forgetting(self._database)
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

    def give_room_back(self) -> None:
        """Write the file of the archive anew, without anything that was deleted; does nothing on a server."""
        self._database.give_room_back()

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


_MOST = 16


class Batch:
    """Saves what has come by the end of the event loop's next round, in one transaction.

    Nobody hears of an article before that is committed, and none waits for others to come.
    """

    def __init__(self, archive: Archive, run: int | None) -> None:
        self._archive, self._run = archive, run
        self._waiting: dict[str, tuple[Text, asyncio.Future[Saved]]] = {}

    async def save(self, text: Text) -> Saved:
        """Save an article; return what became of it once it is committed. Raises StorageError."""
        if text.key in self._waiting or len(self._waiting) >= _MOST:
            self._commit()
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_later(0, self._commit)  # behind all that is ready by then, unlike `call_soon`
        saved: asyncio.Future[Saved] = loop.create_future()
        self._waiting[text.key] = text, saved
        return await saved

    def _commit(self) -> None:
        waiting, self._waiting = list(self._waiting.values()), {}
        if not waiting:
            return
        try:
            saved = self._archive.articles.save_all(
                [text for text, _ in waiting],
                datetime.now(UTC),
                self._run,
                self._archive.owed.receivers,
            )
        except Exception as error:  # noqa: BLE001 - raised where each of them is waited for
            for _, future in waiting:
                if not future.done():  # nobody waits any more where the process is being ended
                    future.set_exception(error)
        else:
            for text, future in waiting:
                if not future.done():
                    future.set_result(saved[text.key])
