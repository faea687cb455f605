"""WARC files for `rednet extract`: read on all cores, written as lines, or brought into an archive."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.terminal import say
from rednet_crawler.errors import EXIT_COMPLETE, EXIT_INTERRUPTED
from rednet_crawler.warc.reextract import Piece, Read, read_files
from rednet_crawler.warc.update import bring_in

Told = Callable[[str], None]


def read_lines(files: list[Path], station: str, jobs: int, tell: Told) -> Iterator[bytes]:
    """Yield the articles of WARC files as lines of JSONL, without captures that say the same as the one before.

    `tell` is handed what could not be read, in one line each. Raises StorageError for a file that cannot be opened.
    """
    last: dict[str, str] = {}
    for read in _read(files, read_files(files, station, jobs), tell):
        if last.get(read.key) != read.content_hash:
            last[read.key] = read.content_hash
            yield read.line


def bring_into(url: str, files: list[Path], station: str, jobs: int, tell: Told) -> Iterator[bytes]:
    """Bring the articles of WARC files into an archive; yield those that are new or changed there as lines of JSONL.

    The archive is held meanwhile, as by a crawl. Raises ArchiveHeldError, SettingError and StorageError.
    """
    counts: Counter[str] = Counter()
    with Archive(url) as archive:
        now = datetime.now(UTC)
        run = archive.runs.begin("extract", {"warc": " ".join(map(str, files))}, __version__, now)
        code = EXIT_INTERRUPTED
        try:
            for read in _read(files, read_files(files, station, jobs, raw=True), tell):
                outcome = bring_in(archive, read, datetime.now(UTC), run)
                counts[outcome] += 1
                if outcome in ("new", "changed"):
                    yield read.line
            code = EXIT_COMPLETE
        finally:
            archive.runs.end(run, code, archive.ledger.sums(), datetime.now(UTC))
    words = ", ".join(f"{counts[each]} {each}" for each in ("new", "changed", "unchanged", "older"))
    say(f"{archive.name}: {words}", err=True)


def _read(files: list[Path], pieces: Iterable[Piece], tell: Told) -> Iterator[Read]:
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
    sizes = {file: file.stat().st_size for file in files}
    before = {file: sum(list(sizes.values())[:at]) for at, file in enumerate(files)}
    columns = (
        TextColumn("extract"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[articles]} articles"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("extract", total=sum(sizes.values()), articles=0)
        articles = 0
        for piece in pieces:
            articles += len(piece.read)
            progress.update(
                task,
                completed=max(progress.tasks[task].completed, before[piece.path] + piece.offset),
                articles=articles,
            )
            yield piece
