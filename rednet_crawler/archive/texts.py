"""Texts of articles: how those that come together are written within one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

import orjson
from sqlalchemy import Connection, RowMapping, bindparam, text

from rednet_crawler import __version__
from rednet_crawler.archive.better import LACKS, lack_of, why_worse
from rednet_crawler.archive.forgetting import forgotten_among
from rednet_crawler.archive.kept_pages import Unwell, drop_pages, keep_pages, wait_after
from rednet_crawler.archive.record import columns, difference, is_whole, joined, own_record, whole
from rednet_crawler.archive.stored import packed, packed_as_it_is, write_rows
from rednet_crawler.archive.walks import UNKNOWN, Validators
from rednet_crawler.errors import StorageError
from rednet_crawler.extraction.version import EXTRACTOR_VERSION
from rednet_crawler.items import Page
from rednet_crawler.safety import Json
from rednet_crawler.site.clock import stamp

_KNOWN = text("""
    SELECT a.key, a.content_hash, a.revision, a.first_seen_at, a.lacks, l.tries,
        a.record AS current_record, a.text AS current_text, r.record,
        (SELECT max(o.revision) FROM revisions o WHERE o.key = a.key) AS last_revision
    FROM articles a LEFT JOIN ledger l ON l.key = a.key
        LEFT JOIN revisions r ON r.key = a.key AND r.revision = a.revision
    WHERE a.key IN :keys
""").bindparams(bindparam("keys", expanding=True))
_LISTED_BY = text("""
    SELECT key, channel FROM sightings WHERE key IN :keys ORDER BY length(channel_id), channel_id
""").bindparams(bindparam("keys", expanding=True))
_SAVE_ARTICLE = """
    INSERT INTO articles (
        key, content_id, station, url, title, source, published_at, place, template, original,
        characters, extractor, lacks, content_hash, revision, first_seen_at, fetched_at, text, record)
    VALUES (
        :key, :content_id, :station, :url, :title, :source, :published_at, :place, :template, :original, :characters,
        :extractor, :lacks, :content_hash, :revision, :first_seen_at, :fetched_at, :text, :record)
    ON CONFLICT (key) DO UPDATE SET
        station = excluded.station, url = excluded.url, title = excluded.title, source = excluded.source,
        published_at = excluded.published_at, place = excluded.place, template = excluded.template,
        original = excluded.original, characters = excluded.characters, extractor = excluded.extractor,
        lacks = excluded.lacks, content_hash = excluded.content_hash, revision = excluded.revision,
        fetched_at = excluded.fetched_at, text = excluded.text, record = excluded.record
"""
_SAVE_REVISION = """
    INSERT INTO revisions (key, revision, content_hash, fetched_at, raw, version, run)
    VALUES (:key, :revision, :content_hash, :fetched_at, :raw, :version, :run)
"""
_KEEP_REVISION = "UPDATE revisions SET record = :kept WHERE key = :key AND revision = :was"
_SAVE_STATE = """
    INSERT INTO ledger (
        key, url, place, station, state, reason, tries, next_try_at, first_listed_at, changed_at, etag, last_modified)
    VALUES (:key, :url, 0, :station, 'saved', :reason, :tries, :next_try_at, :at, :at, :etag, :last_modified)
    ON CONFLICT (key) DO UPDATE SET
        state = 'saved', reason = excluded.reason, tries = excluded.tries, failed_since = NULL,
        next_try_at = excluded.next_try_at,
        changed_at = excluded.changed_at, etag = excluded.etag, last_modified = excluded.last_modified
"""
_COLUMNS = (
    "content_id",
    "station",
    "url",
    "published_at",
    "content_hash",
    "revision",
    "first_seen_at",
)
"""What a row has as the record has it."""
_FORGOTTEN = "it was forgotten on purpose"
_LOOKED_AT_AGAIN = (
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=14),
    timedelta(days=90),
)
"""How long after it was first seen an article is looked at again: most edits are made in the first hours."""


class Text(NamedTuple):
    """An article that is to be saved."""

    key: str
    record: Mapping[str, Json]
    raw: Mapping[str, Json] | None = None
    """What stood on the page for each field."""
    validators: Validators = UNKNOWN
    """What the server said of it."""
    changed: bool | None = None
    """Whether this is another revision, where the hash of its content does not tell."""
    page: Page | None = None
    """The page it was read from: it is kept where it was not read well."""
    lost: tuple[str, ...] = ()
    """Fields that are not in the places of the page's template, and were read by wording."""


class Saved(NamedTuple):
    """What became of an article that was saved."""

    revision: int
    first_seen_at: str
    changed: bool
    """Whether it is new, or its text another than that of the last revision."""
    channels: tuple[str, ...] = ()
    """Names of the channels that listed it, in the order of their numbers; those of the record
    where none is known to have.
    """
    doubt: str | None = None
    """Why this reading is worse than the one that is there: then nothing was written."""
    tries: int = 0
    """How often in a row it was not read well, or could not be had, before."""


