"""`Article` ↔ the record of JSONL and of the archive, and the records of other items."""

import logging
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeAlias, cast

from pydantic import ValidationError

from rednet_crawler.errors import StorageError
from rednet_crawler.items import Article, RawArticle, article_from, first_fault
from rednet_crawler.normalise.explain import found_by_field
from rednet_crawler.safety import Json, clean

Record: TypeAlias = Mapping[str, Any]
"""What `to_record` returns, and what is read back from JSON."""

_LOG = logging.getLogger(__name__)
_UNKNOWN_FIELD = "unexpected_keyword_argument"
_NEVER_PLACED = frozenset({
    "station", "channels", "original_by", "template", "provenance", "content_hash", "revision",
    "first_seen_at", "fetched_at",
})  # fmt: skip
PLACED: tuple[str, ...] = (
    *(field.name for field in fields(Article) if field.name not in _NEVER_PLACED),
    "encoding",
)
"""The keys that `provenance` may have, for formats whose columns have to be known: the fields that
a page gives, and how it was decoded."""


def to_record(article: Article) -> dict[str, Json]:
    """Return what JSONL holds of an article (`Article.to_dict`)."""
    return article.to_dict()


def from_record(record: Record) -> Article:
    """Return the article of a record of an archive, whatever version wrote it.

    A field that the record lacks is absent. Fields that only a newer version knows are passed over,
    which is logged once. Raises StorageError for a record that is damaged, one line that says what
    to do.
    """
    try:
        return article_from(record)
    except ValidationError as error:
        unknown = [
            _shown(fault["loc"]) for fault in error.errors() if fault["type"] == _UNKNOWN_FIELD
        ]
    try:
        article = article_from(record, newer=True)
    except ValidationError as error:
        raise StorageError(
            f"{record.get('url') or record.get('content_id')}: is damaged in the archive "
            f"({first_fault(error)}); go back to a copy made by `rednet backup`, or install "
            "a newer rednet-crawler"
        ) from None
    _tell_once("、".join(sorted(set(unknown))))
    return article


def complete(record: Record) -> dict[str, Json]:
    """Return a record of an archive with the fields of this version, as `from_record` reads it."""
    return from_record(record).to_dict()


def raw_values(raw: RawArticle, article: Article) -> dict[str, Json]:
    """Return what the archive keeps of the page: field → [text, place] of every value found."""
    record: dict[str, Json] = {}
    for field, found in found_by_field(raw, article).items():
        values: list[Json] = [[text, each.place] for each in found if (text := clean(each.text))]
        if values:
            record[field] = values
    return record


def plain_record(item: Mapping[str, object]) -> dict[str, Json]:
    """Return the fields of any item as JSON values, every string of them cleaned."""
    return {clean(str(name)): _plain(value) for name, value in item.items()}


def _plain(value: object) -> Json:
    kind: type = type(value)
    if kind is str:
        text = cast("str", value)
        return (
            text if text and text.isprintable() else clean(text) or None
        )  # most are: spares a call
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


def _shown(place: tuple[int | str, ...]) -> str:
    return ".".join(clean(step) for step in place if isinstance(step, str))


@cache
def _tell_once(names: str) -> None:
    _LOG.warning(
        "this archive has fields of a newer rednet-crawler, which are passed over: %s", names
    )


@cache
def _field_names(item_class: type) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass, none for any other class."""
    return tuple(field.name for field in fields(item_class)) if is_dataclass(item_class) else ()
