"""What became of captures, and of pieces of WARC files."""

from pathlib import Path
from typing import NamedTuple


class Read(NamedTuple):
    """What became of a capture."""

    url: str
    key: str
    content_hash: str
    line: bytes
    """The article as a line of JSONL; empty where there is none."""
    raw: bytes = b""
    """What stood on the page for each field, as JSON, where that was asked for."""
    trouble: str | None = None
    """Why there is none."""
    listed: bool = False
    """Whether the crawl noted what the listings said."""


class Piece(NamedTuple):
    """What became of a piece of a file."""

    path: Path
    offset: int
    """Where it begins."""
    read: list[Read]
    damage: tuple[str, ...] = ()
    """Where the file is damaged, in a line each."""
