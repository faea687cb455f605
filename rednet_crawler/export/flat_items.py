"""What a row of each flat table is; the docstring under each field is its definition."""

from pydantic.dataclasses import dataclass

from rednet_crawler.items import DOCUMENTED


@dataclass(frozen=True, slots=True, config=DOCUMENTED)
class Paragraph:
    """One paragraph of an article."""

    content_id: str
    """The article."""
    published_at: str | None
    """When it was published, as in `articles`."""
    section: int
    """Number of the section it stands in, from 1."""
    heading: str | None
    """The heading of that section; null for the lead before the first heading."""
    paragraph: int
    """Its number in the article, from 1."""
    text: str
    """The paragraph."""


@dataclass(frozen=True, slots=True, config=DOCUMENTED)
class Person:
    """One person or unit that an article names as its author or editor."""

    content_id: str
    """The article."""
    published_at: str | None
    """When it was published, as in `articles`."""
    credit: str
    """`byline` or `editor`."""
    position: int
    """Place in the byline or among the editors, from 1."""
    name: str
    """The name."""
    role: str | None
    """The role in the byline as written, or null."""


@dataclass(frozen=True, slots=True, config=DOCUMENTED)
class Picture:
    """One picture of an article."""

    content_id: str
    """The article."""
    published_at: str | None
    """When it was published, as in `articles`."""
    position: int
    """Place among the pictures of the body, from 1."""
    url: str
    """Address of the full size."""
    caption: str | None
    """The caption, or null."""


@dataclass(frozen=True, slots=True, config=DOCUMENTED)
class Seen:
    """One place where an article was listed."""

    content_id: str
    """The article."""
    channel_id: str
    """Number of the channel."""
    channel: str
    """Its name."""
    position: int
    """Place on the listing page, from 1, when it was last seen there."""
    url: str
    """The address as the listing links it."""
    first_seen_at: str
    """ISO 8601, UTC: when it was first seen there."""
    last_seen_at: str
    """ISO 8601, UTC: when it was last seen there."""
    day: str | None
    """The day of publication (YYYY-MM-DD) as the listing or the address tells."""


@dataclass(frozen=True, slots=True, config=DOCUMENTED)
class Listed:
    """One address that was ever listed, and what became of it."""

    key: str
    """The identity: the content id of an article; before 2019 station, day and content id, after
    `c/` for a page of `/c/`; of a link that leads to none its address.
    """
    url: str
    """The address."""
    station: str
    """Code of the station whose channel listed it."""
    title: str | None
    """The title as a listing wrote it."""
    day: str | None
    """The day of publication (YYYY-MM-DD): of the page, else as the listing or the address
    tells."""
    state: str
    """`saved`, `pending`, `failed`, `skipped` or `gone`."""
    reason: str | None
    """Why it is not saved; of what is saved, why it could not be looked at again."""
    tries: int
    """Failures since the last success."""
    next_try_at: str | None
    """ISO 8601, UTC: when it is due again."""
    first_listed_at: str
    """ISO 8601, UTC: when a listing first had it."""
    changed_at: str
    """ISO 8601, UTC: when its state was last entered."""


@dataclass(frozen=True, slots=True, config=DOCUMENTED)
class Clustered:
    """One article, and the cluster of reposts it belongs to."""

    content_id: str
    """The article."""
    cluster: str
    """The cluster: the `content_id` of its original."""
    original: bool
    """Whether it is the original: claimed as the station's own, of several published first."""
    members: int
    """How many articles the cluster has; 1 for a text that stands alone."""


@dataclass(frozen=True, slots=True, config=DOCUMENTED)
class Walked:
    """One run of the crawler that the archive keeps."""

    run: int
    """Number of the run, from 1."""
    station: str | None
    """Code of the station that it walked; null for one of before that was kept."""
    spider: str
    """What was run: `huaihua` walks channels, `article` fetches addresses."""
    arguments: str
    """What it was asked for, JSON."""
    version: str
    """Version of the program."""
    started_at: str
    """ISO 8601, UTC: when it began."""
    ended_at: str | None
    """ISO 8601, UTC: when it ended; null for one that goes on."""
    exit_code: int | None
    """0 complete, 4 incomplete, 5 alarm, …; -1 where it was killed."""
