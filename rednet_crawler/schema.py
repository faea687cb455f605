"""The JSON Schema of `Article`: made from the classes of `items`, shipped as `article.schema.json`, enforced here.

`python -m rednet_crawler.schema` writes the file anew after a change of `items`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import NoneType, UnionType
from typing import TypeAlias, cast, get_args, get_origin

import fastjsonschema

from rednet_crawler import items
from rednet_crawler.errors import PageError
from rednet_crawler.export.dictionary import describe, fields_of
from rednet_crawler.export.records import Json

SCHEMA_FILE = files("rednet_crawler") / "article.schema.json"  # which may be in an egg

Schema: TypeAlias = dict[str, Json]

_HTTPS = "^https://"
_UTC = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|\+00:00)$"
_CONSTRAINTS: Mapping[str, Schema] = {
    "Article.content_id": {"pattern": "^[0-9]+$"},
    "Article.url": {"pattern": r"^https://[^/?#\s]+/[^?#\s]*$"},
    "Article.station": {"pattern": "^[a-z0-9-]+$"},
    "Article.published_at": {
        "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}\+08:00)?$",
    },
    "Article.content_hash": {"pattern": "^[0-9a-f]{64}$"},
    "Article.revision": {"minimum": 1},
    "Article.first_seen_at": {"pattern": _UTC},
    "Article.fetched_at": {"pattern": _UTC},
    "Dateline.month": {"minimum": 1, "maximum": 12},
    "Dateline.day": {"minimum": 1, "maximum": 31},
    "Image.url": {"pattern": _HTTPS},
    "Video.cover": {"pattern": _HTTPS},
}
"""What the types of `items` cannot say: class and field → keywords of JSON Schema."""


def validate_record(record: dict[str, Json]) -> None:
    """Hold the record of an article against the schema. Raises PageError, one line that names the field and the reason."""
    try:
        _validator()(record)
    except fastjsonschema.JsonSchemaValueException as error:
        field = (error.name or "").removeprefix("data").removeprefix(".") or "the article"
        reason = " ".join(error.message.replace(error.name or "", "", 1).split())
        raise PageError(f"{record['url']}: {field} {reason}") from error


def build_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of one line of JSONL."""
    nested = (items.Credit, items.Section, items.Image, items.Video)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Article of a rednet.cn station",
        **_object(items.Article),
        "$defs": {item_class.__name__: _object(item_class) for item_class in nested},
    }


@cache
def _validator() -> Callable[[Json], Json]:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    whole = cast("Schema", _without_references(schema, schema["$defs"]))
    return cast("Callable[[Json], Json]", fastjsonschema.compile(whole, use_default=False))


def _without_references(part: Json, definitions: Schema) -> Json:
    """Return a part of a schema with what it refers to in its place: for each reference fastjsonschema words a path, error or not."""
    if isinstance(part, list):
        return [_without_references(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    name = str(part.get("$ref", "")).removeprefix("#/$defs/")
    if name:
        return _without_references(definitions[name], definitions)
    return {key: _without_references(value, definitions) for key, value in part.items() if key != "$defs"}


def _object(item_class: type) -> Schema:
    fields = fields_of(item_class)
    return {
        "description": describe(item_class),
        "type": "object",
        "properties": {
            field.name: {
                **_type(field.type),
                "description": field.description,
                **_CONSTRAINTS.get(f"{item_class.__name__}.{field.name}", {}),
            }
            for field in fields
        },
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def _type(hint: object) -> Schema:
    origin, arguments = get_origin(hint), get_args(hint)
    if isinstance(hint, UnionType):
        return _nullable(next(part for part in arguments if part is not NoneType))
    if hint == items.Table:  # the one place for an empty string: an empty cell
        return {"type": "array", "items": {"type": "array", "items": {"type": "string"}}}
    if origin is tuple:
        return {"type": "array", "items": _type(arguments[0])}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _type(arguments[1])}
    if isinstance(hint, type) and is_dataclass(hint):
        return {"$ref": f"#/$defs/{hint.__name__}"}
    return dict(_PLAIN[hint])


_PLAIN: Mapping[object, Schema] = {
    str: {"type": "string", "minLength": 1},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
}


def _nullable(hint: object) -> Schema:
    # A class that may be absent is written out, for `anyOf` with null would hide which of its fields is wrong.
    schema = _object(hint) if isinstance(hint, type) and is_dataclass(hint) else _type(hint)
    return {**schema, "type": [schema["type"], "null"]}


def main() -> None:
    """Write the schema file."""
    text = json.dumps(build_schema(), ensure_ascii=False, indent=2)
    Path(str(SCHEMA_FILE)).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
