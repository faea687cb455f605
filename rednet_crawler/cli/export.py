"""`rednet export`: an archive, or a slice of it, as a file for analysis."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.articles import Choice
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.errors import UnknownChannelError
from rednet_crawler.export.files import check_ending, write_lines
from rednet_crawler.export.tables import TABLES, table_lines
from rednet_crawler.spiders.arguments import read_crawl_arguments


@click.command(
    epilog="Example: rednet export -c 法治 --since 2024-01-01 --table people -o people.csv",
    short_help="Write an archive, or a slice of it, to a file.",
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A .jsonl or .csv file.")
@archive_option
@click.option("-c", "--channel", "channels", multiple=True, metavar="NAME|ID", help="Only this channel; repeatable.")
@click.option("--since", metavar="DAY", help="First day of publication, YYYY-MM-DD or YYYY-MM.")
@click.option("--until", metavar="DAY", help="Last day.")
@click.option("--station", metavar="CODE", help="Only articles of this station.")
@click.option("--table", type=click.Choice([*TABLES]), default="articles", show_default=True, help="What a row is.")
@click.option("--fields", metavar="A,B", help="Only these columns, in this order.")
@click.option("--excel", is_flag=True, help="Write CSV that Excel opens rightly: BOM, guarded formulas.")
def export(  # noqa: PLR0913 - one parameter for each option
    *,
    output: Path,
    archive: str,
    channels: tuple[str, ...],
    since: str | None,
    until: str | None,
    station: str | None,
    table: str,
    fields: str | None,
    excel: bool,
) -> None:
    """Write a table of an archive to FILE, in the form its ending names. FILE is there when it is complete, or not at all."""
    csv = check_ending(output) == ".csv"
    asked = read_crawl_arguments(
        channel=",".join(channels) or None, since=since, until=until, limit=None, station=station or "hh"
    )
    shape = TABLES[table]
    names = shape.chosen([name.strip() for name in fields.split(",")] if fields else [], csv=csv)
    with open_archive(archive) as opened:
        ids = _channel_ids(opened, asked.station, asked.channels)
        choice = Choice(station and asked.station, asked.since, asked.until, ids)
        written = 0

        def counted() -> Iterator[bytes]:
            nonlocal written
            for line in table_lines(shape, _records(opened, table, choice), names, csv=csv, excel=excel):
                yield line
                written += 1

        write_lines(output, counted())
    click.echo(f"{output}: {written - csv} rows of {table}", err=True)


def _records(archive: Archive, table: str, choice: Choice) -> Iterator[dict[str, Any]]:
    """Yield the records that a table is made of; on a terminal a bar shows how far that is."""
    articles = archive.articles
    found = (
        articles.sightings(choice) if table == "sightings" else articles.select(choice, revisions=table == "revisions")
    )
    if not sys.stderr.isatty() or table in ("sightings", "revisions"):
        return found
    console = Console(stderr=True)
    return iter(track(found, description=table, total=len(articles.keys(choice)), console=console, transient=True))


def _channel_ids(archive: Archive, station: str, asked_for: tuple[str, ...]) -> tuple[str, ...]:
    """Return the numbers of channels given by name or number. Raises UnknownChannelError for one the archive has not."""
    known = archive.walks.channels(station)
    ids = []
    for asked in asked_for:
        found = [number for number, name in known if asked in (number, name)]
        if not found:
            names = "、".join(name for _, name in known) or "none"
            raise UnknownChannelError(f"channel={asked}: not in this archive; it has {names}")
        ids.extend(found)
    return tuple(ids)
