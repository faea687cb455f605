"""`rednet reread`: reads again, offline, the pages that an archive keeps because they were not read well."""

import sys
import time
from collections import Counter
from datetime import UTC, datetime

import click

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.rereading import Outcome, read_again
from rednet_crawler.arguments import read_station
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.terminal import say
from rednet_crawler.errors import EXIT_COMPLETE, EXIT_INCOMPLETE, EXIT_INTERRUPTED

_HEARTBEAT = 20
"""Seconds between two signs of life in the archive."""
_TOLD: dict[Outcome, str] = {
    "better": "better, and the current reading now",
    "same": "the same as before",
    "worse": "worse than the current reading",
    "none": "without an article",
    "failed": "not read for an error",
    "absent": "larger than is kept",
}


@click.command(
    epilog="Example: rednet reread",
    short_help="Read again, offline, the pages that the archive keeps.",
)
@archive_option
@click.option("--station", metavar="HOST", help="Only this station.")
def reread(*, archive: str, station: str | None) -> None:
    """Read every page that the archive keeps again, with the extractor of this version; nothing is fetched.

    A better reading becomes the current one, as a new revision where its content is another, and
    its page is kept no longer. What was read stays read where this is cut off: run it again. Exit
    code 4 says that pages are left that are still not read well.
    """
    counts: Counter[Outcome] = Counter()
    asked = read_station(station) if station else None
    with open_archive(archive, "write") as opened:
        for each in [asked] if asked else opened.kept_pages.stations():
            counts += _reread_station(opened, each)
        left, readings = opened.kept_pages.count(asked), opened.summaries.readings(asked)
    say(f"{counts.total()} pages read again")
    for outcome, words in _TOLD.items():
        if counts[outcome]:
            say(f"{counts[outcome]} {words}")
    say(str(readings))
    if left:
        say(f"{left} pages are still not read well, and stay in the archive")
        sys.exit(EXIT_INCOMPLETE)


def _reread_station(archive: Archive, station: str) -> Counter[Outcome]:
    """Read all pages of a station again, as a run that holds the archive meanwhile."""
    run = archive.runs.begin("reread", {}, __version__, datetime.now(UTC), station)
    counts: Counter[Outcome] = Counter()
    code, beaten = EXIT_INTERRUPTED, time.monotonic()
    try:
        for name in archive.kept_pages.names(station):
            kept = archive.kept_pages.find(*name)
            if kept is not None:  # a later page of the article may have been read well
                counts[read_again(archive, kept, run, datetime.now(UTC), _tell)] += 1
            if time.monotonic() - beaten > _HEARTBEAT:
                archive.runs.beat(run, datetime.now(UTC))
                beaten = time.monotonic()
        code = EXIT_INCOMPLETE if archive.kept_pages.count(station) else EXIT_COMPLETE
    finally:
        archive.runs.end(run, code, archive.ledger.sums(station), datetime.now(UTC))
    return counts


def _tell(trouble: str) -> None:
    say(f"rednet: {trouble}", err=True)
