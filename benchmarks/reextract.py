"""Re-extraction from WARC: is it what the crawl wrote, how fast beside bare parsing, how much faster on two cores.

A replica, a frame of menus and scripts around each of its pages, is crawled over real sockets with `--warc`; then `rednet extract` reads
the files, in turn with one process, with two, and with a loop that only parses the same bodies with `lxml.html`. Exit code 1 where a
target of the project is missed.
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

_SPEED, _SCALE = 0.15, 1.8


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
    """Return the seconds that `rednet extract` took on the clock."""
    words: Sequence[str] = ("extract", "warc", "--jobs", str(jobs), "-o", f"jobs{jobs}.jsonl")
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "rednet_crawler", *words], cwd=folder, check=True, stderr=subprocess.DEVNULL)  # noqa: S603 - our own words
    return time.perf_counter() - begun


def _parse(bodies: Sequence[bytes]) -> float:
    begun = time.perf_counter()
    for body in bodies:
        html.document_fromstring(body)
    return time.perf_counter() - begun


@click.command()
@click.option("--articles", default=10_000, show_default=True)
@click.option("--rounds", default=3, show_default=True, help="Rounds; the best of each is taken.")
@click.option(
    "--frame",
    type=click.IntRange(0),
    default=3584,
    show_default=True,
    help="Bytes of menus and scripts around each page.",
)
def reextract(articles: int, rounds: int, frame: int) -> None:
    """Print how fast WARC files are read again, and how many lines differ from those of the crawl."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _crawl(folder, articles, frame)
        bodies = _bodies(folder)
        times = [(_extract(folder, 1), _extract(folder, 2), _parse(bodies)) for _ in range(rounds)]
        one, two, bare = (min(column) for column in zip(*times, strict=True))
        live = (folder / "live.jsonl").read_bytes()
        same = [(folder / f"jobs{jobs}.jsonl").read_bytes() == live for jobs in (1, 2)]
        lines = live.count(b"\n")
    speed, scale = bare / one, one / two
    print_table(
        ("pages", "articles", "median page, bytes", "byte-equal", "one process, s", "two, s", "lxml.html, s",
         "against lxml.html", "two against one"),
        (len(bodies), lines, f"{median(map(len, bodies)):.0f}", "yes" if all(same) else "no", f"{one:.1f}", f"{two:.1f}",
         f"{bare:.2f}", f"{speed:.3f}", f"{scale:.2f}"),
    )  # fmt: skip
    click.echo(f"targets: byte-equal, {_SPEED}, {_SCALE} on two free cores; this machine has {os.cpu_count()}")
    sys.exit(not all(same) or speed < _SPEED or scale < _SCALE)


if __name__ == "__main__":
    reextract()
