"""Captures → articles, as the crawl wrote them."""

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
from rednet_crawler.warc.results import Piece, Read


def read_piece(chunk: Chunk, station: str, *, raw: bool) -> Piece:
    """Read the articles of a piece of a file; what was read before damage is kept. `station` and `raw` are those of `read_files`."""
    read: list[Read] = []
    try:
        for capture in captures(chunk):
            read.append(_read(capture, station, raw=raw))  # noqa: PERF401 - what was read before damage is kept
    except StorageError as error:
        return Piece(chunk.path, chunk.offset, read, (str(error),))
    return Piece(chunk.path, chunk.offset, read)


def _read(capture: Capture, station: str, *, raw: bool) -> Read:
    """Return what becomes of a capture: a line of JSONL, or why there is none."""
    try:
        if capture.trouble is None:
            return _line(capture, station, raw=raw)
        reason = capture.trouble
    except Exception as error:  # noqa: BLE001 - whatever a page does to the reader, the others are read
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
