"""`Article` → the record of JSONL and the row of CSV. The one place that defines their form."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeAlias

from rednet_crawler.export.safe_text import clean
from rednet_crawler.items import Article, Credit, Dateline, Image, Section, Video

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


def to_record(article: Article) -> dict[str, Json]:
    """Return what JSONL holds of an article: the fields in the order of the class, absent is None or [].

    Strings are cleaned (`export.safe_text`); one that held nothing else is absent.
    """
    record = plain_record({name: getattr(article, name) for name in _field_names(Article)})
    # The one place where an empty string says something: an empty cell keeps its column.
    record["tables"] = [[[clean(cell) for cell in row] for row in table] for table in article.tables]
    return record


def from_record(record: Mapping[str, Any]) -> Article:
    """Return the article of a record that `to_record` made, as it is read back from JSON."""
    values: dict[str, Any] = {name: record[name] for name in _field_names(Article)}
    for name in ("channels", "editor", "breadcrumb", "keywords"):
        values[name] = tuple(values[name])
    values["byline"] = tuple(Credit(**credit) for credit in values["byline"])
    values["dateline"] = Dateline(**values["dateline"]) if values["dateline"] else None
    values["sections"] = tuple(
        Section(heading=section["heading"], paragraphs=tuple(section["paragraphs"])) for section in values["sections"]
    )
    values["images"] = tuple(Image(**image) for image in values["images"])
    values["videos"] = tuple(Video(**video) for video in values["videos"])
    values["tables"] = tuple(tuple(tuple(row) for row in table) for table in values["tables"])
    return Article(**values)


def to_row(article: Article) -> dict[str, str]:
    """Return what CSV holds of an article: one cell for each of `COLUMNS`, absent is the empty cell.

    Lists are joined by the marks named in `CELLS`. A column that stands beside another (`byline_roles`,
    `image_captions`) has as many parts as that one, empty where there is none; it is empty where no part has any.
    """
    return {column: clean(cell(article) or "") for column, cell in CELLS.items()}


def plain_record(item: Mapping[str, object]) -> dict[str, Json]:
    """Return the fields of any item as JSON values, every string of them cleaned."""
    return {clean(str(name)): _plain(value) for name, value in item.items()}


def plain_row(item: Mapping[str, object]) -> dict[str, str]:
    """Return the cells of an item that is no Article: strings as they are, all else as JSON."""
    record = plain_record(item)
    return {name: _json_cell(value) for name, value in record.items()}


def _plain(value: object) -> Json:
    if isinstance(value, str):
        return clean(value) or None
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (tuple, list, set, frozenset)):
        return [part for part in map(_plain, value) if part is not None]
    item_class: type = type(value)
    if is_dataclass(item_class):
        return {name: _plain(getattr(value, name)) for name in _field_names(item_class)}
    if isinstance(value, Mapping):  # asked last: an abstract class is slow to say no
        return plain_record(value)
    return clean(str(value))


@cache
def _field_names(item_class: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(item_class))


def _json_cell(value: Json) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _names(parts: Iterable[str | None]) -> str:
    return _join("、", parts)


def _texts(parts: Iterable[str | None]) -> str:
    return _join(" | ", parts)


def _urls(parts: Iterable[str]) -> str:
    return _join(" ", (url.replace(" ", "%20") for url in parts))


def _join(mark: str, parts: Iterable[str | None]) -> str:
    """Join parts of which some may be absent; empty where all are."""
    known = [part or "" for part in parts]
    return mark.join(known) if any(known) else ""


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _of_dateline(read: Callable[[Dateline], str | None]) -> Callable[[Article], str | None]:
    return lambda article: read(article.dateline) if article.dateline else None


CELLS: Mapping[str, Callable[[Article], str | None]] = {
    "content_id": lambda article: article.content_id,
    "url": lambda article: article.url,
    "station": lambda article: article.station,
    "channels": lambda article: _names(article.channels),
    "title": lambda article: article.title,
    "byline": lambda article: _names(credit.name for credit in article.byline),
    "byline_roles": lambda article: _names(credit.role for credit in article.byline),
    "editor": lambda article: _names(article.editor),
    "source": lambda article: article.source,
    "published_at": lambda article: article.published_at,
    "dateline_outlet": _of_dateline(lambda dateline: dateline.outlet),
    "dateline_place": _of_dateline(lambda dateline: dateline.place),
    "dateline_month": _of_dateline(lambda dateline: _number(dateline.month)),
    "dateline_day": _of_dateline(lambda dateline: _number(dateline.day)),
    "headings": lambda article: _texts(section.heading for section in article.sections if section.heading),
    "text": lambda article: article.text,
    "images": lambda article: _urls(image.url for image in article.images),
    "image_captions": lambda article: _texts(image.caption for image in article.images),
    "videos": lambda article: _urls(video.url for video in article.videos),
    "table_count": lambda article: _number(len(article.tables)),
    "original": lambda article: "true" if article.original else "false",
    "original_by": lambda article: article.original_by,
    "breadcrumb": lambda article: _names(article.breadcrumb),
    "keywords": lambda article: _names(article.keywords),
    "description": lambda article: article.description,
    "template": lambda article: article.template,
    "provenance": lambda article: "; ".join(f"{name}={place}" for name, place in article.provenance.items()),
    "content_hash": lambda article: article.content_hash,
    "revision": lambda article: _number(article.revision),
    "first_seen_at": lambda article: article.first_seen_at,
    "fetched_at": lambda article: article.fetched_at,
}
"""Column of the CSV → how its cell is read off an article. Rows of tables and covers of videos are in JSONL only."""

COLUMNS: tuple[str, ...] = tuple(CELLS)
"""The columns of the CSV, in order."""
