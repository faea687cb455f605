"""A database that cannot be read or written: what is said of it, in one line with what to do, and
how transactions are made again, in the same order, once a server that was away is back.
"""

import errno
import logging
import os
import random
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import wraps
from inspect import isfunction, isgeneratorfunction
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType
from typing import Any, TypeVar

from rednet_crawler.errors import StorageError

_FULL = "the disk is full: make room, then run the same command again"
_TO_DO = {
    sqlite3.SQLITE_BUSY: "another process holds it: run the command again when that has ended",
    sqlite3.SQLITE_LOCKED: "another process holds it: run the command again when that has ended",
    sqlite3.SQLITE_PROTOCOL: "another process holds it: run the command again when that has ended",
    sqlite3.SQLITE_PERM: "this user may not open it; its owner can allow that",
    sqlite3.SQLITE_READONLY: "this user may not write there, or the disk is read-only: choose "
    "another place, or mend the rights",
    sqlite3.SQLITE_CANTOPEN: "is the folder there, and may this user read the file and write beside it?",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written: see the log of the system",
    sqlite3.SQLITE_CORRUPT: "go back to a copy made by `rednet backup`",
    sqlite3.SQLITE_NOTADB: "is it an archive? choose another file, or go back to a copy made by `rednet backup`",
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_ERROR: "is it an archive, and of this version?",
}
_LEAST_FREE = 64 * 1024
"""Bytes that SQLite takes at once: where there are fewer, its errors of reading and writing say
that the disk is full.
"""


def words_of(error: BaseException | None, file: Path) -> str:
    """Return what went wrong with a file of SQLite and what to do, in one line without the name of the file."""
    if isinstance(error, OSError):
        to_do = (
            _FULL
            if error.errno in (errno.ENOSPC, errno.EDQUOT)
            else "check the disk and the rights"
        )
        return f"{error.strerror or error}; {to_do}"
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    to_do = _TO_DO.get(code, _TO_DO[sqlite3.SQLITE_IOERR])
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN) and _is_full(file):
        to_do = _FULL
    return f"{' '.join(str(error).split())}; {to_do}"


def _is_full(file: Path) -> bool:
    try:
        return shutil.disk_usage(file.absolute().parent).free < _LEAST_FREE
    except OSError:
        return False


logger = logging.getLogger(__name__)
Part = TypeVar("Part")
Result = TypeVar("Result")

_LONGEST_OUTAGE = 600.0
"""Seconds that a transaction waits for its server."""
_LONGEST_PAUSE = 5.0
_MOST_CONFLICTS = 50
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ServerLostError(StorageError):
    """The server went away in mid-transaction, or cannot be reached: nothing of the transaction was kept."""


class ConflictError(StorageError):
    """Another run was in the way of the transaction: nothing of it was kept, and it can be made again."""


class Patience:
    """How long the transactions of an archive wait for its server. Once that is over, or a signal
    ended it, they wait no more.
    """

    def __init__(self, *, has_server: bool) -> None:
        """`has_server` says whether there is one that can go away."""
        self._has_server = has_server
        self._lost_at = 0.0
        self._over = False

    def repeat(self, work: Callable[[], Result]) -> Result:
        """Do a piece of work that is one transaction, again and again until it was done whole.

        A conflict is tried again at once, a lost server after 0.1, 0.2, 0.4, … 5 s, for ten minutes
        at most; SIGINT and SIGTERM end the waiting. Raises what the last try raised, as
        StorageError.
        """
        with _noted_signals() if self._has_server else nullcontext(list[int]()) as noted:
            return self._repeat(work, noted)

    def _repeat(self, work: Callable[[], Result], noted: list[int]) -> Result:
        pause, conflicts = 0.1, 0
        while True:
            try:
                result = work()
            except ConflictError as error:
                conflicts += 1
                if conflicts > _MOST_CONFLICTS:
                    raise StorageError(str(error)) from error
                time.sleep(random.uniform(0, 0.02))  # noqa: S311 - no secret
            except ServerLostError as error:
                self._wait(error, pause, noted)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                if self._lost_at:
                    logger.warning(
                        "the archive is back after %.0f s", time.monotonic() - self._lost_at
                    )
                self._lost_at, self._over = 0.0, False
                return result

    def _wait(self, error: ServerLostError, pause: float, noted: list[int]) -> None:
        if not self._lost_at:
            self._lost_at = time.monotonic()
            logger.warning("%s; waiting for it", error)
        waited = time.monotonic() - self._lost_at
        self._over = self._over or waited > _LONGEST_OUTAGE or not _sleep(pause, noted)
        if self._over:
            raise StorageError(f"{error}; gave up after {waited:.0f} s") from error


def in_transactions(part: type[Part]) -> type[Part]:
    """Make each method of a part of the archive, all of which are one transaction, one that outlives its server.

    A generator is none: it reads by methods that are.
    """
    for name, method in list(vars(part).items()):
        if isfunction(method) and not isgeneratorfunction(method) and not name.startswith("__"):
            setattr(part, name, _repeated(method))
    return part


def _repeated(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def again(part: Any, *args: Any, **kwargs: Any) -> Any:
        return part._database.repeat(lambda: method(part, *args, **kwargs))  # noqa: SLF001 - every part has one

    return again


def _sleep(seconds: float, noted: list[int]) -> bool:
    """Wait; return False where a signal asks this process to end."""
    until = time.monotonic() + seconds
    while not noted and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))
    return not noted


@contextmanager
def _noted_signals() -> Iterator[list[int]]:
    """Note signals while the block runs, and send them again afterwards: a framework that handles
    them in its event loop cannot do so meanwhile.
    """
    noted: list[int] = []
    if current_thread() is not main_thread():
        yield noted
        return

    def note(number: int, _frame: FrameType | None) -> None:
        noted.append(number)

    before = {number: signal.signal(number, note) for number in _SIGNALS}
    try:
        yield noted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for got in noted:
            os.kill(os.getpid(), got)
