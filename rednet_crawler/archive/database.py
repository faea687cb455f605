"""The database of an archive: how it is opened, and what a transaction is."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError as SqlArgumentError
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from rednet_crawler.archive.migrations import migrate
from rednet_crawler.errors import SettingError, StorageError


class Database:
    """An open database of the form this version reads."""

    def __init__(self, url: str) -> None:
        """Open a database, and make or migrate what is not there yet.

        `url` is that of SQLAlchemy: `sqlite:///rednet.db`. Raises SettingError for one that is none.
        """
        try:
            address = make_url(url)
            self._engine = create_engine(address)
        except (SqlArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise SettingError(f"archive {url}: has to be like sqlite:///rednet.db ({error})") from None
        self.name = address.render_as_string()
        self.failed: Callable[[StorageError], None] = lambda _: None
        """Is told of every transaction that could not be made, before it raises."""
        self.run_file: Path | None = None
        if address.get_backend_name() == "sqlite":
            if address.database and address.database != ":memory:":
                self.run_file = Path(address.database).with_name("run.json")
            event.listen(self._engine, "connect", _prepare)
            event.listen(self._engine, "begin", _begin)
        with self.transaction() as connection:
            migrate(connection)
        self._engine.dispose()  # closed once, the tables stand in the file itself, whatever becomes of its log

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def copy_to(self, path: Path) -> None:
        """Copy the database into a new file, as it is at one moment, by SQLite's own backup.

        Raises StorageError where it is of another kind, or the file cannot be made or is there already.
        """
        if self._engine.dialect.name != "sqlite":
            raise StorageError(f"{self.name}: is no SQLite file; back it up with the tools of its database server")
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
        if self._engine.dialect.name != "sqlite":
            return []
        with self.transaction() as connection:
            said = connection.exec_driver_sql("PRAGMA quick_check(5)").scalars().all()
        return [each for each in said if each != "ok"]

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Run a block as one transaction: it is there whole or not at all, whenever the process dies.

        Raises StorageError, in one line, where the database cannot be read or written.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            hint = "; is it an archive, can it be written, is the disk full?"
            reason = f"{error.orig}{hint}" if isinstance(error, DBAPIError) else str(error)
            failure = StorageError(f"{self.name}: {reason}")
            self.failed(failure)
            raise failure from error


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set a connection to SQLite up: a write-ahead log, and transactions begun by ourselves."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")  # a power cut may undo the last commits, never tear one
    connection.execute("PRAGMA busy_timeout = 10000")
    # 64 MiB between two checkpoints: only a copy made with `cp` while one goes on is broken
    connection.execute("PRAGMA wal_autocheckpoint = 16384")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
