"""A package: what is exported, a slice of an archive, table by table; and the tables as files, each
described for programs and for people.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.slices import Choice
from rednet_crawler.dataset.card import cards
from rednet_crawler.dataset.facts import Facts, Resource, describe_file
from rednet_crawler.dataset.formats import citation_file, croissant, datapackage
from rednet_crawler.errors import ArgumentError, StorageError, UnknownChannelError
from rednet_crawler.export.files import TableFile
from rednet_crawler.export.tables import TABLES, Table


@dataclass(frozen=True, slots=True)
class Selection:
    """A slice of an archive, and which of its articles are meant."""

    archive: Archive
    choice: Choice
    keys: Sequence[str]
    channels: Sequence[str] = ()
    """Names of the channels asked for; none says all."""

    def records(self, table: str) -> Iterator[dict[str, Any]]:
        """Yield the records of the archive for a table (one of `TABLES`), a few at a time.

        Raises StorageError for one that is damaged.
        """
        slices = self.archive.slices
        if table == "ledger":
            return slices.ledger(self.choice)
        if table == "sightings":
            return slices.sightings(self.keys)
        if table == "runs":
            return iter(slices.runs(self.choice.station))
        records = (
            slices.revisions(self.keys) if table == "revisions" else slices.articles(self.keys)
        )
        return self.archive.whole(records)


def select(  # noqa: PLR0913 - what an export is asked for
    archive: Archive,
    station: str | None,
    channels: Sequence[str],
    since: date | None,
    until: date | None,
    *,
    new_since: int | str | None = None,
    newest_first: bool = False,
    limit: int | None = None,
) -> Selection:
    """Return the articles of a station, of channels and of days of publication, and of those what is
    new or changed since a run or a moment. `limit` keeps the newest; `newest_first` says in which order.

    `station` None stands for all; channels are given by name or number.

    Raises ArgumentError for a station and UnknownChannelError for a channel that is not in the
    archive; both list what it has.
    """
    stations = archive.slices.stations()
    if station and station not in stations:
        raise ArgumentError(
            f"station={station}: not in this archive; it has {'、'.join(stations) or 'none'}"
        )
    known = archive.walks.channels(None)  # a channel lists articles of other stations, too
    chosen: list[tuple[str, str]] = []
    for asked in channels:
        found = [channel for channel in known if asked in channel]
        if not found:
            names = "、".join(name for _, name in known) or "none"
            raise UnknownChannelError(f"channel={asked}: not in this archive; it has {names}")
        chosen += found
    run = new_since if isinstance(new_since, int) else None
    if run is not None and archive.runs.find(run) is None:
        raise ArgumentError(f"--new-since {run}: no such run; `rednet runs` lists those that are")
    moment = new_since if isinstance(new_since, str) else None
    ids = tuple(number for number, _ in chosen)
    choice = Choice(station, since, until, ids, run, moment)
    keys = archive.slices.keys(choice, newest_first=newest_first or limit is not None)[:limit]
    return Selection(
        archive,
        choice,
        keys if newest_first else sorted(keys),
        tuple(dict.fromkeys(name for _, name in chosen)),
    )


Records = Iterable[dict[str, Any]]

_OF_ARTICLES: Mapping[str, str] = {
    name: name for name in ("articles", "paragraphs", "people", "images")
}
_WITHOUT_TEXT: Mapping[str, str] = {"articles": "metadata", "people": "people", "images": "images"}
"""File → the table it holds, of those that are made of the current records."""
_JSONL = "data/articles.jsonl"
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
    yield from _write_files(
        folder,
        {_JSONL: tables["articles"], **_in_all_forms(tables)},
        articles,
        facts.count_article,
        captions=facts.with_text,
    )
    others = (*(["revisions"] if facts.with_text else []), "sightings", "ledger", "runs")
    counts = {"ledger": facts.count_listed}
    for name in others:
        yield from _write_files(
            folder,
            _in_all_forms({name: name}),
            selection.records(name),
            counts.get(name, lambda _: None),
        )


def _in_all_forms(tables: Mapping[str, str]) -> dict[str, str]:
    """Return the files of tables: as CSV, and as Parquet where its library is there."""
    forms = (".csv", ".parquet") if find_spec("pyarrow") else (".csv",)
    return {f"data/{name}{form}": table for form in forms for name, table in tables.items()}


def _write_files(
    folder: Path,
    tables: Mapping[str, str],
    records: Records,
    count: Callable[[dict[str, Any]], None],
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
            files[path] = stack.enter_context(open_table(folder / path, shape, names))
        for record in records:
            count(record)
            for file in files.values():
                file.write(record)
        for file in files.values():
            file.complete()
    for path, name in tables.items():
        yield describe_file(folder, path, name, files[path])


def open_table(path: Path, table: Table, names: Sequence[str]) -> Any:
    """Open a file of a table by its ending, .jsonl, .csv or .parquet: a TableFile or ParquetFile."""
    if path.suffix != ".parquet":
        return TableFile(path, table, names)
    of_an_extra = import_module("rednet_crawler.export.parquet")
    return of_an_extra.ParquetFile(path, table, names)


def _write_descriptions(folder: Path, name: str, resources: list[Resource], facts: Facts) -> None:
    texts = {
        "datapackage.json": _json(datapackage(name, resources, facts)),
        "croissant.json": _json(croissant(name, resources, facts)),
        "CITATION.cff": citation_file(facts),
        **cards(resources, facts),
    }
    texts["SHA256SUMS"] = "".join(f"{each.sha256}  {each.path}\n" for each in resources)
    for path, text in texts.items():
        (folder / path).write_text(text, encoding="utf-8")


def _json(described: Mapping[str, Any]) -> str:
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"
