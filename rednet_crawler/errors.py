"""Every exception of this package: who raises it, when, and what the reader can do.

Each carries the exit code of the command line (README, "Exit codes"); its text is one line that
names the object and the remedy.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EXIT_COMPLETE = 0
EXIT_INTERNAL = 1
EXIT_USAGE = 2
EXIT_STORAGE = 3
EXIT_INCOMPLETE = 4
EXIT_ALARM = 5
EXIT_BLOCKED = 6
EXIT_HELD = 7
EXIT_INTERRUPTED = 130


class RednetError(Exception):
    """Root of the tree. Never raised itself."""

    exit_code = EXIT_INTERNAL


class ArgumentError(RednetError):
    """A spider or command argument is wrong. Raised before anything is fetched; the text names the allowed values."""

    exit_code = EXIT_USAGE


class UnknownChannelError(ArgumentError):
    """No channel of that name or number on the station. Raised once the station's menu was read;
    lists the known ones.
    """


class SettingError(ArgumentError):
    """A `REDNET_…` setting or environment variable holds something unusable."""


class StartError(ArgumentError):
    """A run could not be started: a part that the settings name failed. Raised before anything is fetched."""


class BrokenRunError(RednetError):
    """Scrapy's engine failed in the middle of a run."""


class PageError(RednetError):
    """A page could not be read as what it should be."""

    exit_code = EXIT_INCOMPLETE


class NotAnArticleError(PageError):
    """The answer holds no article: an empty body, an error page behind a 200, a page without title and text."""


class RemovedError(NotAnArticleError):
    """The answer says, with a status of 200, that the article is not there."""


class OverBoundError(PageError):
    """A page is larger than is read: more tags, attributes, depth, text, pictures or entries than
    any page of the site has.
    """


class StorageError(RednetError):
    """A file could not be read or written (missing, no permission, disk full)."""

    exit_code = EXIT_STORAGE


class ArchiveHeldError(RednetError):
    """Another run holds the archive. Raised before anything is fetched; the text names the run."""

    exit_code = EXIT_HELD


class NoArchiveError(StorageError):
    """There is no archive at that place. Raised by what only looks into one; a crawl makes it."""


class ArchiveTakenError(StorageError):
    """Another run has taken this one's station over, while the archive's server could not be reached."""

    exit_code = EXIT_HELD


def reason_of(error: Exception) -> str:
    """Return in one line why something failed: the text of a designed error, class and text of any other."""
    return (
        str(error)
        if isinstance(error, RednetError)
        else f"{type(error).__name__}: {error}".rstrip(": ")
    )


_FEATURES = {
    "cluster": "a cluster of workers", "monitor": "--metrics", "parquet": "Parquet", "postgres": "an archive on PostgreSQL",
    "reposts": "to find reposts", "warc": "WARC",
}  # fmt: skip
"""What an extra is for, where that is not its name."""


def how_to_install(extra: str) -> str:
    """Return the line to type that installs an extra: into the clone that this runs from, or by the project's name."""
    root = Path(__file__).parents[1]
    if (root / "pyproject.toml").is_file():
        return f"pip install -e '{root}[{extra}]'"
    return f"pip install 'rednet-crawler[{extra}]'"


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Wrap the import of what an extra brings. Raises ArgumentError, with the line to type, where it is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("rednet_crawler"):
            raise
        raise ArgumentError(
            f"{_FEATURES.get(extra, extra)} needs the extra {extra}: {how_to_install(extra)} "
            f"({error.name} is missing)"
        ) from error
