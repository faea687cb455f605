"""The catalogue: what Datasette shows of an archive, in a SQLite file of its own."""

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
        content_id TEXT PRIMARY KEY, title TEXT, day TEXT, month TEXT, source TEXT, channels TEXT, people TEXT,
        characters INTEGER, station TEXT
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
    """Write the catalogue of articles into a new file, and return how many they are.

    `articles` is what is listed, `pages` what the page of an article shows, `search` the index over its title, people, source
    and text; their rows have the same numbers. Raises StorageError where the file cannot be written.
    """
    try:
        with closing(sqlite3.connect(path)) as database, database:
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
    except sqlite3.Error as error:
        raise StorageError(
            f"{path}: the catalogue cannot be made ({error}); is there room in the folder for temporary files?"
        ) from error


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
    return list(dict.fromkeys([*(credit["name"] for credit in record["byline"]), *record["editor"]]))


def _words(record: Record) -> str:
    headings = (section["heading"] for section in record["sections"])
    captions = (image["caption"] for image in record["images"])
    parts = (record["title"], record["source"], *_people(record), *headings, record["text"], *captions)
    return "\n".join(filter(None, parts))
