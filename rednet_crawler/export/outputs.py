"""Where a table goes: to a file that is complete or not there, plain or packed; to standard output; into a pipe."""

import gzip
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from io import BufferedIOBase
from pathlib import Path
from typing import IO, Any, Protocol

from rednet_crawler.errors import ArgumentError, StorageError
from rednet_crawler.export.part_file import PartFile

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STANDARD_OUTPUT = Path("-")


class Output(Protocol):
    """What lines are written to."""

    def write(self, data: bytes, /) -> int:
        """Write. Raises StorageError."""

    def complete(self) -> None:
        """Say that all is written: a file gets its name."""

    def discard(self) -> None:
        """Remove what is not complete; does nothing after `complete()`."""


def open_output(path: Path) -> Output:
    """Open a file for writing, packed where its name ends in .gz or .zst; `-` is standard output.

    Raises StorageError where it cannot be opened.
    """
    if path == STANDARD_OUTPUT or _is_pipe(path):
        return _Stream(path)
    pack = _PACKERS.get(path.suffix.lower())
    return PartFile(path) if pack is None else _Packed(path, pack)


def form_of(path: Path, forms: Sequence[str], *, packed: Sequence[str] = ()) -> str:
    """Return the ending of a file name in lower case, without that of its packing; that of JSONL for
    `-`, and for a pipe whose name has none.

    `forms` are the endings that are allowed, `packed` those that may be packed. Raises ArgumentError
    for another one.
    """
    if path == STANDARD_OUTPUT or (not path.suffix and _is_pipe(path)):
        return ".jsonl"
    ending, packing = path.suffix.lower(), ""
    if ending in _PACKERS:
        ending, packing = Path(path.stem).suffix.lower(), ending
    if ending not in forms or (packing and ending not in packed):
        also = f"; {' and '.join(packed)} may be packed (.gz, .zst)" if packed else ""
        raise ArgumentError(
            f"{path}: the ending says the format, and has to be one of {', '.join(forms)}{also}"
        )
    return ending


def _is_pipe(path: Path) -> bool:
    with suppress(OSError):  # a name that is too long, say, is told where it is opened
        return path.is_fifo()
    return False


def _gzip(file: IO[bytes]) -> BufferedIOBase:
    return gzip.GzipFile(
        filename="", mode="wb", fileobj=file, mtime=0
    )  # the same rows, the same bytes


def _zstd(file: IO[bytes]) -> BufferedIOBase:
    return zstd.ZstdFile(file, "wb")


_PACKERS: Mapping[str, Callable[[Any], BufferedIOBase]] = {".gz": _gzip, ".zst": _zstd}


class _Packed:
    """A packed file, which is complete or not there."""

    def __init__(self, path: Path, pack: Callable[[Any], BufferedIOBase]) -> None:
        self._file = PartFile(path)
        self._packer = pack(self._file)

    def write(self, data: bytes, /) -> int:
        return self._packer.write(data)

    def complete(self) -> None:
        self._packer.close()
        self._file.complete()

    def discard(self) -> None:
        with suppress(OSError, StorageError, ValueError):
            self._packer.close()
        self._file.discard()


class _Stream:
    """Standard output, or a pipe that has a name: what is written is gone. A reader that has left ends the command."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = sys.stdout.buffer if path == STANDARD_OUTPUT else path.open("wb")

    def write(self, data: bytes, /) -> int:
        try:
            return self._file.write(data)
        except OSError as error:
            raise self._told(error) from error

    def complete(self) -> None:
        try:
            self._file.flush()
        except OSError as error:
            raise self._told(error) from error

    def discard(self) -> None:
        if self._path != STANDARD_OUTPUT:
            with suppress(OSError):
                self._file.close()

    def _told(self, error: OSError) -> Exception:
        if isinstance(error, BrokenPipeError):
            return error  # click ends the command
        name = "standard output" if self._path == STANDARD_OUTPUT else str(self._path)
        return StorageError(f"{name}: cannot be written ({error.strerror})")
