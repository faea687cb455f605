"""The database of an archive: how it is opened, and what a transaction is."""

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Literal, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, Engine, QueuePool, RootTransaction, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from rednet_crawler.archive import postgres, sqlite_files
from rednet_crawler.archive.address import read_address, shown
from rednet_crawler.archive.earlier import forget_move
from rednet_crawler.archive.migrations import is_archive, migrate
from rednet_crawler.archive.outage import ConflictError, Patience, ServerLostError, words_of
from rednet_crawler.archive.snapshot import no_archive, snapshot_of_file, snapshot_of_server
from rednet_crawler.archive.stored import Tell, log
from rednet_crawler.errors import StorageError

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
Mode = Literal["make", "write", "read"]
"""Whether an archive is made where there is none, has to be there, or is only read."""
_READS = "rednet_reads"
_WRITTEN_BACK_EVERY = 40.0
"""Seconds. A run says three times a minute that it goes on, so the file by itself is at most a minute old."""


class Database:
    """An open database of the form this version reads."""

    def __init__(self, url: str, mode: Mode = "make") -> None:
        """Open a database; `make` and `write` bring it to this version, `read` changes nothing and
        shows it as it is at one moment.

        Raises SettingError for an address that is none, NoArchiveError, StorageError, and
        ArgumentError where the extra for its server is not installed.
        """
        address = read_address(url)
        self.name = shown(address)
        self.is_shared = address.get_backend_name() == "postgresql"
        """Whether several runs may write at a time, each to a station of its own."""
        self.failed: Callable[[StorageError], None] = lambda _: None
        """Is told of every transaction that could not be made, before it raises."""
        self.damaged: Tell = log
        """Is told of each row that is none, and goes without it."""
        self.run_file = (
            None if self.is_shared else Path(str(address.database)).with_name("run.json")
        )
        self._file = Path(
            os.path.realpath(str(address.database))
        )  # a log stands beside the file itself, not beside a link
        self._held: tuple[str, int] | None = None
        self._opened = False
        self._patience = Patience(has_server=self.is_shared)
        self._session, self._marked = str(uuid4()), 0
        self._written_back_at = time.monotonic()
        self._snapshot: Connection | None = None
        self._unread: Callable[[], None] = lambda: None
        self._closing = ExitStack()
        try:
            with self._told(), self._opening():
                if mode == "read":
                    self._open_to_read(address)
                else:
                    self._open_to_write(address, make=mode == "make")
        except BaseException:
            self._closing.close()
            raise
        self.mode = sqlite_files.PRIVATE if self.is_shared else sqlite_files.mode_of(self._file)
        """Who may read and write its file; of one on a server, its user alone."""
        self._opened = True

    def close(self) -> None:
        """Close all connections."""
        if self._marked:
            with (
                suppress(StorageError),
                self._told(),
                self._engine.connect() as connection,
                connection.begin(),
            ):
                postgres.forget_marks(connection, self._session)
        self._closing.close()

    def copy_to(self, path: Path) -> None:
        """Copy the database into a new file, as it is at one moment, by SQLite's own backup.

        Raises StorageError where it is of another kind, or the file cannot be made or is there already.
        """
        if self.is_shared:
            raise StorageError(
                f"{self.name}: is no SQLite file; `rednet archive copy` makes one of it"
            )
        if os.path.lexists(path):
            raise StorageError(f"{path}: is there already; choose another name")
        part = path.with_name(f"{path.name}.part")
        try:
            part.unlink(missing_ok=True)
            sqlite_files.copy(self._file, self.name, part)
            part.replace(path)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"{path}: cannot be written: {words_of(error, part)}") from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def check(self) -> list[str]:
        """Return what is broken about a file of SQLite, as SQLite's own quick check says it;
        nothing of another database.
        """
        if self.is_shared:
            return []
        with self.reading() as connection:
            said = connection.exec_driver_sql("PRAGMA quick_check(5)").scalars().all()
        return [each for each in said if each != "ok"]

    def lock(self, connection: Connection, station: str) -> bool:
        """Take the lock of a station, for as long as its run lives; return False where another run has it.

        An archive that is a file has no such lock: there the run that has not ended holds all of it.
        """
        return postgres.lock(connection, station) if self.is_shared else True

    def hold(self, station: str, run: int) -> None:
        """Keep the lock of a station for a run: should its session be lost, it is taken again, or the run ends."""
        self._held = station, run

    def let_go(self, connection: Connection) -> None:
        """Let go of the lock of a station."""
        self._held = None
        if self.is_shared:
            postgres.unlock(connection)

    def repeat(self, work: Callable[[], Result]) -> Result:
        """Do a piece of work that is one transaction; where its server goes away or another run is
        in its way, once more.

        What is read of a snapshot cannot be read again.
        """
        try:
            return work() if self._snapshot is not None else self._patience.repeat(work)
        except StorageError as error:
            self.failed(error)
            raise

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Run a block as one transaction: it is there whole or not at all, whenever the process
        dies or the server goes away.

        Raises StorageError, in one line, where the database cannot be read or written:
        ServerLostError and ConflictError where it may be made again, ArchiveTakenError where
        another run has taken over.
        """
        if self._snapshot is not None:
            raise StorageError(f"{self.name}: was opened to be read only")
        with self._told(), self._connected() as connection:
            with connection.begin() as transaction:
                yield connection
                number = self._marked + 1
                if self.is_shared and postgres.mark(connection, self._session, number):
                    self._commit(transaction, number)
            self._write_back(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read in a block what the database holds at one moment, without its lock: others may write to it meanwhile.

        An archive that was opened to be read is one such moment until it is closed.
        """
        with self._told():
            if self._snapshot is not None:
                yield self._snapshot
                self._unread()
                return
            with self._connected() as connection:
                connection.execution_options(
                    **({"postgresql_readonly": True} if self.is_shared else {_READS: True})
                )
                with connection.begin():
                    yield connection

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            if self._held is not None and self.is_shared:
                postgres.lock_again(connection, *self._held)
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self._failure(error) from error

    @contextmanager
    def _opening(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StorageError(
                f"{self.name}: cannot be opened: {words_of(error, self._file)}"
            ) from error

    def _failure(self, error: Exception) -> StorageError:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not self.is_shared:
            return StorageError(f"{self.name}: {words_of(cause, self._file)}")
        reason = " ".join(str(cause).split())
        if not isinstance(error, DBAPIError):
            return StorageError(f"{self.name}: {reason}")
        lost = error.connection_invalidated or (
            isinstance(error, OperationalError) and error.statement is None
        )
        if lost and self._opened and self._snapshot is None:
            return ServerLostError(f"{self.name}: {reason}")
        if postgres.is_conflict(error):
            return ConflictError(f"{self.name}: {reason}")
        to_do = (
            "run the command again"
            if lost
            else "is the server up, and may this user make tables there?"
        )
        return StorageError(f"{self.name}: {reason}; {to_do}")

    def _open_to_read(self, address: URL) -> None:
        if self.is_shared:
            self._snapshot = snapshot_of_server(address, self.name, self._closing)
        else:
            before = sqlite_files.state_of(self._file) if self._file.exists() else ()
            self._snapshot, bare = snapshot_of_file(self._file, self.name, self._closing)
            if bare:
                self._unread = lambda: sqlite_files.check_unchanged(self._file, before, self.name)

    def _open_to_write(self, address: URL, *, make: bool) -> None:
        self._engine = (
            postgres.open_engine(address) if self.is_shared else self._open_file(make=make)
        )
        self._closing.callback(self._engine.dispose)
        if not make:
            with self._alone() as connection:
                if not is_archive(connection):
                    raise no_archive(self.name)
        if migrate(self._alone, self.name):
            self.give_room_back()
            with self._alone() as connection:
                forget_move(connection)
        self._engine.dispose()  # closed once, the tables stand in the file itself, whatever becomes of its log

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, postgres.alone(connection):
            yield connection

    def give_room_back(self) -> None:
        """Write a file anew, without what was deleted; it goes on as it was, and says so, where that fails."""
        if self.is_shared:
            return
        raw = self._engine.raw_connection()
        try:
            raw.cursor().execute("VACUUM")
        except sqlite3.Error as error:
            logger.warning(
                "%s: keeps the room it took before: %s", self.name, words_of(error, self._file)
            )
        finally:
            raw.close()

    def _open_file(self, *, make: bool) -> Engine:
        if not sqlite_files.look(self._file, self.name) and not make:
            raise no_archive(self.name)
        engine = create_engine(
            "sqlite://", creator=lambda: sqlite_files.write(self._file), poolclass=QueuePool
        )
        event.listen(engine, "begin", _begin)
        return engine

    def _write_back(self, connection: Connection) -> None:
        """Bring what stands in the log into the file now and then, for a run may be killed, and the
        file moved without its log.
        """
        now = time.monotonic()
        if self.is_shared or now - self._written_back_at < _WRITTEN_BACK_EVERY:
            return
        self._written_back_at = now
        with suppress(sqlite3.Error):  # it stays in the log
            driver = connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _commit(self, transaction: RootTransaction, number: int) -> None:
        """Commit a transaction; where the server goes away meanwhile, ask it afterwards whether it has."""
        self._marked = number
        try:
            transaction.commit()
        except DBAPIError as error:
            if not error.connection_invalidated or self._patience.repeat(self._last_mark) != number:
                raise

    def _last_mark(self) -> int:
        with self._told(), self._engine.connect() as connection, connection.begin():
            return postgres.last_mark(connection, self._session)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(
        "BEGIN" if connection.get_execution_options().get(_READS) else "BEGIN IMMEDIATE"
    )
