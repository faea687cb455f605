"""Tables as Parquet files (extra `parquet`)."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

import pyarrow as pa
import pyarrow.parquet as pq

from rednet_crawler.errors import StorageError
from rednet_crawler.export.dictionary import Field, fields_of
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.export.records import PLACED, Record
from rednet_crawler.export.tables import Table

_AT_ONCE = 500
"""Rows that are in memory together; several such batches make a row group."""
_PLAIN: Mapping[object, pa.DataType] = {str: pa.string(), int: pa.int64(), bool: pa.bool_()}


def write_table(path: Path, table: Table, records: Iterable[Record], names: Sequence[str] = ()) -> int:
    """Write a table and return how many rows it has: what JSONL has, lists and objects as lists and structs.

    `provenance` is a struct, null where JSONL has no such key; times are texts as in JSONL, for one may be a day alone.
    `names` are the columns (all where there are none). The file is written beside, as `NAME.part`, and renamed when complete.
    Raises ArgumentError for an unknown column, StorageError where the file cannot be written; what stood under the name before
    then still does.
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
    """Return a row as it is. Raises StorageError for a place that has no column: it would be lost without a word."""
    unknown = row.get("provenance", {}).keys() - set(PLACED)
    if unknown:
        raise StorageError(
            f"{row['content_id']}: provenance of {'、'.join(sorted(unknown))}, which this version does not know; "
            "export .jsonl, or install a newer rednet-crawler"
        )
    return row


def _field(field: Field) -> pa.Field:
    meaning = {"description": field.description}
    return pa.field(field.name, _type(field.type), isinstance(field.type, UnionType), metadata=meaning)


def _type(hint: Any) -> pa.DataType:
    if isinstance(hint, UnionType):
        return _type(next(part for part in get_args(hint) if part is not NoneType))
    if get_origin(hint) is tuple:
        return pa.list_(_type(get_args(hint)[0]))
    if get_origin(hint) is Mapping:
        return pa.struct([(name, pa.string()) for name in PLACED])
    return _PLAIN.get(hint) or pa.struct([(part.name, _type(part.type)) for part in fields_of(hint)])
