"""WARC files → articles, without the network, on as many cores as there are."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rednet_crawler.warc.pieces import Chunk, Scan, opened
from rednet_crawler.warc.processes import Processes, Task
from rednet_crawler.warc.reading import read_piece
from rednet_crawler.warc.results import Piece, Read

_RESPONSES = 64
"""Responses of a piece: a few hundredths of a second of work."""
_AHEAD = 8
"""Pieces for each process that are under way or wait to be written."""
_EARLY = 32
"""Pieces, at most, that are read while the first file is scanned."""

Packed = tuple[Path, int, list[tuple[object, ...]], tuple[str, ...]]
"""A piece as it comes from another process: named tuples take much longer on the way."""
Scanned = tuple[list[Chunk], tuple[str, ...]]
"""The pieces of a file, and where it is damaged."""


def read_files(paths: Sequence[Path], station: str, jobs: int, *, raw: bool = False) -> Iterator[Piece]:
    """Yield the articles of WARC files, in the order in which they stand there; what follows a damaged place is read, too.

    `raw` is whether what stood on the pages is wanted as well. `station` is whose host pages of the app edition get, where the file does
    not say who crawled them. Raises StorageError for a file that cannot be read at all.
    """
    for path in paths:
        opened(path).close()
    if jobs == 1:
        for path in paths:
            chunks, damage = _scan(path)
            for chunk in chunks:
                yield read_piece(chunk, station, raw=raw)
            yield Piece(path, 0, [], damage)
        return
    with Processes(jobs - 1) as processes:
        together = _Together(processes, station, raw=raw)
        waiting: deque[Task[Packed] | Piece] = deque()
        for path, (chunks, damage) in together.scans(paths):
            for chunk in chunks:
                waiting.append(together.read(chunk))
                if len(waiting) >= jobs * _AHEAD:
                    yield together.result(waiting.popleft())
            waiting.append(Piece(path, 0, [], damage))
        while waiting:
            yield together.result(waiting.popleft())


class _Together:
    """Files that several processes read, piece by piece."""

    def __init__(self, processes: Processes, station: str, *, raw: bool) -> None:
        self._processes, self._station, self._raw = processes, station, raw
        self._early: dict[int, tuple[Chunk, Task[Packed]]] = {}
        """Where pieces of the first file begin → what was known of them when their reading was begun, and this."""

    def scans(self, paths: Sequence[Path]) -> Iterator[tuple[Path, Scanned]]:
        """Yield what files consist of: each but the first is scanned by another process, while the file before it is read."""
        following: Task[Scanned] | None = None
        for path, after in zip(paths, [*paths, None][1:], strict=True):
            scanned = self._processes.result_of(following) if following else self._scan_first(path)
            following = self._processes.begin(_scan, after, here=False) if after else None
            yield path, scanned

    def _scan_first(self, path: Path) -> Scanned:
        """Scan a file, and let pieces of it be read meanwhile: again those whose notes turn up behind them."""
        chunks, damage = _scan(path, self._begin)
        for chunk in chunks:
            begun = self._early.get(chunk.offset)
            if begun and begun[0] != chunk:
                self._processes.forget(begun[1])
                del self._early[chunk.offset]
        return chunks, damage

    def _begin(self, chunk: Chunk) -> None:
        if len(self._early) < _EARLY:
            self._early[chunk.offset] = chunk, self._reading(chunk)
        else:
            self._processes.exchange()

    def read(self, chunk: Chunk) -> Task[Packed]:
        """Let a piece be read."""
        begun = self._early.pop(chunk.offset, None)
        return begun[1] if begun else self._reading(chunk)

    def _reading(self, chunk: Chunk) -> Task[Packed]:
        return self._processes.begin(_pack, chunk, self._station, self._raw)

    def result(self, piece: Task[Packed] | Piece) -> Piece:
        """Wait for a piece."""
        if isinstance(piece, Piece):
            return piece
        path, offset, reads, damage = self._processes.result_of(piece)
        return Piece(path, offset, [Read._make(each) for each in reads], damage)


def _scan(path: Path, found: Callable[[Chunk], None] | None = None) -> Scanned:
    scan = Scan(path, _RESPONSES, found)
    return scan.chunks, tuple(scan.damage)


def _pack(chunk: Chunk, station: str, raw: bool) -> Packed:  # noqa: FBT001 - processes are handed words, not names
    path, offset, reads, damage = read_piece(chunk, station, raw=raw)
    return path, offset, [tuple(each) for each in reads], damage
