"""`rednet report`: a run as one HTML file."""

from pathlib import Path

import click

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.stored import damaged
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.terminal import say
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.extras import needs


@click.command(epilog="Example: rednet report -o report.html", short_help="Write a run as a page.")
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
        from jinja2 import TemplateError  # noqa: PLC0415 - an extra

        from rednet_crawler.report.facts import read_facts  # noqa: PLC0415
        from rednet_crawler.report.page import make_page  # noqa: PLC0415
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
