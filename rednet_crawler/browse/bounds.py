"""Bounds on the memory of a response: SQLite's limits on each connection, and on the rows read.

A time limit alone is not enough: SQLite checks it between steps, and `hex(zeroblob(499000000))`
is one step. SQLite's length limit refuses such a value before it is made.
"""

import sqlite3
import sys
from typing import Any

from datasette.database import Database

LONGEST_VALUE = 9_000_000
"""Bytes of a value: three times the longest record of an article."""
_RESULT = 2_000_000
"""Bytes of all rows of a query in Python; a page of a thousand articles takes about half."""
_HEAP = 24_000_000
"""Bytes that SQLite may allocate in this process, for any number of values."""
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}


def limit(connection: sqlite3.Connection) -> None:
    """Set SQLite's limits on a connection."""
    for name, value in _LIMITS.items():
        connection.setlimit(name, value)
    connection.execute(f"PRAGMA hard_heap_limit = {_HEAP}")


class BoundedDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """An immutable SQLite file whose query results are bounded."""

    def connect(self, *_: object, **__: object) -> sqlite3.Connection:
        """Open the file read-only."""
        connection = sqlite3.connect(
            f"file:{self.path}?immutable=1",
            uri=True,
            check_same_thread=False,
            factory=_Connection,
        )
        self._all_file_connections.append(connection)
        return connection

    async def execute(self, *words: Any, **options: Any) -> Any:
        """Run a query; an SQL error is shown on the page and not printed to the terminal."""
        return await super().execute(*words, **{**options, "log_sql_errors": False})


class _Cursor(sqlite3.Cursor):
    def execute(self, *words: Any) -> "_Cursor":
        try:
            super().execute(*words)
        except MemoryError:
            raise _too_large() from None
        return self

    def fetchall(self) -> list[Any]:
        """Read all rows of a query by Datasette or our pages; the first row may be long."""
        return self._bounded(sys.maxsize, first_is_free=True)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """Read rows of a table or of a query written by a person."""
        return self._bounded(size or 1, first_is_free=False)

    def _bounded(self, most: int, *, first_is_free: bool) -> list[Any]:
        rows: list[Any] = []
        taken = 0
        try:
            while len(rows) < most and (row := self.fetchone()) is not None:
                taken += sum(map(sys.getsizeof, row))
                if taken > _RESULT and (rows or not first_is_free):
                    raise _too_large()
                rows.append(row)
        except MemoryError:
            raise _too_large() from None
        return rows


class _Connection(sqlite3.Connection):
    def cursor(self, *_: Any) -> _Cursor:  # type: ignore[override]  # always this class
        return super().cursor(_Cursor)


def _too_large() -> sqlite3.OperationalError:
    reason = "the result takes more memory than is allowed"
    return sqlite3.OperationalError(f"{reason}; ask for less, such as fewer rows (_size)")
