"""`datapackage.json`: the package for Frictionless (Data Package)."""

from collections.abc import Mapping, Sequence
from typing import Any

from rednet_crawler.dataset.facts import Facts
from rednet_crawler.dataset.resource import Resource
from rednet_crawler.dataset.wording import HOME, RIGHTS, SOURCE, description, identifier, title, version
from rednet_crawler.export.dictionary import Field

_CSV = {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True}
_KEYS: Mapping[str, Sequence[str]] = {
    "articles": ["content_id"],
    "metadata": ["content_id"],
    "paragraphs": ["content_id", "paragraph"],
    "people": ["content_id", "credit", "position"],
    "images": ["content_id", "position"],
    "ledger": ["key"],
}
_MAIN = "articles"


def datapackage(name: str, resources: Sequence[Resource], facts: Facts) -> dict[str, Any]:
    """Return the description of a package by the Data Package standard: files, their columns, types and keys."""
    return {
        "name": identifier(name),
        "title": title(facts),
        "description": f"{description(facts)} {RIGHTS}",
        "version": version(facts),
        "created": facts.created,
        "sources": [{"title": SOURCE, "path": HOME}],
        "resources": [_resource(each) for each in resources],
    }


def _resource(resource: Resource) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": resource.name,
        "description": resource.meaning,
        "path": resource.path,
        "encoding": "utf-8",
        "bytes": resource.size,
        "hash": f"sha256:{resource.sha256}",
    }
    if resource.csv:
        table = {"format": "csv", "mediatype": "text/csv", "dialect": {"csv": _CSV}, "schema": _schema(resource)}
        return {**described, "type": "table", **table}
    # nested: as a table it could be read with the extra `json` of Frictionless only
    return {**described, "type": "file", "format": "jsonl", "mediatype": "application/jsonl"}


def _schema(resource: Resource) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(field) for field in resource.fields], "missingValues": [""]}
    if resource.table in _KEYS:
        schema["primaryKey"] = list(_KEYS[resource.table])
    if resource.name != _MAIN and resource.table != "ledger":
        reference = {"resource": _MAIN, "fields": ["content_id"]}
        schema["foreignKeys"] = [{"fields": ["content_id"], "reference": reference}]
    return schema


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"name": field.name, "type": field.kind, "description": field.description}
    return described if field.nullable else {**described, "constraints": {"required": True}}
