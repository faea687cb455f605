"""Four stations walked by workers, with a real PostgreSQL and Redis that are killed or cut off.

`kills` kills one of two workers in mid-run, `outages` takes the broker and the database away,
`speed` compares four workers with one. Prints a table for each; exit code 1 where a target is
missed. "too soon" counts pauses that the server saw shortened by more than 50 ms: a target at the
default pace (`speed`); at the tenth of a second of the other trials it is seen where a process
waits for the machine.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import click
from sqlalchemy import create_engine, text
from trials import equals, print_table

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import Replica, build_station
from tests.servers import Postgres, Redis, Visits, running

STATIONS = ("hh", "hn", "cs", "cd")
_COUNTED = ("lost", "twice", "other values", "invented", "parallel", "too soon", "need a hand")
_TARGETS = tuple(name for name in _COUNTED if name != "too soon")
_LONGEST = 900
"""Seconds that the stations may take; what is not done by then needs a hand."""
_AT_LEAST = 3.5
_JITTER = 0.05
"""Seconds by which a server sees a pause shortened: the default of 1.05 s is for one of a second."""


class Cluster:
    """Servers, a replica of four stations, and workers."""

    def __init__(
        self, postgres: Postgres, redis: Redis, replica: Replica, address: str, delay: float | None
    ) -> None:
        self.url = postgres.url()
        redis.forget()
        self.replica = replica
        self._environment = {
            **os.environ,
            "REDNET_REPLICA": address, "REDNET_ARCHIVE": self.url, "REDNET_BROKER": redis.url,
            "REDNET_CONTACT": "trials on this machine",
        }  # fmt: skip
        self._settings = () if delay is None else ("-s", f"DOWNLOAD_DELAY={delay}")
        self.workers: list[subprocess.Popen[bytes]] = []

    def command(self, *words: str) -> str:
        """Run a command of `rednet cluster`; return its output."""
        command = [sys.executable, "-m", "rednet_crawler", "cluster", *words]
        done = subprocess.run(
            command, env=self._environment, capture_output=True, encoding="utf-8", check=True
        )
        return done.stdout

    def start(self, workers: int, heartbeat: float) -> None:
        """Start workers, and give them a moment to be there."""
        command = [
            sys.executable,
            "-m",
            "rednet_crawler",
            "cluster",
            "worker",
            "--heartbeat",
            str(heartbeat),
        ]
        log = sys.stderr if os.environ.get("REDNET_TRIALS_LOG") else subprocess.DEVNULL
        for _ in range(workers):
            process = subprocess.Popen(
                [*command, *self._settings], env=self._environment, stderr=log
            )
            self.workers.append(process)

    def states(self) -> Counter[str]:
        """Return how many stations are in which state."""
        with Archive(self.url) as archive:
            return Counter(unit.state for unit in archive.units.all())

    def articles(self) -> int:
        """Return how many articles are there."""
        with Archive(self.url) as archive:
            return archive.articles.count()

    def wait(self, until: Callable[[], bool], longest: float = _LONGEST) -> bool:
        """Wait until something holds; return whether it came to that."""
        end = time.monotonic() + longest
        while not until():
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True

    def wait_until_done(self) -> bool:
        """Wait until all stations are walked."""
        return self.wait(lambda: self.states() == {"done": len(STATIONS)})

    def stop(self) -> None:
        """End the workers."""
        for process in self.workers:
            process.terminate()
        for process in self.workers:
            process.wait()

    def compare(self) -> Counter[str]:
        """Return what is wrong with the archive, held against the ground truth."""
        truth = {
            str(row["content_id"]): row
            for one in (self.replica, *self.replica.neighbours)
            for row in one.truth
        }
        wrong: Counter[str] = Counter()
        with Archive(self.url) as archive:
            rows: list[dict[str, Any]] = list(archive.slices.all())
            sums = archive.ledger.sums()
        kept = {row["content_id"]: row for row in rows}
        engine = create_engine(self.url)
        with engine.begin() as connection:
            again = connection.scalar(text("SELECT count(*) - count(DISTINCT key) FROM revisions"))
        engine.dispose()
        wrong["twice"] = len(rows) - len(kept) + int(again or 0)
        wrong["lost"] = len(truth.keys() - kept.keys()) + sums["pending"] + sums["failed"]
        wrong["invented"] = len(kept.keys() - truth.keys())
        wrong["other values"] = sum(
            not equals(kept[key], row) for key, row in truth.items() if key in kept
        )
        return wrong


@contextmanager
def cluster(
    postgres: Postgres, redis: Redis, articles: int, delay: float | None, seed: int
) -> Iterator[tuple[Cluster, Visits]]:
    """Serve four stations, to be walked into an archive that is not there yet."""
    visits = Visits()
    replica = build_station(articles, seed, stations=STATIONS)
    replica.answer = visits.count(replica.answer)  # type: ignore[method-assign]
    with serve(replica) as address:
        made = Cluster(postgres, redis, replica, address, delay)
        try:
            yield made, visits
        finally:
            made.stop()


@click.group()
def main() -> None:
    """Try many workers on one archive."""


def options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that all trials have."""
    for option in (
        click.option(
            "--articles",
            type=click.IntRange(1),
            default=60,
            show_default=True,
            help="Of each station.",
        ),
        click.option(
            "--heartbeat",
            default=5.0,
            show_default=True,
            help="Seconds after which a worker counts as dead.",
        ),
        click.option(
            "--delay", default=0.1, show_default=True, help="Seconds between two requests."
        ),
        click.option("--seed", default=1, show_default=True, help="Of the sites and the moments."),
    ):
        command = option(command)
    return command


