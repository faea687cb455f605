"""One data file of a package, as its descriptions name it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from rednet_crawler.export.dictionary import Field
from rednet_crawler.export.files import TableFile
from rednet_crawler.export.tables import TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file that is complete."""

    path: str
    """Relative to the package."""
    table: str
    """The table it holds, one of `TABLES`."""
    meaning: str
    """What a row is."""
    fields: tuple[Field, ...]
    """What it holds, in the order of the file."""
    rows: int
    size: int
    """Bytes."""
    sha256: str

    @property
    def name(self) -> str:
        """Return the name of the resource: that of the file, `articles.jsonl` as `articles-jsonl`."""
        return Path(self.path).name.removesuffix(".csv").replace(".", "-")

    @property
    def csv(self) -> bool:
        """Tell whether it is a CSV file; all others are JSONL."""
        return self.path.endswith(".csv")


def describe_file(folder: Path, path: str, table: str, written: TableFile) -> Resource:
    """Return the resource that a complete file of a package is. Raises OSError where it cannot be read back."""
    shape = TABLES[table]
    known = {field.name: field for field in (shape.columns if path.endswith(".csv") else shape.fields)}
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Resource(
        path=path,
        table=table,
        meaning=shape.meaning,
        fields=tuple(known[name] for name in written.names),
        rows=written.rows,
        size=(folder / path).stat().st_size,
        sha256=digest,
    )
