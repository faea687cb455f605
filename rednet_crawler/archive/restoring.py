"""A backup in the place of an archive: what it holds, and nothing else."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.errors import StorageError

_BESIDE = ("", "-wal", "-shm", "-journal")
"""A file of SQLite, and what belongs to it: the log of a killed run would be read into any file of its name."""


def put_in_place(copy: Archive, target: Path, *, overwrite: bool, now: datetime) -> Iterator[str]:
    """Write what a backup holds to the file of an archive; yield what was set aside, a line each.

    Raises StorageError where something is there and `overwrite` does not say that it may be set
    aside, and ArchiveHeldError where a run writes to it.
    """
    there = [each for each in _BESIDE if Path(f"{target}{each}").exists()]
    if there and not overwrite:
        raise StorageError(
            f"{target}{there[0]}: is there already; --overwrite sets it aside under another name"
        )
    if "" in there:
        _ask_whether_it_is_free(target, now)
    fresh = target.with_name(f"{target.name}.restored")
    fresh.unlink(missing_ok=True)
    copy.copy_to(fresh)
    aside = target.with_name(f"{target.name}.{now:%Y%m%dT%H%M%SZ}")
    try:
        for each in (each for each in _BESIDE if Path(f"{target}{each}").exists()):
            Path(f"{target}{each}").rename(f"{aside}{each}")
            yield f"{target}{each}: set aside as {aside}{each}"
        fresh.rename(target)
    except OSError as error:
        raise StorageError(
            f"{target}: cannot be replaced ({error.strerror}); {fresh} holds the backup"
        ) from error


def _ask_whether_it_is_free(target: Path, now: datetime) -> None:
    """Raise ArchiveHeldError where a run holds an archive. One that cannot be opened is held by nobody."""
    with suppress(StorageError), Archive(str(target), "write") as archive:
        run = archive.runs.begin("restore", {}, __version__, now)
        archive.runs.end(run, 0, archive.ledger.sums(), now)
