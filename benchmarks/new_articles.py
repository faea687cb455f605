"""What a scheduled run costs the site: requests and bytes for each new article, beside a crawl that knows nothing.

A spider without a memory of its own pays for the latter each time. Exit code 1 where a run asks for
more than its channels, the new articles, a further page of a list for every ten of them, the home
page and each host's robots.txt.
"""

import json
import sys
import tempfile
from pathlib import Path

import click
from faulty import Station, serve
from trials import crawl, make_folder, print_table

_NEW = (0, 1, 5, 20, 100)
_SHORTEST_PAGE = 10
"""Entries of a page of the lists that have the fewest."""


def run(folder: Path, address: str) -> tuple[int, int]:
    """Crawl; return the requests and the bytes of their answers. Raises ClickException where that fails."""
    code, errors = crawl(folder, address)
    if code:
        raise click.ClickException(errors[-500:])
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    return record["requests"], record["bytes"]


def measure(folder: Path, articles: int, new: int) -> tuple[list[object], bool]:
    """Return the row of a run that finds so many new articles, and whether it asked for no more than it had to."""
    station, place = Station(articles), make_folder(folder, new)
    with serve(station) as address:
        run(place, address)
        station.publish(new)
        station.requests.clear()
        requests, received = run(place, address)
        hosts = {request.host for request in station.requests}
        all_requests, all_received = run(make_folder(place, "anew"), address)
    per = [f"{requests / new:.1f}", f"{received / new / 1024:.1f}"] if new else ["-", "-"]
    row: list[object] = [new, requests, f"{received / 1024:.0f}", *per]
    ratios = [f"{requests / all_requests:.3f}", f"{received / all_received:.3f}"]
    least = len(station.channels) + new + new // _SHORTEST_PAGE + 1 + len(hosts)
    return [*row, all_requests, f"{all_received / 1024:.0f}", *ratios], requests <= least


@click.command()
@click.option(
    "--articles",
    type=click.IntRange(1),
    default=2000,
    show_default=True,
    help="Known before the run.",
)
@click.option(
    "--new",
    type=click.IntRange(0),
    multiple=True,
    default=_NEW,
    show_default=True,
    help="Published before it.",
)
def main(*, articles: int, new: tuple[int, ...]) -> None:
    """Publish so many NEW articles on a station whose ARTICLES are known, and crawl it."""
    with tempfile.TemporaryDirectory() as folder:
        measured = [measure(Path(folder), articles, count) for count in new]
    print_table(
        ("new articles", "requests", "KB", "requests an article", "KB an article",
         "requests of a crawl that knows nothing",
         "its KB", "requests against it", "bytes against it"), *(row for row, _ in measured),
    )  # fmt: skip
    sys.exit(not all(right for _, right in measured))


if __name__ == "__main__":
    main()
