"""A year of runs against a station that publishes, edits, removes, pins and moves. Needs a system with fork.

Each run is a process of its own whose clock is moved. Exit code 1 where a target is missed.
"""

import os
import signal
import sqlite3
import sys
import tempfile
import time
from bisect import bisect_left
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import click
import time_machine
from faulty import Station, serve
from newsdesk import BEGIN, Newsdesk, moments
from trials import FAST, broken, print_table

from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.main import main as rednet
from rednet_crawler.errors import EXIT_COMPLETE, EXIT_HELD, EXIT_INCOMPLETE

_STEP = timedelta(hours=12)
_MISSED, _DOUBLED, _KILLED = 0.05, 0.04, 0.06
_LOOKS = (timedelta(hours=6), *(timedelta(days=days) for days in (1, 3, 14, 90)))
"""When an article is looked at again, after it was first seen."""
_PATIENCE = timedelta(days=8)
"""How long after a planned look a removed article may be taken for one that comes back: five misses, over days."""
_CAUGHT = 0.99


def start_run(moment: datetime, folder: Path, address: str) -> int:
    """Start a crawl in a process of its own, whose clock shows that moment; return its number."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.chdir(folder)
        log = os.open("log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, 1)
        os.dup2(log, 2)
        sys.argv = [
            "rednet",
            "crawl",
            "--archive",
            "sqlite:///a.db",
            *FAST,
            "-s",
            f"REDNET_REPLICA={address}",
        ]
        with time_machine.travel(moment, tick=True):
            rednet()
    except SystemExit as done:
        code = done.code if isinstance(done.code, int) else 1
    finally:
        sys.stderr.flush()
        os._exit(code)


def end_run(pid: int) -> int:
    """Wait for a run, and return its exit code."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def make_run(moment: datetime, folder: Path, address: str, dice: Random) -> list[int]:
    """Make the run of one moment, which may be missed, doubled or killed; return the exit codes."""
    chance = dice.random()
    if chance < _MISSED:
        return []
    pids = [start_run(moment, folder, address) for _ in range(1 + (chance > 1 - _DOUBLED))]
    if chance < _MISSED + _KILLED:
        time.sleep(dice.uniform(0.05, 0.6))
        os.kill(pids[0], signal.SIGKILL)
    return [end_run(pid) for pid in pids]


def false_gone(folder: Path, desk: Newsdesk) -> set[str]:
    """Return the articles that the archive has as gone, and that are there."""
    with closing(sqlite3.connect(folder / "a.db")) as file:
        gone = {key for (key,) in file.execute("SELECT key FROM ledger WHERE state = 'gone'")}
    return gone - {number for number, life in desk.lives.items() if life.removed}


def _texts_of(file: Path) -> dict[str, list[tuple[datetime, str]]]:
    """Return every text that each article had, and when it was first fetched."""
    with Archive.read(str(file)) as archive:
        revisions = {key: archive.articles.revisions(key) for key in archive.slices.keys()}  # noqa: SIM118 - no mapping
    return {
        key: [(_time(each["fetched_at"]), each["record"]["text"] or "") for each in found]
        for key, found in revisions.items()
    }


