"""WARC files for `rednet extract --into-archive`: read on all cores, and brought into an archive,
which is then up to date with what this version reads from kept pages.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import orjson

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.better import why_worse
from rednet_crawler.cli.terminal import say
from rednet_crawler.cli.warcs import Told, read_all
from rednet_crawler.errors import (
    EXIT_COMPLETE,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    RednetError,
    reason_of,
)
from rednet_crawler.export.records import complete
from rednet_crawler.warc.reextract import Read, read_files

Outcome = Literal["new", "changed", "unchanged", "older", "worse"]
_NOT_OF_THE_PAGE = frozenset({"channels", "revision", "first_seen_at", "fetched_at", "provenance"})
"""Fields that may differ for the same page: those the archive keeps itself, and the places."""

_HINTS = ("url", "dateline+url")
"""Places of a day that a listing's time goes before."""
_MINUTE = len("2022-12-02T10:15")


def bring_in(archive: Archive, read: Read, now: datetime, run: int) -> Outcome:
    """Enter an article into an archive: as new, or as a revision if it is now read differently.

    Skipped are readings worse than the archive's, and pages fetched before the archive's text.
    Values from a listing stay if the page was kept without its listing. `run` is the run that
    brings the article. Raises StorageError.
    """
    record: dict[str, Any] = orjson.loads(read.line)
    raw: dict[str, Any] = orjson.loads(read.raw or b"{}")
    found = archive.articles.find(read.key)
    if found is None:
        archive.articles.save(read.key, record, now, run=run, raw=raw)
        return "new"
    known, since = complete(found[0]), found[1]
    if str(record["fetched_at"] or "") < since:
        return "older"
    if not read.listed:
        record |= _from_listing(known, record)
    if _of_the_page(record) == _of_the_page(known):
        return "unchanged"
    if why_worse(known, record) is not None:
        return "worse"
    record |= {"channels": known["channels"], "first_seen_at": known["first_seen_at"]}
    archive.articles.save(read.key, record, now, run=run, raw=raw, changed=True)
    return "changed"


def _from_listing(known: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the archive's values from a listing, if the page has nothing better."""
    kept = {}
    for name, place in known["provenance"].items():
        if place != "listing":
            continue
        value = record.get(name)
        worse = name == "published_at" and record["provenance"].get(name) in _HINTS
        if value is None or worse or str(value)[:_MINUTE] == str(known[name])[:_MINUTE]:
            kept[name] = known[name]
    return {**kept, "provenance": {**record["provenance"], **dict.fromkeys(kept, "listing")}}


def _of_the_page(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in _NOT_OF_THE_PAGE}


def bring_into(url: str, files: list[Path], station: str, jobs: int, tell: Told) -> Iterator[bytes]:
    """Bring the articles of WARC files into an archive; yield those that are new or changed there as lines of JSONL.

    The archive is held meanwhile, as by a crawl. Raises ArchiveHeldError, SettingError and StorageError.
    """
    counts: Counter[str] = Counter()

    def tell_and_count(trouble: str) -> None:
        counts["trouble"] += 1
        tell(trouble)

    with Archive(url) as archive:
        now = datetime.now(UTC)
        run = archive.runs.begin("extract", {"warc": " ".join(map(str, files))}, __version__, now)
        code = EXIT_INTERRUPTED
        try:
            for read in read_all(files, read_files(files, station, jobs, raw=True), tell_and_count):
                try:
                    outcome = bring_in(archive, read, datetime.now(UTC), run)
                except RednetError:
                    raise  # of the archive, and so of all that follow
                except Exception as error:  # noqa: BLE001 - whatever one article does, the others are brought in
                    tell_and_count(f"{read.url}: {reason_of(error)}")
                    continue
                counts[outcome] += 1
                if outcome in ("new", "changed"):
                    yield read.line
            code = EXIT_INCOMPLETE if counts["trouble"] else EXIT_COMPLETE
        finally:
            archive.runs.end(run, code, archive.ledger.sums(), datetime.now(UTC))
    words = ", ".join(
        f"{counts[each]} {each}"
        for each in ("new", "changed", "unchanged", "older", "worse")
        if counts[each] or each != "worse"
    )
    say(f"{archive.name}: {words}", err=True)
