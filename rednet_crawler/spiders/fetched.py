"""What a spider yields, and why a pipeline may drop it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from scrapy.exceptions import DropItem

from rednet_crawler.archive.walks import UNKNOWN, Validators
from rednet_crawler.items import Article, Page, RawArticle, Sighting
from rednet_crawler.safety import Json


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
