"""`Article` ↔ the record of JSONL and of the archive. The one place that defines its form."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeAlias, cast, get_args, get_origin, get_type_hints

from rednet_crawler.errors import StorageError
from rednet_crawler.export.safe_text import clean
from rednet_crawler.items import Article, Credit, Dateline, Image, Section, Video

Record: TypeAlias = Mapping[str, Any]
"""What `to_record` returns, and what is read back from JSON."""
Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
PLACED: tuple[str, ...] = (
    "content_id", "url", "title", "byline", "editor", "source", "published_at", "dateline", "sections", "text", "images",
    "videos", "tables", "original", "breadcrumb", "keywords", "description", "encoding",
)  # fmt: skip
"""The keys that `provenance` may have, for formats whose columns have to be known: the fields that a page gives, and how
it was decoded."""

_FIELDS = tuple(field.name for field in fields(Article))


def to_record(article: Article) -> dict[str, Json]:
    """Return what JSONL holds of an article: the fields in the order of the class, absent is None or [].

    Strings are cleaned (`export.safe_text`); one that held nothing else is absent.
    """
    record = {name: _plain(getattr(article, name)) for name in _FIELDS}
    # The one place where an empty string says something: an empty cell keeps its column.
    record["tables"] = [[[clean(cell) for cell in row] for row in table] for table in article.tables]
    return record


def from_record(record: Record) -> Article:
    """Return the article of a record that `to_record` made, as it is read back from JSON."""
    values: dict[str, Any] = {name: record[name] for name in _FIELDS}
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


def check_form(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record of an archive as it is. Raises StorageError for one that has not the form `to_record` gives it."""
    fits = _fits(Article)
    if not fits(record):
        name = next((name for name, fit in _forms(Article).items() if name not in record or not fit(record[name])), "")
        raise StorageError(
            f"{record.get('url') or record.get('content_id')}: its {name} has not the form that this version reads; go back to "
            "a copy of the archive made by `rednet backup`, or install a newer rednet-crawler"
        )
    return record


def plain_record(item: Mapping[str, object]) -> dict[str, Json]:
    """Return the fields of any item as JSON values, every string of them cleaned."""
    return {clean(str(name)): _plain(value) for name, value in item.items()}


def _plain(value: object) -> Json:
    kind: type = type(value)
    if kind is str:
        text = cast("str", value)
        return text if text and text.isprintable() else clean(text) or None  # most are: spares a call
    if value is None or kind is bool or kind is int or kind is float:
        return cast("Json", value)
    names = _field_names(kind)
    if names:
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, (tuple, list, set, frozenset)):
        return [part for part in map(_plain, value) if part is not None]
    if isinstance(value, Mapping):
        return plain_record(value)
    return clean(str(value)) or None


@cache
def _forms(item_class: type) -> dict[str, Callable[[Any], bool]]:
    return {name: _fits(hint) for name, hint in get_type_hints(item_class).items()}


@cache
def _fits(hint: Any) -> Callable[[Any], bool]:
    """Return what says whether a JSON value is one of the annotated type."""
    if isinstance(hint, UnionType):
        kinds = [_fits(part) for part in get_args(hint)]
        return lambda value: any(fits(value) for fits in kinds)
    if get_origin(hint) is tuple:
        each = _fits(get_args(hint)[0])
        return lambda value: type(value) is list and all(map(each, value))
    if get_origin(hint) is Mapping:
        return lambda value: type(value) is dict and all(type(part) is str for part in value.values())
    if is_dataclass(hint):
        forms = _forms(cast("type", hint)).items()
        return lambda value: type(value) is dict and all(name in value and fits(value[name]) for name, fits in forms)
    return lambda value: type(value) is hint


@cache
def _field_names(item_class: type) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass, none for any other class."""
    return tuple(field.name for field in fields(item_class)) if is_dataclass(item_class) else ()
