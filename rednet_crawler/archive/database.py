"""The database of an archive: how it is opened, and what a transaction is."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar, cast
from uuid import uuid4

from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from rednet_crawler.archive import postgres
from rednet_crawler.archive.address import read_address, shown
from rednet_crawler.archive.migrations import is_archive, migrate
from rednet_crawler.archive.outage import ConflictError, Patience, ServerLostError
from rednet_crawler.errors import NoArchiveError, StorageError

Result = TypeVar("Result")
_READS = "rednet_reads"


class Database:
    """An open database of the form this version reads."""

    def __init__(self, url: str, *, make: bool = True) -> None:
        """Open a database, and make or migrate what is not there yet; with `make` off one that holds no archive is refused.

        `url` is that of SQLAlchemy. Raises SettingError for one that is none, StorageError, and ArgumentError where the extra for
        its server is not installed.
        """
        address = read_address(url)
        self.name = shown(address)
        self.is_shared = address.get_backend_name() == "postgresql"
        """Whether several runs may write at a time, each to a station of its own."""
        self.failed: Callable[[StorageError], None] = lambda _: None
        """Is told of every transaction that could not be made, before it raises."""
        self.run_file: Path | None = None
        self._held: tuple[str, int] | None = None
        self._opened = False
        self._patience = Patience()
        self._session, self._marked = str(uuid4()), 0
        if self.is_shared:
            self._engine = postgres.open_engine(address)
        else:
            self._engine = self._open_sqlite(create_engine(address), address.database)
        try:
            self._open(make=make)
        finally:
            self._engine.dispose()  # closed once, the tables stand in the file itself, whatever becomes of its log
        self._opened = True

    def close(self) -> None:
        """Close all connections."""
        if self._marked:
            with suppress(StorageError), self._told(), self._engine.connect() as connection, connection.begin():
                postgres.forget_marks(connection, self._session)
        self._engine.dispose()

    def copy_to(self, path: Path) -> None:
        """Copy the database into a new file, as it is at one moment, by SQLite's own backup.

        Raises StorageError where it is of another kind, or the file cannot be made or is there already.
        """
        if self.is_shared:
            raise StorageError(f"{self.name}: is no SQLite file; `rednet archive copy` makes one of it")
        if path.exists():
            raise StorageError(f"{path}: is there already; choose another name")
        part = path.with_name(f"{path.name}.part")
        try:
            part.unlink(missing_ok=True)
            with self._engine.connect() as connection, closing(sqlite3.connect(part)) as copy:
                cast("sqlite3.Connection", connection.connection.driver_connection).backup(copy)
            part.replace(path)
        except (OSError, sqlite3.Error, SQLAlchemyError) as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise StorageError(f"{path}: cannot be written ({error}); check disk and rights") from error

    def check(self) -> list[str]:
        """Return what is broken about a file of SQLite, as SQLite's own quick check says it; nothing of another database."""
        if self.is_shared:
            return []
        with self.transaction() as connection:
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
        """Do a piece of work that is one transaction; where its server goes away or another run is in its way, once more."""
        try:
            return self._patience.repeat(work)
        except StorageError as error:
            self.failed(error)
            raise

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Run a block as one transaction: it is there whole or not at all, whenever the process dies or the server goes away.

        Raises StorageError, in one line, where the database cannot be read or written: ServerLostError and ConflictError where
        it may be made again, ArchiveTakenError where another run has taken over.
        """
        with self._told(), self._engine.connect() as connection:
            if self._held is not None and self.is_shared:
                postgres.lock_again(connection, *self._held)
            with connection.begin() as transaction:
                yield connection
                number = self._marked + 1
                if self.is_shared and postgres.mark(connection, self._session, number):
                    self._commit(transaction, number)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Read in a block what the database holds at one moment; others may write to it meanwhile."""
        with self._told(), self._engine.connect() as connection:
            connection.execution_options(**{_READS: True})
            with connection.begin():
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise self._failure(error) from error

    def _failure(self, error: SQLAlchemyError) -> StorageError:
        reason = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
        if self.is_shared and isinstance(error, DBAPIError):
            lost = error.connection_invalidated or (isinstance(error, OperationalError) and error.statement is None)
            if lost and self._opened:
                return ServerLostError(f"{self.name}: {reason}")
            if postgres.is_conflict(error):
                return ConflictError(f"{self.name}: {reason}")
            hint = "; is the server up, and may this user make tables there?"
        else:
            hint = "; is it an archive, can it be written, is the disk full?" if isinstance(error, DBAPIError) else ""
        return StorageError(f"{self.name}: {reason}{hint}")

    def _open(self, *, make: bool) -> None:
        with self._told(), self._engine.connect() as connection, postgres.alone(connection):
            if not make and not is_archive(connection):
                raise NoArchiveError(
                    f"{self.name}: there is no such archive; `rednet crawl --archive {self.name}` makes it"
                )
            migrate(connection, self.name)

    def _open_sqlite(self, engine: Engine, file: str | None) -> Engine:
        if file and file != ":memory:":
            self.run_file = Path(file).with_name("run.json")
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

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


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set a connection to SQLite up: a write-ahead log, and transactions begun by ourselves."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may undo the last commits, never tear one
    connection.execute("PRAGMA busy_timeout = 10000")
    # 64 MiB between two checkpoints: only a copy made with `cp` while one goes on is broken
    connection.execute("PRAGMA wal_autocheckpoint = 16384")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(_READS) else "BEGIN IMMEDIATE")
