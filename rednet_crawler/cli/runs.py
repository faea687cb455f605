"""`rednet runs`: the runs on an archive, and the whole record of one."""

import json

import click
from rich.console import Console
from rich.table import Table

from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.errors import ArgumentError
from rednet_crawler.export.safe_text import clean

_SHOWN = 20


@click.command(epilog="Example: rednet runs 12", short_help="Show the last runs, or the whole record of one.")
@click.argument("number", type=click.IntRange(1), required=False)
@archive_option
@click.option("--most", type=click.IntRange(1), default=_SHOWN, show_default=True, help="How many runs are shown.")
@click.option("--json", "as_json", is_flag=True, help="Write the runs as one JSON array to standard output.")
def runs(*, number: int | None, archive: str, most: int, as_json: bool) -> None:
    """Show the last runs of an archive; with NUMBER the run's record (run.json, described by run.schema.json)."""
    with open_archive(archive) as opened:
        if number is not None:
            run = opened.runs.find(number)
            if run is None:
                raise ArgumentError(f"run {number}: not in {archive}; `rednet runs` lists those that are")
            report = json.loads(run["report"]) if run["report"] else {**run, "arguments": json.loads(run["arguments"])}
            click.echo(json.dumps(report, ensure_ascii=False, indent=2))
            return
        found = opened.runs.latest(most)
    if as_json:
        plain = [{name: value for name, value in run.items() if name != "report"} for run in found]
        click.echo(json.dumps(plain, ensure_ascii=False))
        return
    print_runs(Console(soft_wrap=True), found)


def print_runs(console: Console, found: list[dict[str, object]]) -> None:
    """Print runs as a table, the newest first."""
    names = ("run", "spider", "begun", "ended", "exit code", "new", "changed", "missing", "arguments")
    table = Table(*names, title="The last runs", title_justify="left")
    for run in found:
        report = json.loads(str(run["report"])) if run["report"] else {}
        articles = report.get("articles", {})
        code = {None: "going on", -1: "killed"}.get(run["exit_code"], str(run["exit_code"]))  # type: ignore[call-overload]
        arguments = json.loads(str(run["arguments"]))
        given = " ".join(f"{name}={value}" for name, value in arguments.items() if value is not None)
        table.add_row(
            str(run["run"]), str(run["spider"]), str(run["started_at"]), str(run["ended_at"] or ""), code,
            str(articles.get("new", "")), str(articles.get("changed", "")), str(report.get("missing_count", "")),
            clean(given),
        )  # fmt: skip
    console.print(table)
