"""The files that hold pages, saved ones and those of a web archive; and how saved pages are read,
one by one, and written as lines.
"""

import shutil
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from rednet_crawler.errors import StorageError, reason_of
from rednet_crawler.export.lines import json_line
from rednet_crawler.extraction.page_file import read_kept_page
from rednet_crawler.reading import read_article

_ENDINGS = (".html", ".htm", ".shtml", ".xhtml", ".txt", ".mht", ".mhtml", ".webarchive")
_WARC_ENDINGS = (".warc", ".warc.gz", ".warc.open", ".warc.gz.open", ".wet", ".wet.gz")
_PACKED = ".wacz"
_MOST_PACKED = 1000
"""How many times larger a member may be than it is packed."""
_TO_UNPACK = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".zst", ".7z", ".rar")
"""What may hold pages, and is named where it is found: it is not unpacked here."""


def find_page_files(path: Path) -> Iterator[Path]:
    """Yield a file itself, or the pages and WARC files below a folder by their ending, in the order of their names.

    Raises StorageError where there is nothing at the path.
    """
    if not path.exists():
        raise StorageError(f"{path}: no such file or folder")
    if path.is_dir():
        yield from sorted(
            file
            for file in path.rglob("*")
            if file.name.lower().endswith((*_ENDINGS, *_WARC_ENDINGS, _PACKED, *_TO_UNPACK))
            and file.is_file()
        )
    else:
        yield path


def is_warc(path: Path) -> bool:
    """Say by its name whether a file is a WARC file."""
    return path.name.lower().endswith(_WARC_ENDINGS)


def is_wacz(path: Path) -> bool:
    """Say by its name whether a file is a WACZ: a ZIP file of WARC files."""
    return path.name.lower().endswith(_PACKED)


def others_in(path: Path) -> int:
    """Return how many files of a folder are neither pages nor WARC files: pictures, styles, scripts."""
    if not path.is_dir():
        return 0
    return sum(file.is_file() for file in path.rglob("*")) - sum(1 for _ in find_page_files(path))


def unpack(wacz: Path, folder: Path) -> list[Path]:
    """Write the WARC files of a WACZ into a folder, and return them. Raises StorageError for one
    that cannot be read.
    """
    target = folder / wacz.name
    try:
        target.mkdir(exist_ok=True)
        with ZipFile(wacz) as packed:
            members = [
                each for each in packed.infolist() if each.filename.lower().endswith(_WARC_ENDINGS)
            ]
            if any(each.file_size > _MOST_PACKED * (each.compress_size + 1024) for each in members):
                raise StorageError(f"{wacz}: unpacks to more than a WARC file can")
            files = [
                target / f"{number}-{Path(each.filename).name}"
                for number, each in enumerate(members)
            ]
            for member, file in zip(members, files, strict=True):
                with packed.open(member) as source, file.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
    except (OSError, BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise StorageError(f"{wacz}: cannot be read as a WACZ ({error})") from error
    if not files:
        raise StorageError(f"{wacz}: holds no WARC file")
    return files


def read_saved(
    files: Sequence[Path],
    url: str | None,
    station: str,
    tell: Callable[[str], None],
    kinds: Counter[str],
) -> Iterator[bytes]:
    """Yield the articles of saved pages as lines of JSONL.

    `url` is the address of a page whose file does not say, `tell` is handed what could not be read,
    in one line each, and the files are counted by their kinds in `kinds`.
    """
    for file in files:
        try:
            page, kind = read_kept_page(file, url)
            kinds[kind] += 1
            line = json_line(read_article(page, station=station).to_dict())
        except Exception as error:  # noqa: BLE001 - whatever a page does to the reader, the others are read
            reason = reason_of(error)
            tell(reason if str(file) in reason else f"{file}: {reason}")
        else:
            yield line
