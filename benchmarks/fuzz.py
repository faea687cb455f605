"""Fuzzing: broken pages and texts in, and nothing but articles, listings, values and the designed errors out.

    python benchmarks/fuzz.py --of pages --count 100000 --seed 1 --jobs 2 --keep failures/
    python benchmarks/fuzz.py --of texts --count 100000 --seed 1

Saved pages (tests/pages), pages of the replica and a few built in are cut, flipped, shuffled,
nested and bombed, texts of the grammars' tables (tests/normalise) likewise. The same seed makes the
same inputs; `fuzz_guided.py` lets coverage choose them. Exit code 1 where anything but a
RednetError was raised, a value was one that no reader may return, or a reading took a second of
processor time.
"""

import hashlib
import multiprocessing
import re
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import click
from fuzz_targets import PAGES, TEXTS
from mutations import build_corpus, make_page, make_text, text_corpus
from trials import print_table

from rednet_crawler.errors import RednetError
from rednet_crawler.items import Page

SLOWEST = 1.0
_BATCH = 200
_OF_A_KIND = 10


@dataclass
class Tally:
    """What a share of the inputs came to."""

    inputs: int = 0
    read: int = 0
    refused: int = 0
    too_slow: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, tuple[float, str]] = field(default_factory=dict)
    """Reader → seconds and input."""

    def add(self, other: "Tally") -> None:
        """Take in another share."""
        self.inputs += other.inputs
        self.read += other.read
        self.refused += other.refused
        self.too_slow += other.too_slow
        self.failures += other.failures
        for name, slowest in other.slowest.items():
            self.slowest[name] = max(slowest, self.slowest.get(name, slowest))

    def try_out(
        self,
        given: Page | str,
        readers: Mapping[str, Callable[[Any], object]],
        label: str,
        keep: Path | None,
    ) -> None:
        """Read an input in every way, and keep one that fails."""
        self.inputs += 1
        size = len(given.body) if isinstance(given, Page) else len(given)
        for name, read in readers.items():
            problem = None
            begun = process_time()
            try:
                read(given)
                self.read += 1
            except RednetError:
                self.refused += 1
            except Exception as error:  # noqa: BLE001 - what a fuzzer looks for
                place = traceback.extract_tb(error.__traceback__)[-1]
                problem = f"{name}: {type(error).__name__} in {Path(place.filename).name}:{place.lineno} {place.name}"
                self.failures[problem] += 1
            took = process_time() - begun
            this = (
                took,
                f"{label}, {size:,} {'bytes' if isinstance(given, Page) else 'characters'}",
            )
            self.slowest[name] = max(this, self.slowest.get(name, this))
            if took >= SLOWEST:
                self.too_slow += 1
                problem = problem or f"{name}: slow"
            if problem and keep:
                _keep(given, problem, keep, label)


def _keep(given: Page | str, problem: str, folder: Path, label: str) -> None:
    """Keep a failing input, and beside it what happened and how it was read. Ten of a kind are enough."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = (
        re.sub(r"\W+", "-", problem)[:60] + "-" + hashlib.sha256(problem.encode()).hexdigest()[:6]
    )
    if len(list(folder.glob(f"{kind}-*.txt"))) >= _OF_A_KIND:
        return
    stem = f"{kind}-{re.sub(r'[^a-z0-9]+', '-', label)}"
    body = given.body if isinstance(given, Page) else given.encode("utf-8", "surrogatepass")
    (folder / f"{stem}.input").write_bytes(body)
    how = f"{given.url}\n{given.content_type!r}\n" if isinstance(given, Page) else ""
    (folder / f"{stem}.txt").write_text(f"{problem}\n{how}", encoding="utf-8")


def fuzz_pages(numbers: range, *, seed: int, corpus: Sequence[bytes], keep: Path | None) -> Tally:
    """Read the pages of these numbers in every way."""
    tally = Tally()
    for number in numbers:
        tally.try_out(make_page(number, seed, corpus), PAGES, f"page {number}", keep)
    return tally


def fuzz_texts(numbers: range, *, seed: int, corpus: Sequence[str], keep: Path | None) -> Tally:
    """Read the texts of these numbers in every way."""
    tally = Tally()
    for number in numbers:
        tally.try_out(make_text(number, seed, corpus), TEXTS, f"text {number}", keep)
    return tally


def end(of: str, total: Tally, seconds: float) -> int:
    """Print the table, and return the exit code."""
    slowest = max(total.slowest.items(), key=lambda each: each[1], default=("nothing", (0.0, "")))
    print_table(
        (of, "readings", "refused by design", "unexpected exceptions",
         f"readings of {SLOWEST:g} s or more", "slowest", "seconds"),
        (
            f"{total.inputs:,}", f"{total.read + total.refused:,}", f"{total.refused:,}",
            total.failures.total(), total.too_slow,
            f"{slowest[1][0]:.3f} s ({slowest[0]}: {slowest[1][1]})", f"{seconds:,.0f}",
        ),
    )  # fmt: skip
    for problem, count in total.failures.most_common():
        print(f"{count:>6,} × {problem}")
    return 1 if total.failures or total.too_slow else 0


@click.command()
@click.option("--of", type=click.Choice(["pages", "texts"]), default="pages", show_default=True)
@click.option("--count", default=10_000, show_default=True, help="Inputs.")
@click.option(
    "--start", default=0, show_default=True, help="Number of the first input, to repeat one."
)
@click.option("--seed", default=1, show_default=True)
@click.option("--jobs", default=2, show_default=True, help="Processes.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder for the inputs that fail.")
def fuzz(*, of: str, count: int, start: int, seed: int, jobs: int, keep: Path | None) -> None:
    """Fuzz what reads pages, or texts of pages."""
    begun = perf_counter()
    total = Tally()
    batches = [
        range(first, min(first + _BATCH, start + count))
        for first in range(start, start + count, _BATCH)
    ]
    work: Callable[[range], Tally] = (
        partial(fuzz_pages, seed=seed, corpus=build_corpus(), keep=keep)
        if of == "pages"
        else partial(fuzz_texts, seed=seed, corpus=text_corpus(), keep=keep)
    )
    with multiprocessing.Pool(jobs) as pool:
        for tally in pool.imap_unordered(work, batches):
            total.add(tally)
    sys.exit(end(of, total, perf_counter() - begun))


if __name__ == "__main__":
    fuzz()
