"""`rednet survey`: first contact with a station."""

import sys
from importlib.util import find_spec
from pathlib import Path

import click

from rednet_crawler.arguments import read_station
from rednet_crawler.cli.plain_table import PlainTable
from rednet_crawler.cli.run import KEPT_NOWHERE, RunOptions, read_settings, run_spider
from rednet_crawler.cli.terminal import say
from rednet_crawler.errors import EXIT_ALARM, EXIT_INCOMPLETE
from rednet_crawler.survey.answers import Answer
from rednet_crawler.survey.bundle import write_bundle
from rednet_crawler.survey.facts import Fact, facts_of
from rednet_crawler.survey.spider import SurveySpider

_MARKS = {"holds": "holds", "does not": "DOES NOT", "not seen": "not seen"}
_POLITE: dict[str, str | int | float] = {"RETRY_TIMES": 0, "REDIRECT_MAX_TIMES": 3}
"""A page that cannot be had is told, and not asked for again: there are few requests."""


@click.command(
    epilog="Example: rednet survey --station hh --out survey",
    short_help="Look at a station for the first time: which known facts hold there.",
)
@click.option(
    "--station",
    default="hh",
    show_default=True,
    help="Host of the station: hh, hh.rednet.cn; see `rednet stations`.",
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("survey"), show_default=True,
    help="Folder for the bundle.",
)  # fmt: skip
@click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Any Scrapy setting; repeatable.",
)
@click.option("-v", "--verbose", is_flag=True, help="Log what is fetched.")
def survey(*, station: str, out: Path, settings: tuple[str, ...], verbose: bool) -> None:
    """Ask the station for at most 30 pages, one at a time, and say fact by fact what of the known holds there.

    Leaves survey.json and the pages, byte for byte, in the folder; with the extra `warc` the
    exchange as WARC, too. Nothing is archived. Exit code 5: a fact that a crawl depends on does not
    hold.
    """
    code = read_station(station)
    kept: dict[str, str | int | float] = {
        **KEPT_NOWHERE,
        **_POLITE,
        "REDNET_WARC": str(out / "warc") if find_spec("warcio") else "",
    }
    run = run_spider(
        "survey",
        {"station": code},
        RunOptions(settings=read_settings(settings) | kept, verbose=verbose),
    )
    spider = run.spider
    answers = spider.answers if isinstance(spider, SurveySpider) else []
    requests = spider.requests if isinstance(spider, SurveySpider) else 0
    facts = facts_of(answers)
    _print(facts, answers)
    write_bundle(out, code, requests, answers, facts)
    say(f"{requests} requests; the bundle is in {out}", err=True)
    missing = [fact for fact in facts if fact.matters and fact.verdict != "holds"]
    say(f"next: {_next_step(code, out, spider.outcome.refusal, facts, missing)}", err=True)
    if spider.outcome.refusal is not None:
        sys.exit(spider.outcome.refusal_code)
    if missing:
        sys.exit(EXIT_ALARM if any(answer.is_ok for answer in answers) else EXIT_INCOMPLETE)


def _print(facts: list[Fact], answers: list[Answer]) -> None:
    table = PlainTable("site.md", "fact", "", "seen")
    for fact in facts:
        table.add_row(fact.section, fact.about, _MARKS[fact.verdict], fact.seen)
    table.print()
    pages = PlainTable("page", "reader", "how well", "address")
    for answer in answers:
        pages.add_row(answer.kind, answer.reader, answer.how_well, answer.url)
    pages.print()


def _next_step(
    station: str, out: Path, refusal: str | None, facts: list[Fact], missing: list[Fact]
) -> str:
    """Return what to do next, in one line."""
    if refusal is not None:
        return f"the station could not be looked at ({refusal}); `rednet doctor` says whether the fault is on this side"
    if missing:
        about = "; ".join(fact.about for fact in missing)
        return f"send {out} to whoever maintains the readers, for a crawl would be incomplete where this does not hold: {about}"
    crawl = f"rednet crawl --station {station} --limit 50"
    if any(fact.verdict == "does not" for fact in facts):
        return f"a crawl works, with other readers than the known ones: try `{crawl}`, and send {out} to whoever maintains them"
    return f"all that a crawl depends on holds: `{crawl}`"
