"""Whether an SQLite file is an archive: its tables are compared with those that this program makes, and nothing in it is run."""

import re
import sqlite3
from contextlib import closing
from functools import cache

from rednet_crawler.archive.earlier import OF_TODAY, statements_of
from rednet_crawler.archive.migrations import read_version
from rednet_crawler.archive.moving import MAKE_MOVING, MOVING, SET_ASIDE
from rednet_crawler.archive.schema import MAKE_VERSIONS, VERSIONS
from rednet_crawler.errors import StorageError

_COMMENT = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\])|--[^\n]*""")
"""A comment, or what may look like one within a text or a name."""
_NOT_OF_THE_FORM = re.compile(r"[\s\"`\[\]]+")
_SCHEMA = "SELECT type, lower(name), lower(tbl_name), sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"


def check_tables(connection: sqlite3.Connection, name: str) -> int:
    """Return the version of the archive that a file of SQLite holds, which messages call by a name; 0 for an empty file.

    One that is just being brought over counts as of the version before.

    Raises StorageError where it holds other tables only, where the archive is of a newer version, where a table is not as this
    program makes it (a view, a virtual table, other columns or conditions), and where a trigger hangs on one.
    """
    objects = connection.execute(_SCHEMA).fetchall()
    if not objects:
        return 0
    tables = {table: _form(sql) for kind, table, _, sql in objects if kind == "table"}
    if tables.get(VERSIONS) != _form(MAKE_VERSIONS):
        others = ", ".join(sorted(str(table) for _, table, *_ in objects)[:3])
        raise StorageError(
            f"{name}: is no archive, but a database of another program ({others}); choose another file"
        )
    version = read_version(
        connection.execute(f"SELECT max(version) FROM {VERSIONS}").fetchone()[0], name
    )
    moving = MOVING in tables
    ours = _forms(version) | (_forms_set_aside(tables) if moving else {})
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
    return version - 1 if moving else version


@cache
def _forms(version: int) -> dict[str, str]:
    """Return the tables of an archive of a version, as SQLite notes them down when this program makes one."""
    return _made(statements_of(version))


def _forms_set_aside(tables: dict[str, str]) -> dict[str, str]:
    """Return the tables that are there only as long as an archive is brought over."""
    earlier = _forms(OF_TODAY - 1)
    forms = {MOVING: _form(MAKE_MOVING)}
    for name, aside in SET_ASIDE.items():
        if aside in tables:
            forms[aside] = earlier[name].replace(f"createtable{name}", f"createtable{aside}", 1)
    return forms


def _made(statements: tuple[str, ...]) -> dict[str, str]:
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in statements:
            made.execute(statement)
        return {
            row[1]: _form(row[3]) for row in made.execute(_SCHEMA).fetchall() if row[0] == "table"
        }


def _form(sql: object) -> str:
    """Return the text of a table without what says nothing: comments, and what versions of SQLite write in one way or another."""
    bare = _COMMENT.sub(lambda found: found[1] or "", str(sql))
    return _NOT_OF_THE_FORM.sub("", bare).lower()
