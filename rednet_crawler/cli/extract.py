"""`rednet extract`: saved pages and WARC files to articles, without the network."""

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import chain
from pathlib import Path

import click
import orjson

from rednet_crawler.cli.kept_files import (
    find_page_files,
    is_wacz,
    is_warc,
    others_in,
    read_saved,
    unpack,
)
from rednet_crawler.cli.terminal import say, say_rows
from rednet_crawler.errors import EXIT_INCOMPLETE, ArgumentError, StorageError, needs
from rednet_crawler.export.files import check_ending, write_lines, write_table
from rednet_crawler.export.tables import ARTICLES


class _Troubles:
    """What could not be read: told on standard error as it is met, and counted."""

    def __init__(self) -> None:
        self.count = 0

    def tell(self, trouble: str) -> None:
        self.count += 1
        say(f"rednet: {trouble}", err=True)


@click.command(
    epilog="Example: rednet extract warc -o articles.jsonl",
)
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A .jsonl or .csv file; standard output without.",
)
@click.option(
    "--into-archive", metavar="URL", help="Bring this archive up to date with what WARC files say."
)
@click.option(
    "--jobs", type=click.IntRange(1), help="Processes that read WARC files; one a core without."
)
@click.option("--url", help="The address of the page, where one file is given that does not say.")
@click.option(
    "--station",
    default="hh",
    show_default=True,
    help="Whose host the pages of the app edition get.",
)
@click.option(
    "--excel", is_flag=True, help="Write CSV that Excel opens rightly: BOM, guarded formulas."
)
def extract(
    *,
    paths: tuple[Path, ...],
    output: Path | None,
    into_archive: str | None,
    jobs: int | None,
    url: str | None,
    station: str,
    excel: bool,
) -> None:
    """Read HTML files, plain text dumps of pages and WARC files, and write their articles.

    Pages that Chrome, SingleFile, wget, HTTrack or Safari saved, and MHTML, are read with the
    address they were saved from. A folder is searched for .html, .htm, .mhtml, .webarchive, .txt,
    WACZ and WARC files (.warc, .wet, also .gz, and .open of a run that was killed), and what was
    what is told at the end. What holds no article is named on standard error; the exit code is then
    4. A capture that says the same as the one before it of the same article is left out.
    """
    if output:
        check_ending(output)
    files = [file for path in paths for file in find_page_files(path)]
    if not files:
        raise ArgumentError(
            f"{paths[0]}: no .html, .htm, .mhtml, .txt, .warc, .wacz or .wet file in it"
        )
    if url and len(files) != 1:
        raise ArgumentError(
            f"--url names the address of one page, and {len(files)} files were given"
        )
    packed = [file for file in files if is_wacz(file)]
    warcs = [file for file in files if is_warc(file)]
    pages = [file for file in files if file not in {*packed, *warcs}]
    if into_archive and pages:
        raise ArgumentError(
            f"{pages[0]}: --into-archive takes WARC files only, for they say when a page was fetched"
        )
    troubles, kinds = _Troubles(), Counter[str]({"WARC": len(warcs), "WACZ": len(packed)})
    with tempfile.TemporaryDirectory() if packed else nullcontext("") as folder:
        warcs += list(_unpacked(packed, Path(folder), troubles))
        lines = read_saved(pages, url, station, troubles.tell, kinds)
        if warcs:
            lines = chain(
                lines,
                _warc_lines(warcs, station, jobs or os.cpu_count() or 1, into_archive, troubles),
            )
        _hand_out(lines, output, troubles, excel=excel, silent=bool(into_archive))
    if any(path.is_dir() for path in paths):
        say(_summary(kinds, sum(map(others_in, paths))), err=True)
    if troubles.count:
        sys.exit(EXIT_INCOMPLETE)


def _unpacked(packed: list[Path], folder: Path, troubles: _Troubles) -> Iterator[Path]:
    for file in packed:
        try:
            yield from unpack(file, folder)
        except StorageError as error:
            troubles.tell(str(error))


def _hand_out(
    lines: Iterable[bytes], output: Path | None, troubles: _Troubles, *, excel: bool, silent: bool
) -> None:
    if output:
        written = _write(output, lines, excel=excel)
        say(f"{output}: {written} articles, {troubles.count} troubles", err=True)
        return
    for line in lines:
        if not silent:
            say_rows(line)


def _summary(kinds: Counter[str], others: int) -> str:
    """Say what was what: `3 HTML, 1 MHTML, 2 WARC; 12 other files left out`."""
    found = (
        ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()) if count) or "nothing"
    )
    return f"read: {found}" + (f"; {others} other files left out" if others else "")


def _warc_lines(
    files: list[Path], station: str, jobs: int, into_archive: str | None, troubles: _Troubles
) -> Iterator[bytes]:
    with needs("warc"):
        from rednet_crawler.cli.warcs import read_lines
    if not into_archive:
        return read_lines(files, station, jobs, troubles.tell)
    from rednet_crawler.cli.warcs_archive import bring_into

    return bring_into(into_archive, files, station, jobs, troubles.tell)


def _write(output: Path, lines: Iterable[bytes], *, excel: bool) -> int:
    if check_ending(output) == ".jsonl":
        return write_lines(output, lines)
    return write_table(output, ARTICLES, map(orjson.loads, lines), excel=excel)
