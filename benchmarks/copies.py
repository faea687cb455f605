"""Copies the archive at random moments of a run, in several ways, and counts the copies that are broken.

Exit code 1 where one of the ways that are promised to be safe gave a broken copy.
"""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from random import Random

import click
from faulty import Station, serve
from trials import begin, broken, finish, make_folder, print_table

from rednet_crawler.archive.archive import Archive

_NAME = "a.db"
_PAUSE = 0.5
"""Seconds between two files, as of a slow disk or an archive that is large."""


def copy_in_turn(source: Path, target: Path, *, pause: float = 0.0) -> None:
    """Copy the database, then the write-ahead log and its index, as `cp a.db*` does."""
    for suffix in ("", "-wal", "-shm"):
        file = source / (_NAME + suffix)
        if file.exists():
            shutil.copyfile(file, target / file.name)
            time.sleep(pause)


def copy_alone(source: Path, target: Path) -> None:
    """Copy the database without its log."""
    shutil.copyfile(source / _NAME, target / _NAME)


def copy_held(source: Path, target: Path) -> None:
    """Copy the database and its log, slowly, while nobody may write.

    By another process: one that closes a file gives up all locks that it has on it.
    """
    with closing(sqlite3.connect(source / _NAME, isolation_level=None, timeout=30)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        for suffix in ("", "-wal"):
            subprocess.run(("/bin/cp", source / (_NAME + suffix), target), check=True)
            time.sleep(_PAUSE / 5)
        holder.execute("ROLLBACK")


def back_up(source: Path, target: Path) -> None:
    """Copy as `rednet backup` does, by SQLite's backup API."""
    with Archive(f"sqlite:///{source / _NAME}") as archive:
        archive.copy_to(target / _NAME)


def vacuum(source: Path, target: Path) -> None:
    """Copy by `VACUUM INTO`."""
    with closing(sqlite3.connect(source / _NAME, isolation_level=None)) as old:
        old.execute("VACUUM INTO ?", (str(target / _NAME),))


WAYS: Mapping[str, tuple[Callable[[Path, Path], None], bool]] = {
    "`cp a.db a.db-wal a.db-shm`": (copy_in_turn, False),
    f"the same, {_PAUSE} s between the files": (
        lambda *folders: copy_in_turn(*folders, pause=_PAUSE),
        False,
    ),
    "`cp a.db` alone": (copy_alone, False),
    "`cp` of both within `BEGIN IMMEDIATE`": (copy_held, True),
    "`rednet backup`": (back_up, True),
    "`VACUUM INTO`": (vacuum, True),
}
"""Way → how it is done, and whether it is promised to be safe."""


def missing(copy: Path, before: int) -> bool:
    """Say whether a copy lacks articles that were saved before it was begun."""
    try:
        return count(copy) < before
    except sqlite3.DatabaseError:
        return True


def count(file: Path) -> int:
    """Return how many articles an archive has."""
    with closing(sqlite3.connect(file, timeout=30)) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
            return 0
        return int(database.execute("SELECT count(*) FROM articles").fetchone()[0])


def copy_once(source: Path, folder: Path, seen: Mapping[str, Counter[str]]) -> None:
    """Copy an archive in every way, and look at the copies."""
    for number, (name, (copy, _)) in enumerate(WAYS.items()):
        target, before = make_folder(folder, number), count(source / _NAME)
        copy(source, target)
        seen[name]["stale"] += missing(target / _NAME, before)
        faults = broken(target / _NAME)
        seen[name]["copies"] += 1
        seen[name]["broken"] += bool(faults)
        if faults:
            click.echo(f"{folder.name}: {name}: {'; '.join(faults)[:300]}", err=True)
        shutil.rmtree(target)


@click.command()
@click.option(
    "--moments",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    help="At which it is copied.",
)
@click.option(
    "--articles",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Size of the replica.",
)
@click.option("--seed", default=1, show_default=True, help="Of the moments.")
def main(*, moments: int, articles: int, seed: int) -> None:
    """Copy the archive of crawls at MOMENTS random moments, in several ways, and count the copies that are broken."""
    dice, seen = Random(seed), {name: Counter[str]() for name in WAYS}
    done = runs = 0
    with serve(Station(articles)) as address, tempfile.TemporaryDirectory() as folder:
        while done < moments:
            place, runs = make_folder(folder, runs), runs + 1
            process = begin(place, address)
            while process.poll() is None and done < moments:
                time.sleep(dice.uniform(0.05, 1.0))
                if process.poll() is None and (place / _NAME).exists():
                    copy_once(place, make_folder(place, f"copies {done}"), seen)
                    done += 1
            process.terminate()
            finish(process)
    print_table(
        ("copied", "safe by promise", "copies", "broken", "lack what was saved before"),
        *((name, "yes" if safe else "no", *(seen[name][one] for one in ("copies", "broken", "stale")))
          for name, (_, safe) in WAYS.items()),
    )  # fmt: skip
    sys.exit(
        any(seen[name]["broken"] + seen[name]["stale"] for name, (_, safe) in WAYS.items() if safe)
    )


if __name__ == "__main__":
    main()
