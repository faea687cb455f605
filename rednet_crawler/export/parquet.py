"""Tables as Parquet files (extra `parquet`)."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from rednet_crawler.errors import StorageError
from rednet_crawler.export.dictionary import Field
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.export.records import PLACED, Record
from rednet_crawler.export.tables import Table

_AT_ONCE = 500
"""Rows that are in memory together; several such batches make a row group."""
_PLAIN: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
}


def write_table(
    path: Path, table: Table, records: Iterable[Record], names: Sequence[str] = ()
) -> int:
    """Write a table, record by record, and return its number of rows. As `ParquetFile`."""
    with ParquetFile(path, table, names) as file:
        for record in records:
            file.write(record)
        file.complete()
    return file.rows


class ParquetFile:
    """A table that is being written as Parquet: to `NAME.part`, which `complete()` renames.

    Lists and objects become lists and structs; `provenance` is a struct, null where JSONL has no
    such key; times are texts as in JSONL, because some are a day only. `names` are the columns
    (empty: all). Raises ArgumentError for an unknown column, StorageError if the file cannot be
    written; an older file of that name is then unchanged.
    """

    def __init__(self, path: Path, table: Table, names: Sequence[str] = ()) -> None:
        self.names = table.chosen(names)
        self.rows = 0
        """Rows so far."""
        self._path, self._table = path, table
        fields = {field.name: field for field in map(_field, table.fields)}
        self._form = pa.schema([fields[name] for name in self.names])
        self._waiting: list[Record] = []
        self._file = PartFile(path)
        self._writer = pq.ParquetWriter(self._file, self._form, compression="zstd")

    def write(self, record: Record) -> None:
        """Write the rows that are made of a record of the archive."""
        self._waiting += map(_checked, self._table.make(record))
        if len(self._waiting) >= _AT_ONCE:
            self._flush()

    def complete(self) -> None:
        """Give the file its name."""
        self._flush()
        self._writer.close()
        self._file.complete()

    def __enter__(self) -> Self:
        """Return the file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Remove what is not complete."""
        with suppress(pa.ArrowException, OSError, StorageError, ValueError):
            self._writer.close()
        self._file.discard()

    def _flush(self) -> None:
        if not self._waiting:
            return
        try:
            self._writer.write_batch(pa.RecordBatch.from_pylist(self._waiting, schema=self._form))
        except pa.ArrowException as error:
            raise StorageError(
                f"{self._path}: the archive holds what is no value of its column ({error}); export .jsonl"
            ) from error
        self.rows += len(self._waiting)
        self._waiting = []


def _checked(row: Record) -> Record:
    """Return a row. Raises StorageError for a place without a column, which would be lost."""
    unknown = row.get("provenance", {}).keys() - set(PLACED)
    if unknown:
        raise StorageError(
            f"{row['content_id']}: provenance of {'、'.join(sorted(unknown))}, which this version "
            "does not know; export .jsonl, or install a newer rednet-crawler"
        )
    return row


def _field(field: Field) -> pa.Field:
    meaning = {"description": field.description}
    return pa.field(
        field.name, _type(field.schema or {"type": field.kind}), field.nullable, metadata=meaning
    )


def _type(schema: Mapping[str, Any]) -> pa.DataType:
    """Return the type of Parquet for what JSON Schema says of a value."""
    kinds = schema["type"]
    kind = kinds[0] if isinstance(kinds, list) else kinds
    if kind == "array":
        return pa.list_(_type(schema["items"]))
    if kind == "object" and "properties" in schema:
        return pa.struct([(name, _type(part)) for name, part in schema["properties"].items()])
    if kind == "object":
        return pa.struct([(name, pa.string()) for name in PLACED])
    return _PLAIN[kind]
