"""What is said of a database that cannot be read or written: one line with what to do."""

import errno
import shutil
import sqlite3
from pathlib import Path

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
