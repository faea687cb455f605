"""`rednet backup`: a copy of an archive, also while a run writes to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import click

from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.terminal import say


@click.command(epilog="Example: rednet backup rednet-2026-11.db", short_help="Copy an archive, also during a run.")
@click.argument("file", type=click.Path(path_type=Path))
@archive_option
def backup(*, file: Path, archive: str) -> None:
    """Copy an archive that is an SQLite file to FILE, as it is at one moment. FILE must not be there yet."""
    with open_archive(archive) as opened:
        opened.copy_to(file)
    # by its name as it is: in a URL a `?` would end it
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
        (count,) = copy.execute("SELECT count(*) FROM articles").fetchone()
    say(f"{file}: {count} articles", err=True)
