"""`rednet archive`, what is done with whole archives, and `rednet backup`, a copy of one, also
while a run writes to it.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.progress import Progress

from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.terminal import Terminal, say
from rednet_crawler.errors import ArgumentError


@click.group()
def archive() -> None:
    """Do something with a whole archive."""


@archive.command(
    epilog="Example: rednet archive copy sqlite:///rednet.db postgresql+psycopg://rednet@db/rednet",
    short_help="Copy an archive into another one.",
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(*, source: str, target: str) -> None:
    """Copy all that the archive FROM holds into TO, which is new or empty; either may be a file or on a server.

    A copy that was cut off goes on where it was when the same command is given again. The source may be written to
    meanwhile; the copy is what it held when it began. At the end the rows of both are counted and compared.
    """
    with open_archive(source) as reading, Archive(target) as writing:
        if reading.name == writing.name:
            raise ArgumentError(f"{reading.name}: cannot be copied into itself")
        with Progress(
            console=Terminal(stderr=True), transient=True, disable=not sys.stderr.isatty()
        ) as shown:
            bars = {name: shown.add_task(name, total=None) for name in writing.tables}
            copied = writing.copy_from(
                reading, datetime.now(UTC), lambda name, rows: shown.advance(bars[name], rows)
            )
    words = (
        ", ".join(f"{number} {name}" for name, number in copied.counts.items() if number)
        or "nothing"
    )
    done = "holds now what" if copied.fresh else "held already what"
    say(f"{writing.name} {done} {reading.name} does: {words}", err=True)


@click.command(
    epilog="Example: rednet backup rednet-2026-11.db",
)
@click.argument("file", type=click.Path(path_type=Path))
@archive_option
def backup(*, file: Path, archive: str) -> None:
    """Copy an archive that is an SQLite file to FILE, as it is at one moment. FILE must not be there yet."""
    with open_archive(archive) as opened:
        opened.copy_to(file)
    with Archive.read(f"sqlite:///{file}") as copy:
        say(f"{file}: {copy.articles.count()} articles", err=True)
