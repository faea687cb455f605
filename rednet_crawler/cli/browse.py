"""`rednet browse`: an archive in the browser, to search and to look around in."""

import signal
import socket
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import click
from rich.progress import track

from rednet_crawler.archive.slices import Choice
from rednet_crawler.arguments import read_station
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.terminal import Terminal, say
from rednet_crawler.errors import EXIT_INTERRUPTED, ArgumentError, needs

_NAME = "catalogue"


@click.command(
    epilog="Example: rednet browse",
)
@archive_option
@click.option("--station", metavar="HOST", help="Only articles of this station.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8001,
    show_default=True,
    help="Port on 127.0.0.1.",
)
@click.option(
    "--sql",
    is_flag=True,
    help="Also take queries in SQL, typed on the pages or in an address (?sql=).",
)
def browse(*, archive: str, station: str | None, port: int, sql: bool) -> None:
    """Serve a catalogue of the archive on 127.0.0.1, read-only, until Ctrl-C: search, facets, the page of each article.

    It is made anew at each start, in a folder for temporary files, and shows the archive as it is then.
    """
    with needs("browse"):
        from rednet_crawler.browse.catalogue import make_catalogue
        from rednet_crawler.browse.server import serve
    _check_free(port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_INTERRUPTED))
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Path(folder, f"{_NAME}.db")
        with open_archive(archive) as opened:
            keys = opened.slices.keys(Choice(station=read_station(station) if station else None))
            records = opened.whole(opened.slices.articles(keys))
            shown = track(
                records, "catalogue", len(keys), console=Terminal(stderr=True), transient=True
            )
            number = make_catalogue(catalogue, shown if sys.stderr.isatty() else records)
        say(
            f"{number} articles: http://127.0.0.1:{port}/{_NAME}/articles  (Ctrl-C ends it)",
            err=True,
        )
        serve(catalogue, "红网怀化站", port, sql=sql)
    sys.exit(EXIT_INTERRUPTED)


def _check_free(port: int) -> None:
    """Raise ArgumentError where somebody else listens on a port of 127.0.0.1."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ArgumentError(
                f"--port {port}: cannot be used ({error.strerror}); choose another one"
            ) from error
