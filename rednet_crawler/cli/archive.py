"""`rednet archive`, what is done with whole archives, and `rednet backup`, a copy of one, also
while a run writes to it.
"""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.progress import Progress

from rednet_crawler import __version__
from rednet_crawler.archive.address import file_of
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.forgetting import PRUNED
from rednet_crawler.archive.restoring import put_in_place
from rednet_crawler.arguments import read_day, read_urls
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.commands import Group
from rednet_crawler.cli.explain import key_of
from rednet_crawler.cli.terminal import Terminal, say
from rednet_crawler.errors import EXIT_COMPLETE, ArgumentError, StorageError
from rednet_crawler.safety import clean
from rednet_crawler.site.clock import CHINA, stamp
from rednet_crawler.site.urls import read_address


@click.group(cls=Group)
def archive() -> None:
    """Do something with a whole archive."""


@archive.command(
    epilog="Example: rednet archive copy sqlite:///rednet.db postgresql+psycopg://rednet@db/rednet",
    short_help="Copy an archive into another one.",
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(*, source: str, target: str) -> None:
    """Copy all that the archive FROM holds into TO, which is new or empty; either may be a file or on a server.

    A copy that was cut off goes on where it was when the same command is given again. The source may be written to
    meanwhile; the copy is what it held when it began. At the end the rows of both are counted and compared.
    """
    with open_archive(source) as reading, Archive(target) as writing:
        if reading.name == writing.name:
            raise ArgumentError(f"{reading.name}: cannot be copied into itself")
        with Progress(
            console=Terminal(stderr=True), transient=True, disable=not sys.stderr.isatty()
        ) as shown:
            bars = {name: shown.add_task(name, total=None) for name in writing.tables}
            copied = writing.copy_from(
                reading, datetime.now(UTC), lambda name, rows: shown.advance(bars[name], rows)
            )
    words = (
        ", ".join(f"{number} {name}" for name, number in copied.counts.items() if number)
        or "nothing"
    )
    done = "holds now what" if copied.fresh else "held already what"
    say(f"{writing.name} {done} {reading.name} does: {words}", err=True)


@archive.command(
    epilog="Example: rednet archive restore rednet-2026-11.db",
    short_help="Put a backup in the place of an archive.",
)
@click.argument("backup_file", metavar="BACKUP", type=click.Path(path_type=Path))
@archive_option
@click.option("--overwrite", is_flag=True, help="An archive that is there is set aside.")
def restore(*, backup_file: Path, archive: str, overwrite: bool) -> None:
    """Put a copy that `rednet backup` made in the place of an archive: what the copy holds, and nothing else.

    An archive that is there is set aside under another name, with its log, where --overwrite says so.
    """
    target = file_of(archive)
    if target is None:
        raise ArgumentError(f"{archive}: is on a server; restore it with pg_restore")
    with Archive.read(str(backup_file)) as copy:
        if broken := copy.check():
            raise StorageError(f"{backup_file}: is damaged ({broken[0]}); take another backup")
        said = f"{target}: {copy.articles.count()} articles, as {backup_file} has them"
        for line in put_in_place(copy, target, overwrite=overwrite, now=datetime.now(UTC)):
            say(line, err=True)
    say(said, err=True)


@archive.command(
    epilog="Example: rednet archive forget https://hh.rednet.cn/content/646656/94/12109536.html",
    short_help="Take articles out of an archive, for good.",
)
@click.argument("names", nargs=-1, required=True, metavar="URL|ID...")
@archive_option
@click.option("--why", default="", help="The reason that the archive keeps.")
def forget(*, names: tuple[str, ...], archive: str, why: str) -> None:
    """Take all texts of articles out of an archive, with their revisions and the pages that it keeps.

    They are never fetched or saved again. Their addresses stay, with the day on which they were
    forgotten. Files that were handed out, backups and WARC files are not changed.
    """
    with open_archive(archive, "write") as opened:
        found = {name: key_to_forget(opened, name) for name in names}
        for name, (key, url, station) in found.items():
            run = opened.runs.begin("forget", {}, __version__, datetime.now(UTC), station)
            try:
                texts = opened.forgetting.forget(key, url, station, why, datetime.now(UTC))
            finally:
                opened.runs.end(run, EXIT_COMPLETE, opened.ledger.sums(station), datetime.now(UTC))
            say(f"{clean(name)}: {texts} texts taken out; it is not fetched again", err=True)
        opened.give_room_back()
    say(
        "what was handed out, backups and WARC files (rednet extract reads them) still hold what they held",
        err=True,
    )


@archive.command(
    epilog="Example: rednet archive prune --before 2025-01 runs pages",
    short_help="Let go of what is old and no longer needed.",
)
@click.argument("what", nargs=-1, required=True, type=click.Choice(PRUNED))
@archive_option
@click.option("--before", required=True, metavar="DAY", help="What is from this day on stays.")
def prune(*, what: tuple[str, ...], archive: str, before: str) -> None:
    """Let go of what is from before a day: records of runs, pages that were kept because they were
    not read well, earlier texts of articles (revisions).

    The current text of every article stays, and so do the last 100 records of runs, and those of
    open alarms.
    """
    day = read_day("--before", before, last=False)
    with open_archive(archive, "write") as opened:
        run = opened.runs.begin("prune", {"before": str(day)}, __version__, datetime.now(UTC))
        try:
            for each in what:
                count = opened.forgetting.prune(each, stamp(midnight(day)))
                say(f"{each}: {count} from before {day}", err=True)
        finally:
            opened.runs.end(run, EXIT_COMPLETE, opened.ledger.sums(), datetime.now(UTC))
        opened.give_room_back()


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in China."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def key_to_forget(archive: Archive, name: str) -> tuple[str, str, str]:
    """Return key, URL and station of an article by its address or number. Raises ArgumentError for what is none."""
    key = key_of(archive, name)
    if key is not None:
        row = archive.ledger.find(key) or {}
        return key, str(row.get("url") or name), str(row.get("station") or "hh")
    (url,) = read_urls(name)
    address = read_address(url)
    if address is None:
        raise ArgumentError(f"{name}: not an address of the web")
    station = address.station or "hh"
    return address.key_on(station) or url, url, station


@click.command(
    epilog="Example: rednet backup rednet-2026-11.db",
)
@click.argument("file", type=click.Path(path_type=Path))
@archive_option
def backup(*, file: Path, archive: str) -> None:
    """Copy an archive that is an SQLite file to FILE, as it is at one moment. FILE must not be there yet."""
    with open_archive(archive) as opened:
        opened.copy_to(file)
    with Archive.read(f"sqlite:///{file}") as copy:
        say(f"{file}: {copy.articles.count()} articles", err=True)
