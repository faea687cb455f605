"""Memory and time of a scheduled run on a large and on a small archive.

Needs Linux, and 14 GB of disk for a million.

Exit code 1 where a target of the project is missed.
"""

import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import click
from faulty import Station, serve
from trials import begin, broken, crawl, finish, print_table

_MOST = {100_000: 30.0, 1_000_000: 60.0}
"""Articles known → MB that a run may take more than on the smallest archive."""
_SOONEST = 2.0
"""Seconds from the command to its first request."""
_STEP = 500
_TABLES = ("articles", "revisions", "ledger", "sightings")
_OTHER = {
    "key": "key || '-' || number",
    "content_id": "content_id || '-' || number",
    "url": "url || '-' || number",
    "next_try_at": ":later",
}
"""Columns of a copy that are not those of its model: how they are made. Copies are not due."""


def fill(file: Path, articles: int) -> int:
    """Copy what an archive knows until it knows so many articles; return how many they are."""
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(
            "PRAGMA journal_mode = OFF"
        )  # written once, not twice; each connection of ours sets it back
        database.execute("PRAGMA synchronous = OFF")
        known = database.execute("SELECT count(*) FROM articles").fetchone()[0]
        values = {
            "last": max(0, articles // known - 1),
            "later": f"{datetime.now(UTC) + timedelta(days=30):%FT%TZ}",
        }
        for table in _TABLES:
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            made = ", ".join(_OTHER.get(name, name) for name in names)
            database.execute(
                f"""WITH RECURSIVE numbers (number) AS (
                        SELECT 1 WHERE :last > 0 UNION ALL SELECT number + 1 FROM numbers WHERE number < :last)
                    INSERT INTO {table} ({", ".join(names)}) SELECT {made} FROM {table} CROSS JOIN numbers
                    WHERE key IN (SELECT key FROM articles)""",
                values,
            )
        return int(database.execute("SELECT count(*) FROM articles").fetchone()[0])


class Taken(NamedTuple):
    """What a run took."""

    memory: float
    """The most, in MB."""
    start: float
    """Seconds from the command to its first request."""
    whole: float
    """Seconds until it ended."""


def measure(folder: Path, station: Station, address: str) -> Taken:
    """Crawl what is new, and return what that took. Raises ClickException where the run fails."""
    station.requests.clear()
    begun, most = time.time(), 0
    process = begin(folder, address)
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        peak = [
            line.split()[1]
            for line in status.read_text(encoding="utf-8").splitlines()
            if line.startswith("VmHWM")
        ]
        most = max(most, *map(int, peak), 0)
        time.sleep(0.01)
    taken = Taken(most / 1024, station.requests[0].time - begun, time.time() - begun)
    code, errors = finish(process)
    if code:
        raise click.ClickException(f"exit code {code}: {errors[-500:]}")
    return taken


def measure_all(known: int, few: int, new: int, rounds: int) -> tuple[list[object], Taken]:
    """Make an archive that knows so many articles, and run on it; return its row, and the best of the rounds."""
    station = Station(min(few, _STEP))
    with tempfile.TemporaryDirectory() as name, serve(station) as address:
        folder = Path(name)
        crawl(folder, address)
        count = fill(folder / "a.db", known)
        runs = []
        for _ in range(rounds):
            station.publish(new)
            runs.append(measure(folder, station, address))
        if off := broken(folder / "a.db"):
            raise click.ClickException(f"{count} articles: {'; '.join(off)}")
        size = (folder / "a.db").stat().st_size >> 20
    return [count, size], Taken(*map(min, zip(*runs, strict=True)))


@click.command()
@click.argument("known", type=click.IntRange(1), nargs=-1)
@click.option(
    "--new", type=click.IntRange(0), default=5, show_default=True, help="Published before each run."
)
@click.option(
    "--rounds",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    help="Runs; the least of each counts.",
)
def main(*, known: tuple[int, ...], new: int, rounds: int) -> None:
    """Run on archives that know so many articles: 1000, 100000 and 1000000 where nothing is said."""
    sizes = sorted(known or (1_000, *_MOST))
    measured = [measure_all(size, sizes[0], new, rounds) for size in sizes]
    least = measured[0][1].memory
    print_table(
        (
            "articles known",
            "archive, MB",
            "most memory, MB",
            "more",
            "first request after, s",
            "whole run, s",
        ),
        *(
            (
                *head,
                f"{taken.memory:.1f}",
                f"{taken.memory - least:+.1f}",
                f"{taken.start:.2f}",
                f"{taken.whole:.2f}",
            )
            for head, taken in measured
        ),
    )
    heavy = any(
        taken.memory - least > _MOST.get(size, max(_MOST.values()))
        for size, (_, taken) in zip(sizes, measured, strict=True)
    )
    sys.exit(heavy or any(taken.start > _SOONEST for _, taken in measured))


if __name__ == "__main__":
    main()
