"""Exports: how fast lines are written, how much memory a large export takes, and what a kill in mid-export leaves.

Exit code 1 where memory or kills miss the target of the project; that of speed is printed, for it hangs on the machine.
"""

import hashlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from statistics import median

import click
from faulty import Station, serve
from memory import fill
from scrapy.exporters import JsonLinesItemExporter
from trials import crawl, print_table

from rednet_crawler.exporters import RednetJsonLinesItemExporter
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.items import Article, Page
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.replica.station import build_station

_TIMES_FASTER, _MOST = 4.0, 50.0
_OUTPUTS = ("a.jsonl", "a.csv", "a.parquet", "package")


@click.group()
def main() -> None:
    """Measure exports."""


@main.command()
@click.option("--articles", type=click.IntRange(1), default=300, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=15, show_default=True)
def speed(*, articles: int, rounds: int) -> None:
    """Write the same articles with Scrapy's exporter of JSONL and with ours, in turn; medians."""
    items = make_articles(articles)
    stock = JsonLinesItemExporter(io.BytesIO(), encoding="utf-8")
    ours = RednetJsonLinesItemExporter(io.BytesIO())
    seconds: dict[str, list[float]] = {"stock": [], "ours": []}
    for _ in range(rounds):
        for name, write in (("stock", stock.export_item), ("ours", ours.export_item)):
            seconds[name].append(cpu_time(write, items))
    per_item = {name: median(values) / len(items) * 1e6 for name, values in seconds.items()}
    faster = per_item["stock"] / per_item["ours"]
    rows = [
        (name, f"{value:.0f}", f"{per_item['stock'] / value:.1f}")
        for name, value in per_item.items()
    ]
    print_table(("exporter", "us an article", "times the stock exporter's speed"), *rows)
    click.echo(
        f"\ntarget: {_TIMES_FASTER:.0f}; {'reached' if faster >= _TIMES_FASTER else 'missed'}"
    )


@main.command()
@click.option(
    "--many",
    type=click.IntRange(1),
    default=100_000,
    show_default=True,
    help="Articles of the large archive.",
)
def memory(*, many: int) -> None:
    """Compare the peak memory of exports of 1,000 articles and of MANY. Needs Linux."""
    rows, most = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with serve(Station(1000)) as address:
            crawl(place, address)
        small = {output: measure(place, f"small-{output}") for output in _OUTPUTS}
        fill(place / "a.db", many)
        for output in _OUTPUTS:
            peak, took = measure(place, output)
            more = peak - small[output][0]
            most = max(most, more)
            rows.append(
                (output, f"{small[output][0]:.0f}", f"{peak:.0f}", f"{more:+.1f}", f"{took:.0f}")
            )
    print_table(("output", "MB at 1,000", f"MB at {many:,}", "more", "seconds"), *rows)
    sys.exit(most > _MOST)


@main.command()
@click.option("--runs", type=click.IntRange(1), default=100, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--articles", type=click.IntRange(1), default=600, show_default=True)
def kills(*, runs: int, seed: int, articles: int) -> None:
    """Kill exports at random moments, then export again.

    The file of the final name is the old one, or complete.
    """
    dice, counts = Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with serve(Station(articles)) as address:
            crawl(place, address)
        took = {}
        for output in _OUTPUTS:
            started = time.monotonic()
            finish_export(place, output)
            took[output] = time.monotonic() - started
        whole = {output: contents(place / output) for output in _OUTPUTS}
        for run in range(runs):
            output = _OUTPUTS[run % len(_OUTPUTS)]
            old = place_old(
                place / output, there=bool(run // len(_OUTPUTS) % 2) and output != "package"
            )
            process = begin_export(place, output)
            time.sleep(dice.uniform(0.0, took[output]))
            counts["killed early"] += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
            counts["half files"] += contents(place / output) not in (old, whole[output])
            if output == "package" and (place / output).exists():
                place_old(place / output, there=False)
            finish_export(place, output)
            counts["other after the next export"] += contents(place / output) != whole[output]
            counts["left beside it"] += (place / f"{output}.part").exists()
    names = ("killed early", "half files", "other after the next export", "left beside it")
    print_table(("exports", *names), (runs, *(counts[name] for name in names)))
    sys.exit(any(counts[name] for name in names[1:]))


def make_articles(number: int) -> list[Article]:
    """Return articles of the replica."""
    replica = build_station(number)
    found = []
    for truth in replica.truth:
        host, _, path = str(truth["url"]).removeprefix("https://").partition("/")
        answer = replica.answer(host, f"/{path}")
        if answer.status == 200:  # noqa: PLR2004
            page = Page(url=str(truth["url"]), body=answer.body, content_type=answer.content_type)
            found.append(normalise_article(extract_article(page), station="hh"))
    return found


def cpu_time(write: Callable[[Article], None], items: Sequence[Article]) -> float:
    """Return the CPU seconds it takes to write all items."""
    started = time.process_time()
    for item in items:
        write(item)
    return time.process_time() - started


def begin_export(folder: Path, output: str) -> "subprocess.Popen[bytes]":
    """Start an export of the archive a.db of a folder."""
    where = ("--package", output) if output.endswith("package") else ("-o", output)
    words = (
        sys.executable,
        "-m",
        "rednet_crawler",
        "export",
        "--archive",
        "sqlite:///a.db",
        *where,
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.Popen(words, cwd=folder, env=environment, stderr=subprocess.PIPE)


def finish_export(folder: Path, output: str) -> None:
    """Export, and wait for it. Raises RuntimeError where it failed."""
    process = begin_export(folder, output)
    errors = process.communicate()[1]
    if process.returncode:
        raise RuntimeError(errors.decode())


def measure(folder: Path, output: str) -> tuple[float, float]:
    """Return the most memory that an export ever took, in MB, and how many seconds it took."""
    started, most = time.monotonic(), 0
    process = begin_export(folder, output)
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        peak = [
            line.split()[1]
            for line in status.read_text(encoding="utf-8").splitlines()
            if line.startswith("VmHWM")
        ]
        most = max(most, *map(int, peak), 0)
        time.sleep(0.01)
    if process.returncode:
        raise RuntimeError(process.communicate()[1].decode())
    return most / 1024, time.monotonic() - started


def place_old(path: Path, *, there: bool) -> object:
    """Put an older file in the place of an output, or nothing; return its contents."""
    if path.is_dir():
        path.rename(path.with_name(f"{path.name}-{time.monotonic_ns()}"))
    else:
        path.unlink(missing_ok=True)
    if there:
        path.write_bytes(b"what stood here before\n")
    return contents(path)


def contents(path: Path) -> object:
    """Return what a file, or the data files of a package, hold: digests by name; None where there is nothing."""
    if path.is_dir():
        names = [file for file in sorted(path.rglob("*")) if file.is_file()]
        stable = [file for file in names if file.parent.name == "data"]
        return (
            len(names), [(file.name, hashlib.sha256(file.read_bytes()).hexdigest()) for file in stable],
        )  # fmt: skip
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


if __name__ == "__main__":
    main()
