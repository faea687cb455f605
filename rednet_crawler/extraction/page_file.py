"""Pages kept in files: HTML as served, with `response.json` beside it, or the plain text of a page."""

import json
from pathlib import Path

from rednet_crawler.errors import StorageError
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.extraction.saved import Saved, as_saved
from rednet_crawler.extraction.text_dump import extract_plain_text, is_plain_text
from rednet_crawler.items import Page, RawArticle

RESPONSE = "response.json"
"""Beside a saved page: its URL, headers and when it was fetched (CONTRIBUTING.md)."""
LARGEST = 64 * 1024 * 1024


def read_page_file(path: Path, url: str | None = None) -> Page:
    """Read a page from a file, as `read_kept_page` does."""
    return read_kept_page(path, url)[0]


def read_kept_page(path: Path, url: str | None = None) -> tuple[Page, str]:
    """Read a page from a file; return it and the kind of the file.

    Its URL is the one given, else that of the `response.json` beside it, else what the program that
    saved it noted, else unknown. Raises StorageError for a file that cannot be read or is larger
    than `LARGEST` bytes, NotAnArticleError for one without a page.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise StorageError(f"{path}: larger than {LARGEST} bytes, so no page of the site")
        body = path.read_bytes()
        response = _read_response(path.with_name(RESPONSE))
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror or error})") from error
    headers = response.get("headers")
    content_type = None
    if isinstance(headers, dict):
        content_type = next(
            (str(value) for name, value in headers.items() if name.lower() == "content-type"), None
        )
    saved = as_saved(body, path) if not response else Saved("HTML", body)
    page = Page(
        url=url or _text(response, "url") or saved.url,
        body=saved.body,
        content_type=content_type or saved.content_type,
        fetched_at=_text(response, "fetched_at"),
    )
    return page, saved.kind


def extract_page_file(page: Page) -> RawArticle:
    """Read a page that came from a file, whether HTML or plain text. Raises NotAnArticleError as they do."""
    return extract_plain_text(page) if is_plain_text(page.body) else extract_article(page)


def _read_response(path: Path) -> dict[str, object]:
    if not path.is_file():
        return {}
    try:
        response = json.loads(path.read_bytes())
    except ValueError as error:
        raise StorageError(f"{path}: not valid JSON ({error}); mend it or move it away") from error
    return response if isinstance(response, dict) else {}


def _text(response: dict[str, object], name: str) -> str | None:
    value = response.get(name)
    return value if isinstance(value, str) and value else None
