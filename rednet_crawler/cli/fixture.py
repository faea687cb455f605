"""`rednet fixture`: drafts a saved page for the tests."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import click

from rednet_crawler.cli.pages import page_from
from rednet_crawler.cli.run import read_settings
from rednet_crawler.cli.terminal import say
from rednet_crawler.errors import ArgumentError, StorageError
from rednet_crawler.extraction.page_file import RESPONSE
from rednet_crawler.items import Page
from rednet_crawler.reading import read_article

_NAME = re.compile(r"[a-z]+-(?:\d{4}|undated)-[a-z0-9-]+")
NOT_ON_THE_PAGE = ("provenance", "content_hash", "revision", "first_seen_at", "fetched_at")


@click.command(
    epilog="Example: rednet fixture page.html --url https://hh.rednet.cn/content/646656/94/12109536.html"
    " --name standard-2022-two-editors",
    short_help="Draft a saved page for the tests.",
)
@click.argument("page", metavar="FILE|URL")
@click.option("--name", required=True, help="TEMPLATE-YEAR-WHAT, the folder of the saved page.")
@click.option("--url", help="The address of a page in a file that does not say.")
@click.option(
    "--pages", type=click.Path(path_type=Path), default=Path("tests/pages"), show_default=True, help="Where to."
)
@click.option("-s", "--set", "settings", multiple=True, metavar="SETTING=VALUE", help="Any Scrapy setting; repeatable.")
def fixture(*, page: str, name: str, url: str | None, pages: Path, settings: tuple[str, ...]) -> None:
    """Save a page as served, with a draft of what is expected of it.

    The draft is what the code makes of the page, so it proves nothing: correct it by looking at the page, then set
    `reviewed` to true. Until then its test fails.
    """
    if not _NAME.fullmatch(name):
        raise ArgumentError(f"--name {name}: has to be like standard-2022-two-editors: template, year, what it shows")
    folder = pages / name
    saved = page_from(page, url, read_settings(settings))
    read = read_article(saved, station="hh").to_dict()
    item = {field: value for field, value in read.items() if field not in NOT_ON_THE_PAGE}
    draft = {"reviewed": False, "item": item, "provenance": {}}
    try:
        folder.mkdir(parents=True)
        (folder / "page.html").write_bytes(saved.body)
        _write(folder / RESPONSE, _response(saved, page))
        _write(folder / "expected.json", draft)
    except FileExistsError as error:
        raise ArgumentError(f"{folder}: is there already; choose another name") from error
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written ({error.strerror})") from error
    say(f"{folder}: look at page.html, correct expected.json, set reviewed, run pytest -k {name}")


def _response(page: Page, source: str) -> dict[str, object]:
    fetched = page.fetched_at or datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    headers = {"Content-Type": page.content_type} if page.content_type else {}
    origin = "fetched by rednet fixture" if "://" in source else "from a file; say where it is from"
    return {"url": page.url, "status": 200, "headers": headers, "fetched_at": fetched, "origin": origin}


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
