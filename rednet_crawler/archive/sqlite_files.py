"""Archives that are files of SQLite: how one is looked at, read and written, and what is left
beside it (nothing).
"""

import logging
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from rednet_crawler.archive.migrations import check_tables
from rednet_crawler.errors import StorageError

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

_LONGEST_WAIT = 120.0
"""Seconds that a reader waits for a process that lets nobody read meanwhile."""
_TOLD_AFTER = 3.0
PRIVATE = 0o600
"""An archive names people: who else may read it, its owner says."""
_MAGIC, _WAL = b"SQLite format 3\0", b"\x02\x02"
_ELSE = frozenset(
    {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL}
)
"""Why a file cannot be opened in one way, and perhaps in another."""
_TEXT: Callable[[bytes], str] = partial(str, encoding="utf-8", errors="surrogateescape")
"""One text that is none costs its row, not all that are read with it."""


def look(path: Path, name: str) -> int:
    """Return the version of the archive in a file, 0 for an empty one; the file and its folder stay
    exactly as they are.

    Raises StorageError for a file that is not an archive of ours, OSError and sqlite3.Error for one
    that cannot be read.
    """
    if path.exists() and not path.is_file():
        raise StorageError(f"{name}: is not a file; choose another name")
    if not path.exists() or not path.stat().st_size:
        return 0
    leaves_nothing = not _is_wal(path) or (
        _beside(path, "wal").exists() and _beside(path, "shm").exists()
    )
    way = "mode=ro" if leaves_nothing else "immutable=1"
    with closing(_connect(path, way)) as connection:
        return patiently(lambda: check_tables(connection, name), name)


def read(path: Path, name: str) -> tuple[sqlite3.Connection, bool]:
    """Open an archive that `look` has found sound, for reading only; say whether that is without any lock.

    A file that this user may not write, or that is on a disk that nobody may write, is read without
    its lock and its log where these cannot be had; whoever reads it so has to look whether it was
    written to meanwhile.
    """
    failed: sqlite3.Error | None = None
    for way in _ways(path):
        connection = _connect(path, way)
        try:
            patiently(partial(connection.execute, "SELECT count(*) FROM sqlite_master"), name)
        except sqlite3.Error as error:
            connection.close()
            if error.sqlite_errorcode & 0xFF not in _ELSE:
                raise
            failed = failed or error
        else:
            bare = way == "immutable=1"
            if bare and _size(_beside(path, "wal")):
                logger.warning(
                    "%s: its log %s-wal cannot be read here, so what was written last may be missing",
                    name,
                    path.name,
                )
            return connection, bare
    raise failed or StorageError(f"{name}: cannot be opened")


def write(path: Path) -> sqlite3.Connection:
    """Open an archive for writing; one that is made is for its owner only."""
    with suppress(OSError):  # it is there, or SQLite says what is the matter
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    connection = sqlite3.connect(path.absolute(), isolation_level=None, check_same_thread=False)
    _distrust(connection)
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(
        "PRAGMA synchronous = NORMAL"
    )  # a power cut may undo the last commits, never tear one
    # 64 MiB between two checkpoints: only a copy made with `cp` while one goes on is broken
    connection.execute("PRAGMA wal_autocheckpoint = 16384")
    return connection


def patiently(work: Callable[[], Result], name: str) -> Result:
    """Do what only reads, once whoever lets nobody read the file has ended; Ctrl-C ends the waiting."""
    began, told = time.monotonic(), False
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            waited = time.monotonic() - began
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or waited > _LONGEST_WAIT:
                raise
            if waited > _TOLD_AFTER and not told:
                logger.warning("%s: another process lets nobody read it; waiting for its end", name)
                told = True
        time.sleep(0.1)


def copy(path: Path, name: str, target: Path) -> None:
    """Copy an archive into a new file, as it is at one moment, for those who may read the archive itself.

    Raises OSError, also where the new file is there, sqlite3.Error, and StorageError.
    """
    before = state_of(path)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    source, bare = read(path, name)
    with closing(source), closing(sqlite3.connect(target.absolute())) as made:
        source.backup(made)
    if bare:
        check_unchanged(path, before, name)
    target.chmod(mode_of(path))


def mode_of(path: Path) -> int:
    """Return who may read and write a file."""
    return path.stat().st_mode & 0o777


def check_unchanged(path: Path, before: tuple[int, ...], name: str) -> None:
    """Raise StorageError where a file that was read without its lock was written to meanwhile."""
    if state_of(path) != before:
        raise StorageError(
            f"{name}: was written to while it was read, and this user cannot lock it; run the command again"
        )


def state_of(path: Path) -> tuple[int, ...]:
    """Return what is another after a file was written to, as far as its folder tells."""
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _ways(path: Path) -> Iterator[str]:
    """Yield how a file may be opened by one who only reads, the best way first.

    SQLite makes files beside one that has a log. They are taken away again by who may write the
    file; nobody else may make them, for its owner could not write them.
    """
    is_wal = _is_wal(path)
    if os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK):
        yield "mode=rw"
    elif not is_wal or (_beside(path, "wal").exists() and _beside(path, "shm").exists()):
        yield "mode=ro"
    if is_wal or not _size(_beside(path, "journal")):
        yield "immutable=1"


def _connect(path: Path, way: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{way}"
    connection = sqlite3.connect(
        address, timeout=1, isolation_level=None, check_same_thread=False, uri=True
    )
    connection.execute("PRAGMA query_only = ON")
    _distrust(connection)
    return connection


def _distrust(connection: sqlite3.Connection) -> None:
    """Have nothing run that a file may bring along."""
    connection.execute("PRAGMA trusted_schema = OFF")
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE)
    connection.text_factory = _TEXT


def _is_wal(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(20)
    return head[:16] == _MAGIC and head[18:] == _WAL


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}-{what}")


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0
