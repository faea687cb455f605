"""`rednet runs`, the runs on an archive and the whole record of one, and `rednet report`, a run as
one HTML file.
"""

from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE
from rich.console import Console

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.stored import damaged, stored
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.terminal import PlainTable, Terminal, say, say_json
from rednet_crawler.errors import ArgumentError, needs
from rednet_crawler.export.part_file import PartFile

_SHOWN = 20


@click.command(epilog="Example: rednet runs 12")
@click.argument("number", type=click.IntRange(1), required=False)
@archive_option
@click.option(
    "--most",
    type=click.IntRange(1),
    default=_SHOWN,
    show_default=True,
    help="How many runs are shown.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Write the runs as one JSON array to standard output."
)
def runs(*, number: int | None, archive: str, most: int, as_json: bool) -> None:
    """Show the last runs of an archive; with NUMBER the run's record (run.json, described by run.schema.json)."""
    with open_archive(archive) as opened:
        if number is not None:
            run = opened.runs.find(number)
            if run is None:
                raise ArgumentError(
                    f"run {number}: not in {opened.name}; `rednet runs` lists those that are"
                )
            report = stored(run["report"], f"the record of run {number}")
            say_json(report or {**run, "arguments": _arguments(run)}, indent=2)
            return
        found = opened.runs.latest(most)
    if as_json:
        plain = [{name: value for name, value in run.items() if name != "report"} for run in found]
        say_json(plain)
        return
    print_runs(Terminal(soft_wrap=True), found)


def print_runs(console: Console, found: list[dict[str, Any]]) -> None:
    """Print runs as a table, the newest first; it fits into 80 columns."""
    table = PlainTable(
        title="The last runs",
        title_justify="left",
        box=SIMPLE,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for name in ("run", "begun, UTC", "seconds", "exit", "new", "changed", "missing"):
        table.add_column(name, no_wrap=True, justify="right")
    table.add_column("arguments", overflow="fold", min_width=16)
    for run in found:
        report = stored(run["report"], f"the record of run {run['run']}")
        articles = report.get("articles", {})
        given = (f"{name}={value}" for name, value in _arguments(run).items() if value is not None)
        cells = (
            run["run"],
            run["started_at"][:16].replace("T", " "),
            report.get("seconds", ""),
            {None: "going on", -1: "killed"}.get(run["exit_code"], run["exit_code"]),
            articles.get("new", ""),
            articles.get("changed", ""),
            report.get("missing_count", ""),
            " ".join([run["spider"], *given]),
        )
        table.add_row(*map(str, cells))
    console.print(table)


def _arguments(run: dict[str, Any]) -> dict[str, Any]:
    return stored(run["arguments"], f"the record of run {run['run']}")


@click.command(epilog="Example: rednet report -o report.html")
@click.argument("number", type=click.IntRange(1), required=False)
@archive_option
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("report.html"), show_default=True,
    metavar="FILE", help="The file to write.",
)  # fmt: skip
def report(*, number: int | None, archive: str, output: Path) -> None:
    """Write the report of the last run, or of run NUMBER, as one HTML file: it needs no network,
    and shows alarms first.
    """
    with open_archive(archive) as opened:
        write_report(opened, number, output)
    say(f"{output}", err=True)


def write_report(archive: Archive, number: int | None, output: Path) -> None:
    """Write the report of a run, None for the last. Raises ArgumentError for a run that is not
    there, StorageError for a full disk.
    """
    with needs("report"):
        from jinja2 import TemplateError

        from rednet_crawler.report.facts import read_facts
        from rednet_crawler.report.page import make_page
    try:
        page = make_page(read_facts(archive, number))
    except (TypeError, KeyError, AttributeError, ValueError, TemplateError) as error:
        raise damaged("the record of the run", f"{type(error).__name__}: {error}") from error
    part = PartFile(output)
    try:
        part.write(page.encode())
        part.complete()
    finally:
        part.discard()
