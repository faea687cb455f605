"""Tables as Parquet files (extra `parquet`)."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

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
    """Write a table and return its number of rows; lists and objects become lists and structs.

    `provenance` is a struct, null where JSONL has no such key; times are texts as in JSONL, because
    some are a day only. `names` are the columns (empty: all). The file is written to `NAME.part`
    and renamed when complete. Raises ArgumentError for an unknown column, StorageError if the file
    cannot be written; an older file of that name is then unchanged.
    """
    chosen = table.chosen(names)
    fields = {field.name: field for field in map(_field, table.fields)}
    form = pa.schema([fields[name] for name in chosen])
    rows = map(_checked, table.rows(records))
    file = PartFile(path)
    count = 0
    try:
        with pq.ParquetWriter(file, form, compression="zstd") as writer:
            while some := list(islice(rows, _AT_ONCE)):
                writer.write_batch(pa.RecordBatch.from_pylist(some, schema=form))
                count += len(some)
        file.complete()
    except pa.ArrowException as error:
        raise StorageError(
            f"{path}: the archive holds what is no value of its column ({error}); export .jsonl"
        ) from error
    finally:
        file.discard()
    return count


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
