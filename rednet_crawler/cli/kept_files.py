"""The files that hold pages: saved ones, and those of a web archive."""

from collections.abc import Iterator
from pathlib import Path

from rednet_crawler.errors import StorageError

_ENDINGS = (".html", ".htm", ".txt")
_WARC_ENDINGS = (".warc", ".warc.gz", ".warc.open", ".warc.gz.open", ".wet", ".wet.gz")


def find_page_files(path: Path) -> Iterator[Path]:
    """Yield a file itself, or the pages and WARC files below a folder by their ending, in the order of their names.

    Raises StorageError where there is nothing at the path.
    """
    if not path.exists():
        raise StorageError(f"{path}: no such file or folder")
    if path.is_dir():
        yield from sorted(
            file for file in path.rglob("*") if file.name.lower().endswith(_ENDINGS + _WARC_ENDINGS) and file.is_file()
        )
    else:
        yield path


def is_warc(path: Path) -> bool:
    """Say by its name whether a file is a WARC file."""
    return path.name.lower().endswith(_WARC_ENDINGS)
