"""WARC files for `rednet extract`: read on all cores, and written as lines."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rednet_crawler.cli.terminal import Terminal
from rednet_crawler.warc.reextract import Piece, Read, read_files

Told = Callable[[str], None]

_A_WHILE = 0.1
"""Seconds between two looks of the bar."""


def read_lines(files: list[Path], station: str, jobs: int, tell: Told) -> Iterator[bytes]:
    """Yield the articles of WARC files as lines of JSONL, without captures that say the same as the one before.

    `tell` is handed what could not be read, in one line each. Raises StorageError for a file that cannot be opened.
    """
    last: dict[str, str] = {}
    for read in read_all(files, read_files(files, station, jobs), tell):
        if last.get(read.key) != read.content_hash:
            last[read.key] = read.content_hash
            yield read.line


def read_all(files: list[Path], pieces: Iterable[Piece], tell: Told) -> Iterator[Read]:
    """Yield the articles of pieces, and hand `tell` what could not be read; on a terminal a bar shows how far it is."""
    for piece in _shown(files, pieces):
        for read in piece.read:
            if read.trouble is not None:
                tell(read.trouble if read.url in read.trouble else f"{read.url}: {read.trouble}")
            else:
                yield read
        for damage in piece.damage:
            tell(damage)


def _shown(files: list[Path], pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the pieces; on a terminal a bar shows how many bytes of the files are behind them."""
    if not sys.stderr.isatty():
        yield from pieces
        return
    from rich import progress

    sizes = {file: file.stat().st_size for file in files}
    before = {file: sum(list(sizes.values())[:at]) for at, file in enumerate(files)}
    columns = (
        progress.TextColumn("extract"),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TextColumn("{task.fields[articles]} articles"),
        progress.TimeRemainingColumn(),
    )
    # a bar that refreshes itself has a thread, and processes are forked without one
    with progress.Progress(
        *columns, console=Terminal(stderr=True), transient=True, auto_refresh=False
    ) as bar:
        task = bar.add_task("extract", total=sum(sizes.values()), articles=0)
        articles, shown = 0, 0.0
        for piece in pieces:
            articles += len(piece.read)
            completed = max(bar.tasks[task].completed, before[piece.path] + piece.offset)
            bar.update(task, completed=completed, articles=articles)
            if time.monotonic() - shown > _A_WHILE:
                shown = time.monotonic()
                bar.refresh()
            yield piece
