"""`rednet doctor`: whether all is well, before a crawl or when one is not."""

import sys
from itertools import chain

import click

from rednet_crawler.arguments import read_urls
from rednet_crawler.cli.archives import archive_option
from rednet_crawler.cli.checks import check_here, check_site
from rednet_crawler.cli.run import RunOptions, read_settings
from rednet_crawler.cli.terminal import say_beside, say_json
from rednet_crawler.errors import EXIT_INCOMPLETE

_MARKS = {"ok": "ok     ", "warning": "warning", "failed": "FAILED "}


@click.command(
    epilog="Example: rednet doctor",
)
@archive_option
@click.option("--offline", is_flag=True, help="Ask the site for nothing.")
@click.option(
    "--canary",
    "canaries",
    multiple=True,
    metavar="URL",
    help="Fetch this article and compare it with the archive; repeatable.",
)
@click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Any Scrapy setting; repeatable.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Write the checks as one JSON array to standard output."
)
def doctor(
    *,
    archive: str,
    offline: bool,
    canaries: tuple[str, ...],
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Check this machine and, with one or a few requests, the site: exit code 4 where something has failed.

    The page that the site is tried with is one whose values are known. Nothing is kept.
    """
    options = RunOptions(settings=read_settings(settings))
    urls = read_urls(" ".join(canaries)) if canaries else ()
    checks = []
    site = () if offline else check_site(options, urls, archive)
    for check in chain(check_here(options, archive), site):
        checks.append(check)
        if not as_json:
            say_beside(f"{_MARKS[check.level]} {check.about:10} ", check.says)
        if check.about == "settings" and check.level == "failed":
            break  # nothing can be fetched with them
    if as_json:
        say_json([check._asdict() for check in checks])
    if any(check.level == "failed" for check in checks):
        sys.exit(EXIT_INCOMPLETE)
