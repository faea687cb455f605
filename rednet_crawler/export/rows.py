"""`Article` → the row of CSV: what its cells hold and mean."""

import json
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import TypeAlias

from rednet_crawler.export.dictionary import Field, fields_of
from rednet_crawler.export.records import plain_record
from rednet_crawler.items import Article, Dateline
from rednet_crawler.safety import Json, clean


def to_row(article: Article) -> dict[str, str]:
    """Return the CSV row of an article: one cell for each of `COLUMNS`, empty if absent.

    Lists are joined by the marks named in `CELLS`. A column that goes with another (`byline_roles`,
    `image_captions`) has as many parts as that one, empty parts included; it is empty if no part
    has a value.
    """
    return {column: clean(cell(article) or "") for column, cell in CELLS.items()}


def plain_row(item: Mapping[str, object]) -> dict[str, str]:
    """Return the cells of an item that is no Article: strings as they are, all else as JSON."""
    record = plain_record(item)
    return {name: _json_cell(value) for name, value in record.items()}


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


def _plain(value: str | int | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _of_dateline(read: Callable[[Dateline], str | None]) -> Callable[[Article], str | None]:
    return lambda article: read(article.dateline) if article.dateline else None


Cell: TypeAlias = Callable[[Article], str | None]

_OTHER_FORMS: Mapping[str, Mapping[str, Cell]] = {
    "byline": {
        "byline": lambda article: _names(credit.name for credit in article.byline),
        "byline_roles": lambda article: _names(credit.role for credit in article.byline),
    },
    "dateline": {
        "dateline_outlet": _of_dateline(lambda dateline: dateline.outlet),
        "dateline_place": _of_dateline(lambda dateline: dateline.place),
        "dateline_month": _of_dateline(lambda dateline: _plain(dateline.month)),
        "dateline_day": _of_dateline(lambda dateline: _plain(dateline.day)),
    },
    "sections": {
        "headings": lambda article: _texts(
            section.heading for section in article.sections if section.heading
        ),
    },
    "images": {
        "images": lambda article: _urls(image.url for image in article.images),
        "image_captions": lambda article: _texts(image.caption for image in article.images),
    },
    "videos": {"videos": lambda article: _urls(video.url for video in article.videos)},
    "tables": {"table_count": lambda article: _plain(len(article.tables))},
    "provenance": {
        "provenance": lambda article: "; ".join(
            f"{name}={place}" for name, place in article.provenance.items()
        ),
    },
}
"""Field → its columns, if they are not one column of its name.

Rows of tables and covers of videos are in JSONL only.
"""


def _cells_of(field: Field) -> Mapping[str, Cell]:
    """Return the columns of a field: lists of texts are joined by 、, other values are plain."""
    read = attrgetter(field.name)
    if field.name in _OTHER_FORMS:
        return _OTHER_FORMS[field.name]
    if field.kind == "array":
        return {field.name: lambda article: _names(read(article))}
    return {field.name: lambda article: _plain(read(article))}


CELLS: Mapping[str, Cell] = {
    column: cell for field in fields_of(Article) for column, cell in _cells_of(field).items()
}
"""Column of the CSV → how its cell is read off an article."""

COLUMNS: tuple[str, ...] = tuple(CELLS)
"""The columns of the CSV, in order."""

_MEANINGS: Mapping[str, str] = {
    "channels": "Names of all channels that listed it, joined by 、.",
    "byline": "Names of the authors, joined by 、.",
    "byline_roles": (
        "Their roles, joined by 、, as many as there are names; empty where nobody has one."
    ),
    "editor": "Names of the editors, joined by 、.",
    "dateline_outlet": "The news outlet that the dateline names.",
    "dateline_place": "The place that the dateline names.",
    "dateline_month": "The month of the dateline, 1 to 12.",
    "dateline_day": "The day of the dateline, 1 to 31.",
    "headings": "Headings of the sections, joined by a bar between blanks.",
    "images": "Addresses of the pictures of the body, joined by a blank.",
    "image_captions": (
        "Their captions, joined by a bar between blanks, as many as there are pictures; "
        "empty where none has one."
    ),
    "videos": "Addresses of the videos, joined by a blank.",
    "table_count": "How many tables the body has; their cells are in JSONL and Parquet.",
    "breadcrumb": "The links after 当前位置, joined by 、.",
    "keywords": "From the meta tag, joined by 、.",
    "provenance": "Field=place on the page its value came from, joined by a semicolon and a blank.",
}
"""What a column means that has not the form of its field."""
_NUMBERS: Mapping[str, bool] = {"dateline_month": True, "dateline_day": True, "table_count": False}
"""Column that holds a number → whether it may be empty, of those that are no field."""


def columns() -> tuple[Field, ...]:
    """Return name, type and meaning of each column of the CSV."""
    fields = {field.name: field for field in fields_of(Article)}
    return tuple(_column(name, fields.get(name)) for name in COLUMNS)


def _column(name: str, field: Field | None) -> Field:
    if field is None or name in _MEANINGS:
        kind = "integer" if name in _NUMBERS else "string"
        return Field(name, kind, _NUMBERS.get(name, True), _MEANINGS[name])
    if field.kind == "array":
        return Field(
            name, "string", nullable=True, description=f"{field.description} Joined by 、."
        )
    return field
