"""`rednet channels`: the channels of a station, as an archive holds them, or as found now."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from rednet_crawler.arguments import read_station
from rednet_crawler.cli.archives import archive_option, exists, open_archive
from rednet_crawler.cli.progress import print_summary
from rednet_crawler.cli.run import KEPT_NOWHERE, RunOptions, read_settings, run_spider
from rednet_crawler.cli.terminal import PlainTable, say, say_json
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
@click.option("--json", "as_json", is_flag=True, help="Write one JSON array to standard output.")
def channels(
    *,
    station: str,
    archive: str,
    live: bool,
    settings: tuple[str, ...],
    verbose: bool,
    as_json: bool,
) -> None:
    """Show the station's channels: name, number, address, how many articles are known, and the newest.

    Where no archive is there, or with --live, the station's menu and the first page of each channel are read.
    """
    code = read_station(station)
    if not live and exists(archive):
        _print(_known(archive, code), as_json=as_json)
        return
    options = RunOptions(settings={**read_settings(settings), **KEPT_NOWHERE}, verbose=verbose)
    run = run_spider("huaihua", {"station": code, "articles": "no"}, options)
    spider = run.spider
    if run.outcome.refusal is not None or not isinstance(spider, HuaihuaSpider):
        print_summary(run)
        sys.exit(run.exit_code)
    rows = []
    for link in spider.channels.links.values():
        count, newest = _listed(spider.ledger, link.name)
        rows.append(
            {
                "channel": link.name,
                "number": link.channel_id,
                "address": link.url,
                "on page 1": count,
                "newest": newest,
            }
        )
    _print(rows, as_json=as_json)
    for problem in run.outcome.problems:
        say(f"rednet: {problem.reason}", err=True)
    if run.outcome.problems:
        sys.exit(EXIT_INCOMPLETE)


def _known(url: str, station: str) -> list[dict[str, Any]]:
    with open_archive(url) as opened:
        known = opened.articles.channels(station)
    if not known:
        say(f"no channel of {station} was walked yet (--live asks the site)", err=True)
    return [
        {
            "channel": row["channel"],
            "number": row["channel_id"],
            "address": channel_url(station, row["channel_id"]),
            "articles": row["articles"],
            "newest": row["newest"],
            "walked to its end": row["walked_at"] if row["complete"] else None,
        }
        for row in known
    ]


def _print(rows: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    if as_json:
        say_json([{name.replace(" ", "_"): row[name] for name in row} for row in rows])
        return
    table = PlainTable(*(rows[0] if rows else ("channel",)), less=("address",))
    for row in rows:
        shown = {**row, "newest": _minute(row["newest"])}
        if "walked to its end" in row:
            shown["walked to its end"] = _minute(row["walked to its end"]) or "no"
        table.add_row(*map(str, shown.values()))
    table.print()


def _minute(time: str | None) -> str:
    return (time or "")[:16].replace("T", " ")


def _listed(ledger: Ledger, channel: str) -> tuple[int, str | None]:
    entries = [entry for entry in ledger.entries.values() if channel in entry.channels]
    times = [time for entry in entries if entry.published and (time := parse_time(entry.published))]
    return len(entries), max(times, default=None)
