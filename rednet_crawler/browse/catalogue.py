"""The catalogue: a temporary SQLite file with the articles that Datasette shows."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from rednet_crawler.errors import StorageError
from rednet_crawler.export.records import Record

_TABLES = """
    CREATE TABLE articles (
        content_id TEXT PRIMARY KEY, title TEXT, day TEXT, month TEXT, source TEXT,
        channels TEXT, people TEXT, characters INTEGER, station TEXT
    );
    CREATE TABLE pages (content_id TEXT PRIMARY KEY, record TEXT NOT NULL, words TEXT NOT NULL);
    CREATE VIRTUAL TABLE search USING fts5 (words, tokenize = 'trigram', content = '');
"""
_ADD = """
    INSERT INTO articles VALUES (
        :content_id, :title, :day, :month, :source, :channels, :people, :characters, :station)
"""
_FACETED = ("day", "month", "source", "station")


def make_catalogue(path: Path, records: Iterable[Record]) -> int:
    """Write articles into a new catalogue, and return their number.

    Table `articles` holds the columns of the list, `pages` the content of an article's page,
    `search` the index over title, people, source and text; rows of an article share their rowid.
    Raises StorageError if the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as database, database:
            return _fill(database, records)
    except sqlite3.Error as error:
        hint = "is there room in the folder for temporary files?"
        raise StorageError(f"{path}: the catalogue cannot be made ({error}); {hint}") from error


def _fill(database: sqlite3.Connection, records: Iterable[Record]) -> int:
    database.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
    number = 0
    for number, record in enumerate(records, 1):
        words = _words(record)
        database.execute(_ADD, _row(record))
        page = (record["content_id"], json.dumps(record, ensure_ascii=False), words)
        database.execute("INSERT INTO pages VALUES (?, ?, ?)", page)
        database.execute("INSERT INTO search (rowid, words) VALUES (?, ?)", (number, words))
    for column in _FACETED:
        database.execute(f"CREATE INDEX by_{column} ON articles ({column})")
    return number


def _row(record: Record) -> dict[str, Any]:
    day = (record["published_at"] or "")[:10] or None
    plain = {name: record[name] for name in ("content_id", "title", "source", "station")}
    return {
        **plain,
        "day": day,
        "month": day and day[:7],
        "channels": json.dumps(record["channels"], ensure_ascii=False),
        "people": json.dumps(_people(record), ensure_ascii=False),
        "characters": len(record["text"] or ""),
    }


def _people(record: Record) -> list[str]:
    authors = [credit["name"] for credit in record["byline"]]
    return list(dict.fromkeys([*authors, *record["editor"]]))


def _words(record: Record) -> str:
    headings = (section["heading"] for section in record["sections"])
    captions = (image["caption"] for image in record["images"])
    head = (record["title"], record["source"], *_people(record))
    return "\n".join(filter(None, (*head, *headings, record["text"], *captions)))
