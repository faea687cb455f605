"""`rednet export`: an archive, or a slice of it, as a file for analysis."""

import re
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
from rednet_crawler.cli.terminal import Terminal, quiet_option, say
from rednet_crawler.dataset.facts import Facts
from rednet_crawler.dataset.package import Selection, select, write_package
from rednet_crawler.errors import ArgumentError, needs
from rednet_crawler.export import files
from rednet_crawler.export.tables import TABLES
from rednet_crawler.site.clock import CHINA, stamp
from rednet_crawler.site.hosts import station_name
from rednet_crawler.site.urls import channel_url, home_url

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/[\w.()/:;-]+)", re.ASCII)
_PARQUET, _XLSX, _ATOM = ".parquet", ".xlsx", ".atom"
_NEWEST_FIRST = (_XLSX, _ATOM)
"""The forms that people read from the top."""
_FEED = 50
"""Articles of a feed where nobody says how many: readers ask for it again and again."""
_NOT_OF_ARTICLES = ("ledger", "sightings", "revisions", "clusters", "runs")
"""The tables whose rows are not made of the current records."""


@click.command(
    epilog="Example: rednet export -c 法治 --since 2024-01-01 --table people -o people.csv",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A .jsonl, .csv (packed: .jsonl.gz, .csv.zst), .parquet, .xlsx or .atom file; - for "
    "standard output, as JSONL.",
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
    "--limit", type=click.IntRange(1), metavar="N", help="At most N articles, the newest."
)
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
@click.option("--title", metavar="TEXT", help="What the package is called.")
@click.option("--compiler", metavar="NAME", help="Who compiled the package, to be cited.")
@click.option(
    "--doi", metavar="DOI", help="The DOI of the package, such as 10.5281/zenodo.1234567."
)
@quiet_option
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
    limit: int | None,
    table: str | None,
    fields: str | None,
    excel: bool,
    distinct: bool,
    no_text: bool,
    title: str | None,
    compiler: str | None,
    doi: str | None,
    quiet: bool,
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
        _check_unused(
            "-o",
            {"--no-text": no_text, "--title": title, "--compiler": compiler, "--doi": doi},
        )
    else:
        raise ArgumentError("nowhere to write to: give -o FILE or --package DIR")
    write = (
        None if output is None else _file_writer(output, table or "articles", fields, excel=excel)
    )
    if output and output.suffix.lower() == _ATOM:
        limit = limit or _FEED
    with open_archive(archive) as opened:
        selection = select(
            opened,
            station and asked.station,
            asked.channels,
            asked.since,
            asked.until,
            new_since=read_new_since(new_since) if new_since else None,
            newest_first=output is not None and output.suffix.lower() in _NEWEST_FIRST,
            limit=limit,
        )
        if distinct:
            selection = reposts().distinct(
                selection, partial(_shown, len(selection.keys), "reposts")
            )
        told = [write(selection)] if write else []
        if package:
            facts = _facts_of(opened, selection, with_text=not no_text, distinct=distinct)
            facts.named, facts.compiler = title or "", compiler or ""
            facts.doi = read_doi(doi) if doi else ""
            shown = partial(_shown, len(selection.keys), "export")
            told = [
                f"{package / each.path}: {each.rows} rows"
                for each in write_package(package, selection, facts, shown)
            ]
    for line in () if quiet else told:
        say(line, err=True)


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


def read_doi(text: str) -> str:
    """Return a DOI without the address before it. Raises ArgumentError for what is none.

    >>> read_doi("https://doi.org/10.5281/zenodo.1234567")
    '10.5281/zenodo.1234567'
    """
    match = _DOI.fullmatch(text.strip())
    if match is None:
        raise ArgumentError(f"--doi {text}: not a DOI; it is like 10.5281/zenodo.1234567")
    return match[1]


def _check_unused(option: str, others: Mapping[str, object]) -> None:
    for other, value in others.items():
        if value:
            raise ArgumentError(f"{other} does not go together with {option}")


def _file_writer(
    output: Path, name: str, fields: str | None, *, excel: bool
) -> Callable[[Selection], str]:
    """Return what writes a selection to a file. Raises ArgumentError for what cannot be written,
    before it is opened.
    """
    table = TABLES[name]
    ending = files.check_ending(output, (*files.ENDINGS, _PARQUET, _XLSX, _ATOM))
    if excel and ending != ".csv":
        raise ArgumentError(f"{output}: --excel is a form of .csv")
    asked = [each.strip() for each in fields.split(",")] if fields else []
    if ending == _ATOM:
        _check_unused(_ATOM, {"--table": name != "articles" and name, "--fields": fields})
        return _feed_writer(output)
    columns = table.chosen(asked, csv=ending in (".csv", _XLSX))
    if ending == _PARQUET:
        with needs("parquet"):
            from rednet_crawler.export import parquet
        write = parquet.write_table
    elif ending == _XLSX:
        with needs("xlsx"):
            from rednet_crawler.export import xlsx
        write = xlsx.write_table
        columns = columns if asked else tuple(xlsx.LEAN.get(name, columns))
    else:
        write = partial(files.write_table, excel=excel)

    def write_selection(selection: Selection) -> str:
        total = len(selection.keys)
        if name == "clusters":
            records = reposts().cluster_records(selection, partial(_shown, total, "reposts"))
        elif name in _NOT_OF_ARTICLES:
            records = selection.records(name)
        else:
            records = _shown(total, "export", selection.records(name))
        return f"{output}: {write(output, table, records, columns)} rows of {name}"

    return write_selection


def _feed_writer(output: Path) -> Callable[[Selection], str]:
    """Return what writes the articles of a selection as a feed. Raises ArgumentError without the extra."""
    with needs("atom"):
        from rednet_crawler.export.atom import write_feed

    def write_selection(selection: Selection) -> str:
        station = selection.choice.station or "hh"
        ids, names = selection.choice.channel_ids, selection.channels
        about = channel_url(station, ids[0]) if len(ids) == 1 else home_url(station)
        title = " · ".join((station_name(station), *names))
        records = selection.records("articles")
        count = write_feed(output, records, title=title, address=about)
        return f"{output}: {count} articles"

    return write_selection


def reposts() -> ModuleType:
    """Return the module that finds reposts. Raises ArgumentError where its library is not installed."""
    with needs("reposts"):
        from rednet_crawler.dataset import reposts as found
    return found


def _shown(total: int, what: str, records: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Return records of articles; on a terminal a bar shows how far they are."""
    if not sys.stderr.isatty() or click.get_current_context().params.get("quiet"):
        return records
    return track(
        records, description=what, total=total, console=Terminal(stderr=True), transient=True
    )
