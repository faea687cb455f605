"""WARC files → articles, without the network, on as many cores as there are."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
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
from rednet_crawler.warc.pieces import Chunk, Scan, opened
from rednet_crawler.warc.processes import Processes
from rednet_crawler.warc.reader import Capture, captures


class Read(NamedTuple):
    """The result of reading a capture."""

    url: str
    key: str
    content_hash: str
    line: bytes
    """The article as a line of JSONL; empty if the page holds no article."""
    raw: bytes = b""
    """The raw values of the page, as JSON, if they were asked for."""
    trouble: str | None = None
    """Why the page gave no article."""
    listed: bool = False
    """Whether the crawl noted what the listings said."""


class Piece(NamedTuple):
    """The result of reading a piece of a file."""

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
    """Read a capture: a line of JSONL, or the reason why it holds no article."""
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
    addresses = (read_address(url) for url in (capture.page.url, article.url) if url)
    keys = (address.key_on(article.station) for address in addresses if address)
    key = next(filter(None, keys), article.content_id)
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


_RESPONSES = 64
"""Responses of a piece: a few hundredths of a second of work."""
_AHEAD = 8
"""Pieces for each process that are being read, or wait to be written."""

Scanned = tuple[list[Chunk], tuple[str, ...]]
"""The pieces of a file, and where it is damaged."""


def read_files(
    paths: Sequence[Path], station: str, jobs: int, *, raw: bool = False
) -> Iterator[Piece]:
    """Yield the articles of WARC files, in their order in the files.

    Reading goes on behind a damaged place. `raw` asks for the raw values too. Pages of the app
    edition get the host of `station` if the file does not name the crawl's. `jobs` is the number
    of processes; 1 reads in this process. Raises StorageError for a file that cannot be read at
    all, and if a process was killed.
    """
    for path in paths:
        opened(path).close()
    if jobs == 1 or not paths:
        for path in paths:
            chunks, damage = _scan(path)
            for chunk in chunks:
                yield read_piece(chunk, station, raw=raw)
            yield Piece(path, 0, [], damage)
        return
    with Processes(jobs) as pool:
        waiting: deque[Future[Piece]] = deque()
        for path, (chunks, damage) in _scans(pool, paths):
            for chunk in chunks:
                waiting.append(pool.submit(read_piece, chunk, station, raw=raw))
                if len(waiting) >= jobs * _AHEAD:
                    yield pool.result(waiting.popleft())
            waiting.append(_known(Piece(path, 0, [], damage)))
        while waiting:
            yield pool.result(waiting.popleft())


def _scans(pool: Processes, paths: Sequence[Path]) -> Iterator[tuple[Path, Scanned]]:
    """Yield what the files consist of. Each is scanned while the file before it is read."""
    scan = pool.submit(_scan, paths[0])
    for path, after in zip(paths, [*paths[1:], None], strict=True):
        scanned = pool.result(scan)
        if after is not None:
            scan = pool.submit(_scan, after)
        yield path, scanned


def _scan(path: Path) -> Scanned:
    scan = Scan(path, _RESPONSES)
    return scan.chunks, tuple(scan.damage)


def _known(piece: Piece) -> Future[Piece]:
    """Return a result that is already there."""
    future: Future[Piece] = Future()
    future.set_result(piece)
    return future
