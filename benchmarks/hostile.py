"""Crawls stations that send bombs, drips, foreign redirects, broken markup and payloads.

Articles first: each case on a page of its own, good articles between them, all in one run with
archive, feeds and WARC. Then scenes, a run each: robots.txt, pauses, listings, home page, API.
robots.txt is also read by itself, in growing size. Exit code 1 where anything is wrong.
"""

import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import click
from robots_cost import cost_of
from trials import equals, make_folder, print_table

from rednet_crawler.archive.archive import Archive
from rednet_crawler.middlewares.robots_file import LARGEST
from rednet_crawler.replica.station import build_station
from tests.hostile import payloads
from tests.hostile.case import AS_IT_IS, REFUSED, Case
from tests.hostile.robots_bait import BAIT
from tests.hostile.scenes import WHOLE, Scene, scenes
from tests.hostile.server import serve
from tests.hostile.station import CASES, hostile_station, usable

_SETTINGS = {
    "DOWNLOAD_DELAY": "0",
    "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
    "DOWNLOAD_TIMEOUT": "4",
    "REDNET_ALARM_FAILURES": "1",
    "REDNET_MAX_PAGES": "40",
}
_DEADLINE = 400.0
"""Seconds that a run may take: the time limits of all its requests, one after the other."""
_MOST_MEMORY = 300.0
"""MB."""
_MOST_OF_ROBOTS = (1.0, 20.0)
"""Seconds and MB that a robots.txt of 512 KB may take."""
_SHOWING = (
    ("report", "--archive", "sqlite:///a.db", "-o", "report.html"),
    ("status", "--archive", "sqlite:///a.db"),
    ("runs", "--archive", "sqlite:///a.db"),
    ("export", "--archive", "sqlite:///a.db", "--excel", "-o", "excel.csv"),
    ("export", "--archive", "sqlite:///a.db", "--package", "package"),
    ("extract", "warc", "-o", "again.jsonl"),
)
"""What shows articles, and the reasons why some are missing."""
_NOT_IN_OUTPUT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_RESOLVER = "tests.crawl.resolver.InsideResolver"
_HOSTS = (("127.0.0.2", socket.AF_INET), ("127.0.0.3", socket.AF_INET), ("::1", socket.AF_INET6))


@dataclass
class Found:
    """What went wrong, and what it took."""

    cases: int = 0
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unclean: list[str] = field(default_factory=list)
    peaks: dict[str, float] = field(default_factory=dict)
    longest: float = 0.0
    robots: tuple[float, float] = (0.0, 0.0)
    """The most seconds and MB that a robots.txt took."""

    def run(
        self, what: str, folder: Path, address: str, *words: str, ended_after: float | None = None
    ) -> tuple[int, str]:
        """Run a command; return its exit code and what it said. Counts crashes, hangs, memory and unclean words."""
        command = [sys.executable, "-m", "rednet_crawler", *words]
        if words[0] == "crawl":
            command += [word for pair in _SETTINGS.items() for word in ("-s", "=".join(pair))]
        environment = {
            **os.environ,
            "REDNET_REPLICA": address,
            "REDNET_CONTACT": "trials on this machine",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        begun = time.monotonic()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=said, stderr=said
            )
            peak = 0
            while process.poll() is None and time.monotonic() - begun < _DEADLINE:
                peak = max(peak, memory_of(process.pid))
                if ended_after and time.monotonic() - begun > ended_after:
                    process.terminate()
                    ended_after = None
                time.sleep(0.02)
            if process.poll() is None:
                self.hangs.append(what)
                process.kill()
            code = process.wait()
            said.seek(0)
            text = said.read().decode(errors="replace")
        self.peaks[what] = max(self.peaks.get(what, 0.0), peak / 1024)
        self.longest = max(self.longest, time.monotonic() - begun)
        if "Traceback" in text or code in (1, -11, -9, -6):
            self.crashes.append(f"{what}: exit code {code}: {text[-600:]}")
        if match := _NOT_IN_OUTPUT.search(text):
            self.unclean.append(
                f"{what}: {match[0]!r} in what it says: {text[max(match.start() - 60, 0) : match.end() + 60]!r}"
            )
        return code, text


def memory_of(pid: int) -> int:
    """Return the most memory that a process and each of its descendants has taken, in KB, added up."""
    most = 0
    with suppress(OSError, StopIteration):
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
        most += int(next(line for line in status if line.startswith("VmHWM")).split()[1])
    return most + sum(map(memory_of, _children(pid)))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, children.read_text(encoding="ascii").split())
    return found


@contextmanager
def listeners() -> Iterator[tuple[str, list[str]]]:
    """Listen on other addresses; yield the `host:port` of the first, and a list of all visits."""
    came: list[str] = []
    with ExitStack() as stack:
        ports: list[str] = []
        for host, family in _HOSTS:
            if family == socket.AF_INET6 and not socket.has_ipv6:
                continue
            for port in (int(ports[0].rpartition(":")[2]) if ports else 0, 80, 443, 8443):
                try:
                    listener = stack.enter_context(
                        socket.create_server((host, port), family=family)
                    )
                except OSError:  # no IPv6, a port that is taken or not for us
                    continue
                ports.append(f"{host}:{listener.getsockname()[1]}")
                Thread(target=_count, args=(listener, ports[-1], came), daemon=True).start()
        yield ports[0], came


