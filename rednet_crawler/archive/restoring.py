"""A backup in the place of an archive: what it holds, and nothing else."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
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
    fresh = target.with_name(f"{target.name}.restored")
    fresh.unlink(missing_ok=True)
    with _held(target, now) if "" in there else nullcontext():
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


@contextmanager
def _held(target: Path, now: datetime) -> Iterator[None]:
    """Hold an archive, so that no run begins meanwhile. Raises ArchiveHeldError where one has; an
    archive that cannot be opened is held by nobody.
    """
    with ExitStack() as stack:
        with suppress(StorageError):
            archive = stack.enter_context(Archive(str(target), "write"))
            run = archive.runs.begin("restore", {}, __version__, now)
            stack.callback(archive.runs.end, run, 0, archive.ledger.sums(), now)
        yield
