"""`rednet explain`: why a URL was fetched or not, its revisions; each field with its raw text and
the place it came from.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.archives import archive_option, exists, open_archive
from rednet_crawler.cli.history import key_of, tell, why_never
from rednet_crawler.cli.pages import page_from
from rednet_crawler.cli.plain_table import PlainTable
from rednet_crawler.cli.run import read_settings
from rednet_crawler.cli.terminal import say
from rednet_crawler.errors import ArgumentError
from rednet_crawler.export.records import plain_record
from rednet_crawler.normalise.explain import explain as explain_article
from rednet_crawler.reading import read_page
from rednet_crawler.safety.safe_text import clean

_LONGEST = 200
_NOT_OF_A_DOUBT = frozenset({"revision", "first_seen_at"})
"""Fields that a reading has only once it is the current one."""
_LEFT_OUT = frozenset({"provenance", "text", "sections"})


@click.command(
    epilog="Example: rednet explain https://hh.rednet.cn/content/646656/94/12109536.html",
    short_help="Why a page was fetched or not, and where each value came from.",
)
@click.argument("page", metavar="FILE|URL|ID")
@archive_option
@click.option("--live", is_flag=True, help="Fetch the page now, whatever the archive knows.")
@click.option("--url", help="The address of a page in a file that does not say.")
@click.option(
    "--station", default="hh", show_default=True, help="Whose host articles of the app edition get."
)
@click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Any Scrapy setting; repeatable.",
)
def explain(  # noqa: PLR0913 - one parameter for each option
    *, page: str, archive: str, live: bool, url: str | None, station: str, settings: tuple[str, ...]
) -> None:
    """Say of a URL or content id what the archive knows: state and reason, sightings, revisions as diffs, fields.

    A file, and with --live or without an archive an address, is read itself: each field with all
    raw texts the page has for it, and their places.
    """
    is_file = Path(page).exists()
    if not is_file and not live and exists(archive):
        with open_archive(archive) as opened:
            key = key_of(opened, page)
            if key is not None:
                _print_known(opened, key)
                return
            if "://" not in page:
                raise ArgumentError(f"{why_never(opened, page)} (nor is it a file)")
            say(f"{why_never(opened, page)} (--live fetches it now)")
            return
    raw, article = read_page(page_from(page, url, read_settings(settings)), station=station)
    _print_fields(
        (row.field, row.value, row.place, [(found.text, found.place) for found in row.found])
        for row in explain_article(raw, article)
    )


def _print_known(archive: Archive, key: str) -> None:
    for line in tell(archive, key):
        say(line)
    revisions = archive.articles.revisions(key)
    for current in (each for each in revisions if each["current"]):
        for record in archive.whole([current["record"]]):
            _print_record(record, current["raw"])
    for kept in archive.kept_pages.of(key):
        for record in archive.whole([{**kept.record}] if kept.record else []):
            say(f"\nthe doubtful reading of {kept.fetched_at} ({clean(kept.reason)}):")
            _print_record(
                {name: value for name, value in record.items() if name not in _NOT_OF_A_DOUBT}, {}
            )


def _print_record(record: Mapping[str, Any], raw: Mapping[str, Any]) -> None:
    places = record["provenance"]
    rows = [
        (name, record[name], places.get(name), raw.get(name, []))
        for name in record
        if name not in _LEFT_OUT
    ]
    for section in record["sections"]:
        shown = f"{section['heading'] or '(lead)'}: {len(section['paragraphs'])} paragraphs"
        rows.append(("sections", shown, places.get("sections", "body"), []))
    _print_fields(rows)


def _print_fields(rows: Any) -> None:
    table = PlainTable("field", "value", "place", "raw text (place)")
    for field, value, place, found in rows:
        plain = plain_record({"value": value})["value"]
        shown = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
        raw = [f"{clean(text or '')[:_LONGEST] or '(empty)'} ({where})" for text, where in found]
        table.add_row(field, shown[:_LONGEST], place or "", raw)
    table.print()
