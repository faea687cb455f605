"""Re-extraction from WARC: is it what the crawl wrote, how fast beside bare parsing, how much faster on two cores.

A replica, a frame of menus and scripts around each of its pages, is crawled over real sockets with
`--warc`; then `rednet extract` reads the files, with one process and with two, in turn with a loop
that only parses the same bodies with `lxml.html`. Exit code 1 where a target is missed.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import click
from lxml import html
from still import served
from trials import FAST, begin, finish, print_table

from rednet_crawler.warc.pieces import Scan
from rednet_crawler.warc.reader import captures

_SPEED, _SCALE = 0.12, 1.5


def _crawl(folder: Path, articles: int, frame: int) -> None:
    with served(articles, frame) as address:
        words = ("crawl", "-o", "live.jsonl", "--warc", "warc", *FAST)
        code, said = finish(begin(folder, address, words), longest=3600)
    if code:
        raise click.ClickException(said)


def _bodies(folder: Path) -> list[bytes]:
    return [
        capture.page.body for path in sorted((folder / "warc").iterdir()) for chunk in Scan(path, 1000).chunks
        for capture in captures(chunk)
    ]  # fmt: skip


def _extract(folder: Path, jobs: int) -> float:
    """Return the seconds of `rednet extract`. Raises ClickException if it gives other lines."""
    words: Sequence[str] = ("extract", "warc", "--jobs", str(jobs), "-o", "again.jsonl")
    (folder / "again.jsonl").unlink(missing_ok=True)
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "rednet_crawler", *words],
        cwd=folder,
        check=True,
        stderr=subprocess.DEVNULL,
    )
    spent = time.perf_counter() - begun
    if (folder / "again.jsonl").read_bytes() != (folder / "live.jsonl").read_bytes():
        raise click.ClickException(f"with {jobs} processes the lines are not those of the crawl")
    return spent


def _parse(bodies: Sequence[bytes]) -> float:
    begun = time.perf_counter()
    for body in bodies:
        html.document_fromstring(body)
    return time.perf_counter() - begun


@click.command()
@click.option("--articles", default=10_000, show_default=True)
@click.option("--rounds", default=5, show_default=True, help="Rounds; the best of each is taken.")
@click.option(
    "--frame",
    type=click.IntRange(0),
    default=3584,
    show_default=True,
    help="Bytes of menus and scripts around each page.",
)
def reextract(articles: int, rounds: int, frame: int) -> None:
    """Print how fast WARC files are read again, if they give the lines of the crawl."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _crawl(folder, articles, frame)
        bodies = _bodies(folder)
        times = [(_parse(bodies), _extract(folder, 1), _extract(folder, 2)) for _ in range(rounds)]
        bare, one, two = (min(column) for column in zip(*times, strict=True))
        lines = (folder / "live.jsonl").read_bytes().count(b"\n")
    speed, scale = bare / one, one / two
    click.echo(
        f"{len(bodies)} pages, median {median(map(len, bodies)):.0f} bytes, {lines} articles: "
        f"byte-equal with those of the crawl, "
        f"each time; best of {rounds} rounds\n`lxml.html` parses the same bytes in {bare:.2f} s\n"
    )
    print_table(
        ("one process, s", "two, s", "one process against lxml.html", "two against one"),
        (f"{one:.1f}", f"{two:.1f}", f"{speed:.3f}", f"{scale:.2f}"),
    )
    click.echo(
        f"targets: byte-equal, {_SPEED}, {_SCALE} on two free cores; this machine has {os.cpu_count()}"
    )
    sys.exit(speed < _SPEED or scale < _SCALE)


if __name__ == "__main__":
    reextract()
