"""A package: the tables as files, each described for programs and for people."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rednet_crawler.dataset.card import cards
from rednet_crawler.dataset.facts import Facts, Resource, describe_file
from rednet_crawler.dataset.formats import croissant, datapackage
from rednet_crawler.dataset.selection import Selection
from rednet_crawler.errors import StorageError
from rednet_crawler.export.files import TableFile
from rednet_crawler.export.tables import TABLES

Records = Iterable[dict[str, Any]]

_OF_ARTICLES: Mapping[str, str] = {
    "data/articles.jsonl": "articles",
    "data/articles.csv": "articles",
    "data/paragraphs.csv": "paragraphs",
    "data/people.csv": "people",
    "data/images.csv": "images",
}
_WITHOUT_TEXT: Mapping[str, str] = {
    "data/articles.jsonl": "metadata",
    "data/articles.csv": "metadata",
    "data/people.csv": "people",
    "data/images.csv": "images",
}
_CAPTION = "caption"


def write_package(
    folder: Path,
    selection: Selection,
    facts: Facts,
    shown: Callable[[Records], Records] = lambda records: records,
) -> list[Resource]:
    """Write a package into a new folder, and return its data files.

    It is made as `NAME.part`, which becomes `NAME` once it is complete. `shown` gets the records of
    the articles and may show progress. Raises StorageError if the folder exists already, or cannot
    be written.
    """
    if folder.exists():
        raise StorageError(f"{folder}: is there already; choose another name")
    part = folder.with_name(f"{folder.name}.part")
    try:
        if part.exists():
            shutil.rmtree(part)  # the remains of a killed run
        (part / "data").mkdir(parents=True)
        resources = [*_write_data(part, selection, facts, shown)]
        _write_descriptions(part, folder.name, resources, facts)
        part.rename(folder)
    except OSError as error:
        raise StorageError(
            f"{folder}: cannot be written ({error.strerror}); check disk and rights"
        ) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return resources


def _write_data(
    folder: Path, selection: Selection, facts: Facts, shown: Callable[[Records], Records]
) -> Iterator[Resource]:
    tables = _OF_ARTICLES if facts.with_text else _WITHOUT_TEXT
    articles = shown(selection.records("articles"))
    yield from _write_files(folder, tables, articles, facts.count_article, captions=facts.with_text)
    yield from _write_files(
        folder, {"data/sightings.csv": "sightings"}, selection.records("sightings")
    )
    yield from _write_files(
        folder, {"data/ledger.csv": "ledger"}, selection.records("ledger"), facts.count_listed
    )


def _write_files(
    folder: Path,
    tables: Mapping[str, str],
    records: Records,
    count: Callable[[dict[str, Any]], None] = lambda _: None,
    *,
    captions: bool = True,
) -> Iterator[Resource]:
    """Write files that are made of the same records, in one pass over them."""
    with ExitStack() as stack:
        files = {}
        for path, name in tables.items():
            shape = TABLES[name]
            left_out = set() if captions else {_CAPTION}
            names = (
                [field.name for field in shape.columns if field.name not in left_out]
                if name == "images"
                else []
            )
            files[path] = stack.enter_context(TableFile(folder / path, shape, names))
        for record in records:
            count(record)
            for file in files.values():
                file.write(record)
        for file in files.values():
            file.complete()
    for path, name in tables.items():
        yield describe_file(folder, path, name, files[path])


def _write_descriptions(folder: Path, name: str, resources: list[Resource], facts: Facts) -> None:
    texts = {
        "datapackage.json": _json(datapackage(name, resources, facts)),
        "croissant.json": _json(croissant(name, resources, facts)),
        **cards(resources, facts),
    }
    texts["SHA256SUMS"] = "".join(f"{each.sha256}  {each.path}\n" for each in resources)
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8")


def _json(described: Mapping[str, Any]) -> str:
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"
