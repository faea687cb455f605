"""`rednet explain`: each field of a page with its raw text and the place it came from."""

import json
import sys

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from rednet_crawler.cli.pages import page_from
from rednet_crawler.cli.run import read_settings
from rednet_crawler.export.rows import plain_record
from rednet_crawler.export.safe_text import clean
from rednet_crawler.extraction.page_file import extract_page_file
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.normalise.explain import Explained
from rednet_crawler.normalise.explain import explain as explain_article

_LONGEST = 200


@click.command(
    epilog="Example: rednet explain tests/pages/standard-2022-seed/page.html", short_help="Where each value came from."
)
@click.argument("page", metavar="FILE|URL")
@click.option("--url", help="The address of a page in a file that does not say.")
@click.option("--station", default="hh", show_default=True, help="Whose host articles of the app edition get.")
@click.option("-s", "--set", "settings", multiple=True, metavar="SETTING=VALUE", help="Any Scrapy setting; repeatable.")
def explain(*, page: str, url: str | None, station: str, settings: tuple[str, ...]) -> None:
    """Show every field of an article: its value, its place, and all raw texts that the page has for it."""
    raw = extract_page_file(page_from(page, url, read_settings(settings)))
    article = normalise_article(raw, station=station)
    table = Table("field", "value", "place", "raw text (place)")
    for row in explain_article(raw, article):
        table.add_row(*(Text(cell) for cell in _cells(row)))
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def _cells(row: Explained) -> tuple[str, str, str, str]:
    value = plain_record({"value": row.value})["value"]
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    raw = "\n".join(f"{clean(found.text)[:_LONGEST] or '(empty)'} ({found.place})" for found in row.found)
    return row.field, shown[:_LONGEST], row.place or "", raw