def _count(listener: socket.socket, where: str, came: list[str]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        came.append(where)
        connection.close()


def try_articles(found: Found, folder: Path, cases: Sequence[Case], elsewhere: str) -> None:
    """Crawl a station with a case on every second article that one can be made of, and look at all that comes out."""
    replica, stories = hostile_station(cases)
    hostile = {story.path: case for story, case in zip(stories, cases, strict=True)}
    key_of = dict(
        zip(replica.listed, (str(truth["content_id"]) for truth in replica.truth), strict=True)
    )
    wanted = {key_of[story]: case for story, case in zip(stories, cases, strict=True)}
    words = (
        "crawl", "--archive", "sqlite:///a.db", "-o", "a.jsonl", "-o", "a.csv", "--warc", "warc",
        "-s", "REDNET_EXCEL=1",
    )  # fmt: skip
    with serve(replica, hostile, elsewhere) as address:
        code, said = found.run("articles", folder, address, *words)
        if code not in (0, 4, 5):
            found.wrong.append(f"articles: exit code {code}: {said[-300:]}")
        look(found, folder, address)
    with Archive(f"sqlite:///{folder}/a.db") as archive:
        kept = {row["content_id"]: row for row in archive.slices.all()}
    with closing(sqlite3.connect(folder / "a.db")) as database:
        states = {
            row[0]: row[1:] for row in database.execute("SELECT key, state, reason FROM ledger")
        }
    for truth in replica.truth:
        key = str(truth["content_id"])
        judge(
            found, truth, kept.pop(key, None), states.get(key, ("unknown", None)), wanted.get(key)
        )
    found.wrong += [f"invented: {key}" for key in kept]
    found.cases += len(cases)


def judge(
    found: Found,
    truth: Mapping[str, Any],
    row: Mapping[str, Any] | None,
    state: tuple[str, str | None],
    case: Case | None,
) -> None:
    """Hold what became of an article against what was to become of it."""
    if case is None:
        if row is None or not equals(row, truth):
            found.missing.append(f"{truth['url']}: {state}")
        return
    if case.expected is REFUSED:
        if row is not None:
            found.wrong.append(f"{case.name}: saved")
        elif state[0] not in ("failed", "gone", "skipped") or not state[1]:
            found.wrong.append(f"{case.name}: no row, but {state}")
    elif row is None:
        found.wrong.append(f"{case.name}: no row, {state}")
    elif case.expected == AS_IT_IS and not equals(row, truth):
        off = [name for name, value in truth.items() if row[name] != value and name != "channels"]
        found.wrong.append(
            f"{case.name}: other values: {off}: {str(row[off[0]])[:80] if off else ''}"
        )
    else:
        row = {**row, "encoding": row["provenance"]["encoding"]}
        found.wrong += [
            f"{case.name}: {name} is {str(row[name])[:80]!r}"
            for name, value in case.expected.items()
            if name != "*" and row[name] != value
        ]


def look(found: Found, folder: Path, address: str) -> None:
    """Have everything that shows articles show them, and see that nothing of a page gets out of hand."""
    for words in _SHOWING:
        code, said = found.run(words[0], folder, address, *words)
        if code not in (0, 4, 5):
            found.wrong.append(f"{' '.join(words)}: exit code {code}: {said[-300:]}")
    for file in folder.rglob("*"):
        if payloads.BAIT in file.name:
            found.unclean.append(f"{file}: its name is from a page")
        if file.suffix in (".jsonl", ".csv", ".html", ".json", ".md") and file.is_file():
            look_into(found, file)


def look_into(found: Found, file: Path) -> None:
    """Check a file for forbidden characters, unreadable lines, formulas and markup of pages."""
    text = file.read_text(encoding="utf-8")
    if match := _NOT_IN_OUTPUT.search(text.replace("\r\n", "\n")):
        found.unclean.append(f"{file.name}: {match[0]!r} at {match.start()}")
    for line in text.splitlines() if file.suffix == ".jsonl" else ():
        json.loads(line)
    bad = {
        ".html": rf"<script>alert\('{payloads.BAIT}|<img src=x",
        ".csv": rf"""(?:^|,|")[=+@\t][^,]{{0,40}}{payloads.BAIT}"""
        if file.name in ("a.csv", "excel.csv")
        else "(?!)",
    }.get(file.suffix, "(?!)")
    if match := re.search(bad, text, re.MULTILINE):
        found.unclean.append(f"{file.name}: {match[0]}")


def try_scene(found: Found, folder: Path, scene: Scene, elsewhere: str) -> None:
    """Crawl a small station with one hostile address."""
    replica = build_station(30)
    story, _ = next(usable(replica))
    address_of = {
        "{article}": story.path,
        "{channel}": f"/channel/{replica.channels[0].number}.html",
    }
    at = address_of.get(scene.address, scene.address)
    words = ("crawl", "--archive", "sqlite:///a.db", "-o", "a.jsonl")
    with serve(replica, {at: scene.case}, elsewhere) as address:
        code, said = found.run(
            scene.case.name, folder, address, *words, ended_after=scene.ended_after
        )
    if code not in scene.codes | {5}:
        found.wrong.append(f"{scene.case.name}: exit code {code}: {said[-300:]}")
    truths = {str(truth["content_id"]): truth for truth in replica.truth}
    rows = (
        [json.loads(line) for line in (folder / "a.jsonl").read_text(encoding="utf-8").splitlines()]
        if (folder / "a.jsonl").exists()
        else []
    )
    for row in rows:
        if row["content_id"] not in truths or not equals(
            row, {**truths[row["content_id"]], "channels": row["channels"]}
        ):
            found.wrong.append(f"{scene.case.name}: {row['content_id']} has other values")
    if scene.codes <= WHOLE:
        few = {
            key
            for key, truth in truths.items()
            if scene.address != "{article}" or truth["title"] != story.title
        }
        missing = few - {row["content_id"] for row in rows}
        if scene.address == "{channel}":  # what only the hostile listing has cannot be known
            missing = {
                key for key in missing if set(truths[key]["channels"]) - {replica.channels[0].name}
            }
        found.missing += [f"{scene.case.name}: {key}" for key in missing]
    found.cases += 1


def try_robots(found: Found) -> None:
    """Read and ask robots.txt of growing size, in all shapes that would grow with its square."""
    for name, make in BAIT.items():
        for size in (LARGEST // 8, LARGEST // 4, LARGEST // 2, LARGEST):
            cost = cost_of(make(size))
            found.robots = max(found.robots[0], cost[0]), max(found.robots[1], cost[1])
            if any(took > bound for took, bound in zip(cost, _MOST_OF_ROBOTS, strict=True)):
                found.hangs.append(
                    f"robots.txt, {name}, {size // 1024} KB: {cost[0]:.1f} s, {cost[1]:.0f} MB"
                )
        found.cases += 1


def try_names(found: Found, folder: Path) -> None:
    """Fetch where every name leads to 127.0.0.2, and no replica is set: nothing is asked for there."""
    words = ("fetch", "https://hh.rednet.cn/content/646656/94/12109536.html", "-o", "a.jsonl")
    code, said = found.run(
        "names", folder, "", *words, "-s", f"DNS_RESOLVER={_RESOLVER}", "-s", "DOWNLOAD_DELAY=0"
    )
    if code not in (3, 4) or "no public address" not in said:
        found.wrong.append(f"names that lead into this machine: exit code {code}: {said[-300:]}")
    found.cases += 1


@click.command()
@click.option("--only", default="", help="Cases whose name holds this, and scenes.")
@click.option("--articles/--no-articles", default=True, show_default=True)
@click.option("--scenes/--no-scenes", "with_scenes", default=True, show_default=True)
def main(*, only: str, articles: bool, with_scenes: bool) -> None:
    """Try all cases."""
    found = Found()
    with (
        tempfile.TemporaryDirectory(dir=os.environ.get("KEEP")) as name,
        listeners() as (elsewhere, came),
    ):
        if articles and (cases := [case for case in CASES if only in case.name]):
            try_articles(found, make_folder(name, "articles"), cases, elsewhere)
        if with_scenes and only in "names":
            try_names(found, make_folder(name, "names"))
        if with_scenes and only in "robots.txt":
            try_robots(found)
        for number, scene in enumerate(scenes() if with_scenes else ()):
            if only in scene.case.name:
                try_scene(found, make_folder(name, number), scene, elsewhere)
    lists = {
        "crashes": found.crashes, "hangs": found.hangs, "wrong rows": found.wrong, "others missing": found.missing,
        "unclean output": found.unclean, "fetches elsewhere": came,
    }  # fmt: skip
    commands = {words[0] for words in _SHOWING}
    crawls = max((peak for what, peak in found.peaks.items() if what not in commands), default=0.0)
    other, others = max(
        ((what, peak) for what, peak in found.peaks.items() if what in commands),
        default=("", 0.0),
        key=lambda each: each[1],
    )
    print_table(
        (
            "cases",
            *lists,
            "most memory of a crawl, MB",
            f"of another command ({other})",
            "longest run, s",
            "most of a robots.txt, s · MB",
        ),
        (
            found.cases,
            *map(len, lists.values()),
            f"{crawls:.0f}",
            f"{others:.0f}",
            f"{found.longest:.0f}",
            f"{found.robots[0]:.2f} · {found.robots[1]:.1f}",
        ),
    )
    for what, each in lists.items():
        for one in each:
            click.echo(f"{what}: {one}", err=True)
    sys.exit(any(lists.values()) or max(crawls, others) > _MOST_MEMORY)


if __name__ == "__main__":
    main()
