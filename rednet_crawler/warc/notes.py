"""What a crawl knows of an article that its page does not say.

A note is kept beside the page, so that reading the page again gives the same row.
"""

from typing import Any, NamedTuple

import orjson

from rednet_crawler.items import Article, Sighting

CONTENT_TYPE = "application/json"


class Note(NamedTuple):
    """A `metadata` record of WARC, about the response that it names."""

    station: str
    channels: tuple[str, ...]
    published: str | None
    """The time as a listing wrote it."""
    title: str | None
    """The title as a listing wrote it."""
    fetched_at: str | None
    first_seen_at: str | None = None
    revision: int = 1

    @property
    def sighting(self) -> Sighting:
        """What the listings said."""
        return Sighting(channels=self.channels, published=self.published, title=self.title)

    def to_bytes(self) -> bytes:
        """Return the note as JSON."""
        return orjson.dumps(self._asdict())


def note_of(article: Article, sighting: Sighting) -> Note:
    """Return the note of an article that a crawl has written."""
    return Note(
        station=article.station,
        channels=article.channels,
        published=sighting.published,
        title=sighting.title,
        fetched_at=article.fetched_at,
        first_seen_at=article.first_seen_at,
        revision=article.revision,
    )


def read_note(content: bytes) -> Note | None:
    """Read a note; None for metadata of other programs."""
    try:
        values: Any = orjson.loads(content)
        note = Note(**{**values, "channels": tuple(values["channels"])})
    except (ValueError, TypeError, KeyError):
        return None
    texts = (
        note.station,
        *note.channels,
        *filter(None, (note.published, note.title, note.fetched_at, note.first_seen_at)),
    )
    return (
        note
        if all(isinstance(text, str) for text in texts) and isinstance(note.revision, int)
        else None
    )
