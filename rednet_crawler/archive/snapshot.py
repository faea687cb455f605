"""An archive as it is at one moment, for those who only read: nothing is locked, made or brought to
another version.
"""

import logging
import shlex
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection, StaticPool, create_engine
from sqlalchemy.engine import URL

from rednet_crawler.archive import postgres, sqlite_files
from rednet_crawler.archive.earlier import is_moving
from rednet_crawler.archive.migrations import check_tables, is_archive, migrate, version_of
from rednet_crawler.archive.schema import VERSION
from rednet_crawler.errors import NoArchiveError, StorageError

logger = logging.getLogger(__name__)


def no_archive(name: str) -> NoArchiveError:
    """Return the error of an archive that is not there."""
    return NoArchiveError(
        f"{name}: there is no such archive; `rednet crawl --archive {shlex.quote(name)}` makes it"
    )


def snapshot_of_file(file: Path, name: str, closing: ExitStack) -> tuple[Connection, bool]:
    """Return a file of SQLite as it is now, until `closing` is closed; say whether it is read without any lock.

    An archive of an older version is read from a copy of it, which lives as long. Raises
    StorageError, sqlite3.Error and OSError.
    """
    if not sqlite_files.look(file, name):
        raise no_archive(name)
    raw, bare = sqlite_files.read(file, name)
    closing.callback(raw.close)
    connection = _connect(raw, name, closing)
    if sqlite_files.patiently(lambda: check_tables(raw, name), name) < VERSION:
        connection = _connect(_brought_up(file, name, closing), name, closing)
    return connection, bare


def snapshot_of_server(address: URL, name: str, closing: ExitStack) -> Connection:
    """Return an archive on PostgreSQL as it is now, until `closing` is closed. Raises StorageError."""
    engine = postgres.open_engine(address)
    closing.callback(engine.dispose)
    connection = closing.enter_context(engine.connect()).execution_options(postgresql_readonly=True)
    if not is_archive(connection):
        raise no_archive(name)
    version = version_of(connection, name)
    if version < VERSION or is_moving(connection):
        raise StorageError(
            f"{name}: is of an earlier version, this program reads version {VERSION}; the next "
            f"`rednet crawl` brings it to that"
        )
    return connection


def _connect(raw: sqlite3.Connection, name: str, closing: ExitStack) -> Connection:
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    closing.callback(engine.dispose)
    connection = closing.enter_context(engine.connect())  # rolls back what was begun before
    raw.execute("BEGIN")
    sqlite_files.patiently(
        lambda: raw.execute("SELECT count(*) FROM sqlite_master").fetchall(), name
    )
    return connection


def _brought_up(file: Path, name: str, closing: ExitStack) -> sqlite3.Connection:
    folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="rednet-"))
    copy = Path(folder, "archive.db")
    logger.warning(
        "%s: is of an older version, so a copy of it is read; the next crawl brings it to this one",
        name,
    )
    sqlite_files.copy(file, name, copy)
    copy.chmod(0o600)
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite_files.write(copy), poolclass=StaticPool
    )
    closing.callback(engine.dispose)

    @contextmanager
    def transaction() -> Iterator[Connection]:
        with engine.begin() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    migrate(transaction, name, held=False)
    engine.dispose()
    raw, _ = sqlite_files.read(copy, name)
    closing.callback(raw.close)
    return raw
