"""Kills crawls of the replica at random moments, runs the same command again, and counts what is lost or wrong.

Some of the answers fail at the same time. Prints the table of docs/reliability.md; exit code 1 where anything is.
"""

import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

import click
from faulty import Faults, Station, serve
from trials import LONGEST, begin, compare, crawl, make_folder, print_table

from rednet_crawler.replica.station import Replica

_SIGNALS = {"kill": signal.SIGKILL, "term": signal.SIGTERM, "int": signal.SIGINT}
_NAMES = (
    "lost",
    "twice",
    "torn",
    "ledger off",
    "other values",
    "invented",
    "exit code",
    "slow to stop",
)
_SLOW = 10
"""Seconds within which a run has to stop."""
_RESUMPTIONS = 3


def end_one(folder: Path, address: str, how: str, moment: float) -> Counter[str]:
    """Crawl, end the crawl at a moment, and run the same command until it is complete."""
    process = begin(folder, address)
    time.sleep(moment)
    process.send_signal(_SIGNALS[how])
    signalled = time.monotonic()
    process.communicate(timeout=LONGEST)
    seen = Counter({"ended": int(process.returncode != 0)})
    seen["slow to stop"] += time.monotonic() - signalled > _SLOW
    code, errors = -1, ""
    for resumption in range(_RESUMPTIONS):
        code, errors = crawl(folder, address, *(["--retry-failed"] if resumption else []))
        if code == 0:
            break
        seen["resumed again"] += 1
        seen["tracebacks"] += "Traceback" in errors
    seen["exit code"] += code != 0
    if code:
        click.echo(f"{folder.name}: exit code {code}: {errors[-500:]}", err=True)
    return seen


def measure(folder: str, address: str, replica: Replica) -> float:
    """Return how many seconds a crawl takes that nothing ends."""
    started = time.monotonic()
    crawl(make_folder(folder, f"whole of {len(replica.listed)}"), address)
    return time.monotonic() - started


@click.command()
@click.option(
    "--runs", type=click.IntRange(1), default=200, show_default=True, help="Runs that are ended."
)
@click.option(
    "--articles",
    type=click.IntRange(1),
    default=1000,
    show_default=True,
    help="Size of the replica.",
)
@click.option(
    "--how", type=click.Choice([*_SIGNALS]), default="kill", show_default=True, help="The signal."
)
@click.option(
    "--faults",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    help="Share of failing answers.",
)
@click.option("--seed", default=1, show_default=True, help="Of the moments and the faults.")
@click.option(
    "--keep", type=click.Path(path_type=Path), help="Folder for the archives that came out wrong."
)
def main(
    *, runs: int, articles: int, how: str, faults: float, seed: int, keep: Path | None
) -> None:
    """End RUNS crawls of the replica at random moments, run the same command again, and count what is wrong."""
    dice, station, seen = Random(seed), Station(articles), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        with serve(station, Faults(faults, seed)) as address:
            whole = measure(folder, address, station)
        for number in range(runs):
            with serve(station, Faults(faults, seed + number)) as address:
                place = make_folder(folder, number)
                one = end_one(place, address, how, dice.uniform(0.3, whole))
            one += compare(place, station)
            if any(one[name] for name in _NAMES):
                click.echo(f"run {number}: {dict(+one)}", err=True)
                if keep:
                    shutil.copytree(place, keep / str(number))
            seen += one
    print_table(
        (
            how,
            "runs",
            "ended before their end",
            "articles each",
            "failing answers",
            *_NAMES,
            "`--retry-failed` needed",
        ),
        (
            "",
            runs,
            seen["ended"],
            articles,
            f"{faults:.0%}",
            *(seen[name] for name in _NAMES),
            seen["resumed again"],
        ),
    )
    sys.exit(any(seen[name] for name in _NAMES))


if __name__ == "__main__":
    main()
