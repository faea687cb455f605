"""`rednet channels`: the station's channels as found."""

import sys

import click

from rednet_crawler.arguments import read_station
from rednet_crawler.cli.archives import archive_option, exists, open_archive
from rednet_crawler.cli.progress import print_summary
from rednet_crawler.cli.run import KEPT_NOWHERE, RunOptions, read_settings, run_spider
from rednet_crawler.cli.terminal import PlainTable, say
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.errors import EXIT_INCOMPLETE
from rednet_crawler.normalise.published import parse_time
from rednet_crawler.site.urls import channel_url
from rednet_crawler.spiders.huaihua import HuaihuaSpider


@click.command(epilog="Example: rednet channels")
@click.option(
    "--station",
    default="hh",
    show_default=True,
    help="Host of the station: hh, hh.rednet.cn; see `rednet stations`.",
)
@archive_option
@click.option("--live", is_flag=True, help="Ask the site now, whatever the archive knows.")
@click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Any Scrapy setting; repeatable.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log what is fetched.")
def channels(
    *, station: str, archive: str, live: bool, settings: tuple[str, ...], verbose: bool
) -> None:
    """Show the station's channels: name, number, address, how many articles are known, and the newest.

    Where no archive is there, or with --live, the station's menu and the first page of each channel are read.
    """
    code = read_station(station)
    if not live and exists(archive):
        _print_known(archive, code)
        return
    options = RunOptions(settings={**read_settings(settings), **KEPT_NOWHERE}, verbose=verbose)
    run = run_spider("huaihua", {"station": code, "articles": "no"}, options)
    spider = run.spider
    if run.outcome.refusal is not None or not isinstance(spider, HuaihuaSpider):
        print_summary(run)
        sys.exit(run.exit_code)
    table = PlainTable("channel", "number", "address", "on page 1", "newest")
    for link in spider.channels.links.values():
        count, newest = _listed(spider.ledger, link.name)
        table.add_row(link.name, link.channel_id, link.url, str(count), newest)
    table.print()
    for problem in run.outcome.problems:
        say(f"rednet: {problem.reason}", err=True)
    if run.outcome.problems:
        sys.exit(EXIT_INCOMPLETE)


def _print_known(url: str, station: str) -> None:
    with open_archive(url) as opened:
        known = opened.articles.channels(station)
    if not known:
        say(f"no channel of {station} was walked yet (--live asks the site)", err=True)
    table = PlainTable("channel", "number", "address", "articles", "newest", "walked to its end")
    for row in known:
        walked = str(row["walked_at"]) if row["complete"] else "no"
        address = channel_url(station, row["channel_id"])
        newest = str(row["newest"] or "")[:16].replace("T", " ")
        table.add_row(
            row["channel"], row["channel_id"], address, str(row["articles"]), newest, walked
        )
    table.print()


def _listed(ledger: Ledger, channel: str) -> tuple[int, str]:
    entries = [entry for entry in ledger.entries.values() if channel in entry.channels]
    times = [time for entry in entries if entry.published and (time := parse_time(entry.published))]
    return len(entries), max(times, default="")[:16].replace("T", " ")
