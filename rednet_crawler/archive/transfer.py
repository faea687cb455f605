"""Copies an archive into another one, file or server, a few rows at a time, so that a copy that was
killed goes on where it was.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from rednet_crawler.archive.database import Database
from rednet_crawler.errors import StorageError
from rednet_crawler.site.clock import stamp

TABLES: dict[str, tuple[str, ...]] = {
    "articles": ("key",),
    "revisions": ("key", "revision"),
    "kept_pages": ("key", "digest"),
    "ledger": ("key",),
    "sightings": ("station", "channel_id", "url"),
    "walks": ("station", "channel_id"),
    "inventories": ("station", "channel_id", "day", "inventory"),
    "searches": ("station",),
    "runs": ("run",),
    "owed": ("receiver", "key"),
    "alarms": ("station", "subject"),
    "units": ("station",),
}
"""Table → the columns of its key. What only means something to the processes of one server (turns,
marks, copies) stays there.
"""
_AT_ONCE = 1000

Told = Callable[[str, int], None]


class Copied(NamedTuple):
    """What a copy came to."""

    counts: dict[str, int]
    """Table → rows, the same in both archives."""
    fresh: bool
    """Whether anything had to be copied; if not, an earlier copy had come to its end."""


class _Mark(NamedTuple):
    """How far a copy has come; it stands in the target, and moves with the rows."""

    state: str
    """What the source held when it began: a copy of something else begins anew."""
    name: str | None
    last: list[Any] | None
    ended_at: str | None


def copy_archive(source: Database, target: Database, now: datetime, tell: Told) -> Copied:
    """Copy all rows of an archive into an empty one, or go on with a copy of it that was cut off,
    and compare the counts.

    The source may be written to meanwhile; it is read as it was when this began. `tell` is handed
    each table and how many of its rows are there. Raises StorageError where the target holds
    anything else, and where a count differs.
    """
    with source.reading() as reading:
        state, counts = _state_of(reading), _counts(reading)
        mark = target.repeat(lambda: _begin(source.name, state, target))
        if mark.ended_at is None:
            for name in list(TABLES)[list(TABLES).index(mark.name) if mark.name else 0 :]:
                last = mark.last if name == mark.name else None
                for rows in _batches(reading, name, last):
                    target.repeat(partial(_write, source.name, target, name, rows))
                    tell(name, len(rows))
    with target.writing() as connection:
        there = _counts(connection)
        if there != counts:
            other = ", ".join(
                f"{name} {there[name]} for {counts[name]}"
                for name in TABLES
                if there[name] != counts[name]
            )
            raise StorageError(
                f"{target.name}: does not hold what {source.name} does: {other} rows; copy into a new one"
            )
        connection.execute(
            text("UPDATE copies SET ended_at = coalesce(ended_at, :at) WHERE source = :source"),
            {"source": source.name, "at": stamp(now)},
        )
    return Copied(counts, mark.ended_at is None)


def _begin(source: str, state: str, target: Database) -> _Mark:
    """Return how far a copy has come, and enter that one goes on. Raises StorageError for a target
    that holds something else.
    """
    with target.writing() as connection:
        row = connection.execute(
            text("SELECT * FROM copies WHERE source = :source"), {"source": source}
        ).first()
        if row is not None and (row.state == state or row.ended_at):
            return _Mark(
                row.state, row.name, json.loads(row.last) if row.last else None, row.ended_at
            )
        held = {name: number for name, number in _counts(connection).items() if number}
        if row is None and held:
            rows = ", ".join(f"{number} {name}" for name, number in held.items())
            raise StorageError(
                f"{target.name}: is no empty archive, it holds {rows}; copy into a new one"
            )
        for name in held:
            connection.execute(text(f"DELETE FROM {name}"))
        query = text("""
            INSERT INTO copies (source, state) VALUES (:source, :state)
            ON CONFLICT (source) DO UPDATE SET state = excluded.state, name = NULL, last = NULL
        """)
        connection.execute(query, {"source": source, "state": state})
    return _Mark(state, None, None, None)


def _batches(
    connection: Connection, name: str, last: list[Any] | None
) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a table in the order of its key, from behind the last one on."""
    keys = TABLES[name]
    columns, order = f"({', '.join(keys)})", ", ".join(keys)
    while True:
        after = f"WHERE {columns} > ({', '.join(f':{key}' for key in keys)})" if last else ""
        query = text(f"SELECT * FROM {name} {after} ORDER BY {order} LIMIT {_AT_ONCE}")
        rows = [
            dict(row)
            for row in connection.execute(
                query, dict(zip(keys, last or (), strict=False))
            ).mappings()
        ]
        if not rows:
            return
        yield rows
        last = [rows[-1][key] for key in keys]


def _write(source: str, target: Database, name: str, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0])
    values = ", ".join(f":{column}" for column in columns)
    with target.writing() as connection:
        connection.execute(
            text(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({values})"), rows
        )
        last = json.dumps([rows[-1][key] for key in TABLES[name]], ensure_ascii=False)
        moved = text("UPDATE copies SET name = :name, last = :last WHERE source = :source")
        connection.execute(moved, {"source": source, "name": name, "last": last})


def _counts(connection: Connection) -> dict[str, int]:
    query = "SELECT count(*) FROM {}"
    return {name: int(connection.scalar(text(query.format(name))) or 0) for name in TABLES}


def _state_of(connection: Connection) -> str:
    """Return what tells whether an archive was written to: its runs, and how many rows its tables have."""
    row = connection.execute(
        text("SELECT max(run), max(heartbeat_at), max(ended_at) FROM runs")
    ).one()
    return json.dumps([*row, _counts(connection)])
