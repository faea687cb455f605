"""The tables that an archive is exported as: articles, and flat ones made from them, one row a paragraph, person, …."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from rednet_crawler.errors import ArgumentError
from rednet_crawler.export.lines import csv_header, csv_row, json_line
from rednet_crawler.export.rows import COLUMNS, Json, from_record, plain_row, to_record, to_row
from rednet_crawler.items import Article

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How the records of an archive become the rows of a table."""

    fields: tuple[str, ...]
    """Names of the values in JSONL."""
    columns: tuple[str, ...]
    """Names of the columns in CSV."""
    records: Callable[[Record], Iterator[Mapping[str, Json]]]
    rows: Callable[[Record], Iterator[Mapping[str, str]]]

    def chosen(self, names: Sequence[str], *, csv: bool) -> tuple[str, ...]:
        """Return the columns to write, in the order asked for; all where none is. Raises ArgumentError for an unknown one."""
        known = self.columns if csv else self.fields
        for name in names:
            if name not in known:
                raise ArgumentError(f"--fields {name}: not one of {', '.join(known)}")
        return tuple(names) or known


def table_lines(
    table: Table, records: Iterable[Record], names: Sequence[str], *, csv: bool, excel: bool = False
) -> Iterator[bytes]:
    """Yield the lines of a table, in CSV the header first. `names` are the columns (`Table.chosen`)."""
    if csv:
        yield csv_header(names, excel=excel)
        for record in records:
            for row in table.rows(record):
                yield csv_row(row, tuple(names), excel=excel)
        return
    whole = tuple(names) == table.fields
    for record in records:
        for made in table.records(record):
            yield json_line(made if whole else {name: made[name] for name in names})


def _flat(names: str, make: Callable[[Article], Iterator[tuple[Json, ...]]]) -> Table:
    """Return a table of one row for each tuple that is made of an article; its first columns are the article's."""
    columns = ("content_id", "published_at", *names.split())

    def records(record: Record) -> Iterator[Mapping[str, Json]]:
        article = from_record(record)
        for values in make(article):
            yield dict(zip(columns, (article.content_id, article.published_at, *values), strict=True))

    def rows(record: Record) -> Iterator[Mapping[str, str]]:
        return map(plain_row, records(record))

    return Table(fields=columns, columns=columns, records=records, rows=rows)


def _paragraphs(article: Article) -> Iterator[tuple[Json, ...]]:
    number = 0
    for place, section in enumerate(article.sections, 1):
        for paragraph in section.paragraphs:
            number += 1
            yield place, section.heading, number, paragraph


def _people(article: Article) -> Iterator[tuple[Json, ...]]:
    for place, credit in enumerate(article.byline, 1):
        yield "byline", place, credit.name, credit.role
    for place, name in enumerate(article.editor, 1):
        yield "editor", place, name, None


def _images(article: Article) -> Iterator[tuple[Json, ...]]:
    for place, image in enumerate(article.images, 1):
        yield place, image.url, image.caption


def _article_records(record: Record) -> Iterator[Mapping[str, Json]]:
    yield to_record(from_record(record))


def _article_rows(record: Record) -> Iterator[Mapping[str, str]]:
    yield to_row(from_record(record))


_ARTICLES = Table(
    fields=tuple(field.name for field in fields(Article)),
    columns=COLUMNS,
    records=_article_records,
    rows=_article_rows,
)
_SEEN = ("content_id", "channel_id", "channel", "position", "url", "first_seen_at", "last_seen_at", "day")

TABLES: Mapping[str, Table] = {
    "articles": _ARTICLES,
    "paragraphs": _flat("section heading paragraph text", _paragraphs),
    "people": _flat("credit position name role", _people),
    "images": _flat("position url caption", _images),
    "revisions": _ARTICLES,
    "sightings": Table(
        fields=_SEEN,
        columns=_SEEN,
        records=lambda record: iter([{name: record[name] for name in _SEEN}]),
        rows=lambda record: iter([plain_row({name: record[name] for name in _SEEN})]),
    ),
}
"""Name → table. `revisions` has every text an article had, in the form of `articles`; `sightings` is where each was listed."""
