"""Splits a WARC file into pieces that can be read independently, and finds damage."""

import re
import zlib
from collections import deque
from collections.abc import Mapping
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from rednet_crawler.errors import StorageError

PAGES = WarcRecordType.response | WarcRecordType.conversion
WANTED = PAGES | WarcRecordType.metadata
AHEAD = 128
"""Most responses and notes between a response and its own note; beyond that a note is late."""
LONGEST_NOTE = 100_000
_BEGINNING = re.compile(rb"\x1f\x8b\x08|WARC/1\.[01]\r\n")
"""Of a gzip member, or of a record that is not compressed."""
_BLOCK = 1024 * 1024
_MUCH = 2_000_000
"""Bytes of responses after which a piece ends: results of several pieces wait in memory."""


class Chunk(NamedTuple):
    """Some responses of a file, one behind the other."""

    path: Path
    offset: int
    """Where the first of them begins."""
    responses: int
    late: Mapping[str, bytes]
    """Id of a response → its note, if that is far behind it: its page waited in the crawl."""


class Scan:
    """What a file consists of."""

    def __init__(self, path: Path, size: int) -> None:
        """Scan a file: pieces of up to `size` responses. Raises StorageError if unreadable."""
        self.path, self._size = path, size
        self._pieces: list[tuple[int, list[str]]] = []
        """Where each begins, and the ids of its responses."""
        self._bytes = 0
        self._late: dict[str, bytes] = {}
        self._recent: deque[str] = deque(maxlen=AHEAD)
        self._records = 0
        self.damage: list[str] = []
        """Where it is damaged, a line each."""
        with opened(path) as file:
            at: int | None = 0
            while at is not None:
                file.seek(at)
                at = self._read(file, at)
        if not self._records and not self.damage:
            self.damage.append(f"{path}: holds no WARC record")

    @property
    def chunks(self) -> list[Chunk]:
        """Return the pieces."""
        return [self._chunk(at, ids) for at, ids in self._pieces]

    def _chunk(self, at: int, ids: list[str]) -> Chunk:
        return Chunk(
            self.path, at, len(ids), {each: self._late[each] for each in ids if each in self._late}
        )

    def _read(self, file: BufferedReader, at: int) -> int | None:
        """Read records to the end or to damage; return where reading goes on behind the damage."""
        fresh = True
        records = ArchiveIterator(file, record_types=WarcRecordType.any_type, parse_http=False)
        try:
            for record in records:
                self._records += record.record_type not in (
                    WarcRecordType.unknown,
                    WarcRecordType.no_type,
                )
                at = record.stream_pos
                self._enter(record, fresh=fresh)
                fresh = fresh and not record.record_type & PAGES
        except OSError:
            self.damage.append(
                f"{self.path}: damaged at byte {at:,} or soon after; what was there is lost"
            )
            self._recent.clear()
            return _next(file, at + 1)
        if not _ends_whole(file, at):
            self.damage.append(f"{self.path}: is cut off behind byte {at:,}")
        return None

    def _enter(self, record: WarcRecord, *, fresh: bool) -> None:
        content = _whole(record)
        if not record.record_type & WANTED:
            return
        name = str(record.record_id)
        if record.record_type == WarcRecordType.metadata:
            about = note_about(record)
            if about and about not in self._recent:
                self._late[about] = content
        else:
            if (
                fresh
                or not self._pieces
                or len(self._pieces[-1][1]) == self._size
                or self._bytes > _MUCH
            ):
                self._pieces.append((record.stream_pos, []))
                self._bytes = 0
            self._pieces[-1][1].append(name)
            self._bytes += record.content_length
        self._recent.append(name)


def _whole(record: WarcRecord) -> bytes:
    """Read a record to its end, and return its beginning. Raises OSError where it is cut off."""
    beginning: bytes = record.reader.read(LONGEST_NOTE)
    length = len(beginning)
    while block := record.reader.read(_BLOCK):
        length += len(block)
    if length < record.content_length:
        raise OSError("the file ends within a record")
    return beginning


def note_about(record: WarcRecord) -> str | None:
    """Return the id of the response that a metadata record is about."""
    about: str | None = record.headers.get("WARC-Refers-To") or record.headers.get(
        "WARC-Concurrent-To"
    )
    return about


def opened(path: Path) -> BufferedReader:
    """Open a file. Raises StorageError."""
    try:
        return path.open("rb")
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error


def _ends_whole(file: BufferedReader, at: int) -> bool:
    """Return whether the gzip member that begins at a byte is whole, and the last of its file."""
    file.seek(at)
    if file.peek(2)[:2] != b"\x1f\x8b":
        return True
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        while block := unpacker.unconsumed_tail or file.read(_BLOCK):
            unpacker.decompress(block, _BLOCK)
            if unpacker.eof:
                return not unpacker.unused_data and not file.read(1)
    except zlib.error:
        pass
    return False


def _next(file: BufferedReader, at: int) -> int | None:
    """Return where the next record could begin."""
    file.seek(at)
    rest = b""
    while block := file.read(_BLOCK):
        found = _BEGINNING.search(rest + block)
        if found:
            return file.tell() - len(rest + block) + found.start()
        rest = (rest + block)[-16:]
    return None
