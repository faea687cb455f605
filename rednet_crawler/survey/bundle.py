"""The bundle that a survey leaves for whoever maintains the readers: what was answered, byte for
byte, and what it was taken for.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rednet_crawler import __version__
from rednet_crawler.errors import StorageError
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.safety.safe_text import safe_json
from rednet_crawler.survey.answers import Answer
from rednet_crawler.survey.facts import Fact

PAGES = "pages"


def write_bundle(
    folder: Path, station: str, requests: int, answers: Sequence[Answer], facts: Sequence[Fact]
) -> None:
    """Write survey.json and the pages into a folder. Raises StorageError."""
    pages = folder / PAGES
    try:
        pages.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{pages}: the folder cannot be made ({error.strerror})") from error
    rows = [_row(number, answer) for number, answer in enumerate(answers, 1)]
    for row, answer in zip(rows, answers, strict=True):
        if row["file"]:
            _write(folder / str(row["file"]), answer.page.body)
    summary = {
        "software": f"rednet-crawler/{__version__}", "station": station, "requests": requests,
        "facts": [fact._asdict() for fact in facts], "pages": rows,
    }  # fmt: skip
    _write(folder / "survey.json", (safe_json(summary, 1) + "\n").encode())


def _row(number: int, answer: Answer) -> dict[str, Any]:
    ending = "json" if answer.kind == "api" else "html"
    article = json.loads(json.dumps(answer.reading.article.to_dict())) if answer.reading else None
    return {
        "file": f"{PAGES}/{number:02}-{answer.kind.replace(' ', '-')}.{ending}" if answer.page.body else None,
        "kind": answer.kind, "url": answer.url, "status": answer.status, "reason": answer.reason,
        "fetched_at": answer.page.fetched_at, "headers": dict(answer.headers), "reader": answer.reader,
        "how_well": answer.how_well, "article": article,
        "entries": [
            {"url": entry.url, "title": entry.title, "published": entry.published}
            for entry in (answer.listing.entries if answer.listing else ())
        ],
        "next_url": answer.listing.next_url if answer.listing else None,
    }  # fmt: skip


def _write(path: Path, content: bytes) -> None:
    file = PartFile(path)
    file.write(content)
    file.complete()
