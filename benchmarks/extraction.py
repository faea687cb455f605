"""How exact the extraction is and what it costs, beside other tools. Needs the extra `bench`; see docs/benchmarks.md.

Pages: those of the replica, and the saved ones of the tests. Both come with what a reader would say
stands on them. They are shorter than those of a news site, and get a frame of menus and scripts;
what they cost without one is printed as well. Exit code 1 where this project costs more than its
target.
"""

import json
import math
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import click
from frames import framed
from lxml import html
from rivals import Run, Tool, Values, find_rival, in_full, names_of_rivals, our_tool
from trials import machine

from rednet_crawler.errors import RednetError
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.extraction.charset import decode
from rednet_crawler.extraction.page import Document
from rednet_crawler.extraction.page_file import read_page_file
from rednet_crawler.items import Page
from rednet_crawler.replica.station import build_station

PARSER = "lxml.html alone"
MOST = 5.0
"""What extraction and normalisation of the median page may cost, as a multiple of parsing it."""
SAVED_PAGES = Path(__file__).parent.parent / "tests" / "pages"


@dataclass(frozen=True, slots=True)
class Sample:
    """A page and what stands on it."""

    page: Page
    text: str
    """The page decoded, for tools that do not decode."""
    bare: "Sample | None"
    """The same without the frame, where it has one."""
    truth: Values
    timed: bool
    """Valid UTF-8: lxml, given bytes, stops early where their encoding is declared wrongly."""
    no_time: bool = False
    """Only listings say when it was published."""


class Score(NamedTuple):
    """What was right, of what was given and what was wanted. An exact value is one of each."""

    hits: float = 0
    given: float = 0
    wanted: float = 0

    def __add__(self, other: "Score") -> "Score":  # type: ignore[override]
        return Score(*(mine + yours for mine, yours in zip(self, other, strict=True)))

    @property
    def f1(self) -> float:
        """The share of right ones where one is given for each that is wanted, else F1."""
        return 2 * self.hits / (self.given + self.wanted) if self.given + self.wanted else 1.0


@dataclass(slots=True)
class Result:
    """What came of one tool on all pages."""

    scores: dict[str, Score] = field(default_factory=dict)
    failed: int = 0
    costs: list[dict[int, float]] = field(default_factory=lambda: [{}, {}])
    """With the frame and without: number of a timed page → the best CPU time in seconds."""
    times: list[float] = field(default_factory=list)
    """The same as multiples of parsing, medians over the pages."""


# ------------------------------------------------------------------------------------------------------ the pages


def replica_samples(articles: int, seed: int, frame: int) -> Iterator[Sample]:
    """Yield the articles of a replica that it answers with a page."""
    replica = build_station(articles, seed)
    for story, truth in zip(replica.listed, replica.truth, strict=True):
        address = urlsplit(truth["url"])
        answer = replica.answer(address.netloc, address.path)
        if answer.status == HTTPStatus.OK:
            page = Page(url=truth["url"], body=answer.body, content_type=answer.content_type)
            hidden = not (story.day_only or story.line.published or story.meta.published)
            yield replace(_sample(page, truth, frame), no_time=hidden)


def saved_samples(frame: int) -> Iterator[Sample]:
    """Yield the saved pages of the tests that hold an article."""
    for path in sorted(SAVED_PAGES.glob("*/page.html")):
        expected = json.loads(path.with_name("expected.json").read_bytes())
        if "item" in expected:
            yield _sample(read_page_file(path), expected["item"], frame)


def _sample(page: Page, truth: Values, frame: int) -> Sample:
    try:
        page.body.decode()
    except UnicodeDecodeError:
        timed = False
    else:
        timed = True
    bare = Sample(page, decode(page.body, page.content_type).text, None, in_full(truth), timed)
    if not frame:
        return bare
    page = replace(page, body=framed(page.body, frame))
    return replace(bare, page=page, text=decode(page.body, page.content_type).text, bare=bare)


# --------------------------------------------------------------------------------------------------- how exact


def compare(given: Any, wanted: Any) -> Score:
    """Return a hit for the same value."""
    return Score(given == wanted, 1, 1)


def compare_each(given: Iterable[Any], wanted: Iterable[Any]) -> Score:
    """Return how many members of two lists are the same, in any order."""
    left, right = (
        Counter(json.dumps(one, sort_keys=True) for one in ones) for ones in (given, wanted)
    )
    return Score((left & right).total(), left.total(), right.total())


