"""Brings an archive of an earlier version to this one, or makes one where there is none."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, inspect, text

from rednet_crawler.archive.earlier import OF_8, OF_TODAY, OLDEST, STEP_5
from rednet_crawler.archive.keys import bring_keys
from rednet_crawler.archive.mending import mend
from rednet_crawler.archive.moving import (
    Place,
    begin_move,
    end_move,
    is_moving,
    move_articles,
    move_revisions,
)
from rednet_crawler.archive.owner import LEASE, LONGEST_SILENCE, is_alive
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
    """Return the version of an archive as it stands in it. Raises StorageError for one that this program cannot read."""
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
    """Make the tables of an archive, which messages call by a name, or bring those of an earlier version over.

    Return whether its articles were moved to other tables. Each `transaction` is one of its own, and a kill between two of them is
    made good by the next call. Raises StorageError for an archive that this program cannot read, and where `held` counts,
    ArchiveHeldError for an earlier one on which a run goes on.
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
