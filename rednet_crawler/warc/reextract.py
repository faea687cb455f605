"""WARC files → articles, without the network, on as many cores as there are."""

from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from rednet_crawler.warc.pieces import Chunk, Scan
from rednet_crawler.warc.processes import Processes, Task
from rednet_crawler.warc.reading import read_piece
from rednet_crawler.warc.results import Piece, Read

_RESPONSES = 64
"""Responses of a piece: a few hundredths of a second of work."""
_AHEAD = 8
"""Pieces for each process that are under way or wait to be written."""
_EARLY = 16
"""Pieces for each process that are read while the first file is scanned."""

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
                yield read_piece(chunk, station, raw=raw)
            yield Piece(path, 0, [], tuple(scan.damage))
        return
    with Processes(jobs - 1) as processes:
        together = _Together(processes, station, raw=raw, early=jobs * _EARLY)
        waiting: deque[Task[Packed] | Piece] = deque()
        for scan in together.scans(paths):
            for chunk in scan.chunks:
                waiting.append(together.read(chunk))
                if len(waiting) >= jobs * _AHEAD:
                    yield together.result(waiting.popleft())
            waiting.append(Piece(scan.path, 0, [], tuple(scan.damage)))
        while waiting:
            yield together.result(waiting.popleft())


class _Together:
    """Files that several processes read, piece by piece."""

    def __init__(self, processes: Processes, station: str, *, raw: bool, early: int) -> None:
        self._processes, self._station, self._raw, self._early = processes, station, raw, early
        self._begun: dict[int, tuple[Task[Packed], Sequence[str]]] = {}
        """Where pieces of the first file begin → their reading, and the ids of their responses."""

    def scans(self, paths: Sequence[Path]) -> Iterator[Scan]:
        """Yield what files consist of: each but the first is scanned by another process, while the file before it is read."""
        following: Task[Scan] | None = None
        for path, after in zip(paths, [*paths, None][1:], strict=True):
            scan = self._processes.result_of(following) if following else Scan(path, _RESPONSES, self._begin)
            following = self._processes.begin(Scan, after, _RESPONSES, here=False) if after else None
            yield scan

    def _begin(self, chunk: Chunk, ids: Sequence[str]) -> None:
        """Let a piece be read while the scan goes on."""
        if len(self._begun) < self._early:
            self._begun[chunk.offset] = self._reading(chunk), ids
        else:
            self._processes.exchange()

    def read(self, chunk: Chunk) -> Task[Packed]:
        """Let a piece be read, again where notes turned up behind it meanwhile."""
        begun, ids = self._begun.pop(chunk.offset, (None, ()))
        return begun if begun and chunk.late.keys().isdisjoint(ids) else self._reading(chunk)

    def _reading(self, chunk: Chunk) -> Task[Packed]:
        return self._processes.begin(_pack, chunk, self._station, self._raw)

    def result(self, piece: Task[Packed] | Piece) -> Piece:
        """Wait for a piece."""
        if isinstance(piece, Piece):
            return piece
        path, offset, reads, damage = self._processes.result_of(piece)
        return Piece(path, offset, [Read._make(each) for each in reads], damage)


def _pack(chunk: Chunk, station: str, raw: bool) -> Packed:  # noqa: FBT001 - processes are handed words, not names
    path, offset, reads, damage = read_piece(chunk, station, raw=raw)
    return path, offset, [tuple(each) for each in reads], damage
