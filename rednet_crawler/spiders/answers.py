"""What the site answered, as the spiders take it; what they yield of it, and why a pipeline may
drop that.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property

from scrapy.exceptions import DropItem
from scrapy.http import Response
from twisted.python.failure import Failure

from rednet_crawler.archive.walks import UNKNOWN, Validators
from rednet_crawler.items import Article, Page, RawArticle, Sighting
from rednet_crawler.middlewares.header_values import LONGEST_VALUE, read_text
from rednet_crawler.middlewares.robots import reason_of
from rednet_crawler.safety import Json

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


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What a spider yields: what was found on a page, and what the listings said of it."""

    raw: RawArticle
    key: str
    """The article's identity, as the ledger knows it."""
    station: str
    sighting: Sighting
    asked_for: bool = False
    """Whether its address was given: it is handed out, also where the archive has this very text."""
    validators: Validators = UNKNOWN
    """What the server said of the page, to be asked whether it has changed."""
    page: Page | None = None
    """The page itself: the archive keeps it where it was not read well."""
    tokens: frozenset[str] = frozenset()
    """The markup tokens of the page (`quality.tokens`)."""
    article: Article | None = None
    """What was understood of it: the pipelines fill this in."""

    @cached_property
    def record(self) -> dict[str, Json]:
        """The article as it is checked and archived; empty before there is one."""
        return self.article.to_dict() if self.article is not None else {}


class Rejected(DropItem):
    """The page holds no article that can be kept."""


class OutOfRange(DropItem):
    """The article was published outside since and until."""

    def __init__(self, message: str, day: date) -> None:
        super().__init__(message)
        self.day = day


class NotKept(DropItem):
    """The article could not be written into the archive: it is as pending as before."""


class Doubtful(DropItem):
    """The reading is worse than the one in the archive, which stays."""


class Unchanged(DropItem):
    """The article is in the archive already, with this very text."""

    def __init__(self, message: str, article: Article) -> None:
        super().__init__(message)
        self.article = article
