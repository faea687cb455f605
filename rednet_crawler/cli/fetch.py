"""`rednet fetch`: given articles, now; and one page for the commands that take a file or an
address.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from rednet_crawler.arguments import read_station, read_urls
from rednet_crawler.cli.archives import DEFAULT, exists, kept_in_option, open_archive
from rednet_crawler.cli.progress import print_summary
from rednet_crawler.cli.run import KEPT_NOWHERE, RunOptions, read_settings, run_spider
from rednet_crawler.cli.terminal import quiet_option
from rednet_crawler.errors import ArgumentError, NotAnArticleError
from rednet_crawler.export.outputs import STANDARD_OUTPUT
from rednet_crawler.extraction.page_file import read_page_file
from rednet_crawler.items import Page


@click.command(
    epilog="Example: rednet fetch https://hh.rednet.cn/content/646656/94/12109536.html",
)
@click.argument("urls", nargs=-1, required=True, metavar="URL|ID...")
@click.option(
    "-o", "--output", "outputs", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="A .jsonl or .csv file to add to; without, or as -, JSONL on standard output.",
)  # fmt: skip
@click.option(
    "-O", "--overwrite", "replaced", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
    help="As -o, but the file is replaced.",
)  # fmt: skip
@kept_in_option
@click.option(
    "--station", default="hh", show_default=True, help="Whose host articles of the app edition get."
)
@click.option("--warc", metavar="DIR", help="Keep every request and answer as WARC in this folder.")
@click.option("--excel", is_flag=True, help="Write CSV that Excel opens rightly.")
@click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Any Scrapy setting; repeatable.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log what is fetched.")
@quiet_option
def fetch(
    *,
    urls: tuple[str, ...],
    outputs: tuple[Path, ...],
    replaced: tuple[Path, ...],
    archive: str | None,
    station: str,
    warc: str | None,
    excel: bool,
    settings: tuple[str, ...],
    verbose: bool,
    quiet: bool,
) -> None:
    """Fetch the articles at the given addresses, in any of the site's forms of URL, with or without https://.

    An article that the archive knows can be called by its content id. What the archive has already is
    handed out as well, as it is now.
    """
    kept_in = archive or os.environ.get("REDNET_ARCHIVE") or DEFAULT
    addresses = read_urls(" ".join(_address_of(word, kept_in) for word in urls))
    arguments = {"url": " ".join(addresses), "station": read_station(station)}
    own = {"REDNET_ARCHIVE": archive, "REDNET_WARC": warc}
    chosen = {
        **read_settings(settings),
        **{name: value for name, value in own.items() if value},
    }
    options = RunOptions(
        outputs=outputs or (() if replaced else (STANDARD_OUTPUT,)),
        quiet=quiet,
        replaced=replaced,
        settings=chosen,
        archive=DEFAULT,
        excel=excel,
        verbose=verbose,
    )
    run = run_spider("article", arguments, options)
    if run.exit_code or ((outputs or replaced) and not quiet):
        print_summary(run)
    sys.exit(run.exit_code)


def _address_of(word: str, kept_in: str) -> str:
    """Return the address of an article that is called by its content id; anything else as it is.

    Raises ArgumentError for a number that the archive does not know, or has for several articles.
    """
    if not (word.isascii() and word.isdigit()):
        return word
    found: list[str] = []
    if exists(kept_in):
        with open_archive(kept_in) as archive:
            entries = [archive.ledger.find(key) for key in archive.ledger.keys_of(word)]
            found = [entry["url"] for entry in entries if entry]
    if len(found) != 1:
        known = f"has {len(found)} articles" if found else "knows no article"
        raise ArgumentError(f"{word}: the archive {known} of this number; give its address")
    return found[0]


def page_from(source: str, url: str | None, settings: Mapping[str, str]) -> Page:
    """Return the page of a file, or the answer at the address of an article, which is kept nowhere.

    Raises StorageError for a file that cannot be read, ArgumentError for an address off the site and
    NotAnArticleError where the address cannot be had.
    """
    if "://" not in source or Path(source).exists():
        return read_page_file(Path(source), url)
    (address,) = read_urls(source)
    pages: list[Page] = []
    run = run_spider(
        "article", {"url": address}, RunOptions(settings={**settings, **KEPT_NOWHERE}), keep=pages
    )
    if not pages:
        reasons = [entry.reason for entry in run.outcome.ledger.entries.values() if entry.reason]
        raise NotAnArticleError(f"{address}: {'; '.join(reasons) or 'could not be fetched'}")
    return pages[0]
