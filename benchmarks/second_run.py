"""What a second run costs, how many runs a failing site takes, and that one article stays one.

Prints a table for each; exit code 1 where a target is missed.
"""

import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
from faulty import Faults, Station, serve
from trials import FAST, begin, crawl, finish, make_folder, print_table

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.listings import PAGE_SIZES
from rednet_crawler.replica.station import Request
from rednet_crawler.site.urls import read_address

_PUBLISHED = (1, 3, 5, 8)
_RUNS = 3
_TABLES = ("articles", "revisions", "ledger", "sightings", "walks")
_FORMS = (
    "https://hh.rednet.cn{}", "http://hh.rednet.cn{}?from=channel", "https://hh.rednet.cn/m{}",
    "https://hh-wap.rednet.cn{}", "https://moment.rednet.cn{}", "https://moment.rednet.cn/pc{}?f=pad",
)  # fmt: skip
"""Under which one article is listed; two to a channel, but for the last two channels."""


def sort_requests(requests: list[Request]) -> Counter[str]:
    """Count requests by what was asked for, and listings that were sent whole."""
    seen: Counter[str] = Counter()
    for request in requests:
        address = read_address(f"https://{request.host}{request.path}")
        article = address is not None and address.content_id is not None
        channel = request.path.startswith("/channel/")
        kind = "robots.txt" if request.path == "/robots.txt" else "home"
        if article:
            kind = "articles"
        elif channel:
            kind = "listings"
        seen[kind] += 1
        seen["listings sent"] += channel and request.status == 200  # noqa: PLR2004 - 200 is 200
    return seen


def rows_of(folder: Path) -> dict[str, int]:
    """Return how many rows each table has."""
    with closing(sqlite3.connect(folder / "a.db")) as file:
        return {
            name: file.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in _TABLES
        }


def run_twice(folder: str, articles: int, seed: int) -> Iterator[tuple[list[Any], bool]]:
    """Yield a row for an unchanged site, then for each number of new articles; and its verdict."""
    for new in (0, *_PUBLISHED):
        station, place = Station(articles, seed), make_folder(folder, f"new {new}")
        with serve(station) as address:
            crawl(place, address)
            before = rows_of(place)
            station.publish(new)
            station.requests.clear()
            code, errors = crawl(place, address)
        seen, after = sort_requests(station.requests), rows_of(place)
        hosts = {request.host for request in station.requests}  # each has a robots.txt of its own
        asked, most = len(station.requests), len(station.channels) + new + 1 + len(hosts)
        added = after["articles"] - before["articles"]
        right = code == 0 and asked <= most and seen["articles"] == added == new
        if new == 0:
            right &= seen["listings sent"] == 0 and after == before
        if not right:
            click.echo(
                f"{new} new: exit code {code}: {dict(seen)} {before} → {after} {errors[-300:]}",
                err=True,
            )
        kinds = ("robots.txt", "home", "listings", "listings sent", "articles")
        yield [new, *(seen[kind] for kind in kinds), added, asked, most], right


def run_failing(
    folder: str, articles: int, share: float, seed: int, *, waits: bool
) -> tuple[list[Any], bool]:
    """Return after how many runs in a row a failing site is there as a whole, and whether that is soon enough."""
    station, place, faults = (
        Station(articles, seed),
        make_folder(folder, f"failing {seed} {waits}"),
        Faults(share, seed),
    )
    kept: list[str] = []
    code, errors, count = -1, "", 0
    with serve(station, faults) as address:
        while len(kept) < _RUNS and not (code == 0 and count == articles):
            if waits and kept:
                make_due(place)
            code, errors = crawl(place, address)
            count = rows_of(place)["articles"] if (place / "a.db").exists() else 0
            kept.append(f"{count} (exit code {code})")
    if count != articles:
        click.echo(f"seed {seed}: {errors[-700:]}", err=True)
    how = "each when all that failed is due" if waits else "at once"
    row = [
        seed,
        how,
        f"{faults.made.total() - faults.made['none']} of {faults.made.total()}",
        ", ".join(kept),
    ]
    return row, count == articles and code == 0


