"""WARC/1.1 files that are being written: requests, responses, notes; one gzip member a record."""

import os
from datetime import UTC, datetime
from http.client import responses
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from rednet_crawler import __version__
from rednet_crawler.errors import StorageError
from rednet_crawler.warc.content import CONTENT_TYPE, Note, ReceivedResponse, SentRequest

OPEN = ".open"
"""Suffix of a file that is being written, or whose run was killed.

It is readable up to its last complete record.
"""
_VERSION = "WARC/1.1"


class WarcFiles:
    """A run's WARC files in a folder. Every method raises StorageError if the disk refuses it."""

    def __init__(self, folder: Path, station: str, size: int, now: datetime) -> None:
        """`size` is how many bytes a file may have before the next one begins."""
        self._folder, self._size = folder, size
        self._stem = f"rednet-{station}-{now:%Y%m%dT%H%M%SZ}-{os.getpid()}"
        self._number = 0
        self._file: BinaryIO | None = None
        self._path = folder
        self._writer: WARCWriter | None = None

    def write(self, request: SentRequest, response: ReceivedResponse, at: datetime) -> str:
        """Write a request and its response, and return the id of the response's record."""
        path = request.url.partition("//")[2].partition("/")[2]
        sent = StatusAndHeaders(
            f"{request.method} /{path} {response.protocol}",
            [(name, value) for name, value in request.headers if name.lower() not in _CREDENTIALS],
            is_http_request=True,
        )
        status = f"{response.status} {responses.get(response.status, '')}".rstrip()
        headers = [(name, value) for name, value in response.headers if name.lower() not in _UNDONE]
        came = StatusAndHeaders(
            status,
            [*headers, ("Content-Length", str(len(response.body)))],
            protocol=response.protocol,
        )
        date = {"WARC-Date": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"}
        writer = self._open()
        kept = writer.create_warc_record(
            request.url,
            "response",
            payload=BytesIO(response.body),
            length=len(response.body),
            http_headers=came,
            warc_headers_dict=date,
        )
        record_id: str = kept.rec_headers.get_header("WARC-Record-ID")
        asked = writer.create_warc_record(
            request.url,
            "request",
            payload=BytesIO(),
            length=0,
            http_headers=sent,
            warc_headers_dict={**date, "WARC-Concurrent-To": record_id},
        )
        self._put(writer, kept, asked)
        return record_id

    def note(self, url: str, record_id: str, note: Note) -> None:
        """Write what a crawl knows of the article of a response."""
        content = note.to_bytes()
        writer = self._open()
        record = writer.create_warc_record(
            url,
            "metadata",
            payload=BytesIO(content),
            length=len(content),
            warc_content_type=CONTENT_TYPE,
            warc_headers_dict={"WARC-Refers-To": record_id},
        )
        self._put(writer, record)

    def close(self) -> None:
        """Complete the last file: it gets its name."""
        if self._file is not None:
            try:
                self._file.close()
                self._path.rename(self._path.with_suffix(""))
            except OSError as error:
                raise self._failure(error) from error
            finally:
                self._file = self._writer = None

    def discard(self) -> None:
        """Remove the file, where it is the only one: nothing in it is worth keeping."""
        if self._file is None or self._number > 1:
            self.close()
            return
        try:
            self._file.close()
            self._path.unlink()
        except OSError as error:
            raise self._failure(error) from error
        finally:
            self._file = self._writer = None

    def _open(self) -> WARCWriter:
        if self._writer is not None:
            return self._writer
        self._number += 1
        name = f"{self._stem}-{self._number:05}.warc.gz"
        self._path = self._folder / (name + OPEN)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("xb")
        except OSError as error:
            raise self._failure(error) from error
        self._writer = WARCWriter(self._file, gzip=True, warc_version=_VERSION)
        info = {"software": f"rednet-crawler/{__version__}", "format": _VERSION}
        self._put(self._writer, self._writer.create_warcinfo_record(name, info))
        return self._writer

    def _put(self, writer: WARCWriter, *records: object) -> None:
        try:
            for record in records:
                writer.write_record(record)
            writer.out.flush()
            full = writer.out.tell() > self._size
        except OSError as error:
            raise self._failure(error) from error
        if full:
            self.close()

    def _failure(self, error: OSError) -> StorageError:
        return StorageError(
            f"{self._path}: cannot be written ({error.strerror or error}); "
            "make room, or choose another --warc"
        )


_CREDENTIALS = frozenset(
    {"authorization", "proxy-authorization", "proxy-connection", "cookie", "cookie2"}
)
"""Headers of requests that are not kept: WARC files are made to be passed on."""
_UNDONE = frozenset({"transfer-encoding", "content-length", "connection", "keep-alive"})
"""Headers of the connection: their effect on the body is undone, and the length may differ."""
