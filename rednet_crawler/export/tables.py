"""The tables of an export: articles, and flat ones with a row for each paragraph, person, …."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rednet_crawler.errors import ArgumentError
from rednet_crawler.export.dictionary import Field, describe, fields_of
from rednet_crawler.export.flat_items import (
    Clustered,
    Listed,
    Paragraph,
    Person,
    Picture,
    Seen,
    Walked,
)
from rednet_crawler.export.records import Record, from_record, plain_record
from rednet_crawler.export.rows import columns, plain_row, to_row
from rednet_crawler.items import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How records of an archive become the rows of a table."""

    meaning: str
    """What a row is, in one sentence."""
    fields: tuple[Field, ...]
    """What a row is in JSONL and Parquet."""
    columns: tuple[Field, ...]
    """What a row is in CSV."""
    make: Callable[[Record], Iterable[Record]]
    """Record of the archive → rows, as JSONL writes them."""
    cells: Callable[[Record], Mapping[str, str]]
    """Row → cells of CSV."""

    def rows(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the rows, as JSONL writes them."""
        return (row for record in records for row in self.make(record))

    def chosen(self, names: Sequence[str], *, csv: bool = False) -> tuple[str, ...]:
        """Return the columns to write, in the order asked for; all if `names` is empty.

        Raises ArgumentError for an unknown one.
        """
        known = tuple(field.name for field in (self.columns if csv else self.fields))
        for name in names:
            if name not in known:
                raise ArgumentError(f"--fields {name}: not one of {', '.join(known)}")
        return tuple(names) or known


def _flat(item: type, make: Callable[[Record], Iterator[tuple[Any, ...]]]) -> Table:
    """Return a table of one row for each tuple that `make` returns for an article.

    Its first columns are the article's id and time.
    """
    names = [field.name for field in fields_of(item)]

    def rows(record: Record) -> Iterator[Record]:
        for values in make(record):
            yield dict(
                zip(names, (record["content_id"], record["published_at"], *values), strict=True)
            )

    return Table(
        meaning=describe(item),
        fields=fields_of(item),
        columns=fields_of(item),
        make=rows,
        cells=plain_row,
    )


def _of_the_archive(item: type) -> Table:
    """Return a table of the archive's own rows, cleaned: pages and servers wrote parts of them."""
    names = [field.name for field in fields_of(item)]

    def rows(record: Record) -> Iterator[Record]:
        yield plain_record({name: record[name] for name in names})

    return Table(
        meaning=describe(item),
        fields=fields_of(item),
        columns=fields_of(item),
        make=rows,
        cells=plain_row,
    )


def _paragraphs(record: Record) -> Iterator[tuple[Any, ...]]:
    number = 0
    for place, section in enumerate(record["sections"], 1):
        for paragraph in section["paragraphs"]:
            number += 1
            yield place, section["heading"], number, paragraph


def _people(record: Record) -> Iterator[tuple[Any, ...]]:
    for place, credit in enumerate(record["byline"], 1):
        yield "byline", place, credit["name"], credit["role"]
    for place, name in enumerate(record["editor"], 1):
        yield "editor", place, name, None


def _images(record: Record) -> Iterator[tuple[Any, ...]]:
    for place, image in enumerate(record["images"], 1):
        yield place, image["url"], image["caption"]


def _counted(record: Record) -> Iterator[Record]:
    kept = {field.name: record[field.name] for field in _METADATA if field not in _COUNTS}
    paragraphs = [text for section in record["sections"] for text in section["paragraphs"]]
    yield kept | {
        "characters": sum(map(len, paragraphs)),
        "paragraph_count": len(paragraphs),
        "heading_count": sum(1 for section in record["sections"] if section["heading"]),
        "image_count": len(record["images"]),
        "video_count": len(record["videos"]),
        "table_count": len(record["tables"]),
    }


def _counted_cells(row: Record) -> Mapping[str, str]:
    counts = {field.name: str(row[field.name]) for field in _COUNTS}
    article = from_record({name: value for name, value in row.items() if name not in counts})
    return {**to_row(article), **counts}


_COUNTS = (
    Field(
        "characters",
        "integer",
        nullable=False,
        description="Characters of the text, without line breaks and headings.",
    ),
    Field(
        "paragraph_count",
        "integer",
        nullable=False,
        description="How many paragraphs the text has.",
    ),
    Field(
        "heading_count",
        "integer",
        nullable=False,
        description="How many of its sections have a heading.",
    ),
    Field("image_count", "integer", nullable=False, description="How many pictures the body has."),
    Field("video_count", "integer", nullable=False, description="How many videos."),
    Field("table_count", "integer", nullable=False, description="How many tables."),
)
_NO_METADATA = {
    "text", "description", "sections", "images", "videos", "tables", "headings",
    "image_captions", "table_count",
}  # fmt: skip
_METADATA = (*(field for field in fields_of(Article) if field.name not in _NO_METADATA), *_COUNTS)

ARTICLES = Table(
    meaning="One article.",
    fields=fields_of(Article),
    columns=columns(),
    make=lambda record: (record,),
    cells=lambda record: to_row(from_record(record)),
)
TABLES: Mapping[str, Table] = {
    "articles": ARTICLES,
    "metadata": Table(
        meaning="One article without its text: who, when, where, and how long.",
        fields=_METADATA,
        columns=(*(field for field in columns() if field.name not in _NO_METADATA), *_COUNTS),
        make=_counted,
        cells=_counted_cells,
    ),
    "paragraphs": _flat(Paragraph, _paragraphs),
    "people": _flat(Person, _people),
    "images": _flat(Picture, _images),
    "revisions": ARTICLES,
    "sightings": _of_the_archive(Seen),
    "ledger": _of_the_archive(Listed),
    "clusters": _of_the_archive(Clustered),
    "runs": _of_the_archive(Walked),
}
"""Name → table. `revisions` has every text an article had, in the form of `articles`."""
