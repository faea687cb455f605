"""How fast a crawl is beside spiders that fetch the same pages: two that drop them, and one that people would write.

The replica is served by a process of its own. Four runs take turns: this project with extraction,
archive and feeds on; a bare spider under the same Scrapy settings; a bare spider under Scrapy's
own; a plain spider with selectors and two feeds (`plain.py`), under Scrapy's own. Nobody waits for
politeness. Exit code 1 where a target of the project is missed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import bare
import click
from frames import framed
from lxml import html
from still import asked, served
from trials import make_folder, print_table

from rednet_crawler import settings
from rednet_crawler.replica.station import build_station

_TARGETS = {"same": 0.34, "stock": 0.70, "plain": 1.2}
"""The speed of this project against each of the others."""
_RUNS = ("same", "stock", "plain", "ours")


class Taken(NamedTuple):
    """What a run took."""

    clock: float
    """Seconds from the first request to the end."""
    cpu: float
    pages: int
    items: int

    @property
    def speed(self) -> float:
        """Return pages per second."""
        return self.pages / self.clock


def run(folder: Path, words: Sequence[str], address: str) -> Taken:
    """Run a command of Scrapy in a folder, with the meter in it."""
    environment = {
        **os.environ, "METER": str(folder / "meter.json"), "PYTHONPATH": str(Path(__file__).parent),
        "REDNET_REPLICA": address, "REDNET_CONTACT": "a benchmark on this machine",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, check=False
    )
    if done.returncode:
        raise click.ClickException(done.stderr.decode(errors="replace")[-2000:])
    return Taken(**json.loads((folder / "meter.json").read_text(encoding="utf-8")))


def crawl(folder: Path, address: str) -> Taken:
    """Crawl the replica with this project: archive, JSONL and CSV."""
    extensions = json.dumps({**settings.EXTENSIONS, "bare.Meter": 0})
    chosen = [f"{name}={value}" for name, value in {**bare.FAST, "EXTENSIONS": extensions}.items()]
    words = [
        "-m",
        "rednet_crawler",
        "crawl",
        "--archive",
        "sqlite:///a.db",
        "-o",
        "a.jsonl",
        "-o",
        "a.csv",
    ]
    return run(folder, [*words, *(word for each in chosen for word in ("-s", each))], address)


def parsing(articles: int, frame: int) -> float:
    """Return the seconds of CPU that `lxml.html` takes for an article page, a mean over all, best of five rounds."""
    replica = build_station(articles)
    addresses = (
        str(truth["url"]).removeprefix("https://").partition("/") for truth in replica.truth
    )
    bodies = [framed(replica.answer(host, f"/{path}").body, frame) for host, _, path in addresses]
    rounds = []
    for _ in range(5):
        begun = time.process_time()
        for body in bodies:
            html.fromstring(body)
        rounds.append((time.process_time() - begun) / len(bodies))
    return min(rounds)


@click.command()
@click.option("--articles", type=click.IntRange(1), default=3000, show_default=True)
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True)
@click.option(
    "--frame",
    type=click.IntRange(0),
    default=3584,
    show_default=True,
    help="Bytes of menus and scripts around each page.",
)
def main(*, articles: int, rounds: int, frame: int) -> None:
    """Crawl a replica of so many ARTICLES, ROUNDS times each way, in turn."""
    taken: dict[str, list[Taken]] = {name: [] for name in _RUNS}
    with tempfile.TemporaryDirectory() as name, served(articles, frame) as address:
        folder = Path(name)
        crawl(make_folder(folder, "first"), address)  # the server makes its pages
        pages = folder / "pages.json"
        pages.write_text(json.dumps(asked(address)), encoding="utf-8")
        program = str(Path(__file__).with_name("bare.py"))
        ways: dict[str, Callable[[Path], Taken]] = {
            which: lambda place, which=which: run(
                place, [program, address, str(pages), which], address
            )
            for which in _TARGETS
        }
        ways["ours"] = lambda place: crawl(place, address)
        for number in range(rounds):
            for which in _RUNS:
                taken[which].append(ways[which](make_folder(folder, f"{which} {number}")))
    report(taken, parsing(articles, frame))


def report(taken: dict[str, list[Taken]], parse: float) -> None:
    """Print the figures, and end with 1 where a target is missed."""

    def over(measure: Callable[[Taken], float], which: str) -> float:
        return median(measure(each) for each in taken[which])

    def ratio(which: str, measure: Callable[[Taken], float]) -> float:
        return median(
            measure(ours) / measure(other)
            for ours, other in zip(taken["ours"], taken[which], strict=True)
        )

    names = {
        "ours": "this project",
        "same": "bare spider, same settings",
        "stock": "bare spider, Scrapy's own settings",
        "plain": "plain spider with selectors and two feeds, Scrapy's own settings",
    }
    articles = taken["ours"][0].items

    def added(which: str) -> float:
        return (over(lambda each: each.cpu, "ours") - over(lambda each: each.cpu, which)) / articles

    print_table(
        ("run", "pages", "pages a second", "CPU ms a page", "speed of this project against it",
         "by CPU", "CPU added an article, × parsing"),
        *(
            (
                names[which], taken[which][0].pages, f"{over(lambda each: each.speed, which):.0f}",
                f"{over(lambda each: each.cpu / each.pages, which) * 1000:.2f}",
                f"{ratio(which, lambda each: each.speed):.2f}",
                f"{ratio(which, lambda each: each.pages / each.cpu):.2f}", f"{added(which) / parse:.1f}",
            )
            for which in ("ours", *_TARGETS)
        ),
    )  # fmt: skip
    click.echo(f"\n`lxml.html` parses an article page in {parse * 1000:.3f} ms; {articles} articles; "
               f"targets: {', '.join(map(str, _TARGETS.values()))} of the speed")  # fmt: skip
    sys.exit(
        any(ratio(which, lambda each: each.speed) < target for which, target in _TARGETS.items())
    )


if __name__ == "__main__":
    main()
