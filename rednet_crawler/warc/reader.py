"""Captures of articles in WARC files: of `crawl --warc`, and WARC and WET of other archives."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from rednet_crawler.errors import StorageError, reason_of
from rednet_crawler.items import Page
from rednet_crawler.site.urls import read_address
from rednet_crawler.warc.content import LARGEST, ContentError, Note, decoded, read_note
from rednet_crawler.warc.pieces import AHEAD, LONGEST_NOTE, WANTED, Chunk, note_about, opened

_OK = 200
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}<(?:[a-zA-Z]|![a-zA-Z-]|\?xml)")
"""How a page begins that is not encoded."""
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]{0,20}(?:;[^\r\n]{0,200})?\r\n")


class Capture(NamedTuple):
    """The page of an article as it was kept."""

    page: Page
    plain: bool
    """Whether it is plain text, of a WET file."""
    note: Note | None = None
    trouble: str | None = None
    """Why it cannot be read."""


def captures(chunk: Chunk) -> Iterator[Capture]:
    """Yield the articles of a piece of a file, in their order, each with its note.

    Raises StorageError.
    """
    waiting: dict[str, tuple[Capture, int]] = {}
    left = chunk.responses
    with opened(chunk.path) as file:
        file.seek(chunk.offset)
        try:
            for number, record in enumerate(
                ArchiveIterator(file, record_types=WANTED, parse_http=False)
            ):
                if record.record_type == WarcRecordType.metadata:
                    _add_note(record, waiting)
                elif left == 0:
                    if not waiting:
                        break  # the others belong to the next piece
                else:
                    left -= 1
                    capture = _try_to_read(record)
                    if capture is not None:
                        name = str(record.record_id)
                        waiting[name] = _with_note(capture, chunk.late.get(name)), number
                yield from _ready(waiting, number)
        except OSError as error:
            if left:
                raise StorageError(f"{chunk.path}: cannot be read any more ({error})") from error
            # else damage behind the piece, which the scan has told
    yield from _all(waiting)


def _all(waiting: dict[str, tuple[Capture, int]]) -> Iterator[Capture]:
    for capture, _ in waiting.values():
        yield capture


def _ready(waiting: dict[str, tuple[Capture, int]], number: int) -> Iterator[Capture]:
    for record_id, (capture, at) in list(waiting.items()):
        if capture.note is None and not capture.plain and number - at < AHEAD:
            return  # in their order
        del waiting[record_id]
        yield capture


def _add_note(record: WarcRecord, waiting: dict[str, tuple[Capture, int]]) -> None:
    about = note_about(record)
    if about in waiting:
        capture, at = waiting[about]
        waiting[about] = _with_note(capture, record.reader.read(LONGEST_NOTE)), at


def _with_note(capture: Capture, content: bytes | None) -> Capture:
    note = read_note(content) if content else None
    if note is None:
        return capture
    return capture._replace(page=replace(capture.page, fetched_at=note.fetched_at), note=note)


def _try_to_read(record: WarcRecord) -> Capture | None:
    try:
        return _capture(record)
    except OSError:
        raise  # the file is damaged here
    except Exception as error:  # noqa: BLE001 - one record must not stop the others
        url = record.headers.get("WARC-Target-URI") or ""
        return Capture(Page(url=url, body=b""), plain=False, trouble=reason_of(error))


def _capture(record: WarcRecord) -> Capture | None:
    """Return the capture of an article; None for other pages of the site and for other sites."""
    url = record.headers.get("WARC-Target-URI") or ""
    address = read_address(url)
    if address is None or address.content_id is None:
        return None
    at = _seconds(record.headers.get("WARC-Date"))
    length = record.content_length  # asked for more, fastwarc takes memory for more first
    if record.record_type == WarcRecordType.conversion:
        body = record.reader.read(min(length, LARGEST))
        return Capture(
            Page(url=url, body=body, content_type="text/plain", fetched_at=at), plain=True
        )
    if length > LARGEST:
        much = f"has {length} bytes, more than any page of the site"
        return Capture(Page(url=url, body=b""), plain=False, trouble=much)
    content = record.reader.read(length)
    status, headers, body = _http(content)
    if status != _OK:
        return None
    trouble: str | None = None
    if record.headers.get("WARC-Truncated"):
        trouble = f"was cut when it was kept ({record.headers['WARC-Truncated']})"
    else:
        try:
            body = _unpacked(_unchunked(body, headers), headers)
        except ContentError as error:
            trouble = str(error)
    page = Page(url=url, body=body, content_type=headers.get("content-type"), fetched_at=at)
    return Capture(page, plain=False, trouble=trouble)


def _unpacked(body: bytes, headers: dict[str, str]) -> bytes:
    """Undo the content encoding; some archives keep the header and not the encoding. Raises ContentError."""
    try:
        return decoded(body, headers.get("content-encoding"))
    except ContentError:
        if _PAGE.match(body):
            return body
        raise


def _unchunked(body: bytes, headers: dict[str, str]) -> bytes:
    """Undo the chunks of a body, where it still has them; some archives keep the header alone."""
    if "chunked" not in headers.get("transfer-encoding", "").lower():
        return body
    parts, at = list[bytes](), 0
    while match := _CHUNK.match(body, at):
        size = int(match[1], 16)
        part = body[match.end() : match.end() + size]
        if not size:
            return b"".join(parts)
        if len(part) < size:
            break
        parts.append(part)
        at = match.end() + size + 2
    return body


def _seconds(date: str | None) -> str | None:
    """Return a WARC-Date as articles have their times: to the second."""
    try:
        return f"{datetime.fromisoformat(date or '').astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    except ValueError:
        return None


def _http(content: bytes) -> tuple[int, dict[str, str], bytes]:
    """Part a response into status, headers by their lower-case names, and body."""
    head, _, body = content.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(None, 2)
    status = int(words[1]) if len(words) > 1 and words[1].isdecimal() else 0
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name = name.strip().lower()
        if name == "content-encoding" and name in headers:
            headers[name] += f",{value.strip()}"
        headers.setdefault(name, value.strip())
    return status, headers, body
