"""A package described for programs: `datapackage.json` and `croissant.json`.

Standards: Frictionless Data Package (https://datapackage.org) and Croissant 1.1
(https://docs.mlcommons.org/croissant).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rednet_crawler.dataset.facts import (
    RIGHTS,
    Facts,
    Resource,
    citation,
    description,
    home,
    identifier,
    source,
    title,
    version,
)
from rednet_crawler.export.dictionary import Field
from rednet_crawler.safety import safe_json

_CSV = {
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}
_MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}
_KEYS: Mapping[str, Sequence[str]] = {
    "articles": ["content_id"],
    "metadata": ["content_id"],
    "paragraphs": ["content_id", "paragraph"],
    "people": ["content_id", "credit", "position"],
    "images": ["content_id", "position"],
    "revisions": ["content_id", "revision"],
    "ledger": ["key"],
    "runs": ["run"],
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
        "sources": [{"title": source(facts), "path": home(facts)}],
        **(
            {"contributors": [{"title": facts.compiler, "roles": ["compiler"]}]}
            if facts.compiler
            else {}
        ),
        "resources": [_resource(each) for each in resources],
    }


def citation_file(facts: Facts) -> str:
    """Return the content of `CITATION.cff` (Citation File Format 1.2.0, https://citation-file-format.github.io)."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this dataset, please cite it as below.",
        "type: dataset",
        f"title: {safe_json(title(facts))}",
        "authors:",
        f"  - name: {safe_json(facts.compiler or source(facts))}",
        f"version: {version(facts)}",
        f"date-released: {facts.created[:10]}",
        f"url: {home(facts)}",
    ]
    return "\n".join([*lines, *([f"doi: {facts.doi}"] if facts.doi else []), ""])


def _resource(resource: Resource) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": resource.name,
        "description": resource.meaning,
        "path": resource.path,
        "encoding": "utf-8",
        "bytes": resource.size,
        "hash": f"sha256:{resource.sha256}",
    }
    if resource.form == "csv":
        table = {
            "format": "csv",
            "mediatype": "text/csv",
            "dialect": {"csv": _CSV},
            "schema": _schema(resource),
        }
        return {**described, "type": "table", **table}
    # nested: as a table it could be read with the extra `json` of Frictionless only
    return {
        **described, "type": "file", "format": resource.form, "mediatype": _MEDIA_TYPES[resource.form],
    }  # fmt: skip


def _schema(resource: Resource) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_column(field) for field in resource.fields],
        "missingValues": [""],
    }
    if resource.table in _KEYS:
        schema["primaryKey"] = list(_KEYS[resource.table])
    if resource.name != _MAIN and resource.table not in ("ledger", "runs"):
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
        "url": f"https://doi.org/{facts.doi}" if facts.doi else home(facts),
        "license": RIGHTS,
        "citeAs": citation(facts),
        "creator": (
            {"@type": "sc:Person", "name": facts.compiler}
            if facts.compiler
            else {"@type": "sc:Organization", "name": source(facts), "url": home(facts)}
        ),
        "inLanguage": "zh",
        "dateCreated": facts.created,
        "datePublished": facts.created[:10],
        "version": version(facts),
        "distribution": [_file(each) for each in resources],
        "recordSet": [_record_set(each) for each in resources if each.form == "csv"],
    }


def _file(resource: Resource) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource.path,
        "name": resource.name,
        "description": resource.meaning,
        "contentUrl": resource.path,
        "contentSize": f"{resource.size} B",
        "encodingFormat": "application/jsonlines"
        if resource.form == "jsonl"
        else _MEDIA_TYPES[resource.form],
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
