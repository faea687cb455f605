"""What the site answered, as the spiders take it."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.http import Response
from twisted.python.failure import Failure

from rednet_crawler.archive.walks import Validators
from rednet_crawler.items import Page
from rednet_crawler.middlewares.header_values import LONGEST_VALUE, read_text
from rednet_crawler.middlewares.robots import reason_of

_NOT_MODIFIED = 304


def page_of(response: Response) -> Page:
    """Return a response as extraction reads it."""
    content_type = response.headers.get(b"Content-Type")
    return Page(
        url=response.url,
        answered_at=_date_of(response),
        body=response.body,
        content_type=content_type[:LONGEST_VALUE].decode("latin-1") if content_type else None,
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    )


def _date_of(response: Response) -> str | None:
    """Return when the server says that it answered, ISO 8601; None where it does not say."""
    try:
        return parsedate_to_datetime(read_text(response.headers.get(b"Date")) or "").isoformat()
    except ValueError:
        return None


def is_not_modified(response: Response) -> bool:
    """Return whether a page is as it was when it was last asked for. An answer that says so without
    having been asked says nothing.
    """
    asked = response.request.headers if response.request else {}
    return response.status == _NOT_MODIFIED and (
        b"If-None-Match" in asked or b"If-Modified-Since" in asked
    )


def validators_of(response: Response) -> Validators:
    """Return what a server said of a page, as far as it can be kept and sent back."""
    return Validators(
        *(read_text(response.headers.get(name)) for name in ("ETag", "Last-Modified"))
    )


def conditions(validators: Validators) -> dict[str, str]:
    """Return the headers that ask for a page only if it has changed."""
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value}


def failure_reason(failure: Failure) -> str:
    """Return why a download failed, in one line of bounded length: a server may have written part of it."""
    error = failure.value
    return reason_of(error) if error is not None else "failed for an unknown reason"
