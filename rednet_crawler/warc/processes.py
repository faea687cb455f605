"""The processes that read WARC files, piece by piece."""

import os
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import forkserver, get_context, parent_process
from pathlib import Path
from signal import SIG_BLOCK, SIG_SETMASK, SIG_UNBLOCK, SIGINT, pthread_sigmask
from threading import Thread
from typing import Self

from rednet_crawler.errors import EXIT_INTERRUPTED, StorageError
from rednet_crawler.warc.pieces import Chunk, Scan
from rednet_crawler.warc.results import Piece, Read

Packed = tuple[Path, int, list[tuple[object, ...]], tuple[str, ...]]
"""A piece as it comes from another process: named tuples take much longer on the way."""


class Processes:
    """Some processes, forked from one that has imported all they need. What they are handed is worked on in its order.

    They leave it to the command what Ctrl-C does, and so show no traceback of their own.
    """

    def __init__(self, jobs: int, station: str, *, raw: bool) -> None:
        """`jobs` is how many; `station` and `raw` are those of `read_files`."""
        self._station, self._raw = station, raw
        context = get_context("forkserver")
        context.set_forkserver_preload([__name__, f"{__package__}.reading"])
        self._pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_command)
        self._starter = ThreadPoolExecutor(1)
        self._begun: dict[int, tuple[Future[Packed], Sequence[str]]] = {}
        """Where pieces of the first file begin → what reads them, and the ids of their responses."""

    def __enter__(self) -> Self:
        """Let them start meanwhile: that takes as long as it takes to scan some thousand pages."""
        before = pthread_sigmask(SIG_BLOCK, {SIGINT})
        try:
            forkserver.ensure_running()
        finally:
            pthread_sigmask(SIG_SETMASK, before)
        self._ready = self._starter.submit(self._pool.submit, _begin)
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Let go of what is not begun, and wait for the rest. Raises StorageError where one of them was killed."""
        self._starter.shutdown()
        self._pool.shutdown(cancel_futures=True)
        if isinstance(error, BrokenExecutor):
            raise StorageError(
                "a process that reads WARC files was killed, perhaps because memory ran short; run it again with fewer --jobs"
            ) from error

    def scan_first(self, path: Path, size: int, most: int) -> Scan:
        """Scan a file here, while up to `most` of its pieces are read already. As `Scan`."""

        def begin(chunk: Chunk, ids: Sequence[str]) -> None:
            if len(self._begun) < most and self._ready.done():
                self._begun[chunk.offset] = self._submit(chunk), ids

        return Scan(path, size, begin)

    def scan(self, path: Path, size: int) -> Future[Scan]:
        """Let one of them scan a file."""
        return self._pool.submit(_scan, path, size)

    def read(self, chunk: Chunk) -> Future[Packed]:
        """Let one of them read a piece of a file; `piece_of` says what it read."""
        begun, ids = self._begun.pop(chunk.offset, (None, ()))
        if begun and chunk.late.keys().isdisjoint(ids):
            return begun
        return self._submit(chunk)  # also where notes turned up behind it meanwhile

    def end(self) -> None:
        """Let each end as soon as there is nothing left to read."""
        self._pool.shutdown(wait=False)

    def _submit(self, chunk: Chunk) -> Future[Packed]:
        return self._pool.submit(_pack, chunk, self._station, self._raw)


def piece_of(result: Future[Packed]) -> Piece:
    """Wait for what was read of a piece of a file."""
    path, offset, reads, damage = result.result()
    return Piece(path, offset, [Read._make(each) for each in reads], damage)


def read_here(chunk: Chunk, station: str, *, raw: bool) -> Piece:
    """Read a piece of a file. As `reading.read_piece`."""
    from rednet_crawler.warc.reading import read_piece  # noqa: PLC0415 - who hands pieces to others need not import it

    return read_piece(chunk, station, raw=raw)


def _pack(chunk: Chunk, station: str, with_raw: bool) -> Packed:  # noqa: FBT001 - processes are handed words, not names
    path, offset, reads, damage = read_here(chunk, station, raw=with_raw)
    return path, offset, [tuple(each) for each in reads], damage


def _scan(path: Path, size: int) -> Scan:
    """Scan a file in a process of its own. It may take some seconds, which Ctrl-C does not wait for."""
    before = pthread_sigmask(SIG_UNBLOCK, {SIGINT})
    try:
        return Scan(path, size)
    finally:
        pthread_sigmask(SIG_SETMASK, before)


def _end_with_command() -> None:
    """End this process when the command ends, even if it was killed: nothing else would tell it."""
    Thread(target=_await_command, daemon=True).start()


def _await_command() -> None:
    command = parent_process()
    if command:
        command.join()
        os._exit(EXIT_INTERRUPTED)


def _begin() -> None:
    """Do nothing, in a process that has to start for it."""
