"""A package described for programs: `datapackage.json` and `croissant.json`.

Standards: Frictionless Data Package (https://datapackage.org) and Croissant 1.1
(https://docs.mlcommons.org/croissant).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rednet_crawler.dataset.facts import (
    HOME,
    RIGHTS,
    SOURCE,
    Facts,
    Resource,
    description,
    identifier,
    title,
    version,
)
from rednet_crawler.export.dictionary import Field

_CSV = {
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}
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
    """Return the content of `datapackage.json`: files, their columns, types and keys."""
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
        table = {
            "format": "csv",
            "mediatype": "text/csv",
            "dialect": {"csv": _CSV},
            "schema": _schema(resource),
        }
        return {**described, "type": "table", **table}
    # nested: as a table it could be read with the extra `json` of Frictionless only
    return {**described, "type": "file", "format": "jsonl", "mediatype": "application/jsonl"}


def _schema(resource: Resource) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_column(field) for field in resource.fields],
        "missingValues": [""],
    }
    if resource.table in _KEYS:
        schema["primaryKey"] = list(_KEYS[resource.table])
    if resource.name != _MAIN and resource.table != "ledger":
        reference = {"resource": _MAIN, "fields": ["content_id"]}
        schema["foreignKeys"] = [{"fields": ["content_id"], "reference": reference}]
    return schema


def _column(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "type": field.kind,
        "description": field.description,
    }
    return described if field.nullable else {**described, "constraints": {"required": True}}


_TYPES: Mapping[str, str] = {"string": "sc:Text", "integer": "sc:Integer", "boolean": "sc:Boolean"}
_TERMS = (
    "arrayShape citeAs column conformsTo containedIn equivalentProperty extract field fileProperty "
    "fileObject fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path "
    "recordSet references regex repeated replace samplingRate separator source subField transform"
).split()
_CONTEXT: Mapping[str, Any] = {
    "@language": "zh",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    **{term: f"cr:{term}" for term in _TERMS},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
}


def croissant(name: str, resources: Sequence[Resource], facts: Facts) -> dict[str, Any]:
    """Return the content of `croissant.json`: files, and a record set for each CSV file."""
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": identifier(name),
        "description": description(facts),
        "url": HOME,
        "license": RIGHTS,
        "citeAs": (
            f"{title(facts)}. Archived by rednet-crawler {facts.version}, {facts.created[:10]}."
        ),
        "creator": {"@type": "sc:Organization", "name": SOURCE, "url": HOME},
        "inLanguage": "zh",
        "dateCreated": facts.created,
        "datePublished": facts.created[:10],
        "version": version(facts),
        "distribution": [_file(each) for each in resources],
        "recordSet": [_record_set(each) for each in resources if each.csv],
    }


def _file(resource: Resource) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource.path,
        "name": resource.name,
        "description": resource.meaning,
        "contentUrl": resource.path,
        "contentSize": f"{resource.size} B",
        "encodingFormat": "text/csv" if resource.csv else "application/jsonlines",
        "sha256": resource.sha256,
    }


def _record_set(resource: Resource) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": resource.name,
        "name": resource.name,
        "description": resource.meaning,
        "field": [_field(resource, field) for field in resource.fields],
    }


def _field(resource: Resource, field: Field) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{resource.name}/{field.name}",
        "name": field.name,
        "description": field.description,
        "dataType": _TYPES[field.kind],
        "source": {"fileObject": {"@id": resource.path}, "extract": {"column": field.name}},
    }
