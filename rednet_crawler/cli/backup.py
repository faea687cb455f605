"""`rednet backup`: a copy of an archive, also while a run writes to it."""

from pathlib import Path

import click

from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.terminal import say


@click.command(
    epilog="Example: rednet backup rednet-2026-11.db",
    short_help="Copy an archive, also during a run.",
)
@click.argument("file", type=click.Path(path_type=Path))
@archive_option
def backup(*, file: Path, archive: str) -> None:
    """Copy an archive that is an SQLite file to FILE, as it is at one moment. FILE must not be there yet."""
    with open_archive(archive) as opened:
        opened.copy_to(file)
    with Archive.read(f"sqlite:///{file}") as copy:
        say(f"{file}: {copy.articles.count()} articles", err=True)
