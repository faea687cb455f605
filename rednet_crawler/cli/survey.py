"""`rednet survey`: first contact with a station; and the bundle that it leaves for whoever
maintains the readers: what was answered, byte for byte, and what it was taken for.
"""

import json
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from rednet_crawler import __version__
from rednet_crawler.arguments import read_station
from rednet_crawler.cli.run import KEPT_NOWHERE, RunOptions, read_settings, run_spider
from rednet_crawler.cli.terminal import PlainTable, say
from rednet_crawler.errors import EXIT_ALARM, EXIT_INCOMPLETE, StorageError
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.safety import safe_json
from rednet_crawler.survey.answers import Answer
from rednet_crawler.survey.facts import Fact, facts_of
from rednet_crawler.survey.spider import SurveySpider

_MARKS = {"holds": "holds", "does not": "DOES NOT", "not seen": "not seen"}
_POLITE: dict[str, str | int | float] = {"RETRY_TIMES": 0, "REDIRECT_MAX_TIMES": 3}
"""A page that cannot be had is told, and not asked for again: there are few requests."""


@click.command(
    epilog="Example: rednet survey --station hh --out survey",
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
        return (
            f"send {out} to whoever maintains the readers, "
            f"for a crawl would be incomplete where this does not hold: {about}"
        )
    crawl = f"rednet crawl --station {station} --limit 50"
    if any(fact.verdict == "does not" for fact in facts):
        return (
            "a crawl works, with other readers than the known ones: "
            f"try `{crawl}`, and send {out} to whoever maintains them"
        )
    return f"all that a crawl depends on holds: `{crawl}`"


PAGES = "pages"


def write_bundle(
    folder: Path, station: str, requests: int, answers: Sequence[Answer], facts: Sequence[Fact]
) -> None:
    """Write survey.json and the pages into a folder. Raises StorageError."""
    pages = folder / PAGES
    try:
        pages.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{pages}: the folder cannot be made ({error.strerror})") from error
    rows = [_row(number, answer) for number, answer in enumerate(answers, 1)]
    for row, answer in zip(rows, answers, strict=True):
        if row["file"]:
            _write(folder / str(row["file"]), answer.page.body)
    summary = {
        "software": f"rednet-crawler/{__version__}", "station": station, "requests": requests,
        "facts": [fact._asdict() for fact in facts], "pages": rows,
    }  # fmt: skip
    _write(folder / "survey.json", (safe_json(summary, 1) + "\n").encode())


def _row(number: int, answer: Answer) -> dict[str, Any]:
    ending = "json" if answer.kind == "api" else "html"
    article = json.loads(json.dumps(answer.reading.article.to_dict())) if answer.reading else None
    return {
        "file": f"{PAGES}/{number:02}-{answer.kind.replace(' ', '-')}.{ending}" if answer.page.body else None,
        "kind": answer.kind, "url": answer.url, "status": answer.status, "reason": answer.reason,
        "fetched_at": answer.page.fetched_at, "headers": dict(answer.headers), "reader": answer.reader,
        "how_well": answer.how_well, "article": article,
        "entries": [
            {"url": entry.url, "title": entry.title, "published": entry.published}
            for entry in (answer.listing.entries if answer.listing else ())
        ],
        "next_url": answer.listing.next_url if answer.listing else None,
    }  # fmt: skip


def _write(path: Path, content: bytes) -> None:
    file = PartFile(path)
    file.write(content)
    file.complete()
