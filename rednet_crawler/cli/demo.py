"""`rednet demo`: crawls the built-in replica of the station on loopback. No network is needed."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from rednet_crawler.cli.archives import open_archive
from rednet_crawler.cli.progress import print_summary
from rednet_crawler.cli.run import RunOptions, run_spider
from rednet_crawler.cli.runs import write_report
from rednet_crawler.cli.terminal import say
from rednet_crawler.errors import EXIT_INCOMPLETE, ArgumentError, StorageError
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station


@click.command(
    epilog="Example: rednet demo --out demo",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Folder.",
)
@click.option(
    "--articles",
    type=click.IntRange(1, 100_000),
    default=240,
    show_default=True,
    help="Size of the replica.",
)
@click.option("--excel", is_flag=True, help="Write CSV that Excel opens rightly.")
@click.option("-v", "--verbose", is_flag=True, help="Log what is fetched.")
def demo(*, out: Path, articles: int, excel: bool, verbose: bool) -> None:
    """Serve a made-up copy of the station on 127.0.0.1, crawl it with the very code of `crawl`, and compare.

    Leaves articles.jsonl, articles.csv, the archive demo.db and, with the extra `report`, report.html in the folder.

    Its articles are invented, but for one.
    """
    archive = out / "demo.db"  # always a new one; no archive of a user's has this name
    try:
        out.mkdir(parents=True, exist_ok=True)
        for old in ("", "-wal", "-shm"):
            archive.with_name(archive.name + old).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{out}: the folder cannot be made ({error.strerror})") from error
    outputs = (out / "articles.jsonl", out / "articles.csv")
    replica = build_station(articles)
    with serve(replica) as address:
        # politeness is for the real site: loopback needs no pause
        settings: dict[str, str | int] = {
            "REDNET_CONTACT": "demo of rednet-crawler, on this machine",
            "REDNET_REPLICA": address,
            "REDNET_ARCHIVE": str(archive),
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        }
        run = run_spider(
            "huaihua",
            {},
            RunOptions(replaced=outputs, settings=settings, excel=excel, verbose=verbose),
        )
    print_summary(run)
    report = out / "report.html"
    _write_report(archive, report)
    if run.exit_code:
        sys.exit(run.exit_code)
    different = compare(outputs[0], replica.truth)
    for line in different[:10]:
        say(f"differs from the replica: {line}", err=True)
    if different:
        sys.exit(EXIT_INCOMPLETE)
    say(f"all {len(replica.truth)} articles are as the replica made them, field by field", err=True)
    if report.exists():
        say(f"{report}: this run as a page, for a browser", err=True)
    say(f"{archive}: the archive: rednet status --archive {archive}", err=True)
    say(
        "Next, the station itself: rednet survey (at most 30 requests), then rednet crawl", err=True
    )


def _write_report(archive: Path, output: Path) -> None:
    output.unlink(missing_ok=True)
    try:
        with open_archive(str(archive)) as opened:
            write_report(opened, None, output)
    except ArgumentError as error:  # the extra is not installed
        say(f"no report: {error}", err=True)


def compare(path: Path, truth: Iterable[Mapping[str, object]]) -> list[str]:
    """Return how the rows of a JSONL file differ from what they ought to be: a line for each article or field."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    by_id = {row["content_id"]: row for row in rows}
    different = (
        [] if len(by_id) == len(rows) else [f"{len(rows) - len(by_id)} articles stand twice"]
    )
    for expected in truth:
        row = by_id.pop(str(expected["content_id"]), None)
        if row is None:
            different.append(f"{expected['url']} is missing")
            continue
        different += [
            f"{expected['url']}: {field} is {row.get(field)!r}, not {value!r}"
            for field, value in expected.items()
            if _in_order(field, row.get(field)) != _in_order(field, value)
        ]
    return different + [f"{row['url']} is not in the replica" for row in by_id.values()]


def _in_order(field: str, value: object) -> object:
    """Return a value to be compared: channels stand in any order."""
    return sorted(value) if field == "channels" and isinstance(value, list) else value