def save_texts(
    connection: Connection, texts: Collection[Text], now: datetime, run: int | None
) -> dict[str, Saved]:
    """Write articles, each of another key, within a transaction: rows, revisions where a text is
    another, the ledger's "saved".

    Of a reading that is worse than the one that is there nothing is written but its page, which is
    kept with it, as is every page that was not read well. What is kept of an article goes when a
    page of it is read well.
    """
    keys = {"keys": [each.key for each in texts]}
    forgotten = forgotten_among(connection, keys["keys"])
    texts = [each for each in texts if each.key not in forgotten]
    known = {row["key"]: row for row in connection.execute(_KNOWN, keys).mappings()}
    channels: dict[str, list[str]] = {}
    for key, channel in connection.execute(_LISTED_BY, keys):
        channels.setdefault(key, []).append(channel)
    saved = {
        each.key: _outcome(each, known.get(each.key), channels.get(each.key, ()), now)
        for each in texts
    }
    # in one order, lest two runs wait for each other
    given = sorted(texts, key=lambda each: each.key)
    unwell = [page for each in given if (page := _unwell(each, saved[each.key]))]
    keep_pages(connection, unwell, run)
    kept = [each for each in given if saved[each.key].doubt is None]
    badly = {page.key for page in unwell}
    well = [each for each in kept if each.key not in badly and lack_of(each.record) is None]
    drop_pages(
        connection, {each.key: str(each.record["fetched_at"] or stamp(now)) for each in well}
    )
    rows = [_row(each, saved[each.key], now, run) for each in kept]
    saved |= {key: Saved(0, "", changed=False, doubt=_FORGOTTEN) for key in forgotten}
    if not rows:
        return saved
    if earlier := [each for row in rows if (each := _earlier(known.get(row["key"]), row))]:
        write_rows(connection, _KEEP_REVISION, earlier)
    write_rows(connection, _SAVE_ARTICLE, rows)
    if changed := [row for row in rows if saved[row["key"]].changed]:
        write_rows(connection, _SAVE_REVISION, changed)
    write_rows(connection, _SAVE_STATE, rows)
    return saved


def next_look(first_seen_at: str, now: datetime) -> str | None:
    """Return when an article that was looked at now is looked at again; None for one that is too old."""
    first = datetime.fromisoformat(first_seen_at)
    return next((stamp(first + age) for age in _LOOKED_AT_AGAIN if first + age > now), None)


def _outcome(
    given: Text, known: RowMapping | None, listed_by: Sequence[str], now: datetime
) -> Saved:
    channels = tuple(dict.fromkeys(listed_by)) or tuple(
        cast("Sequence[str]", given.record.get("channels") or ())
    )
    if known is None:
        return Saved(
            1, str(given.record["first_seen_at"] or stamp(now)), changed=True, channels=channels
        )
    other = (
        known["content_hash"] != given.record["content_hash"]
        if given.changed is None
        else given.changed
    )
    doubt = None
    if other or (known["lacks"] is None and lack_of(given.record) is not None):
        current = joined(known["current_record"], known["current_text"], f"the text of {given.key}")
        doubt = why_worse(current, given.record)
    revision = (known["last_revision"] or known["revision"]) + 1 if other else known["revision"]
    first = min(known["first_seen_at"], stamp(now))  # a clock may have been ahead
    return Saved(revision, first, other, channels, doubt, known["tries"] or 0)


def _unwell(given: Text, saved: Saved) -> Unwell | None:
    """Return the page of a reading with the reason to keep it; None where it was read well."""
    if given.page is None:
        return None
    station = str(given.record["station"])
    if saved.doubt is not None:
        return Unwell(given.key, station, given.page, saved.doubt, given.record)
    lack = lack_of(given.record)
    if lack is not None:
        return Unwell(given.key, station, given.page, LACKS[lack])
    if given.lost:
        lost = f"not in the places of its template: {', '.join(given.lost)}"
        return Unwell(given.key, station, given.page, lost)
    return None


def _earlier(known: RowMapping | None, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what is to be kept of the revision that was the current one until now; None where that is kept already."""
    if known is None:
        return None
    try:
        own = own_record(known, "")
        same = row["revision"] == known["revision"]
        kept = difference(own, joined(row["record"], row["text"], "")) if same else whole(own)
    except StorageError:  # what is damaged is kept as it is
        kept = (
            known["record"]
            if is_whole(known["record"])
            else packed_as_it_is(known["current_record"])
        )
    if kept == known["record"]:
        return None
    return {"key": row["key"], "was": known["revision"], "kept": kept}


def _row(given: Text, saved: Saved, now: datetime, run: int | None) -> dict[str, Any]:
    """Return the values of all three rows of an article; what the archive knows better is put into its record."""
    record: dict[str, Json] = {
        **given.record,
        "revision": saved.revision,
        "first_seen_at": saved.first_seen_at,
    }
    record["channels"] = [*saved.channels]
    lack = lack_of(record)
    due = (
        next_look(saved.first_seen_at, now)
        if lack is None
        else stamp(now + wait_after(saved.tries, soon=True))
    )
    return {
        **{name: record[name] for name in _COLUMNS},
        **columns(record),
        "key": given.key,
        "version": __version__,
        "run": run,
        "fetched_at": record["fetched_at"] or stamp(now),
        "raw": packed(orjson.dumps(given.raw)) if given.raw else None,
        "extractor": EXTRACTOR_VERSION,
        "lacks": lack,
        "reason": f"read in part: {LACKS[lack]}" if lack else None,
        "tries": saved.tries + 1 if lack else 0,
        "etag": given.validators.etag if lack is None else None,
        "last_modified": given.validators.last_modified if lack is None else None,
        "at": stamp(now),
        "next_try_at": due,
    }
