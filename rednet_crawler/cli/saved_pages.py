"""Saved pages for `rednet extract`: read one by one, and written as lines."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rednet_crawler.errors import PageError
from rednet_crawler.export.lines import json_line
from rednet_crawler.extraction.page_file import read_page_file
from rednet_crawler.reading import read_article


def read_saved(files: Sequence[Path], url: str | None, station: str, tell: Callable[[str], None]) -> Iterator[bytes]:
    """Yield the articles of saved pages as lines of JSONL.

    `url` is the address of a page whose file does not say, `tell` is handed what could not be read, in one line each.
    Raises StorageError for a file that cannot be opened.
    """
    for file in files:
        page = read_page_file(file, url)
        try:
            record = read_article(page, station=station).to_dict()
        except PageError as error:
            tell(f"{file}: {error}")
        else:
            yield json_line(record)
