"""Captures → articles, as the crawl wrote them."""

from pathlib import Path
from typing import NamedTuple

import orjson

from rednet_crawler.errors import StorageError, reason_of
from rednet_crawler.export.lines import json_line
from rednet_crawler.export.records import raw_values
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.extraction.text_dump import extract_plain_text
from rednet_crawler.items import Article, RawArticle
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.site.urls import read_address
from rednet_crawler.warc.pieces import Chunk
from rednet_crawler.warc.reader import Capture, captures


class Read(NamedTuple):
    """What became of a capture."""

    url: str
    key: str
    content_hash: str
    line: bytes
    """The article as a line of JSONL; empty where there is none."""
    raw: bytes = b""
    """What stood on the page for each field, as JSON, where that was asked for."""
    trouble: str | None = None
    """Why there is none."""
    listed: bool = False
    """Whether the crawl noted what the listings said."""


class Piece(NamedTuple):
    """What became of a piece of a file."""

    path: Path
    offset: int
    """Where it begins."""
    read: list[Read]
    damage: tuple[str, ...] = ()
    """Where the file is damaged, in a line each."""


def read_piece(chunk: Chunk, station: str, *, raw: bool) -> Piece:
    """Read the articles of a piece of a file; what was read before damage is kept.

    `station` and `raw` are those of `read_files`.
    """
    read: list[Read] = []
    try:
        for capture in captures(chunk):
            done = _read(capture, station, raw=raw)
            read.append(done)
    except StorageError as error:
        return Piece(chunk.path, chunk.offset, read, (str(error),))
    return Piece(chunk.path, chunk.offset, read)


def _read(capture: Capture, station: str, *, raw: bool) -> Read:
    """Return what becomes of a capture: a line of JSONL, or why there is none."""
    try:
        if capture.trouble is None:
            return _line(capture, station, raw=raw)
        reason = capture.trouble
    except Exception as error:  # noqa: BLE001 - one page must not stop the others
        reason = reason_of(error)
    return Read(str(capture.page.url), "", "", b"", trouble=reason)


def _line(capture: Capture, station: str, *, raw: bool) -> Read:
    """Return the line of JSONL of a capture. Raises PageError where it holds no article."""
    found = extract_plain_text(capture.page) if capture.plain else extract_article(capture.page)
    article = _understood(found, capture, station)
    address = read_address(article.url)
    key = (address.key if address else None) or article.content_id
    kept = orjson.dumps(raw_values(found, article)) if raw else b""
    line = json_line(article.to_dict())
    return Read(
        str(capture.page.url),
        key,
        article.content_hash,
        line,
        kept,
        listed=capture.note is not None,
    )


def _understood(found: RawArticle, capture: Capture, station: str) -> Article:
    """Make the article of what was found, with what the crawl noted. Raises PageError."""
    note = capture.note
    if note is None:
        return normalise_article(found, station=station)
    return normalise_article(
        found,
        station=note.station,
        sighting=note.sighting,
        first_seen_at=note.first_seen_at,
        revision=note.revision,
    )
