"""Articles into a file, by its ending."""

from collections.abc import Iterable
from pathlib import Path

from rednet_crawler.errors import ArgumentError
from rednet_crawler.export.lines import csv_header, csv_row, json_line
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.export.rows import COLUMNS, to_record, to_row
from rednet_crawler.items import Article

ENDINGS: tuple[str, ...] = (".jsonl", ".csv")
"""The endings of file names that can be written; the ending names the format."""


def check_ending(path: Path) -> str:
    """Return the ending of a file name in lower case. Raises ArgumentError where no format has it."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ArgumentError(f"{path}: the ending says the format, and has to be one of {', '.join(ENDINGS)}")
    return ending


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write a file line by line, beside its name, and rename it when complete. Raises StorageError where that fails."""
    file = PartFile(path)
    try:
        for line in lines:
            file.write(line)
        file.complete()
    finally:
        file.discard()


def write_articles(path: Path, articles: Iterable[Article], *, excel: bool = False) -> int:
    """Write articles to a file, one at a time, and return how many they were.

    It is written beside, as `NAME.part`, and renamed when complete. `excel` is the Excel profile of `.csv`.
    Raises ArgumentError for an unknown ending, before the first article is asked for, and StorageError where the
    file cannot be written; what stood under the name before then still does.
    """
    csv = check_ending(path) == ".csv"
    file = PartFile(path)
    count = 0
    try:
        if csv:
            file.write(csv_header(COLUMNS, excel=excel))
        for article in articles:
            file.write(csv_row(to_row(article), COLUMNS, excel=excel) if csv else json_line(to_record(article)))
            count += 1
        file.complete()
    finally:
        file.discard()
    return count
