"""`rednet cluster`: stations to many workers that share an archive on PostgreSQL."""

import logging
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import click

from rednet_crawler.archive.address import read_address, shown
from rednet_crawler.archive.archive import Archive
from rednet_crawler.arguments import read_crawl_arguments, read_station
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.commands import Group
from rednet_crawler.cli.run import RunOptions, load_settings, read_settings
from rednet_crawler.cli.terminal import PlainTable, say, say_json
from rednet_crawler.errors import ArgumentError, needs
from rednet_crawler.extensions.logs import SafeFormatter, indented
from rednet_crawler.safety import is_secret
from rednet_crawler.site.hosts import known_stations

_broker_option: Callable[[Any], Any] = click.option(
    "--broker", envvar="REDNET_BROKER", default="redis://127.0.0.1:6379/0", show_default=True, metavar="URL",
    help="Redis or RabbitMQ (amqp://…); REDNET_BROKER.",
)  # fmt: skip


@click.group(cls=Group)
def cluster() -> None:
    """Have workers, on as many machines as you like, walk stations into one archive on PostgreSQL."""


@cluster.command(
    epilog="Example: rednet cluster submit hh cs hn --since 2026-01-01",
    short_help="Hand stations to the workers.",
)
@click.argument("stations", nargs=-1, metavar="STATION...")
@click.option("--known", is_flag=True, help="All stations that `rednet stations` knows by name.")
@_broker_option
@archive_option
@click.option("--since", metavar="DAY", help="First day, YYYY-MM-DD, YYYY-MM or YYYY.")
@click.option("--until", metavar="DAY", help="Last day.")
@click.option(
    "--full", is_flag=True, help="Walk all pages, also those that an earlier run has covered."
)
@click.option(
    "--retry-failed", is_flag=True, help="Take up all that failed, whether its wait is over or not."
)
def submit(
    *,
    stations: tuple[str, ...],
    known: bool,
    broker: str,
    archive: str,
    since: str | None,
    until: str | None,
    full: bool,
    retry_failed: bool,
) -> None:
    """Submit the walk of each STATION: a worker does it once. Submitted again before that, it is still done once."""
    codes = [read_station(station) for station in stations] + [
        each.code for each in known_stations() if known
    ]
    if not codes:
        raise ArgumentError(
            "no station is given: name some, or --known for all that are known by name"
        )
    read_crawl_arguments(since=since, until=until)
    arguments = [
        word
        for name, value in (("--since", since), ("--until", until))
        if value
        for word in (name, value)
    ]
    arguments += [
        name for name, wanted in (("--full", full), ("--retry-failed", retry_failed)) if wanted
    ]
    _check_shared(archive)
    with needs("cluster"):
        from rednet_crawler.cluster.worker import submit as hand_over
    hand_over(broker, archive, list(dict.fromkeys(codes)), arguments)
    say(f"{len(set(codes))} stations submitted", err=True)


@cluster.command(
    epilog="Example: rednet cluster worker --jobs 4", short_help="Walk stations until stopped."
)
@_broker_option
@archive_option
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Stations at a time."
)
@click.option(
    "--heartbeat", type=click.FloatRange(2), default=60, show_default=True, metavar="SECONDS",
    help="Silence after which a worker counts as dead and its stations go to others; the same for all workers.",
)  # fmt: skip
@click.option(
    "--longest", type=click.FloatRange(0.001), default=24, show_default=True, metavar="HOURS",
    help="A walk that takes longer is ended, and goes on in another turn: listings first, so leave "
         "it more than they take.",
)  # fmt: skip
@click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Any Scrapy setting; repeatable.",
)
def worker(
    *,
    broker: str,
    archive: str,
    jobs: int,
    heartbeat: float,
    longest: float,
    settings: tuple[str, ...],
) -> None:
    """Take stations from the broker and walk each by `rednet crawl` into the archive, until SIGINT or SIGTERM.

    A worker that dies loses nothing: another takes its stations and goes on where it was.
    """
    chosen = read_settings(settings)
    load_settings(RunOptions(settings=chosen))
    for name in (
        name
        for name, value in chosen.items()
        if is_secret(name, value) and not name.startswith("REDNET_")
    ):
        raise ArgumentError(
            f"-s {name}: the list of processes would show it with each crawl; set it in a settings module"
        )
    _check_shared(archive)
    with needs("cluster"):
        from rednet_crawler.cluster.worker import ClusterWorker, WorkerOptions
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s: %(message)s", stream=sys.stderr
    )
    for handler in logging.root.handlers:  # crawls and brokers say some of it
        handler.setFormatter(SafeFormatter(handler.formatter or logging.Formatter(), indented))
    for name in ("dramatiq", "pika"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    Archive(archive).close()  # made where there is none yet
    ClusterWorker(
        WorkerOptions(
            broker=broker,
            archive=archive,
            jobs=jobs,
            heartbeat=heartbeat,
            longest=longest * 3600,
            settings=chosen,
        )
    ).run()


@cluster.command(
    epilog="Example: rednet cluster status --json", short_help="Show what became of the stations."
)
@archive_option
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array to standard output.")
def status(*, archive: str, as_json: bool) -> None:
    """Show each station that was submitted: queued, running, retrying, done or failed, and its last run.

    The archive knows that; the broker is not asked.
    """
    with open_archive(archive) as opened:
        units = opened.units.all()
    if as_json:
        say_json([unit._asdict() for unit in units])
        return
    counts = Counter(unit.state for unit in units)
    table = PlainTable(
        "station",
        "state",
        "submitted",
        "runs",
        "last run",
        "begun",
        "ended",
        "exit code",
        "arguments",
    )
    for unit in units:
        times = [(at or "")[:16].replace("T", " ") for at in (unit.begun_at, unit.ended_at)]
        cells = (unit.run, *times, unit.exit_code)
        shown_cells = ("" if cell is None else str(cell) for cell in cells)
        table.add_row(
            unit.station, unit.state, unit.submitted_at[:16].replace("T", " "), str(unit.runs), *shown_cells,
            " ".join(unit.arguments),
        )  # fmt: skip
    say(
        ", ".join(f"{number} {state}" for state, number in counts.items())
        or "nothing was submitted"
    )
    table.print()


def _check_shared(archive: str) -> None:
    if read_address(archive).get_backend_name() != "postgresql":
        raise ArgumentError(
            f"--archive {shown(archive)}: workers share an archive on PostgreSQL; give "
            f"postgresql+psycopg://user@host/database"
        )
