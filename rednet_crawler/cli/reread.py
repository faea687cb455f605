"""`rednet reread`: reads again, offline, with the extractor of today, the pages that an archive
keeps because they were not read well.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import click

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.better import lack_of, why_worse
from rednet_crawler.archive.kept_pages import KeptPage
from rednet_crawler.archive.texts import Text
from rednet_crawler.arguments import read_station
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.terminal import say
from rednet_crawler.errors import EXIT_COMPLETE, EXIT_INCOMPLETE, EXIT_INTERRUPTED, PageError
from rednet_crawler.export.records import raw_values
from rednet_crawler.items import Page, Sighting
from rednet_crawler.reading import read_page

Outcome = Literal["better", "same", "worse", "none", "failed", "absent"]
"""The reading is the current one now, what the current one is already, worse than that; the page
holds no article, could not be read for an error of ours, or its bytes are not there.
"""
_OF_THE_ARCHIVE = frozenset({"channels", "revision", "first_seen_at", "fetched_at"})
"""Fields that no page says."""


def read_again(
    archive: Archive, kept: KeptPage, run: int, now: datetime, tell: Callable[[str], None]
) -> Outcome:
    """Read a page again, in one transaction; a better reading becomes the current one, and the page
    goes once it is read well.
    """
    if kept.page is None:
        return "absent"
    try:
        text = _read(archive, kept, kept.page)
    except PageError as error:
        tell(str(error))
        return "none"
    except Exception as error:  # noqa: BLE001 - a new template may fail: the others are read
        tell(f"{kept.url}: {type(error).__name__}: {' '.join(str(error).split())}")
        return "failed"
    found = archive.articles.find(kept.key)
    if found and _says_nothing_new(found[0], text, kept):
        return "same"
    saved = archive.articles.save_all((text,), now, run)[kept.key]
    return "worse" if saved.doubt is not None else "better"


def _says_nothing_new(known: Mapping[str, Any], text: Text, kept: KeptPage) -> bool:
    """Say whether a reading is left as it is: what the current one says, and not well enough to let
    the page go, or an older page.
    """
    if not _is_newest(known, kept):  # then it has to be better
        return why_worse(text.record, known) is None
    well = lack_of(text.record) is None and not text.lost
    return not well and _says_as_much(known, text.record)


def _read(archive: Archive, kept: KeptPage, page: Page) -> Text:
    row = archive.ledger.find(kept.key) or {}
    channels = dict.fromkeys(str(seen["channel"]) for seen in archive.ledger.sightings(kept.key))
    sighting = Sighting(
        channels=tuple(channels), published=row.get("published"), title=row.get("title")
    )
    raw, article = read_page(page, station=kept.station, sighting=sighting)
    return Text(kept.key, article.to_dict(), raw_values(raw, article), page=page, lost=raw.lost)


def _says_as_much(known: Mapping[str, Any], read: Mapping[str, Any]) -> bool:
    return all(known.get(name) == read[name] for name in read if name not in _OF_THE_ARCHIVE)


def _is_newest(known: Mapping[str, Any], kept: KeptPage) -> bool:
    """Say whether a page was fetched no earlier than the current reading of its article."""
    return kept.fetched_at >= str(known.get("fetched_at") or "")


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
