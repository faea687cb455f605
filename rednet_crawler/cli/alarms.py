"""`rednet alarms`: what the last runs raised alarms about, what of it is right, and whether alarms arrive."""

import sys
from datetime import UTC, datetime
from typing import Any

import click

from rednet_crawler.archive.alarms import subject_of
from rednet_crawler.archive.stored import stored
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.run import RunOptions, load_settings
from rednet_crawler.cli.terminal import say, say_json
from rednet_crawler.errors import EXIT_INCOMPLETE, ArgumentError
from rednet_crawler.extensions.notify import Notifier

_LOOKED_AT = 50


@click.command(
    epilog="Example: rednet alarms --accept 12",
)
@archive_option
@click.option(
    "--accept",
    type=click.IntRange(1),
    metavar="RUN",
    help="What this run was like is right from now on.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Write the alarms as one JSON array to standard output."
)
@click.option(
    "--try", "try_out", is_flag=True, help="Send a message to the webhooks of REDNET_ALARM_WEBHOOK."
)
def alarms(*, archive: str, accept: int | None, as_json: bool, try_out: bool) -> None:
    """Show the open alarms, then those of the last runs that are mended or accepted. One stays open,
    and the exit code of runs 5, until pages show that its cause is gone, or --accept.

    After --accept later runs are compared with RUN, and with none before it.
    """
    if try_out:
        _try_out()
        return
    with open_archive(archive, "read" if accept is None else "write") as opened:
        if accept is not None:
            if opened.runs.find(accept) is None:
                raise ArgumentError(
                    f"run {accept}: not in {opened.name}; `rednet runs` lists those that are"
                )
            opened.runs.accept(accept, datetime.now(UTC))
            closed = opened.alarms.accept(accept)
            say(
                f"run {accept} is what later runs are compared with; {closed} open alarms are closed",
                err=True,
            )
            return
        runs, still = opened.runs.latest(_LOOKED_AT), opened.alarms.open()
    found = [
        {"run": each.run, "accepted_at": None, **each.alarm, "since": each.since, "open": True}
        for each in still
    ]
    shown = {(each.run, *subject_of(each.alarm)) for each in still}
    found += [
        {"run": run["run"], "accepted_at": run["accepted_at"], **alarm, "open": False}
        for run in runs
        for alarm in stored(run["report"], f"the record of run {run['run']}").get("alarms", ())
        if alarm.get("raised", True) and (run["run"], *subject_of(alarm)) not in shown
    ]
    if as_json:
        say_json(found)
        return
    for alarm in found:
        _show(alarm)
    if not found:
        last = "the last run" if len(runs) == 1 else f"the last {len(runs)} runs"
        say(f"no open alarms, and none in {last}")


def _show(alarm: dict[str, Any]) -> None:
    accepted = f" (accepted {alarm['accepted_at']})" if alarm["accepted_at"] else ""
    state = "open: " if alarm["open"] else ""
    say(f"{state}run {alarm['run']}, since {alarm['since']}{accepted}: {alarm['message']}")
    if alarm.get("message_zh"):
        say(f"  {alarm['message_zh']}")
    for url in alarm["urls"]:
        say(f"  {url}")


def _try_out() -> None:
    notifier = Notifier(load_settings(RunOptions()))
    if not notifier.webhooks:
        raise ArgumentError(
            "REDNET_ALARM_WEBHOOK is not set: it holds the URLs that alarms are sent to"
        )
    taken = notifier.send(
        "rednet-crawler: alarms arrive here / 红网采集告警测试", datetime.now(UTC)
    )
    say(f"{taken} of {len(notifier.webhooks)} webhooks took the message", err=True)
    if taken < len(notifier.webhooks):
        sys.exit(EXIT_INCOMPLETE)
