"""What the trials share: commands in processes of their own, what an archive holds, and the table."""

import json
import os
import platform
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.station import Replica

FAST = (
    "-s",
    "DOWNLOAD_DELAY=0",
    "-s",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",
    "-s",
    "DOWNLOAD_TIMEOUT=2",
)
CRAWL = ("crawl", "--archive", "sqlite:///a.db", "-o", "a.jsonl", *FAST)
LONGEST = 300
"""Seconds until a command that does not end is killed."""
_OFF = {
    "articles without their revision": """
        SELECT count(*) FROM articles AS a LEFT JOIN revisions AS r ON r.key = a.key AND r.revision = a.revision
        WHERE r.content_hash IS NULL OR r.content_hash <> a.content_hash OR r.record IS NOT NULL
            AND r.fetched_at = a.fetched_at""",
    "articles that the ledger has not": "SELECT count(*) FROM articles WHERE key NOT IN (SELECT key FROM ledger)",
    "saved ones without an article": """
        SELECT count(*) FROM ledger WHERE state = 'saved' AND key NOT IN (SELECT key FROM articles)""",
    "articles in no state of theirs": """
        SELECT count(*) FROM articles JOIN ledger USING (key) WHERE state NOT IN ('saved', 'gone')""",
    "URLs in two states": "SELECT count(*) - count(DISTINCT key) FROM ledger",
    "URLs in no state": """
        SELECT count(*) FROM ledger WHERE state NOT IN ('saved', 'pending', 'skipped', 'gone', 'failed')""",
    "sightings of nothing": "SELECT count(*) FROM sightings WHERE key NOT IN (SELECT key FROM ledger)",
    "revisions with a gap": """
        SELECT count(*) FROM (SELECT 1 FROM revisions GROUP BY key
        HAVING max(revision) <> count(*) OR min(revision) <> 1)""",
}


def begin(
    folder: Path,
    address: str,
    words: Sequence[str] = CRAWL,
    *,
    before: Callable[[], object] | None = None,
) -> "subprocess.Popen[bytes]":
    """Start a command of `rednet` in a folder, against a server on loopback; `before` runs in the child first."""
    return subprocess.Popen(
        [sys.executable, "-m", "rednet_crawler", *words],
        cwd=folder,
        env={**os.environ, "REDNET_REPLICA": address, "REDNET_CONTACT": "trials on this machine"},
        stderr=subprocess.PIPE,
        preexec_fn=before,  # noqa: PLW1509 - the callers start one thread, which holds no lock of the child
    )


def finish(process: "subprocess.Popen[bytes]", longest: float = LONGEST) -> tuple[int, str]:
    """Wait for a command; return its exit code and what it said on standard error. One that does not end is killed."""
    try:
        _, errors = process.communicate(timeout=longest)
    except subprocess.TimeoutExpired:
        process.kill()
        _, errors = process.communicate()
    return process.returncode, errors.decode(errors="replace")


def crawl(folder: Path, address: str, *more: str) -> tuple[int, str]:
    """Run the crawl of all channels in a folder."""
    return finish(begin(folder, address, (*CRAWL, *more)))


def make_folder(parent: str | Path, name: object) -> Path:
    """Make a folder for one trial."""
    path = Path(parent) / str(name)
    path.mkdir()
    return path


def broken(file: Path) -> list[str]:
    """Return what is wrong within an archive, held against nothing but itself."""
    try:
        with closing(sqlite3.connect(file)) as database:
            found = [
                row[0]
                for row in database.execute("PRAGMA integrity_check").fetchall()
                if row != ("ok",)
            ]
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger'").fetchone():
                return found  # copied before its first transaction
            off = {name: database.execute(query).fetchone()[0] for name, query in _OFF.items()}
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return found + [f"{count} {name}" for name, count in off.items() if count]


def compare(folder: Path, replica: Replica) -> Counter[str]:
    """Return what is wrong with an archive and the file beside it, held against the ground truth."""
    wrong = Counter({"torn": 0, "ledger off": len(broken(folder / "a.db"))})
    with closing(sqlite3.connect(folder / "a.db")) as file:
        wrong["torn"] += file.execute("PRAGMA integrity_check").fetchone() != ("ok",)
        wrong["twice"] += file.execute(
            "SELECT count(*) - count(DISTINCT key) FROM revisions"
        ).fetchone()[0]
    with Archive(f"sqlite:///{folder}/a.db") as archive:
        kept = {row["content_id"]: row for row in archive.slices.all()}
        sums = archive.ledger.sums()
    wrong["ledger off"] += sums["pending"] + sums["failed"] + abs(sums["saved"] - len(kept))
    for line in (folder / "a.jsonl").read_text(encoding="utf-8").splitlines():
        json.loads(line)
    for truth in replica.truth:
        row = kept.pop(str(truth["content_id"]), None)
        wrong["lost"] += row is None
        wrong["other values"] += row is not None and not equals(row, truth)
    wrong["invented"] += len(kept)
    return wrong


def equals(row: Mapping[str, Any], truth: Mapping[str, Any]) -> bool:
    """Say whether an article has the values of its truth; the order of the channels hangs on the walk."""
    return all(
        sorted(row[name]) == sorted(value)
        if name == "channels"
        else row[name] == json.loads(json.dumps(value))
        for name, value in truth.items()
    )


def machine() -> str:
    """Return the model of the processor, and how many cores there are."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{next(named, platform.processor() or platform.machine())}, {os.cpu_count()} cores"


def print_table(heads: Iterable[object], *rows: Iterable[object]) -> None:
    """Print a table in Markdown."""
    first, *others = (list(map(str, row)) for row in (heads, *rows))
    for row in (first, ["---"] * len(first), *others):
        click.echo(f"| {' | '.join(row)} |")
