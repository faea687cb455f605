"""The data dictionary as JSON Schema: name, type and meaning of each field, read off the classes.

`python -m rednet_crawler.export.dictionary` writes `article.schema.json` after a change of `items`.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from pydantic import TypeAdapter

from rednet_crawler.items import Article

Schema: TypeAlias = dict[str, Any]

SCHEMA_FILE = files("rednet_crawler") / "article.schema.json"  # which may be in an egg
_DEFINITIONS = "#/$defs/"
_NULL = {"type": "null"}
_KEPT = (
    "$ref", "type", "items", "required", "additionalProperties", "minLength", "description",
    "pattern", "minimum", "maximum",
)  # fmt: skip
"""The keywords that are used, in their order."""
_KEPT_OF_OBJECTS = ("description", "type", "properties", "required", "additionalProperties")


class Field(NamedTuple):
    """One field of an article or of the row of a table."""

    name: str
    kind: str
    """The type as JSON Schema names it: string, integer, boolean, array or object."""
    nullable: bool
    description: str
    """The docstring under the field, on one line."""
    schema: Mapping[str, Any] = {}
    """What JSON Schema says of it, with what it refers to in its place."""


@cache
def fields_of(item_class: type) -> tuple[Field, ...]:
    """Return the fields of a documented dataclass, in their order."""
    schema = _described(item_class)
    whole = {name: _resolved(part, schema["$defs"]) for name, part in schema["properties"].items()}
    return tuple(_field(name, part) for name, part in whole.items())


def describe(item_class: type) -> str:
    """Return what a class says of itself, on one line."""
    return " ".join((item_class.__doc__ or "").split())


def build_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of one line of JSONL."""
    described = _described(Article)
    definitions = described.pop("$defs")
    used = dict.fromkeys(re.findall(f'"{re.escape(_DEFINITIONS)}(\\w+)"', json.dumps(described)))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Article of a rednet.cn station",
        **described,
        "$defs": {name: definitions[name] for name in used},
    }


def _described(item_class: type) -> Schema:
    """Return the schema of a class as pydantic makes it, without what says nothing here."""
    schema = TypeAdapter(item_class).json_schema(mode="serialization")
    definitions = {name: _tidy(part, {}) for name, part in schema.pop("$defs", {}).items()}
    return {**_tidy(schema, definitions), "$defs": definitions}


def _tidy(part: Any, definitions: Schema) -> Any:
    """Return a part of a schema in a fixed order, without made-up titles and defaults.

    What may be null has two types instead of two alternatives, and a class that may be absent is
    written out: `anyOf` would hide which of its fields is wrong.
    """
    if not isinstance(part, dict):
        return part
    kept = {name: _tidy(part[name], definitions) for name in _KEPT if name in part}
    if "anyOf" in part:
        either = next(each for each in part["anyOf"] if each != _NULL)
        either = definitions[_name(either)] if "$ref" in either else _tidy(either, definitions)
        kept = {**either, **kept, "type": [either["type"], "null"]}
    if "properties" in part:
        kept["properties"] = {
            name: _tidy(each, definitions) for name, each in part["properties"].items()
        }
    if "description" in kept:
        kept["description"] = " ".join(kept["description"].split())
    order = _KEPT_OF_OBJECTS if "properties" in kept else _KEPT
    return {name: kept[name] for name in order if name in kept}


def _name(reference: Schema) -> str:
    return str(reference["$ref"]).removeprefix(_DEFINITIONS)


def _resolved(part: Any, definitions: Schema) -> Any:
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _resolved(definitions[_name(part)], definitions)
    return {name: _resolved(value, definitions) for name, value in part.items()}


def _field(name: str, schema: Schema) -> Field:
    kinds = schema["type"]
    nullable = isinstance(kinds, list)
    return Field(name, kinds[0] if nullable else kinds, nullable, schema["description"], schema)


def main() -> None:
    """Write the schema file."""
    text = json.dumps(build_schema(), ensure_ascii=False, indent=2)
    Path(str(SCHEMA_FILE)).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
