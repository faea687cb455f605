"""Kills crawls of the replica at random moments, runs the same command again, and counts what is lost or wrong.

Prints the table of docs/reliability.md; exit code 1 where anything is.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

import click

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import Replica, build_station

_FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8")
_COMMAND = (sys.executable, "-m", "rednet_crawler", "crawl", "--archive", "sqlite:///a.db", "-o", "a.jsonl", *_FAST)
_SIGNALS = {"kill": signal.SIGKILL, "term": signal.SIGTERM, "int": signal.SIGINT}
_LONGEST = 300


def begin(folder: Path, address: str) -> "subprocess.Popen[bytes]":
    """Start the crawl in a folder, against a server on loopback."""
    environment = {**os.environ, "REDNET_REPLICA": address}
    return subprocess.Popen(_COMMAND, cwd=folder, env=environment, stderr=subprocess.PIPE)  # noqa: S603 - our own words


def faults(folder: Path, replica: Replica) -> Counter[str]:
    """Return what is wrong with the archive in a folder, held against the ground truth."""
    wrong: Counter[str] = Counter()
    with sqlite3.connect(folder / "a.db") as file:
        wrong["torn"] += file.execute("PRAGMA integrity_check").fetchone() != ("ok",)
        wrong["twice"] += file.execute("SELECT count(*) - count(DISTINCT key) FROM revisions").fetchone()[0]
        orphans = "SELECT count(*) FROM articles WHERE key NOT IN (SELECT key FROM ledger WHERE state = 'saved')"
        wrong["ledger off"] += file.execute(orphans).fetchone()[0]
    with Archive(f"sqlite:///{folder}/a.db") as archive:
        kept = {row["content_id"]: row for row in archive.articles.all()}
        sums = archive.ledger.sums()
    wrong["ledger off"] += sums["pending"] + sums["failed"] + abs(sums["saved"] - len(kept))
    for line in (folder / "a.jsonl").read_text(encoding="utf-8").splitlines():
        json.loads(line)
    for truth in replica.truth:
        row = kept.pop(str(truth["content_id"]), None)
        if row is None:
            wrong["lost"] += 1
        else:
            wrong["other values"] += any(
                sorted(row[name]) != sorted(value) if name == "channels" else row[name] != json.loads(json.dumps(value))  # type: ignore[call-overload]
                for name, value in truth.items()
            )
    wrong["lost"] += len(kept)
    return wrong


@click.command()
@click.option("--runs", type=click.IntRange(1), default=200, show_default=True, help="Runs that are ended.")
@click.option("--articles", type=click.IntRange(1), default=1000, show_default=True, help="Size of the replica.")
@click.option("--how", type=click.Choice([*_SIGNALS]), default="kill", show_default=True, help="The signal.")
@click.option("--seed", default=1, show_default=True, help="Of the moments.")
def main(*, runs: int, articles: int, how: str, seed: int) -> None:
    """End RUNS crawls of the replica at random moments, run the same command again, and count what is wrong."""
    dice, replica, wrong = Random(seed), build_station(articles), Counter[str]()  # noqa: S311 - moments, no secrets
    ended = 0
    with serve(replica) as address, tempfile.TemporaryDirectory() as folder:
        started = time.monotonic()
        begin(_folder(folder, "whole"), address).wait(_LONGEST)
        whole = time.monotonic() - started
        for number in range(runs):
            place = _folder(folder, str(number))
            process = begin(place, address)
            time.sleep(dice.uniform(0.3, whole))
            process.send_signal(_SIGNALS[how])
            moment = time.monotonic()
            _, _ = process.communicate(timeout=_LONGEST)
            ended += process.returncode != 0
            wrong["slow to stop"] += time.monotonic() - moment > 10  # noqa: PLR2004 - seconds
            again = begin(place, address)
            _, errors = again.communicate(timeout=_LONGEST)
            wrong["exit code"] += again.returncode != 0
            found = faults(place, replica)
            if +found or again.returncode:
                click.echo(f"run {number}: {dict(+found)} {errors.decode()[-300:]}", err=True)
            wrong += found
    names = ("lost", "twice", "torn", "ledger off", "other values", "exit code", "slow to stop")
    click.echo(f"| {how} | runs | ended before their end | articles each | {' | '.join(names)} |")
    click.echo(f"|{' --- |' * (len(names) + 4)}")
    click.echo(f"| | {runs} | {ended} | {articles} | {' | '.join(str(wrong[name]) for name in names)} |")
    sys.exit(1 if +wrong else 0)


def _folder(parent: str, name: str) -> Path:
    path = Path(parent) / name
    path.mkdir()
    return path


if __name__ == "__main__":
    main()