@main.command()
@options
@click.option(
    "--runs",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="Runs in which a worker is killed.",
)
def kills(*, articles: int, heartbeat: float, delay: float, seed: int, runs: int) -> None:
    """Kill one of two workers in mid-run."""
    dice, seen, recovered = Random(seed), Counter[str](), []
    with running(Postgres) as postgres, running(Redis) as redis:
        for number in range(runs):
            with cluster(postgres, redis, articles, delay, seed + number) as (made, visits):
                made.start(2, heartbeat)
                made.command("submit", *STATIONS)
                wanted = dice.uniform(0.05, 0.8) * articles * len(STATIONS)
                made.wait(lambda made=made, wanted=wanted: made.articles() >= wanted)  # type: ignore[misc]
                made.workers[dice.randrange(2)].kill()
                seen["cut off"] += made.states()["done"] < len(STATIONS)
                began = time.monotonic()
                seen["need a hand"] += not made.wait_until_done()
                recovered.append(time.monotonic() - began)
                one = made.compare() + Counter(
                    {"parallel": visits.parallel, "too soon": visits.too_soon(delay - _JITTER)}
                )
            tell(number, one)
            seen += one
    heads = (
        "workers",
        "stations",
        "articles each",
        "runs",
        "cut off in mid-run",
        *_COUNTED,
        "until all was done, s",
    )
    shown = f"{sorted(recovered)[len(recovered) // 2]:.0f} (median), {max(recovered):.0f} (most)"
    row = (
        2,
        len(STATIONS),
        articles,
        runs,
        seen["cut off"],
        *(seen[name] for name in _COUNTED),
        shown,
    )
    print_table(heads, row)
    sys.exit(any(seen[name] for name in _TARGETS))


@main.command()
@options
@click.option("--seconds", default=60.0, show_default=True, help="How long each server is down.")
def outages(*, articles: int, heartbeat: float, delay: float, seed: int, seconds: float) -> None:
    """Take the broker and the database away in mid-run, each once cleanly and once without warning."""
    rows, missed = [], False
    with running(Postgres) as postgres, running(Redis) as redis:
        ways = [
            ("Redis", redis, signal.SIGTERM), ("Redis", redis, signal.SIGKILL),
            ("PostgreSQL", postgres, signal.SIGINT), ("PostgreSQL", postgres, signal.SIGQUIT),
        ]  # fmt: skip
        for number, (name, server, how) in enumerate(ways):
            with cluster(postgres, redis, articles, delay, seed + number) as (made, visits):
                made.start(2, heartbeat)
                made.command("submit", *STATIONS)
                made.wait(lambda made=made: made.articles() >= articles // 2)  # type: ignore[misc]
                server.stop(how)
                time.sleep(seconds)
                server.start()
                began = time.monotonic()
                one = Counter({"need a hand": int(not made.wait_until_done())})
                took = time.monotonic() - began
                one += made.compare() + Counter(
                    {"parallel": visits.parallel, "too soon": visits.too_soon(delay - _JITTER)}
                )
            missed |= any(one[name] for name in _TARGETS)
            rows.append(
                (name, how.name, f"{seconds:.0f}", *(one[name] for name in _COUNTED), f"{took:.0f}")
            )
    print_table(("down", "by", "s", *_COUNTED, "until all was done, s"), *rows)
    sys.exit(missed)


@main.command()
@click.option(
    "--articles", type=click.IntRange(1), default=20, show_default=True, help="Of each station."
)
@click.option("--seed", default=1, show_default=True, help="Of the sites.")
def speed(*, articles: int, seed: int) -> None:
    """Walk four stations with four workers and with one, politeness at its default."""
    rows, took = [], {}
    with running(Postgres) as postgres, running(Redis) as redis:
        for workers in (4, 1):
            with cluster(postgres, redis, articles, None, seed) as (made, visits):
                made.start(workers, 60)
                time.sleep(5)
                began = time.monotonic()
                made.command("submit", *STATIONS)
                done = made.wait_until_done()
                took[workers] = time.monotonic() - began
                one = made.compare() + Counter(
                    {
                        "parallel": visits.parallel,
                        "too soon": visits.too_soon(1.05 - _JITTER),
                        "need a hand": int(not done),
                    }
                )
            requests = sum(map(len, visits.began.values()))
            rows.append(
                (
                    workers,
                    articles,
                    requests,
                    *(one[name] for name in _COUNTED),
                    f"{took[workers]:.0f}",
                )
            )
    print_table(("workers", "articles each", "requests", *_COUNTED, "s"), *rows)
    click.echo(f"\n{took[1] / took[4]:.2f} × as fast (at least {_AT_LEAST})")
    sys.exit(
        took[1] / took[4] < _AT_LEAST
        or any(row[3 + at] for row in rows for at in range(len(_COUNTED)))
    )


def tell(number: int, one: Counter[str]) -> None:
    """Say what went wrong in a run."""
    if +one:
        click.echo(f"run {number}: {dict(+one)}", err=True)


if __name__ == "__main__":
    main()
