"""Brings an archive up to date with what this version reads from kept pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import orjson

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.better import why_worse
from rednet_crawler.export.records import complete
from rednet_crawler.warc.reextract import Read

Outcome = Literal["new", "changed", "unchanged", "older", "worse"]
_NOT_OF_THE_PAGE = frozenset({"channels", "revision", "first_seen_at", "fetched_at", "provenance"})
"""Fields that may differ for the same page: those the archive keeps itself, and the places."""

_HINTS = ("url", "dateline+url")
"""Places of a day that a listing's time goes before."""
_MINUTE = len("2022-12-02T10:15")


def bring_in(archive: Archive, read: Read, now: datetime, run: int) -> Outcome:
    """Enter an article into an archive: as new, or as a revision if it is now read differently.

    Skipped are readings worse than the archive's, and pages fetched before the archive's text.
    Values from a listing stay if the page was kept without its listing. `run` is the run that
    brings the article. Raises StorageError.
    """
    record: dict[str, Any] = orjson.loads(read.line)
    raw: dict[str, Any] = orjson.loads(read.raw or b"{}")
    found = archive.articles.find(read.key)
    if found is None:
        archive.articles.save(read.key, record, now, run=run, raw=raw)
        return "new"
    known, since = complete(found[0]), found[1]
    if str(record["fetched_at"] or "") < since:
        return "older"
    if not read.listed:
        record |= _from_listing(known, record)
    if _of_the_page(record) == _of_the_page(known):
        return "unchanged"
    if why_worse(known, record) is not None:
        return "worse"
    record |= {"channels": known["channels"], "first_seen_at": known["first_seen_at"]}
    archive.articles.save(read.key, record, now, run=run, raw=raw, changed=True)
    return "changed"


def _from_listing(known: Mapping[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the archive's values from a listing, if the page has nothing better."""
    kept = {}
    for name, place in known["provenance"].items():
        if place != "listing":
            continue
        value = record.get(name)
        worse = name == "published_at" and record["provenance"].get(name) in _HINTS
        if value is None or worse or str(value)[:_MINUTE] == str(known[name])[:_MINUTE]:
            kept[name] = known[name]
    return {**kept, "provenance": {**record["provenance"], **dict.fromkeys(kept, "listing")}}


def _of_the_page(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in _NOT_OF_THE_PAGE}
