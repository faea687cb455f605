"""Brings an archive of an earlier version to this one, or makes one where there is none; and says
whether an SQLite file is an archive: its tables are compared with those that this program makes,
and nothing in it is run.
"""

import logging
import re
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import Connection, inspect, text

from rednet_crawler.archive.address import LEASE, LONGEST_SILENCE, is_alive
from rednet_crawler.archive.earlier import (
    MAKE_MOVING,
    MOVING,
    OF_8,
    OF_TODAY,
    OLDEST,
    SET_ASIDE,
    STEP_5,
    Place,
    begin_move,
    end_move,
    is_moving,
    move_articles,
    move_revisions,
    statements_of,
)
from rednet_crawler.archive.mending import bring_keys, mend
from rednet_crawler.archive.schema import (
    MAKE_VERSIONS,
    TABLES,
    VERSION,
    VERSIONS,
    make_tables,
    worded,
)
from rednet_crawler.errors import ArchiveHeldError, StorageError

logger = logging.getLogger(__name__)
Transaction = Callable[[], AbstractContextManager[Connection]]
_KEYS_OF_TODAY = 7
"""The version from which on articles of before 2019 have the keys of today."""
_MENDED = 5
"""The version from which on no article is a reading that is none."""


def is_archive(connection: Connection) -> bool:
    """Say whether a database holds an archive, of whatever version."""
    return inspect(connection).has_table(VERSIONS)


def read_version(version: object, name: str) -> int:
    """Return the version of an archive as it stands in it. Raises StorageError for one that this
    program cannot read.
    """
    if not isinstance(version, int) or version < 1:
        raise StorageError(
            f"{name}: does not say of which version it is; go back to a copy made by `rednet backup`"
        )
    if version > VERSION:
        raise StorageError(
            f"{name}: the archive is of version {version}, this program reads up to {VERSION}; install a newer "
            "rednet-crawler"
        )
    if version < OLDEST:
        raise StorageError(
            f"{name}: the archive is of version {version}, of before rednet-crawler 0.1.0, which this program does not "
            "read; choose another file"
        )
    return version


def version_of(connection: Connection, name: str) -> int:
    """Return of which version an archive is, which messages call by a name. Raises StorageError as `read_version`."""
    return read_version(connection.scalar(text(f"SELECT max(version) FROM {VERSIONS}")), name)


def migrate(transaction: Transaction, name: str, *, held: bool = True) -> bool:
    """Make the tables of an archive, which messages call by a name, or bring those of an earlier
    version over.

    Return whether its articles were moved to other tables. Each `transaction` is one of its own,
    and a kill between two of them is made good by the next call. Raises StorageError for an archive
    that this program cannot read, and where `held` counts, ArchiveHeldError for an earlier one on
    which a run goes on.
    """
    with transaction() as connection:
        version = _begin(connection, name, held=held)
        moves = is_moving(connection)
    if version == VERSION and not moves:
        return False
    if held:
        logger.warning(
            "%s: is brought to version %d of archives; after a kill the next run goes on",
            name,
            VERSION,
        )
    for move in (move_articles, move_revisions):
        place: Place | None = Place()
        while place is not None:
            with transaction() as connection:
                place = move(connection, place)
    with transaction() as connection:
        end_move(connection, name)
    if version < _KEYS_OF_TODAY:
        bring_keys(transaction)
    if version < VERSION:
        with transaction() as connection:
            for table in OF_8:
                if not inspect(connection).has_table(table):
                    connection.execute(text(worded(connection, TABLES[table])))
            _enter(connection, VERSION)
    return moves


def _begin(connection: Connection, name: str, *, held: bool) -> int:
    """Do what is one transaction: all of a new archive, and the first step of bringing an earlier one over.

    Return of which version the archive is then.
    """
    if not is_archive(connection):
        connection.execute(text(MAKE_VERSIONS))
        make_tables(connection)
        _enter(connection, VERSION)
        return VERSION
    version = version_of(connection, name)
    if version == VERSION:
        return VERSION
    if held:
        _check_free(connection, name)
    if version < _MENDED:
        for statement in STEP_5:
            connection.execute(text(worded(connection, statement)))
        mend(connection)
        _enter(connection, _MENDED)
    if version < OF_TODAY:
        begin_move(connection)
        _enter(connection, OF_TODAY)
    return max(version, OF_TODAY)


def _enter(connection: Connection, version: int) -> None:
    connection.execute(
        text(f"INSERT INTO {VERSIONS} (version) VALUES (:version)"), {"version": version}
    )


def _check_free(connection: Connection, name: str) -> None:
    """Raise ArchiveHeldError where a run goes on: an earlier version would write into tables that are gone."""
    query = text(
        "SELECT run, owner, started_at, heartbeat_at FROM runs WHERE ended_at IS NULL ORDER BY run"
    )
    silence = LONGEST_SILENCE if connection.dialect.name == "sqlite" else LEASE
    for row in connection.execute(query).all():
        if _lives(row.owner, row.heartbeat_at, silence):
            raise ArchiveHeldError(
                f"{name}: run {row.run} ({row.owner}, begun {row.started_at}) of an earlier version holds the archive; "
                "wait for its end"
            )


def _lives(owner: str, heartbeat_at: str, silence: timedelta) -> bool:
    try:
        return is_alive(owner, heartbeat_at, datetime.now(UTC), silence)
    except (TypeError, ValueError):  # a damaged row: whoever reads it is told
        return False


_COMMENT = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\])|--[^\n]*""")
"""A comment, or what may look like one within a text or a name."""
_NOT_OF_THE_FORM = re.compile(r"[\s\"`\[\]]+")
_SCHEMA = "SELECT type, lower(name), lower(tbl_name), sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'"


def check_tables(connection: sqlite3.Connection, name: str) -> int:
    """Return the version of the archive that a file of SQLite holds, which messages call by a name;
    0 for an empty file.

    One that is just being brought over counts as of the version before.

    Raises StorageError where it holds other tables only, where the archive is of a newer version,
    where a table is not as this program makes it (a view, a virtual table, other columns or
    conditions), and where a trigger hangs on one.
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
    """Return the text of a table without what says nothing: comments, and what versions of SQLite
    write in one way or another.
    """
    bare = _COMMENT.sub(lambda found: found[1] or "", str(sql))
    return _NOT_OF_THE_FORM.sub("", bare).lower()
