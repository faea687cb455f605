"""WARC files → articles, without the network, on as many cores as there are."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver, get_context
from pathlib import Path
from signal import SIG_BLOCK, SIG_SETMASK, SIG_UNBLOCK, SIGINT, pthread_sigmask
from typing import ParamSpec, TypeVar

from rednet_crawler.warc.pieces import Chunk, Scan
from rednet_crawler.warc.results import Piece, Read

P = ParamSpec("P")
T = TypeVar("T")
_RESPONSES = 128
"""Responses of a piece: less than a tenth of a second of work."""
_AHEAD = 4
"""Pieces for each process that are under way or wait to be written."""
Packed = tuple[Path, int, list[tuple[object, ...]], tuple[str, ...]]
"""A piece as it comes from another process: named tuples take much longer on the way."""


def read_files(paths: Sequence[Path], station: str, jobs: int, *, raw: bool = False) -> Iterator[Piece]:
    """Yield the articles of WARC files, in the order in which they stand there; what follows a damaged place is read, too.

    `raw` is whether what stood on the pages is wanted as well. `station` is whose host pages of the app edition get, where the file does
    not say who crawled them. Raises StorageError for a file that cannot be read at all.
    """
    if jobs == 1:
        for path in paths:
            scan = Scan(path, _RESPONSES)
            for chunk in scan.chunks:
                yield _read(chunk, station, raw=raw)
            yield Piece(path, 0, [], tuple(scan.damage))
        return
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, f"{__package__}.reading"])
    with _deaf():
        forkserver.ensure_running()  # it imports while the first file is scanned
    pool = ProcessPoolExecutor(jobs, mp_context=context)
    try:
        waiting: deque[Future[Packed] | Piece] = deque()
        for scan in _scans(paths, pool):
            for chunk in scan.chunks:
                waiting.append(_submit(pool, _pack, chunk, station, raw))
                if len(waiting) >= jobs * _AHEAD:
                    yield _result(waiting.popleft())
            waiting.append(Piece(scan.path, 0, [], tuple(scan.damage)))
        pool.shutdown(wait=False)  # a process ends as soon as there is nothing left to read
        while waiting:
            yield _result(waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _scans(paths: Sequence[Path], pool: Executor) -> Iterator[Scan]:
    """Yield what files consist of: the first is scanned here, each other one by a process while the file before it is read."""
    following: Future[Scan] | None = None
    for path, after in zip(paths, [*paths, None][1:], strict=True):
        scan = following.result() if following else Scan(path, _RESPONSES)
        following = _submit(pool, _scan, after, _RESPONSES) if after else None
        yield scan


def _submit(pool: Executor, task: Callable[P, T], *given: P.args, **more: P.kwargs) -> Future[T]:
    """Hand a task to a process, which may start for it."""
    with _deaf():
        return pool.submit(task, *given, **more)


@contextmanager
def _deaf() -> Iterator[None]:
    """Let a process that starts meanwhile leave it to the command what Ctrl-C does: it shows no traceback of its own."""
    before = pthread_sigmask(SIG_BLOCK, {SIGINT})
    try:
        yield
    finally:
        pthread_sigmask(SIG_SETMASK, before)


def _scan(path: Path, size: int) -> Scan:
    """Scan a file in a process of its own. It may take some seconds, which Ctrl-C does not wait for."""
    before = pthread_sigmask(SIG_UNBLOCK, {SIGINT})
    try:
        return Scan(path, size)
    finally:
        pthread_sigmask(SIG_SETMASK, before)


def _read(chunk: Chunk, station: str, *, raw: bool) -> Piece:
    from rednet_crawler.warc.reading import read_piece  # noqa: PLC0415 - who hands pieces to others need not import it

    return read_piece(chunk, station, raw=raw)


def _pack(chunk: Chunk, station: str, with_raw: bool) -> Packed:  # noqa: FBT001 - processes are handed words, not names
    path, offset, read, damage = _read(chunk, station, raw=with_raw)
    return path, offset, [tuple(each) for each in read], damage


def _result(piece: Future[Packed] | Piece) -> Piece:
    if isinstance(piece, Piece):
        return piece
    path, offset, read, damage = piece.result()
    return Piece(path, offset, [Read._make(each) for each in read], damage)