def compare_text(given: str | None, wanted: str | None) -> Score:
    """Return the F1 of the characters of a page, blanks and invisible ones apart, in any order."""
    left, right = (
        Counter(char for char in text or "" if char.isprintable() and char != " ")
        for text in (given, wanted)
    )
    return Score(Score((left & right).total(), left.total(), right.total()).f1, 1, 1)


COLUMNS: Mapping[str, tuple[str, Callable[[Any, Any], Score]]] = {
    "title": ("title", compare),
    "byline names F1": ("names", compare_each),
    "byline (name, role) F1": ("byline", compare_each),
    "editor": ("editor", compare),
    "source": ("source", compare),
    "published_at": ("published_at", compare),
    "its day": ("day", compare),
    "headings": ("headings", compare),
    "sections": ("sections", compare),
    "text F1": ("text", compare_text),
    "images with captions F1": ("images", compare_each),
}
"""Column of the table → the field of `Values` and how it is compared."""


def score(values: Values, sample: Sample) -> dict[str, Score]:
    """Compare what a tool gave with what stands on the page."""
    scores = {
        column: measure(values[field], sample.truth[field])
        for column, (field, measure) in COLUMNS.items()
        if field in values and not (sample.no_time and field in ("published_at", "day"))
    }
    if "byline" not in values:  # a rival may leave the headings in its text
        everything = "".join([sample.truth["text"] or "", *sample.truth["headings"]])
        scores["text F1"] = max(scores["text F1"], compare_text(values["text"], everything))
    return scores


def measure_scores(tool: Tool, samples: Sequence[Sample]) -> Result:
    """Run a tool on all pages. Where it raises, it has given nothing."""
    result = Result()
    for sample in samples:
        try:
            values = tool.read(tool.run(sample.page, sample.text))
        except tool.errors:
            values = tool.nothing
            result.failed += 1
        for column, one in score(values, sample).items():
            result.scores[column] = result.scores.get(column, Score()) + one
    return result


# ----------------------------------------------------------------------------------------------- what it costs


def cost(tool: Tool, sample: Sample) -> float:
    """Return the CPU time of one run in seconds."""
    start = time.process_time()
    with suppress(*tool.errors):
        tool.run(sample.page, sample.text)
    return time.process_time() - start


def measure_costs(tool: Tool, samples: Sequence[Sample], best: dict[int, float]) -> None:
    """Run a tool once over all pages, as a crawl or a re-extraction does, and keep the best CPU time of each page."""
    for at, sample in enumerate(samples):
        best[at] = min(best.get(at, math.inf), cost(tool, sample))


def measure_all(
    tool: Tool, more: Sequence[Tool], samples: Sequence[Sample], repeat: int
) -> list[Result]:
    """Measure a tool, the further ones, and last the parser alone."""
    least = Tool(
        name=PARSER,
        run=lambda page, _text: html.fromstring(page.body),
        read=lambda _: {},
        nothing={},
    )
    tools = [tool, *more, least]
    results = [measure_scores(tool, samples), *(Result() for _ in tools[1:])]
    timed = [sample for sample in samples if sample.timed]
    sets = (timed, [sample.bare or sample for sample in timed])
    for _ in range(repeat):  # they take turns, so that all meet the same machine
        for each, result in zip(tools, results, strict=True):
            for pages, costs in zip(sets, result.costs, strict=True):
                measure_costs(each, pages, costs)
    for result in results:
        for costs, parsing in zip(result.costs, results[-1].costs, strict=True):
            result.times.append(median(seconds / parsing[at] for at, seconds in costs.items()))
    return results


def first_steps() -> list[Tool]:
    """Return the steps of this project before normalisation, each with those before it."""
    return [
        _timed_only(
            "rednet-crawler, page decoded, parsed, indexed", lambda page, _text: Document(page)
        ),
        _timed_only(
            "rednet-crawler, raw article extracted", lambda page, _text: extract_article(page)
        ),
    ]


def _timed_only(name: str, run: Run) -> Tool:
    return Tool(name=name, run=run, read=lambda _found: {}, nothing={}, errors=(RednetError,))


# --------------------------------------------------------------------------------------------------- the table


