"""Archives of earlier versions: 4, which 0.1.0 made, and 5, and how their articles come to the
tables of version 6, a few rows at a time. Their other tables are those of today (`schema`).

The old tables are set aside under other names; each transaction moves some of their rows, so that a
kill loses nothing, the next run goes on, and the file hardly grows meanwhile. No older version of
this program opens an archive between the two.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, inspect, text

from rednet_crawler.archive.record import columns, difference, joined
from rednet_crawler.archive.schema import INDEXES, TABLES, VERSION, worded
from rednet_crawler.archive.stored import packed_as_it_is, stored
from rednet_crawler.errors import StorageError

OLDEST = 4
OF_TODAY = 6
"""The version from which on the tables are those of today, but for those that are new since; in 6
the keys of articles of before 2019 were others.
"""
_READ = "CREATE INDEX articles_read ON articles (station, extractor, lacks)"
_TABLES = {
    "articles": """CREATE TABLE articles (
        key VARCHAR NOT NULL PRIMARY KEY,
        content_id VARCHAR NOT NULL,
        station VARCHAR NOT NULL,
        url VARCHAR NOT NULL,
        published_at VARCHAR,
        content_hash VARCHAR NOT NULL,
        revision INTEGER NOT NULL,
        first_seen_at VARCHAR NOT NULL,
        fetched_at VARCHAR NOT NULL,
        record TEXT NOT NULL
    )""",
    "revisions": """CREATE TABLE revisions (
        key VARCHAR NOT NULL,
        revision INTEGER NOT NULL,
        content_hash VARCHAR NOT NULL,
        fetched_at VARCHAR NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (key, revision)
    )""",
}
_LATER = ("kept_pages",)
"""Tables that no version before 6 had."""
OF_8 = ("owed", "alarms")
"""Tables that no version before 8 had."""
_ADDED = (
    "ALTER TABLE revisions ADD COLUMN raw TEXT",
    "ALTER TABLE revisions ADD COLUMN version VARCHAR",
    "ALTER TABLE revisions ADD COLUMN run INTEGER",
)
STEP_5 = (
    "ALTER TABLE articles ADD COLUMN extractor INTEGER",
    "ALTER TABLE articles ADD COLUMN lacks VARCHAR",
    _READ,
    "ALTER TABLE revisions ADD COLUMN doubt VARCHAR",
)
"""What makes version 5 of version 4; then readings that are none are looked for (`mending`)."""


def statements_of(version: int) -> tuple[str, ...]:
    """Return what makes the tables of an archive of a version."""
    if version >= OF_TODAY:
        later = () if version >= VERSION else OF_8
        return (*(made for name, made in TABLES.items() if name not in later), *INDEXES)
    others = tuple(
        statement for name, statement in TABLES.items() if name not in (*_TABLES, *_LATER, *OF_8)
    )
    on_later = ("ON articles", "ON kept_pages", "sightings_channel")
    kept = tuple(each for each in INDEXES if not any(name in each for name in on_later))
    step = STEP_5 if version > OLDEST else ()
    return (*_TABLES.values(), *others, *_ADDED, *kept, *step)


MOVING = "archive_moving"
"""The table that is there as long as an archive is brought over: each table with the number of its rows before."""
MAKE_MOVING = f"CREATE TABLE {MOVING} (name VARCHAR NOT NULL PRIMARY KEY, number INTEGER NOT NULL)"
SET_ASIDE = {"articles": "articles_5", "revisions": "revisions_5"}
_GONE = ("articles_read", "revisions_run")
"""Indexes of the old tables whose names the new ones have."""
_AT_ONCE = 200
_TEXTS = ("title", "source", "place", "template")

_ARTICLES = text("SELECT key, record FROM articles_5 WHERE key > :key ORDER BY key LIMIT :most")
_MOVE_ARTICLE = """
    INSERT INTO articles (
        key, content_id, station, url, title, source, published_at, place, template, original,
        characters, extractor, lacks, content_hash, revision, first_seen_at, fetched_at, text, record)
    SELECT key, content_id, station, url, CAST(:title AS VARCHAR), CAST(:source AS VARCHAR), published_at,
        CAST(:place AS VARCHAR), CAST(:template AS VARCHAR), CAST(:original AS INTEGER), CAST(:characters AS INTEGER),
        extractor, lacks, content_hash, revision, first_seen_at, fetched_at, CAST(:text AS TEXT),
        coalesce(CAST(:record AS TEXT), record)
    FROM articles_5 WHERE key = :key
"""
_REVISIONS = text("""
    SELECT r.key, r.revision, r.record, r.raw, a.record AS current_record, a.text AS current_text
    FROM revisions_5 r LEFT JOIN articles a ON a.key = r.key AND a.revision = r.revision
    WHERE (r.key, r.revision) > (:key, :revision) ORDER BY r.key, r.revision LIMIT :most
