"""What is read of pages whose design is not the site's, beside other tools. See docs/benchmarks.md.

The designs are those of `rednet_crawler.replica.designs`; what stands on each page is known. A
value that is given and is not the one on the page is wrong, one that is missing is not.
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import click
from extraction import Sample, Score, compare, compare_each, compare_text
from rivals import Tool, find_rival, in_full, names_of_rivals, our_tool

from rednet_crawler.items import Page
from rednet_crawler.replica.designs import DESIGNS, redesign
from rednet_crawler.replica.station import build_station

FIELDS = {
    "text F1": ("text", compare_text),
    "title": ("title", compare),
    "names F1": ("names", compare_each),
    "source": ("source", compare),
    "editor": ("editor", compare),
    "time": ("minute", compare),
    "sections": ("sections", compare),
    "images F1": ("addresses", compare_each),
}
"""Column → field and how it is compared."""
_RIGHT = 0.999
_MINUTE = len("2022-12-02T10:15")


def samples(design: str, articles: int, seed: int) -> Iterator[Sample]:
    """Yield the articles of a replica in a design."""
    replica = build_station(articles, seed)
    for story in replica.listed:
        html, truth = redesign(design, story, *replica.around(story))
        page = Page(url=story.url, body=html.encode(), content_type="text/html; charset=utf-8")
        yield Sample(page, html, None, _values(in_full(truth)), timed=True)


def _values(values: Mapping[str, object]) -> Mapping[str, object]:
    images = values.get("images")
    time = values.get("published_at")
    return {
        **values,
        "minute": time[:_MINUTE] if isinstance(time, str) else None,
        "addresses": [each["url"] for each in images] if isinstance(images, list) else [],
    }


def wrong_fields(given: Mapping[str, object], truth: Mapping[str, object]) -> Iterator[str]:
    """Yield the fields with a value that is not the one on the page."""
    for name in ("title", "source", "original"):
        if given.get(name) is not None and given[name] != truth[name]:
            yield name
    if given.get("minute") and not str(truth["minute"]).startswith(str(given["minute"])):
        yield "time"
    for name in ("names", "editor"):
        if set(map(str, given.get(name) or ())) - set(map(str, truth[name] or ())):  # type: ignore[call-overload]
            yield name


def measure(
    tool: Tool, pages: Sequence[Sample], show: str
) -> tuple[dict[str, Score], Counter[str], int, float]:
    """Return the scores of a tool, its wrong values by field, the pages that hold one, and the slowest page."""
    scores: dict[str, Score] = {}
    wrong: Counter[str] = Counter()
    pages_wrong, slowest = 0, 0.0
    for page in pages:
        start = time.perf_counter()
        try:
            values = tool.read(tool.run(page.page, page.text))
        except tool.errors as error:
            values = tool.nothing
            wrong[type(error).__name__] += 1
            if show:
                print(page.page.url, error)
        slowest = max(slowest, time.perf_counter() - start)
        values = _values(values)
        for column, (name, compare_values) in FIELDS.items():
            if name in values:
                one = compare_values(values[name], page.truth[name])
                scores[column] = scores.get(column, Score()) + one
                if show in column.split() and one.f1 < _RIGHT:
                    print(
                        page.page.url,
                        name,
                        repr(values[name])[:300],
                        "≠",
                        repr(page.truth[name])[:300],
                        sep="\n  ",
                    )
        found = list(wrong_fields(values, page.truth))
        if show and found and show == "wrong":
            print(
                page.page.url,
                [(name, values.get(name), page.truth.get(name)) for name in [*found, "minute"]],
            )
        wrong.update(found)
        pages_wrong += bool(found)
    return scores, wrong, pages_wrong, slowest


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
    "--design", "designs", multiple=True, type=click.Choice([*DESIGNS]), help="Only these designs."
)
@click.option(
    "--show", default="", help="Print the pages on which this column is not right, or `wrong`."
)
@click.option("--no-rivals", is_flag=True, help="Measure this project only.")
def main(*, articles: int, seed: int, designs: Sequence[str], show: str, no_rivals: bool) -> None:
    """Print what is read of redesigned pages, in per cent, by design and tool."""
    rivals = [] if no_rivals else [tool for name in names_of_rivals() if (tool := find_rival(name))]
    print(f"| design | tool | {' | '.join(FIELDS)} | pages with a wrong value | slowest ms |")
    for design in designs or DESIGNS:
        pages = list(samples(design, articles, seed))
        for tool in (our_tool(), *rivals):
            scores, wrong, count, slowest = measure(tool, pages, show)
            cells = [f"{100 * scores[name].f1:.1f}" if name in scores else "–" for name in FIELDS]
            said = ", ".join(f"{name} {number}" for name, number in wrong.items())
            print(
                f"| {design} | {tool.name} | {' | '.join(cells)} | {count} of {len(pages)} "
                f"({said}) | {1000 * slowest:.0f} |"
            )


if __name__ == "__main__":
    main()
