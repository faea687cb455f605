"""How much memory an answer may take: SQLite's limits on every connection, and a limit on the rows that are read from it.

A limit of time does not see inside a function of SQL: `hex(zeroblob(499000000))` is one step. SQLite refuses values that are longer
than its limit before it makes them.
"""

import sqlite3
import sys
from typing import Any

from datasette.database import Database

LONGEST_VALUE = 9_000_000
"""Bytes: three times what the record of an article of the most characters allowed takes."""
_ANSWER = 2_000_000
"""Bytes that the rows of one question take here. A page of a thousand articles takes about half of it."""
_HEAP = 24_000_000
"""Bytes that SQLite may take in this process, whatever the number of values in a row."""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}


def limit(connection: sqlite3.Connection) -> None:
    """Set the limits of a connection."""
    for name, value in _LIMITS.items():
        connection.setlimit(name, value)
    connection.execute(f"PRAGMA hard_heap_limit = {_HEAP}")


class BoundedDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """A SQLite file that nobody writes, whose answers are bounded."""

    def connect(self, *_: object, **__: object) -> sqlite3.Connection:
        """Open the file read-only."""
        connection = sqlite3.connect(
            f"file:{self.path}?immutable=1", uri=True, check_same_thread=False, factory=_Connection
        )
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, *words: Any, **options: Any) -> Any:
        """Ask; what SQLite refuses is told by the page, not by the terminal."""
        return await super().execute(*words, **{**options, "log_sql_errors": False})


class _Cursor(sqlite3.Cursor):
    def execute(self, *words: Any) -> "_Cursor":
        try:
            super().execute(*words)
        except MemoryError:
            raise _too_large() from None
        return self

    def fetchall(self) -> list[Any]:
        """Read all rows: what Datasette and our own pages ask for, such as the record of one article, which may be long."""
        return self._bounded(sys.maxsize, first_is_free=True)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """Read rows of a table or of a query that a person wrote."""
        return self._bounded(size or 1, first_is_free=False)

    def _bounded(self, most: int, *, first_is_free: bool) -> list[Any]:
        rows: list[Any] = []
        taken = 0
        try:
            while len(rows) < most and (row := self.fetchone()) is not None:
                taken += sum(map(sys.getsizeof, row))
                if taken > _ANSWER and (rows or not first_is_free):
                    raise _too_large()
                rows.append(row)
        except MemoryError:
            raise _too_large() from None
        return rows


class _Connection(sqlite3.Connection):
    def cursor(self, *_: Any) -> _Cursor:  # type: ignore[override]  # of one kind
        return super().cursor(_Cursor)


def _too_large() -> sqlite3.OperationalError:
    return sqlite3.OperationalError(
        "the answer takes more memory than is allowed; ask for less, such as fewer rows (_size)"
    )
