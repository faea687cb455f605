"""PostgreSQL under an archive: how it is opened, which of its errors pass, and the lock of a station."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from rednet_crawler.errors import ArchiveTakenError, needs

_LOCKS = 0x7265646E
"""The class of our advisory locks: `redn`."""
_CONFLICTS = frozenset({"40001", "40P01", "23505"})
"""Concurrent update, deadlock, and a key that another run entered at the same moment."""
_SESSION = {
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
"""A server drops the session of a machine that is gone within half a minute, and with it the lock of its run."""
_OURS = {
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "connect_timeout": 10,
}
_NOT_FREE = "55P03"
_LOCK = "rednet_lock"


def open_engine(address: URL) -> Engine:
    """Return the engine of an archive on PostgreSQL: one session, so that its lock is held as long
    as its transactions can be made.

    Raises ArgumentError where the extra is not installed.
    """
    with needs("postgres"):
        import psycopg  # noqa: F401, PLC0415 - an extra
    options = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    given = address.query.get("options")
    own: dict[str, Any] = {**_OURS, "options": f"{given} {options}" if given else options}
    engine = create_engine(
        address.difference_update_query(["options"]),
        pool_size=1,
        max_overflow=0,
        # what a transaction has read has not changed when it writes, or it is made again
        isolation_level="REPEATABLE READ",
        connect_args=own,
    )
    event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    return engine


def is_conflict(error: DBAPIError) -> bool:
    """Say whether another session was in the way of a transaction, so that it can be made again."""
    return getattr(error.orig, "sqlstate", None) in _CONFLICTS


def lock(connection: Connection, station: str) -> bool:
    """Take the lock of a station for the session of a connection; return False where another session has it."""
    if connection.info.get(_LOCK) == station:
        return True
    query = text("SELECT pg_try_advisory_lock(:locks, hashtext(:station))")
    taken = bool(connection.scalar(query, {"locks": _LOCKS, "station": station}))
    if taken:
        connection.info[_LOCK] = station
    return taken


def unlock(connection: Connection) -> None:
    """Let go of the lock of the session of a connection, where it has one."""
    station = connection.info.pop(_LOCK, None)
    if station is not None:
        query = text("SELECT pg_advisory_unlock(:locks, hashtext(:station))")
        connection.execute(query, {"locks": _LOCKS, "station": station})


def lock_again(connection: Connection, station: str, run: int) -> None:
    """Take the lock of a run's station in a new session, after the one that had it was lost.

    Where the server still holds it for the dead session, that is waited for. Raises
    ArchiveTakenError where another run has the station now, or had it meanwhile.
    """
    if connection.info.get(_LOCK) == station:
        return
    taken = ArchiveTakenError(
        f"run {run}: another run has taken {station or 'the archive'} over; this one ends"
    )
    try:
        with connection.begin():
            connection.execute(text("SET LOCAL lock_timeout = '60s'"))
            query = text("SELECT pg_advisory_lock(:locks, hashtext(:station))")
            connection.execute(query, {"locks": _LOCKS, "station": station})
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _NOT_FREE:
            raise taken from error
        raise
    with (
        connection.begin()
    ):  # a transaction of its own, that sees what was committed while this waited
        if connection.scalar(text("SELECT ended_at FROM runs WHERE run = :run"), {"run": run}):
            raise taken
    connection.info[_LOCK] = station


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Run a block as one transaction that no other process runs at the same time: tables are made
    once. SQLite's always are.
    """
    shared = connection.dialect.name == "postgresql"
    if shared:
        connection.execution_options(
            isolation_level="READ COMMITTED"
        )  # sees what the one before it has made
    with connection.begin():
        if shared:
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:locks, :all)"), {"locks": _LOCKS, "all": 0}
            )
        yield


def mark(connection: Connection, session: str, number: int) -> bool:
    """Leave a mark in a transaction that has written something, so that it can be told later
    whether it was kept; say if it has.

    The number that PostgreSQL itself gives a transaction does not tell: after a crash it may give it again.
    """
    query = text("""
        INSERT INTO marks (session, number) SELECT :session, :number WHERE pg_current_xact_id_if_assigned() IS NOT NULL
        ON CONFLICT (session) DO UPDATE SET number = excluded.number
    """)
    return connection.execute(query, {"session": session, "number": number}).rowcount > 0


def last_mark(connection: Connection, session: str) -> int:
    """Return the mark of the last transaction that was kept; where one still goes on in a dead
    session, once that has ended.
    """
    query = text("""
        INSERT INTO marks (session, number) VALUES (:session, 0)
        ON CONFLICT (session) DO UPDATE SET number = marks.number RETURNING number
    """)
    return int(connection.scalar(query, {"session": session}) or 0)


def forget_marks(connection: Connection, session: str) -> None:
    """Remove the mark of a process that ends."""
    connection.execute(text("DELETE FROM marks WHERE session = :session"), {"session": session})


def _without_nul(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: Any
) -> tuple[str, Any]:
    """Replace U+0000, which PostgreSQL keeps in no text: a page must not be able to stop a run."""
    return statement, [_clean(row) for row in parameters] if isinstance(
        parameters, list
    ) else _clean(parameters)


def _clean(row: Any) -> Any:
    if isinstance(row, dict):
        return {name: _shown(value) for name, value in row.items()}
    return type(row)(_shown(value) for value in row) if isinstance(row, tuple) else row


def _shown(value: Any) -> Any:
    return value.replace("\0", "\ufffd") if isinstance(value, str) and "\0" in value else value