def print_head(
    samples: Sequence[Sample], saved: int, frame: int, repeat: int, names: Iterable[str]
) -> None:
    """Print what was measured, when, where and with which versions."""
    timed = sum(sample.timed for sample in samples)
    hidden = sum(sample.no_time for sample in samples)
    print(f"{len(samples)} pages: {len(samples) - saved} of the replica, {saved} saved ones")
    bare = [sample.bare or sample for sample in samples]
    print(f"{_size(samples)} with a frame of {frame} bytes, {_size(bare)} without")
    print(
        f"{hidden} of them, whose time stands in listings only, left out of published_at and its day"
    )
    print(f"{timed} of them, valid UTF-8, timed: best of {repeat} runs each, median over the pages")
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, Python {platform.python_version()}")
    print(", ".join(f"{name} {_version(name)}" for name in (*names, "lxml")), end="\n\n")


def _size(samples: Iterable[Sample]) -> str:
    return f"median {median(len(sample.page.body) for sample in samples) / 1024:.1f} KB"


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"


def print_row(name: str, cells: Iterable[str]) -> None:
    """Print a row of the table, in Markdown."""
    print(f"| {' | '.join([name, *cells])} |")


def cells(result: Result) -> list[str]:
    """Return the cells of a tool: per cent, rounded down, so that 100.0 means all."""
    shares = [result.scores.get(column) for column in COLUMNS]
    accuracy = [f"{int(1000 * share.f1) / 10:.1f}" if share else "–" for share in shares]
    milliseconds = 1000 * median(result.costs[0].values())
    return [
        *accuracy,
        *(f"{each:.1f}" for each in result.times),
        f"{milliseconds:.2f}",
        str(result.failed),
    ]


def measure_alone(
    name: str, articles: int, seed: int, frame: int, repeat: int
) -> dict[str, Result]:
    """Return the results of a tool by name, loaded into this process alone; an empty one where it is not installed."""
    ours = our_tool()
    tool, more = (ours, first_steps()) if name == ours.name else (find_rival(name), [])
    if tool is None:
        return {}
    results = measure_all(tool, more, samples_of(articles, seed, frame), repeat)
    names = [name, *(each.name for each in more), *([PARSER] if more else [])]
    return dict(zip(names, results, strict=False))


def samples_of(articles: int, seed: int, frame: int) -> list[Sample]:
    """Return all pages: those of a replica, then the saved ones."""
    return [*replica_samples(articles, seed, frame), *saved_samples(frame)]


def print_table(names: Sequence[str], *how: int) -> float:
    """Measure each tool in a process of its own, and print a row for each.

    Return the cost of the first as a multiple of parsing.
    """
    heads = [*COLUMNS, "CPU × parsing", "without frame", "CPU ms", "raised"]
    print_row("%", heads)
    print_row("---", ["---:"] * len(heads))
    results: dict[str, Result] = {}
    for name in names:  # a tool would be slowed down by what another has loaded, such as the dictionary of a tokenizer
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            results |= process.submit(measure_alone, name, *how).result()
    for name in (*names, *(name for name in results if name not in names)):
        print_row(name, cells(results[name]) if name in results else ["not installed"])
    return results[names[0]].times[0]


@click.command()
@click.option(
    "--articles",
    type=click.IntRange(1),
    default=300,
    show_default=True,
    help="Size of the replica.",
)
@click.option("--seed", default=646656, show_default=True, help="Which replica.")
@click.option(
    "--repeat",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Runs of a page; the best counts.",
)
@click.option(
    "--frame",
    type=click.IntRange(0),
    default=3584,
    show_default=True,
    help="Bytes of menus and scripts around a page.",
)
@click.option("--no-rivals", is_flag=True, help="Measure this project only.")
def main(*, articles: int, seed: int, repeat: int, frame: int, no_rivals: bool) -> None:
    """Print how exact the extraction is and what it costs, beside other tools."""
    names = [our_tool().name, *(() if no_rivals else names_of_rivals())]
    print_head(
        samples_of(articles, seed, frame), len(list(saved_samples(frame))), frame, repeat, names
    )
    cost = print_table(names, articles, seed, frame, repeat)
    print(f"\nCPU × parsing of the first row to two digits: {cost:.2f}; target: {MOST}")
    sys.exit(cost > MOST)


if __name__ == "__main__":
    main()
