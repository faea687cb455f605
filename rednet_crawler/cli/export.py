"""`rednet export`: an archive, or a slice of it, as a file for analysis."""

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import click
from rich.progress import track

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.arguments import read_crawl_arguments
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.terminal import Terminal, say
from rednet_crawler.dataset.facts import Facts
from rednet_crawler.dataset.package import Selection, select, write_package
from rednet_crawler.errors import ArgumentError, needs
from rednet_crawler.export import files
from rednet_crawler.export.tables import TABLES
from rednet_crawler.site.clock import CHINA, stamp

_PARQUET = ".parquet"


@click.command(
    epilog="Example: rednet export -c 法治 --since 2024-01-01 --table people -o people.csv",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="A .jsonl, .csv or .parquet file."
)
@click.option(
    "--package", type=click.Path(path_type=Path), help="A new folder: all tables, described."
)
@archive_option
@click.option(
    "-c",
    "--channel",
    "channels",
    multiple=True,
    metavar="NAME|ID",
    help="Only this channel; repeatable.",
)
@click.option(
    "--since", metavar="DAY", help="First day of publication, YYYY-MM-DD, YYYY-MM or YYYY."
)
@click.option("--until", metavar="DAY", help="Last day.")
@click.option(
    "--new-since",
    metavar="RUN|TIME",
    help="Only what is new or changed: by run RUN and those after it, or since a time (China's).",
)
@click.option("--station", metavar="HOST", help="Only articles of this station.")
@click.option(
    "--table", type=click.Choice([*TABLES]), help="What a row of FILE is.  [default: articles]"
)
@click.option("--fields", metavar="A,B", help="Only these columns of FILE, in this order.")
@click.option(
    "--excel", is_flag=True, help="Write CSV that Excel opens rightly: BOM, guarded formulas."
)
@click.option(
    "--distinct", is_flag=True, help="One article of each cluster of reposts: the original."
)
@click.option(
    "--no-text",
    is_flag=True,
    help="Leave the text out of the package: ids, addresses, names, counts.",
)
def export(
    *,
    output: Path | None,
    package: Path | None,
    archive: str,
    channels: tuple[str, ...],
    since: str | None,
    until: str | None,
    new_since: str | None,
    station: str | None,
    table: str | None,
    fields: str | None,
    excel: bool,
    distinct: bool,
    no_text: bool,
) -> None:
    """Write a table of an archive to FILE, in the form its ending names, or all tables to a package.

    Either is there when it is complete, or not at all.
    """
    asked = read_crawl_arguments(
        channel=",".join(channels) or None,
        since=since,
        until=until,
        limit=None,
        station=station or "hh",
    )
    if package:
        _check_unused(
            "--package", {"-o": output, "--table": table, "--fields": fields, "--excel": excel}
        )
    elif output:
        _check_unused("-o", {"--no-text": no_text})
    else:
        raise ArgumentError("nowhere to write to: give -o FILE or --package DIR")
    write = (
        None if output is None else _file_writer(output, table or "articles", fields, excel=excel)
    )
    with open_archive(archive) as opened:
        selection = select(
            opened,
            station and asked.station,
            asked.channels,
            asked.since,
            asked.until,
            new_since=read_new_since(new_since) if new_since else None,
        )
        if distinct:
            selection = reposts().distinct(
                selection, partial(_shown, len(selection.keys), "reposts")
            )
        if write:
            write(selection)
        elif package:
            facts = _facts_of(opened, selection, with_text=not no_text, distinct=distinct)
            for each in write_package(
                package, selection, facts, partial(_shown, len(selection.keys), "export")
            ):
                say(f"{package / each.path}: {each.rows} rows", err=True)


def _facts_of(archive: Archive, selection: Selection, *, with_text: bool, distinct: bool) -> Facts:
    """Return what the package of a selection says of itself; gaps are those in its own days."""
    now, choice = datetime.now(UTC), selection.choice
    today = now.astimezone(CHINA).date()
    backing = archive.inventories.backing(choice.station, choice.since, choice.until, today)
    return Facts(
        created=stamp(now),
        version=__version__,
        choice=choice,
        channels=selection.channels,
        with_text=with_text,
        distinct=distinct,
        gaps=[
            each.channel
            for each in backing
            if not each.is_complete and each.channel in (selection.channels or [each.channel])
        ],
    )


def read_new_since(given: str) -> int | str:
    """Return the number of a run, or a moment as archives write it. Raises ArgumentError.

    >>> read_new_since("12"), read_new_since("2026-11-24"), read_new_since("2026-11-24T08:00:00Z")
    (12, '2026-11-23T16:00:00Z', '2026-11-24T08:00:00Z')
    """
    if given.isascii() and given.isdigit():
        return int(given)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise ArgumentError(
            f"--new-since {given}: has to be the number of a run, or a time such as 2026-11-24 or 2026-11-24T08:00"
        ) from None
    return stamp(moment if moment.tzinfo else moment.replace(tzinfo=CHINA))


def _check_unused(option: str, others: Mapping[str, object]) -> None:
    for other, value in others.items():
        if value:
            raise ArgumentError(f"{other} does not go together with {option}")


def _file_writer(
    output: Path, name: str, fields: str | None, *, excel: bool
) -> Callable[[Selection], None]:
    """Return what writes a selection to a file. Raises ArgumentError for what cannot be written,
    before it is opened.
    """
    table = TABLES[name]
    ending = files.check_ending(output, (*files.ENDINGS, _PARQUET))
    if excel and ending != ".csv":
        raise ArgumentError(f"{output}: --excel is a form of .csv")
    columns = table.chosen(
        [each.strip() for each in fields.split(",")] if fields else [], csv=ending == ".csv"
    )
    if ending == _PARQUET:
        with needs("parquet"):
            from rednet_crawler.export import parquet
        write = parquet.write_table
    else:
        write = partial(files.write_table, excel=excel)

    def write_selection(selection: Selection) -> None:
        total = len(selection.keys)
        if name == "clusters":
            records = reposts().cluster_records(selection, partial(_shown, total, "reposts"))
        elif name in ("ledger", "sightings", "revisions"):  # not one record an article
            records = selection.records(name)
        else:
            records = _shown(total, "export", selection.records(name))
        say(f"{output}: {write(output, table, records, columns)} rows of {name}", err=True)

    return write_selection


def reposts() -> ModuleType:
    """Return the module that finds reposts. Raises ArgumentError where its library is not installed."""
    with needs("reposts"):
        from rednet_crawler.dataset import reposts as found
    return found


def _shown(total: int, what: str, records: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Return records of articles; on a terminal a bar shows how far they are."""
    if not sys.stderr.isatty():
        return records
    return track(
        records, description=what, total=total, console=Terminal(stderr=True), transient=True
    )
