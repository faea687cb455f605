"""`rednet stations`: the stations that are known, and what an archive holds of each."""

from dataclasses import asdict, dataclass

import click

from rednet_crawler.archive.summaries import Held
from rednet_crawler.cli.archives import archive_option, exists, open_archive
from rednet_crawler.cli.terminal import PlainTable, say_json
from rednet_crawler.site.hosts import known_stations, station_host

_NOTHING = Held("", 0, 0, None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class _Row:
    """A station as it is shown; `known` is null for one that is in the archive only."""

    station: str
    host: str
    name: str | None
    known: str | None
    articles: int
    links: int
    newest: str | None
    last_run: str | None
    exit_code: int | None


@click.command(epilog="Example: rednet stations")
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array to standard output.")
def stations(*, archive: str, as_json: bool) -> None:
    """Show the stations that are known by name, and all that the archive holds something of; nothing is fetched.

    The network has over a hundred: `--station` of other commands takes any of its hosts.
    """
    held: dict[str, Held] = {}
    if exists(archive):
        with open_archive(archive) as opened:
            held = {each.station: each for each in opened.summaries.stations()}
    known = {each.code: each for each in known_stations()}
    rows = []
    for code in [*known, *(code for code in held if code not in known)]:
        of, station = held.get(code, _NOTHING), known.get(code)
        name, where = (station.name, station.known) if station else (None, None)
        row = _Row(
            code,
            station_host(code),
            name,
            where,
            of.articles,
            of.links,
            of.newest,
            of.begun_at,
            of.exit_code,
        )
        rows.append(row)
    if as_json:
        say_json([asdict(row) for row in rows])
        return
    table = PlainTable(
        "station", "host", "name", "articles", "links", "newest", "last run", "exit code",
        less=("host", "exit code", "links", "newest"),
    )  # fmt: skip
    for row in rows:
        newest, run = ((text or "")[:16].replace("T", " ") for text in (row.newest, row.last_run))
        code = "" if row.exit_code is None else str(row.exit_code)
        table.add_row(
            row.station,
            row.host,
            row.name or "",
            str(row.articles),
            str(row.links),
            newest,
            run,
            code,
        )
    table.print()
