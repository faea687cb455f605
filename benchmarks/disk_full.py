"""Lets the disk run full at random moments of a crawl, then runs the same command again with space.

Exit code 1 where the full disk was not told in one line with exit code 3, or anything was lost.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from resource import RLIM_INFINITY, RLIMIT_FSIZE, setrlimit
from signal import SIG_IGN, SIGKILL, SIGXFSZ, signal
from subprocess import run

import click
from faulty import Station, serve
from trials import begin, compare, crawl, finish, make_folder, print_table

from rednet_crawler.errors import EXIT_STORAGE

_WRONG = (
    "did not end",
    "exit code not 3",
    "not one line",
    "tracebacks",
    "not complete with space",
    "lost",
    "torn",
    "ledger off",
    "other",
)
_ROOM = 1 << 30


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[None]:
    """Make a folder a disk of so many bytes while the block runs. Only root may."""
    run(("/bin/mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder), check=True)
    try:
        yield
    finally:
        run(("/bin/umount", folder), check=True)


def crawl_limited(folder: Path, address: str, size: int, longest: float) -> tuple[int, str]:
    """Crawl where no file may become larger than so many bytes."""

    def limit() -> None:
        signal(SIGXFSZ, SIG_IGN)
        setrlimit(RLIMIT_FSIZE, (size, RLIM_INFINITY))

    return finish(begin(folder, address, before=limit), longest)


def measure(folder: Path, address: str) -> tuple[int, int]:
    """Return how many bytes a whole crawl takes at its most, all in all and in the largest file."""
    process, most, largest = begin(folder, address), 0, 0
    while process.poll() is None:
        sizes = [_size(file) for file in folder.iterdir()]
        most, largest = max(most, sum(sizes)), max(largest, *sizes, 0)
        time.sleep(0.02)
    finish(process)
    return most, largest


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def judge(code: int, errors: str) -> Counter[str]:
    """Return how a run on a full disk ended, held against what it should say."""
    seen = Counter({"full": int(code != 0)})
    if code == -SIGKILL:
        seen["did not end"] += 1
        seen["tracebacks"] += "Traceback" in errors
    elif code:
        seen["exit code not 3"] += code != EXIT_STORAGE
        seen["not one line"] += errors.count("\n") != 1
        seen["tracebacks"] += "Traceback" in errors
        seen[f"exit code {code}"] += 1
    return seen


def go_on(folder: Path, address: str, station: Station) -> Counter[str]:
    """Run the same command with space, and return what is wrong then."""
    code, errors = crawl(folder, address)
    if code:
        click.echo(f"{folder.name}: with space: exit code {code}: {errors[-300:]}", err=True)
    found = compare(folder, station)
    others = sum(found[name] for name in ("twice", "other values", "invented"))
    return found + Counter({"not complete with space": int(code != 0), "other": others})


@click.command()
@click.option(
    "--runs",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="Runs that meet a full disk.",
)
@click.option(
    "--articles",
    type=click.IntRange(1),
    default=300,
    show_default=True,
    help="Size of the replica.",
)
@click.option("--how", type=click.Choice(["limit", "tmpfs"]), default="limit", show_default=True,
              help="No file beyond a size, or a small disk (root only).")  # fmt: skip
@click.option("--seed", default=1, show_default=True, help="Of the moments.")
@click.option(
    "--longest",
    default=60.0,
    show_default=True,
    help="Seconds until a run that does not end is killed.",
)
def main(*, runs: int, articles: int, how: str, seed: int, longest: float) -> None:
    """Let the disk run full in RUNS crawls, then run the same command with space, and count what is wrong."""
    dice, station, seen = Random(seed), Station(articles), Counter[str]()
    slowest = 0.0
    with serve(station) as address, tempfile.TemporaryDirectory() as folder:
        most, largest = measure(make_folder(folder, "whole"), address)
        for number in range(runs):
            place, started = make_folder(folder, number), time.monotonic()
            if how == "tmpfs":
                size = dice.randint(4096, most)
                with small_disk(place, size):
                    code, errors = finish(begin(place, address), longest)
                    slowest = max(slowest, time.monotonic() - started)
                    run(("/bin/mount", "-o", f"remount,size={_ROOM}", place), check=True)
                    after = go_on(place, address, station)
            else:
                size = dice.randint(0, largest)
                code, errors = crawl_limited(place, address, size, longest)
                slowest = max(slowest, time.monotonic() - started)
                after = go_on(place, address, station)
            one = judge(code, errors) + after
            if any(one[name] for name in _WRONG):
                click.echo(f"run {number}: {size} bytes: {dict(one)}\n{errors[-400:]}", err=True)
            seen += one
    codes = sorted(name for name in seen if name.startswith("exit code ") and name not in _WRONG)
    print_table(
        (how, "runs", "met a full disk", "articles each", *_WRONG, *codes, "slowest end, s"),
        (
            "",
            runs,
            seen["full"],
            articles,
            *(seen[name] for name in (*_WRONG, *codes)),
            f"{slowest:.0f}",
        ),
    )
    sys.exit(any(seen[name] for name in _WRONG))


if __name__ == "__main__":
    main()
