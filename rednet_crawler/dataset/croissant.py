"""`croissant.json`: the package for Croissant 1.1, which loaders of datasets and search engines read."""

from collections.abc import Mapping, Sequence
from typing import Any

from rednet_crawler.dataset.facts import Facts
from rednet_crawler.dataset.resource import Resource
from rednet_crawler.dataset.wording import HOME, RIGHTS, SOURCE, description, identifier, title, version
from rednet_crawler.export.dictionary import Field

_TYPES: Mapping[str, str] = {"string": "sc:Text", "integer": "sc:Integer", "boolean": "sc:Boolean"}
_TERMS = (
    "arrayShape citeAs column conformsTo containedIn equivalentProperty extract field fileProperty fileObject fileSet format "
    "includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace "
    "samplingRate separator source subField transform"
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
    """Return the description of a package by Croissant 1.1: its files, and a record set for each CSV file."""
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": identifier(name),
        "description": description(facts),
        "url": HOME,
        "license": RIGHTS,
        "citeAs": f"{title(facts)}. Archived by rednet-crawler {facts.version}, {facts.created[:10]}.",
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
