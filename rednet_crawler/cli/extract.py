"""`rednet extract`: saved pages to articles, without the network."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from rednet_crawler.errors import EXIT_INCOMPLETE, ArgumentError, PageError
from rednet_crawler.export.files import check_ending, write_articles
from rednet_crawler.export.lines import json_line
from rednet_crawler.export.records import to_record
from rednet_crawler.extraction.page_file import extract_page_file, find_page_files, read_page_file
from rednet_crawler.items import Article
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.schema import validate


@click.command(
    epilog="Example: rednet extract tests/pages -o pages.jsonl", short_help="Saved pages to articles, offline."
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A .jsonl or .csv file; standard output without.")
@click.option("--url", help="The address of the page, where one file is given that does not say.")
@click.option("--station", default="hh", show_default=True, help="Whose host the pages of the app edition get.")
@click.option("--excel", is_flag=True, help="Write CSV that Excel opens rightly: BOM, guarded formulas.")
def extract(paths: tuple[Path, ...], output: Path | None, url: str | None, station: str, excel: bool) -> None:  # noqa: FBT001
    """Read HTML files, and plain text dumps of pages, and write their articles.

    A folder is searched for .html, .htm and .txt files. What holds no article is named on standard error; the exit
    code is then 4.
    """
    if output:
        check_ending(output)
    files = [file for path in paths for file in find_page_files(path)]
    if not files:
        raise ArgumentError(f"{paths[0]}: no .html, .htm or .txt file in it")
    if url and len(files) != 1:
        raise ArgumentError(f"--url names the address of one page, and {len(files)} files were given")
    failures: list[str] = []
    articles = _read(files, url, station, failures)
    if output:
        count = write_articles(output, articles, excel=excel)
        click.echo(f"{output}: {count} articles, {len(failures)} files without one", err=True)
    else:
        for article in articles:
            click.echo(json_line(to_record(article)), nl=False)
    if failures:
        sys.exit(EXIT_INCOMPLETE)


def _read(files: list[Path], url: str | None, station: str, failures: list[str]) -> Iterator[Article]:
    for file in files:
        page = read_page_file(file, url)
        try:
            article = normalise_article(extract_page_file(page), station=station)
            validate(article)
        except PageError as error:
            failures.append(str(error))
            click.echo(f"rednet: {file}: {error}", err=True)
            continue
        yield article
