"""WARC files → articles, without the network, on as many cores as there are."""

import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, parent_process
from pathlib import Path
from threading import Thread
from typing import TypeVar

from rednet_crawler.errors import StorageError
from rednet_crawler.warc.pieces import Chunk, Scan, opened
from rednet_crawler.warc.reading import Piece, read_piece

T = TypeVar("T")

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
    with _processes(jobs) as pool:
        waiting: deque[Future[Piece]] = deque()
        for path, (chunks, damage) in _scans(pool, paths):
            for chunk in chunks:
                waiting.append(pool.submit(read_piece, chunk, station, raw=raw))
                if len(waiting) >= jobs * _AHEAD:
                    yield _result(waiting.popleft())
            waiting.append(_known(Piece(path, 0, [], damage)))
        while waiting:
            yield _result(waiting.popleft())


def _scans(pool: ProcessPoolExecutor, paths: Sequence[Path]) -> Iterator[tuple[Path, Scanned]]:
    """Yield what the files consist of. Each is scanned while the file before it is read."""
    scan = pool.submit(_scan, paths[0])
    for path, after in zip(paths, [*paths[1:], None], strict=True):
        scanned = _result(scan)
        if after is not None:
            scan = pool.submit(_scan, after)
        yield path, scanned


def _scan(path: Path) -> Scanned:
    scan = Scan(path, _RESPONSES)
    return scan.chunks, tuple(scan.damage)


@contextmanager
def _processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """Start processes, and end them with the block: at once where it ends early."""
    others = set(active_children())
    pool = ProcessPoolExecutor(count, initializer=_begin)
    try:
        _start(pool, count)
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(active_children()) - others:
            process.kill()
            process.join()
        raise
    pool.shutdown()


def _start(pool: ProcessPoolExecutor, count: int) -> None:
    """Start the processes. SIGINT is blocked until `_begin` has run: they would show tracebacks."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        _result(pool.submit(os.getpid))
    except OSError as error:
        raise StorageError(
            f"{count} processes cannot be started ({error.strerror}); use fewer --jobs"
        ) from error
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Prepare a process: it ignores Ctrl-C, and ends with the command however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_command, daemon=True).start()


def _end_with_the_command() -> None:
    command = parent_process()
    if command is not None:
        command.join()
        os._exit(1)


def _result(future: Future[T]) -> T:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise StorageError(
            "a process that reads WARC files was killed, perhaps because memory ran short; "
            "run it again with fewer --jobs"
        ) from error


def _known(piece: Piece) -> Future[Piece]:
    """Return a result that is already there."""
    future: Future[Piece] = Future()
    future.set_result(piece)
    return future
