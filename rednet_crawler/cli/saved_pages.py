"""Saved pages for `rednet extract`: read one by one, and written as lines."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rednet_crawler.errors import reason_of
from rednet_crawler.export.lines import json_line
from rednet_crawler.extraction.page_file import read_kept_page
from rednet_crawler.reading import read_article


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
