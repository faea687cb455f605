"""Rows that are written many at a time."""

import re
from functools import cache
from typing import Any

from sqlalchemy import Connection

_NAME = re.compile(r"(?<!:):([a-z_]+)")


def write_rows(connection: Connection, statement: str, rows: list[dict[str, Any]]) -> None:
    """Write rows by a statement that names their values as `:name`.

    They go to the driver as they are. SQLAlchemy's `text` would take each of them apart first,
    which takes longer than the writing.
    """
    connection.exec_driver_sql(_worded(statement, connection.dialect.name), rows)


@cache
def _worded(statement: str, database: str) -> str:
    """Return a statement as the driver of a database names values: SQLite's does it like SQLAlchemy."""
    return _NAME.sub(r"%(\1)s", statement) if database == "postgresql" else statement