def judge(folder: Path, desk: Newsdesk, whole: list[datetime]) -> Counter[str]:
    """Hold the archive against what happened; `whole` are the moments of the runs that came to their end."""
    seen: Counter[str] = Counter()
    with closing(sqlite3.connect(folder / "a.db")) as file:
        states = dict(file.execute("SELECT key, state FROM ledger"))
        first = dict(file.execute("SELECT key, first_seen_at FROM articles"))
        texts = _texts_of(folder / "a.db")
        names: dict[str, set[str]] = {}
        for key, channel in file.execute("SELECT key, channel FROM sightings"):
            names.setdefault(key, set()).add(channel)
    for number, life in desk.lives.items():
        due = next_run(whole, life.published)
        if due is None or (life.removed and life.removed <= due):
            continue
        seen["articles"] += 1
        if number not in first:
            seen["lost"] += 1
            continue
        begun = _time(first[number])
        seen["channels"] += len(life.channels)
        seen["channels missed"] += len(life.channels - names.get(number, set()))
        for at, paragraph in life.edits:
            look = next_run(whole, at) if at <= begun else planned(whole, begun, at)
            if look is None or (life.removed and life.removed <= look):
                seen["edits beyond the plan"] += 1
                continue
            seen["edits"] += 1
            caught = next((when for when, text in texts[number] if paragraph in text), None)
            seen["edits caught"] += caught is not None and caught <= look + timedelta(minutes=10)
        look = planned(whole, begun, life.removed) if life.removed else None
        if look and look + _PATIENCE < whole[-1]:
            seen["removed"] += 1
            seen["recognised as gone"] += states[number] == "gone"
    return seen


def next_run(whole: list[datetime], moment: datetime) -> datetime | None:
    """Return the first run that came to its end, from a moment on."""
    place = bisect_left(whole, moment)
    return whole[place] if place < len(whole) else None


def planned(whole: list[datetime], begun: datetime, moment: datetime) -> datetime | None:
    """Return the run that makes the first planned look after a moment; None where none is planned, or time is over."""
    look = next((begun + age for age in _LOOKS if begun + age > moment), None)
    return look and next_run(whole, look)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


@click.command()
@click.option("--days", type=click.IntRange(1), default=365, show_default=True, help="How long.")
@click.option("--per-day", default=3.0, show_default=True, help="Articles published a day.")
@click.option("--seed", default=1, show_default=True, help="Of what happens.")
def main(*, days: int, per_day: float, seed: int) -> None:
    """Run every 12 hours of so many days, some missed, some doubled, some killed, and count what was not noticed."""
    dice, end, begun = Random(seed), BEGIN + timedelta(days=days), time.monotonic()
    station, seen, whole = Station(40), Counter[str](), list[datetime]()
    desk, wrongly_gone = Newsdesk(station, BEGIN, end, per_day, dice), set[str]()
    with serve(station) as address, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for moment in moments(BEGIN, end, _STEP):
            desk.go_on(moment)
            codes = make_run(moment, folder, address, dice)
            seen["runs"] += len(codes)
            seen["killed"] += -signal.SIGKILL in codes
            seen["refused: held"] += EXIT_HELD in codes
            wrong = set(codes) - {EXIT_COMPLETE, EXIT_INCOMPLETE, EXIT_HELD, -signal.SIGKILL}
            seen["other exit codes"] += len(wrong)
            if wrong:
                click.echo(
                    f"{moment:%Y-%m-%d %H:%M}: {codes} {(folder / 'log').read_text()[-300:]}",
                    err=True,
                )
            if {EXIT_COMPLETE, EXIT_INCOMPLETE} & set(codes):
                whole.append(moment.astimezone(UTC))
                wrongly_gone |= false_gone(folder, desk)
        seen += judge(folder, desk, whole)
        off = broken(folder / "a.db")
    names = ("runs", "killed", "refused: held", "other exit codes", "articles", "lost", "edits", "edits caught",
             "edits beyond the plan", "removed", "recognised as gone", "channels", "channels missed")  # fmt: skip
    print_table(
        ("days", *names, "wrongly gone", "archive off", "minutes"),
        (
            days,
            *(seen[name] for name in names),
            len(wrongly_gone),
            len(off),
            f"{(time.monotonic() - begun) / 60:.1f}",
        ),
    )
    missed = (
        seen["edits caught"] < _CAUGHT * seen["edits"]
        or seen["recognised as gone"] < seen["removed"]
    )
    sys.exit(bool(missed or seen["lost"] or seen["other exit codes"] or wrongly_gone or off))


if __name__ == "__main__":
    main()
