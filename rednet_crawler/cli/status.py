"""`rednet status`: what an archive holds, and what is still missing."""

from collections.abc import Mapping, Sequence

import click

from rednet_crawler.archive.alarms import Open
from rednet_crawler.archive.ledger import STATES
from rednet_crawler.archive.owed import PIPELINES
from rednet_crawler.archive.summaries import Unread
from rednet_crawler.arguments import read_crawl_arguments, read_station
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.range_status import range_status
from rednet_crawler.cli.runs import print_runs
from rednet_crawler.cli.terminal import PlainTable, Terminal, say, say_json

_SHOWN = 20
_INVENTORIES = {"list": "paged list", "dates": "date page", "api": "JSON API"}


@click.command(epilog="Example: rednet status")
@archive_option
@click.option("--station", metavar="HOST", help="Only this station.")
@click.option("--since", metavar="DAY", help="Of what was published from this day on.")
@click.option("--until", metavar="DAY", help="Up to this day.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object to standard output.")
def status(
    *, archive: str, station: str | None, since: str | None, until: str | None, as_json: bool
) -> None:
    """Show the ledger of an archive: every URL ever listed is in one state, and the states add up;
    and its last runs.

    With days: what of them is held, what is missing and why, and which channels are known for them whole.
    """
    station = read_station(station) if station else None
    if since or until:
        _show_range(archive, station, since, until, as_json=as_json)
        return
    with open_archive(archive) as opened:
        sums, runs, gaps = (
            opened.ledger.sums(station),
            opened.runs.latest(),
            opened.walks.gaps(station),
        )
        missing, failing = (
            opened.ledger.missing(station, _SHOWN),
            opened.ledger.failing(station, _SHOWN),
        )
        articles, unread = opened.articles.count(station), opened.summaries.unread(station)
        readings, kept = opened.summaries.readings(station), opened.kept_pages.count(station)
        owed, alarms = opened.owed.counts(), opened.alarms.open(station)
        compared, differences = opened.inventories.compared(), opened.inventories.differences()
    if as_json:
        shown = {
            "articles": articles, "readings": readings._asdict(), "unread": unread._asdict(), "kept_pages": kept,
            "ledger": sums, "owed": owed,
            "alarms": [{"run": each.run, **each.alarm, "since": each.since} for each in alarms],
            "gaps": gaps, "missing": missing, "failing": failing,
            "inventories": {"compared": compared, "differences": [each._asdict() for each in differences]},
            "runs": [{name: value for name, value in run.items() if name != "report"} for run in runs],
        }  # fmt: skip
        say_json(shown)
        return
    console = Terminal(soft_wrap=True)
    table = PlainTable(
        *STATES,
        title=f"{articles} articles{f' of {station}' if station else ''}, {sum(sums.values())} links "
        + (f"that {station} was the first to list" if station else "ever listed"),
        title_justify="left",
    )
    table.add_row(*(str(sums[state]) for state in STATES))
    console.print(table)
    for line in (str(readings), *told_of_unread(unread, kept)):
        say(line)
    for line in (*told_of_alarms(alarms), *told_of_owed(owed)):
        say(line)
    if gaps:
        say(f"not walked to their end: {'、'.join(gaps)}; the next whole run closes the gap")
    for row in missing:
        due = f", due again {row['next_try_at']}" if row["next_try_at"] else ""
        say(f"{row['state']}: {row['url']}  {row['reason'] or 'not fetched yet'}{due}")
    for row in failing:
        say(f"saved, but not well when last looked at: {row['url']}  {row['reason']}")
    if compared:
        say(
            f"{compared} days of a channel read from more than one inventory, {len(differences)} differences"
        )
    for each in differences[:_SHOWN]:
        say(f"{each.channel}, {each.day}: {each.url} is not in its {_INVENTORIES[each.lacked_by]}")
    print_runs(console, runs)


def _show_range(
    archive: str, station: str | None, since: str | None, until: str | None, *, as_json: bool
) -> None:
    asked = read_crawl_arguments(
        channel=None, since=since, until=until, limit=None, station=station or "hh"
    )
    with open_archive(archive) as opened:
        found = range_status(opened, station, asked.since, asked.until)
    if as_json:
        say_json(found.to_record())
        return
    for line in found.lines():
        say(line)


def told_of_alarms(alarms: Sequence[Open]) -> list[str]:
    """Return what is said of open alarms, in Chinese and English."""
    return [
        f"alarm / 告警, since run {each.run}, {each.since}: "
        + " / ".join(filter(None, (each.alarm.get("message_zh"), each.alarm["message"])))
        for each in alarms
    ]


def told_of_owed(owed: Mapping[str, int]) -> list[str]:
    """Return what is said of articles that were saved and not handed out."""
    lines = []
    for receiver, number in owed.items():
        if receiver == PIPELINES:
            lines.append(
                f"{number} articles that item pipelines could not take; the next run gives them these"
            )
        else:
            lines.append(
                f"{number} articles not handed out to {receiver}; the next run with it does that"
            )
    return lines


def told_of_unread(unread: Unread, kept: int) -> list[str]:
    """Return what is said of articles that were not read well, or by another version, and of pages
    kept; nothing of none.
    """
    lines = []
    if unread.template or unread.text:
        lines.append(
            f"{unread.template + unread.text} articles not read well: {unread.template} of no "
            f"known template, {unread.text} without "
            "text; the next runs ask for them again"
        )
    if unread.older:
        lines.append(
            f"{unread.older} articles read by another version of the extractor; they are asked for whole when due"
        )
    if kept:
        lines.append(
            f"{kept} pages kept that were not read well; `rednet reread` reads them again, offline"
        )
    return lines
