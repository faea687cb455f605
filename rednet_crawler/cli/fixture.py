"""`rednet fixture`: drafts a saved page for the tests."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from rednet_crawler.archive.better import lack_of
from rednet_crawler.cli.archives import archive_option, open_archive
from rednet_crawler.cli.explain import key_of
from rednet_crawler.cli.fetch import page_from
from rednet_crawler.cli.run import read_settings
from rednet_crawler.cli.terminal import say
from rednet_crawler.errors import ArgumentError, NotAnArticleError, StorageError
from rednet_crawler.extraction.page_file import RESPONSE
from rednet_crawler.items import Page
from rednet_crawler.reading import read_article

_NAME = re.compile(r"[a-z]+-(?:\d{4}|undated)-[a-z0-9-]+")
NOT_ON_THE_PAGE = ("provenance", "content_hash", "revision", "first_seen_at", "fetched_at")


@click.command(
    epilog="Example: rednet fixture page.html --url https://hh.rednet.cn/content/646656/94/12109536.html"
    " --name standard-2022-two-editors",
)
@click.argument("page", metavar="FILE|URL", required=False)
@click.option(
    "--from-archive",
    "kept",
    metavar="URL|ID",
    help="Take the newest page that the archive keeps of this article.",
)
@archive_option
@click.option("--name", required=True, help="TEMPLATE-YEAR-WHAT, the folder of the saved page.")
@click.option("--url", help="The address of a page in a file that does not say.")
@click.option(
    "--pages",
    type=click.Path(path_type=Path),
    default=Path("tests/pages"),
    show_default=True,
    help="Where to.",
)
@click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Any Scrapy setting; repeatable.",
)
def fixture(
    *,
    page: str | None,
    kept: str | None,
    archive: str,
    name: str,
    url: str | None,
    pages: Path,
    settings: tuple[str, ...],
) -> None:
    """Save a page as served, with a draft of what is expected of it.

    The draft is what the code makes of the page, so it proves nothing: correct it by looking at the
    page, then set `reviewed` to true. Until then its test fails. Of a page that an archive keeps it
    is the text that the archive has, where a template has read that: it is from before the
    redesign.
    """
    if (page is None) == (kept is None):
        raise ArgumentError("name one of the two: FILE|URL, or --from-archive URL|ID")
    if not _NAME.fullmatch(name):
        raise ArgumentError(
            f"--name {name}: has to be like standard-2022-two-editors: template, year, what it shows"
        )
    folder = pages / name
    if kept is not None:
        saved, read = _from_archive(archive, kept)
    else:
        saved = page_from(str(page), url, read_settings(settings))
        read = read_article(saved, station="hh").to_dict()
    item = {field: value for field, value in read.items() if field not in NOT_ON_THE_PAGE}
    draft = {"reviewed": False, "item": item, "provenance": {}}
    try:
        folder.mkdir(parents=True)
        (folder / "page.html").write_bytes(saved.body)
        _write(folder / RESPONSE, _response(saved, _origin(page)))
        _write(folder / "expected.json", draft)
    except FileExistsError as error:
        raise ArgumentError(f"{folder}: is there already; choose another name") from error
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written ({error.strerror})") from error
    say(f"{folder}: look at page.html, correct expected.json, set reviewed, run pytest -k {name}")


def _from_archive(url: str, words: str) -> tuple[Page, Mapping[str, Any]]:
    """Return the newest page that is kept of an article, and what is expected of it. Raises
    ArgumentError where none is.
    """
    with open_archive(url) as archive:
        key = key_of(archive, words)
        found = archive.kept_pages.of(key) if key else []
        page = next((each.page for each in reversed(found) if each.page), None)
        known = archive.articles.find(key) if key and page else None
    if page is None:
        raise ArgumentError(
            f"{words}: no page of it is kept; an archive keeps those that were not read well"
        )
    if known and lack_of(known[0]) is None:
        return page, {**known[0], "channels": []}
    try:
        return page, read_article(page, station="hh").to_dict()
    except NotAnArticleError as error:
        say(f"rednet: {error}; expected.json is empty", err=True)
        return page, {}


def _origin(source: str | None) -> str:
    if source is None:
        return "kept by an archive, as served"
    return "fetched by rednet fixture" if "://" in source else "from a file; say where it is from"


def _response(page: Page, origin: str) -> dict[str, object]:
    fetched = page.fetched_at or datetime.now(UTC).isoformat(timespec="seconds").replace(
        "+00:00", "Z"
    )
    headers = {"Content-Type": page.content_type} if page.content_type else {}
    return {
        "url": page.url,
        "status": 200,
        "headers": headers,
        "fetched_at": fetched,
        "origin": origin,
    }


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
