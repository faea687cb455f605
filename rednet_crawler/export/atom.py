"""The newest articles as an Atom feed (RFC 4287; extra `atom`), for feed readers."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator

from rednet_crawler.export.part_file import PartFile
from rednet_crawler.export.records import Record
from rednet_crawler.safety import clean
from rednet_crawler.site.clock import CHINA

_UNKNOWN = "1970-01-01T00:00:00Z"
"""An entry has to say when it was updated."""
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SUMMARY = 200
"""Characters of the text that stand for a summary where the page has none."""


def write_feed(path: Path, records: Iterable[Record], *, title: str, address: str) -> int:
    """Write articles as a feed, in their order, and return their number.

    `address` is that of the list that the feed stands for: its id, and the link to the site. An
    entry has the article's address as its id, so it stays the same in every feed; it is updated when
    a later text of it was read. Raises StorageError if the file cannot be written.
    """
    feed = FeedGenerator()
    feed.id(address)
    feed.title(_text(title))
    feed.link(href=address, rel="alternate")
    feed.author(name=_text(title))  # for entries that name nobody
    feed.generator("rednet-crawler")
    updated = []
    for record in records:
        _fill(feed.add_entry(order="append"), record)
        updated.append(_updated(record))
    feed.updated(max(updated, default=_moment(_UNKNOWN)))
    file = PartFile(path)
    try:
        file.write(feed.atom_str(pretty=True))
        file.complete()
    finally:
        file.discard()
    return len(updated)


def _fill(entry: FeedEntry, record: Record) -> None:
    entry.id(record["url"])
    entry.link(href=record["url"], rel="alternate")
    entry.title(_text(record["title"] or record["url"]))
    entry.updated(_updated(record))
    if record["published_at"]:
        entry.published(_moment(record["published_at"]))
    for name in dict.fromkeys(_authors(record)):
        entry.author(name=name)
    for channel in dict.fromkeys(map(_text, record["channels"])):
        entry.category(term=channel)
    if summary := _summary(record):
        entry.summary(summary)


def _updated(record: Record) -> datetime:
    """Return when this text came: that of publication for the first, that of reading for a later one."""
    if record["revision"] > 1 or not record["published_at"]:
        return _moment(record["fetched_at"] or record["first_seen_at"] or _UNKNOWN)
    return _moment(record["published_at"])


def _moment(text: str) -> datetime:
    """Return a time of a record; a day alone begins in China."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _authors(record: Record) -> Sequence[str]:
    names = [_text(credit["name"]) for credit in record["byline"]]
    return names or [_text(record["source"])] if record["source"] else names


def _text(text: str) -> str:
    """Return a text that XML can hold: it has no place for some characters that are nothing to read."""
    return _NO_XML.sub("", clean(text))


def _summary(record: Record) -> str:
    if record["description"]:
        return _text(record["description"])
    paragraphs = chain.from_iterable(section["paragraphs"] for section in record["sections"])
    text = _text("".join(paragraphs))
    return text if len(text) <= _SUMMARY else f"{text[:_SUMMARY]}…"
