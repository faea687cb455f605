"""Reads again, with the extractor of today, a page whose bytes the archive keeps."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.better import lack_of, why_worse
from rednet_crawler.archive.kept_pages import KeptPage
from rednet_crawler.archive.texts import Text
from rednet_crawler.errors import PageError
from rednet_crawler.export.records import raw_values
from rednet_crawler.items import Page, Sighting
from rednet_crawler.reading import read_page

Outcome = Literal["better", "same", "worse", "none", "failed", "absent"]
"""The reading is the current one now, what the current one is already, worse than that; the page
holds no article, could not be read for an error of ours, or its bytes are not there.
"""
_OF_THE_ARCHIVE = frozenset({"channels", "revision", "first_seen_at", "fetched_at"})
"""Fields that no page says."""


def read_again(
    archive: Archive, kept: KeptPage, run: int, now: datetime, tell: Callable[[str], None]
) -> Outcome:
    """Read a page again, in one transaction; a better reading becomes the current one, and the page
    goes once it is read well.
    """
    if kept.page is None:
        return "absent"
    try:
        text = _read(archive, kept, kept.page)
    except PageError as error:
        tell(str(error))
        return "none"
    except Exception as error:  # noqa: BLE001 - a template that is being written may fail on a page: the others are read
        tell(f"{kept.url}: {type(error).__name__}: {' '.join(str(error).split())}")
        return "failed"
    found = archive.articles.find(kept.key)
    if found and _says_nothing_new(found[0], text, kept):
        return "same"
    saved = archive.articles.save_all((text,), now, run)[kept.key]
    return "worse" if saved.doubt is not None else "better"


def _says_nothing_new(known: Mapping[str, Any], text: Text, kept: KeptPage) -> bool:
    """Say whether a reading is left as it is: what the current one says, and not well enough to let
    the page go, or an older page.
    """
    if not _is_newest(known, kept):  # then it has to be better
        return why_worse(text.record, known) is None
    well = lack_of(text.record) is None and not text.lost
    return not well and _says_as_much(known, text.record)


def _read(archive: Archive, kept: KeptPage, page: Page) -> Text:
    row = archive.ledger.find(kept.key) or {}
    channels = dict.fromkeys(str(seen["channel"]) for seen in archive.ledger.sightings(kept.key))
    sighting = Sighting(
        channels=tuple(channels), published=row.get("published"), title=row.get("title")
    )
    raw, article = read_page(page, station=kept.station, sighting=sighting)
    return Text(kept.key, article.to_dict(), raw_values(raw, article), page=page, lost=raw.lost)


def _says_as_much(known: Mapping[str, Any], read: Mapping[str, Any]) -> bool:
    return all(known.get(name) == read[name] for name in read if name not in _OF_THE_ARCHIVE)


def _is_newest(known: Mapping[str, Any], kept: KeptPage) -> bool:
    """Say whether a page was fetched no earlier than the current reading of its article."""
    return kept.fetched_at >= str(known.get("fetched_at") or "")