""")
_MOVE_REVISION = """
    INSERT INTO revisions (key, revision, content_hash, fetched_at, version, run, doubt, record, raw)
    SELECT key, revision, content_hash, fetched_at, version, run, doubt, CAST(:record AS BLOB), CAST(:raw AS BLOB)
    FROM revisions_5 WHERE key = :key AND revision = :revision
"""


class Place(NamedTuple):
    """How far a table was moved: the key of the last row."""

    key: str = ""
    revision: int = 0


def is_moving(connection: Connection) -> bool:
    """Say whether an archive is being brought over."""
    return inspect(connection).has_table(MOVING)


def begin_move(connection: Connection) -> None:
    """Set the old tables aside, count their rows, and make the new tables, within a transaction."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.exec_driver_sql(
            "PRAGMA legacy_alter_table = ON"
        )  # a view of the user goes on to read `articles`
    connection.execute(text(worded(connection, MAKE_MOVING)))
    for index in _GONE:
        connection.execute(text(f"DROP INDEX IF EXISTS {index}"))
    for name, aside in SET_ASIDE.items():
        connection.execute(text(f"INSERT INTO {MOVING} SELECT '{name}', count(*) FROM {name}"))
        connection.execute(text(f"ALTER TABLE {name} RENAME TO {aside}"))
        connection.execute(text(worded(connection, TABLES[name])))
    connection.execute(text(worded(connection, TABLES["kept_pages"])))
    found = inspect(connection)
    there = {
        index["name"]
        for table in found.get_table_names()
        if table in TABLES
        for index in found.get_indexes(table)
    }
    for statement in INDEXES:
        if statement.split()[2] not in there:
            connection.execute(text(statement))
    if sqlite:
        connection.exec_driver_sql("PRAGMA legacy_alter_table = OFF")


def move_articles(connection: Connection, after: Place) -> Place | None:
    """Move the next articles within a transaction; return the last of them, None where none is left."""
    if not _is_aside(connection, "articles"):
        return None
    rows = connection.execute(_ARTICLES, {"key": after.key, "most": _AT_ONCE}).all()
    if not rows:
        return None
    moved = [{"key": row.key, **_columns(row.record)} for row in rows]
    connection.execute(text(_MOVE_ARTICLE), moved)
    connection.execute(
        text("DELETE FROM articles_5 WHERE key = :key"), [{"key": row.key} for row in rows]
    )
    return Place(rows[-1].key)


def move_revisions(connection: Connection, after: Place) -> Place | None:
    """Move the next revisions, once all articles are moved; return the last of them, None where none is left."""
    if not _is_aside(connection, "revisions"):
        return None
    rows = connection.execute(_REVISIONS, {**after._asdict(), "most": _AT_ONCE}).mappings().all()
    if not rows:
        return None
    moved = [
        {
            "key": row["key"],
            "revision": row["revision"],
            "record": _kept(row),
            "raw": packed_as_it_is(row["raw"]),
        }
        for row in rows
    ]
    connection.execute(text(worded(connection, _MOVE_REVISION)), moved)
    gone = text("DELETE FROM revisions_5 WHERE key = :key AND revision = :revision")
    connection.execute(gone, [{"key": row["key"], "revision": row["revision"]} for row in rows])
    return Place(rows[-1]["key"], rows[-1]["revision"])


def end_move(connection: Connection, name: str) -> None:
    """Compare the counts, and drop the old tables. Raises StorageError where a row is missing: then they stay."""
    if not is_moving(connection):
        return
    for table, number in connection.execute(text(f"SELECT name, number FROM {MOVING}")).all():
        there = connection.scalar(text(f"SELECT count(*) FROM {table}"))
        if there != number:
            raise StorageError(
                f"{name}: {there} {table} of {number} were brought over; go back to a copy made by `rednet backup`"
            )
    for aside in SET_ASIDE.values():
        connection.execute(text(f"DROP TABLE IF EXISTS {aside}"))


def forget_move(connection: Connection) -> None:
    """Enter that an archive was brought over."""
    connection.execute(text(f"DROP TABLE IF EXISTS {MOVING}"))


def _is_aside(connection: Connection, name: str) -> bool:
    return inspect(connection).has_table(SET_ASIDE[name])


def _columns(written: object) -> dict[str, Any]:
    """Return the columns of an article; a damaged record stays as it is, and says nothing."""
    try:
        return columns(stored(written, ""))
    except StorageError:
        names: Sequence[str] = (*_TEXTS, "original", "text", "record")
        return {**dict.fromkeys(names), "characters": 0}


def _kept(row: Mapping[Any, Any]) -> bytes | None:
    """Return what is kept of a revision: where it is the current one, what differs."""
    if row["current_record"] is not None:
        try:
            current = joined(row["current_record"], row["current_text"], "")
            return difference(stored(row["record"], ""), current)
        except StorageError:  # one of the two is damaged: it is kept as it is
            pass
    return packed_as_it_is(row["record"])
