"""WARC files → articles, without the network, on as many cores as there are."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

from rednet_crawler.warc.pieces import Scan
from rednet_crawler.warc.processes import Packed, Processes, piece_of, read_here
from rednet_crawler.warc.results import Piece

_RESPONSES = 128
"""Responses of a piece: less than a tenth of a second of work."""
_AHEAD = 4
"""Pieces for each process that are under way or wait to be written."""


def read_files(paths: Sequence[Path], station: str, jobs: int, *, raw: bool = False) -> Iterator[Piece]:
    """Yield the articles of WARC files, in the order in which they stand there; what follows a damaged place is read, too.

    `raw` is whether what stood on the pages is wanted as well. `station` is whose host pages of the app edition get, where the file does
    not say who crawled them. Raises StorageError for a file that cannot be read at all.
    """
    if jobs == 1:
        for path in paths:
            scan = Scan(path, _RESPONSES)
            for chunk in scan.chunks:
                yield read_here(chunk, station, raw=raw)
            yield Piece(path, 0, [], tuple(scan.damage))
        return
    with Processes(jobs, station, raw=raw) as processes:
        waiting: deque[Future[Packed] | Piece] = deque()
        for scan in _scans(paths, processes, jobs * _AHEAD):
            for chunk in scan.chunks:
                waiting.append(processes.read(chunk))
                if len(waiting) >= jobs * _AHEAD:
                    yield _result(waiting.popleft())
            waiting.append(Piece(scan.path, 0, [], tuple(scan.damage)))
        processes.end()
        while waiting:
            yield _result(waiting.popleft())


def _scans(paths: Sequence[Path], processes: Processes, ahead: int) -> Iterator[Scan]:
    """Yield what files consist of: each but the first is scanned by a process, while the file before it is read."""
    following: Future[Scan] | None = None
    for path, after in zip(paths, [*paths, None][1:], strict=True):
        scan = following.result() if following else processes.scan_first(path, _RESPONSES, ahead)
        following = processes.scan(after, _RESPONSES) if after else None
        yield scan


def _result(piece: Future[Packed] | Piece) -> Piece:
    return piece if isinstance(piece, Piece) else piece_of(piece)
