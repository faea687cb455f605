"""Whether an SQLite file is an archive: its tables are compared with those that this program makes, and nothing in it is run."""

import re
import sqlite3
from contextlib import closing
from functools import cache

from rednet_crawler.archive.migrations import MAKE_VERSIONS, MIGRATIONS, VERSIONS
from rednet_crawler.errors import StorageError

_NOT_OF_THE_FORM = re.compile(r"[\s\"`\[\]]+")
_SCHEMA = "SELECT type, lower(name), lower(tbl_name), sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"


def check_tables(connection: sqlite3.Connection, name: str) -> int:
    """Return the version of the archive that a file of SQLite holds, which messages call by a name; 0 for an empty file.

    Raises StorageError where it holds other tables only, where the archive is of a newer version, where a table is not as this
    program makes it (a view, a virtual table, other columns or conditions), and where a trigger hangs on one.
    """
    objects = connection.execute(_SCHEMA).fetchall()
    if not objects:
        return 0
    tables = {table: _form(sql) for kind, table, _, sql in objects if kind == "table"}
    if tables.get(VERSIONS) != _form(MAKE_VERSIONS):
        others = ", ".join(sorted(str(table) for _, table, *_ in objects)[:3])
        raise StorageError(f"{name}: is no archive, but a database of another program ({others}); choose another file")
    version = read_version(connection.execute(f"SELECT max(version) FROM {VERSIONS}").fetchone()[0], name)  # noqa: S608
    ours = _forms(version)
    for table, form in ours.items():
        if tables.get(table) != form:
            raise StorageError(
                f"{name}: its table {table} is not as this program makes it; go back to a copy made by `rednet backup`"
            )
    for kind, trigger, table, _ in objects:
        if kind == "trigger" and table in (*ours, VERSIONS):
            raise StorageError(
                f"{name}: the trigger {trigger} on its table {table} is not of this program; drop it first"
            )
    return version


def read_version(version: object, name: str) -> int:
    """Return the version of an archive as it stands in it. Raises StorageError for one that this program cannot read."""
    if not isinstance(version, int) or version < 1:
        raise StorageError(f"{name}: does not say of which version it is; go back to a copy made by `rednet backup`")
    if version > len(MIGRATIONS):
        raise StorageError(
            f"{name}: the archive is of version {version}, this program reads up to {len(MIGRATIONS)}; install a newer "
            "rednet-crawler"
        )
    return version


@cache
def _forms(version: int) -> dict[str, str]:
    """Return the tables of an archive of a version, as SQLite notes them down when this program makes one."""
    with closing(sqlite3.connect(":memory:")) as made:
        for statements in MIGRATIONS[:version]:
            for statement in statements:
                made.execute(statement)
        return {row[1]: _form(row[3]) for row in made.execute(_SCHEMA).fetchall() if row[0] == "table"}


def _form(sql: object) -> str:
    """Return the text of a table without what versions of SQLite write in one way or another: blanks and quotes of names."""
    return _NOT_OF_THE_FORM.sub("", str(sql)).lower()