def make_due(folder: Path) -> None:
    """Let the wait of all that failed be over, as time does."""
    with closing(sqlite3.connect(folder / "a.db")) as file, file:
        file.execute(
            "UPDATE ledger SET next_try_at = '2000-01-01T00:00:00Z' WHERE state = 'failed'"
        )


class _Everywhere(Station):
    """A station with one article more, which four channels list under six addresses."""

    def listing(self, channel: Any) -> list[Any]:
        """Return the whole listing of a channel."""
        entries, place = super().listing(channel), self.channels.index(channel)
        story = next(reversed(self.listed))
        forms = {0: _FORMS[:2], 1: _FORMS[2:4], 2: _FORMS[4:5], 4: _FORMS[5:]}.get(place, ())
        return [
            self.entry(channel, story)._replace(href=form.format(story.path)) for form in forms
        ] + entries


@contextmanager
def listed_everywhere(seed: int) -> Iterator[tuple[Station, str]]:
    """Serve a station whose newest article is listed under six addresses."""
    station = _Everywhere(max(PAGE_SIZES.values()), seed)
    station.publish(1)
    with serve(station) as address:
        yield station, address


def run_everywhere(folder: str, seed: int) -> tuple[list[Any], bool]:
    """Return what became of one article under six addresses in four channels."""
    place = make_folder(folder, "everywhere")
    with listed_everywhere(seed) as (station, address):
        number = next(reversed(station.listed)).content_id
        own = set(station.listed[next(reversed(station.listed))])
        codes = [
            finish(begin(place, address, ("crawl", "--archive", "sqlite:///a.db", *FAST)))[0]
            for _ in range(2)
        ]
        fetched = sum(number in request.path for request in station.requests)
        wanted = own | {station.channels[place].name for place in (0, 1, 2, 4)}
    with closing(sqlite3.connect(place / "a.db")) as file:
        rows = file.execute(
            "SELECT count(*) FROM articles WHERE content_id = ?", (number,)
        ).fetchone()[0]
        urls = {
            url for (url,) in file.execute("SELECT url FROM sightings WHERE key = ?", (number,))
        }
    with Archive(f"sqlite:///{place}/a.db") as archive:
        channels = set(archive.ledger.channels_of(number))
    row = [rows, fetched, len(urls), f"{len(channels & wanted)} of {len(wanted)}"]
    return row, codes == [0, 0] and rows == fetched == 1 and len(urls) >= len(
        _FORMS
    ) and channels == wanted


@click.command()
@click.option(
    "--articles",
    type=click.IntRange(1),
    default=240,
    show_default=True,
    help="Size of the replica.",
)
@click.option(
    "--trials",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Failing sites of each kind.",
)
@click.option(
    "--faults",
    type=click.FloatRange(0, 1),
    default=0.1,
    show_default=True,
    help="Share of failing answers.",
)
@click.option("--seed", default=1, show_default=True, help="Of the site and the faults.")
def main(*, articles: int, trials: int, faults: float, seed: int) -> None:
    """Run twice: on an unchanged, a growing, a failing site, and with many URLs an article."""
    with tempfile.TemporaryDirectory() as folder:
        second = list(run_twice(folder, articles, seed))
        print_table(("new articles", "robots.txt", "home", "listings asked", "listings sent",
                     "articles asked", "new rows",
                     "requests", "at most"), *(row for row, _ in second))  # fmt: skip
        click.echo()
        failing = [
            run_failing(folder, articles, faults, seed + number, waits=waits)
            for waits in (False, True)
            for number in range(trials)
        ]
        heads = (
            "seed",
            "runs in a row",
            "failing answers",
            f"articles of {articles} after each run",
        )
        print_table(heads, *(row for row, _ in failing))
        click.echo()
        everywhere = run_everywhere(folder, seed)
        print_table(
            ("rows of the article", "times fetched", "addresses kept", "channels kept"),
            everywhere[0],
        )
    sys.exit(not all(right for _, right in (*second, *failing, everywhere)))


if __name__ == "__main__":
    main()
