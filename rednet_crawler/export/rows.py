"""`Article` → the row of CSV: what its cells hold and mean."""

import json
from collections.abc import Callable, Iterable, Mapping

from rednet_crawler.export.dictionary import Field, fields_of
from rednet_crawler.export.records import Json, plain_record
from rednet_crawler.export.safe_text import clean
from rednet_crawler.items import Article, Dateline


def to_row(article: Article) -> dict[str, str]:
    """Return what CSV holds of an article: one cell for each of `COLUMNS`, absent is the empty cell.

    Lists are joined by the marks named in `CELLS`. A column that stands beside another (`byline_roles`,
    `image_captions`) has as many parts as that one, empty where there is none; it is empty where no part has any.
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

_MEANINGS: Mapping[str, str] = {
    "channels": "Names of all channels that listed it, joined by 、.",
    "byline": "Names of the authors, joined by 、.",
    "byline_roles": "Their roles, joined by 、, as many as there are names; empty where nobody has one.",
    "editor": "Names of the editors, joined by 、.",
    "dateline_outlet": "The news outlet that the dateline names.",
    "dateline_place": "The place that the dateline names.",
    "dateline_month": "The month of the dateline, 1 to 12.",
    "dateline_day": "The day of the dateline, 1 to 31.",
    "headings": "Headings of the sections, joined by a bar between blanks.",
    "images": "Addresses of the pictures of the body, joined by a blank.",
    "image_captions": "Their captions, joined by a bar between blanks, as many as there are pictures; empty where none has one.",
    "videos": "Addresses of the videos, joined by a blank.",
    "table_count": "How many tables the body has; their cells are in JSONL and Parquet.",
    "breadcrumb": "The links after 当前位置, joined by 、.",
    "keywords": "From the meta tag, joined by 、.",
    "provenance": "Field=place on the page its value came from, joined by a semicolon and a blank.",
}
"""What a column means that has not the form of its field."""
_TYPES: Mapping[str, object] = {"dateline_month": int | None, "dateline_day": int | None, "table_count": int}


def columns() -> tuple[Field, ...]:
    """Return name, type and meaning of each column of the CSV."""
    fields = {field.name: field for field in fields_of(Article)}
    return tuple(
        fields[name]
        if name not in _MEANINGS and fields[name].type in (str, str | None, bool, int)
        else Field(name, _TYPES.get(name, str | None), _MEANINGS[name])
        for name in COLUMNS
    )
