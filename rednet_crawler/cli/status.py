"""`rednet status`: what an archive holds, and what is still missing."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError as SqlArgumentError

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.ledger import STATES
from rednet_crawler.errors import StorageError
from rednet_crawler.export.safe_text import clean

_SHOWN = 20


@click.command(
    epilog="Example: rednet status --archive sqlite:///rednet.db", short_help="Show what an archive holds and lacks."
)
@click.option(
    "--archive", envvar="REDNET_ARCHIVE", default="sqlite:///rednet.db", show_default=True, metavar="URL",
    help="The archive.",
)  # fmt: skip
@click.option("--station", metavar="CODE", help="Only this station.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object to standard output.")
def status(*, archive: str, station: str | None, as_json: bool) -> None:
    """Show the ledger of an archive: every URL ever listed is in one state, and the states add up; and its last runs."""
    _must_exist(archive)
    with Archive(archive) as opened:
        sums, runs, gaps = opened.ledger.sums(station), opened.runs.latest(), opened.walks.gaps(station or "hh")
        missing = opened.ledger.missing(station, _SHOWN)
        articles = opened.articles.count(station)
    if as_json:
        shown = {"articles": articles, "ledger": sums, "gaps": gaps, "missing": missing, "runs": runs}
        click.echo(json.dumps(shown, ensure_ascii=False))
        return
    console = Console(soft_wrap=True)
    table = Table(*STATES, title=f"{articles} articles, {sum(sums.values())} links ever listed", title_justify="left")
    table.add_row(*(str(sums[state]) for state in STATES))
    console.print(table)
    for name in gaps:
        click.echo(f"the last walk of {clean(name)} was cut short; the next run closes the gap")
    for row in missing:
        due = f", due again {row['next_try_at']}" if row["next_try_at"] else ""
        click.echo(f"{row['state']}: {clean(str(row['url']))}  {clean(str(row['reason'] or 'not fetched yet'))}{due}")
    _print_runs(console, runs)


def _print_runs(console: Console, runs: list[dict[str, object]]) -> None:
    table = Table("run", "spider", "begun", "ended", "exit code", "saved", title="The last runs", title_justify="left")
    for run in runs[:_SHOWN]:
        counts = json.loads(str(run["counts"])) if run["counts"] else {}
        code = {None: "going on", -1: "killed"}.get(run["exit_code"], str(run["exit_code"]))  # type: ignore[call-overload]
        table.add_row(
            str(run["run"]), str(run["spider"]), str(run["started_at"]), str(run["ended_at"] or ""), code,
            str(counts.get("saved", "")),
        )  # fmt: skip
    console.print(table)


def _must_exist(url: str) -> None:
    """Raise StorageError for an archive in a file that is not there: looking must not make one."""
    try:
        address = make_url(url)
    except SqlArgumentError:
        return
    if address.get_backend_name() == "sqlite" and address.database and not Path(address.database).is_file():
        raise StorageError(f"{address.database}: there is no such archive; `rednet crawl --archive {url}` makes it")
