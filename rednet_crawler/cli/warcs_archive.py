"""WARC files for `rednet extract --into-archive`: read on all cores, and brought into an archive."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.terminal import say
from rednet_crawler.cli.warcs import Told, read_all
from rednet_crawler.errors import (
    EXIT_COMPLETE,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    RednetError,
    reason_of,
)
from rednet_crawler.warc.reextract import read_files
from rednet_crawler.warc.update import bring_in


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
