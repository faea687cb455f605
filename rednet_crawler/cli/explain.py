"""`rednet explain`: why a URL was fetched or not, its revisions; each field with its raw text and
the place it came from; and what an archive knows of one URL, as lines.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import Any

import click

from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.archives import archive_option, exists, open_archive
from rednet_crawler.cli.fetch import page_from
from rednet_crawler.cli.run import read_settings
from rednet_crawler.cli.terminal import PlainTable, say, say_json
from rednet_crawler.errors import ArgumentError
from rednet_crawler.export.records import plain_record
from rednet_crawler.normalise.explain import explain as explain_article
from rednet_crawler.reading import read_page
from rednet_crawler.safety import clean
from rednet_crawler.site.hosts import APP_LABEL, may_fetch
from rednet_crawler.site.urls import read_address

_NOT_OF_A_DOUBT = frozenset({"revision", "first_seen_at"})
"""Fields that a reading has only once it is the current one."""
_LEFT_OUT = frozenset({"provenance", "text", "sections"})


@click.command(
    epilog="Example: rednet explain https://hh.rednet.cn/content/646656/94/12109536.html",
)
@click.argument("page", metavar="FILE|URL|ID")
@archive_option
@click.option("--live", is_flag=True, help="Fetch the page now, whatever the archive knows.")
@click.option("--url", help="The address of a page in a file that does not say.")
@click.option(
    "--station", default="hh", show_default=True, help="Whose host articles of the app edition get."
)
@click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Any Scrapy setting; repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object to standard output.")
def explain(
    *,
    page: str,
    archive: str,
    live: bool,
    url: str | None,
    station: str,
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say of a URL or content id what the archive knows: state and reason, sightings, revisions as diffs, fields.

    A file, and with --live or without an archive an address, is read itself: each field with all
    raw texts the page has for it, and their places.
    """
    is_file = Path(page).exists()
    if not is_file and not live and exists(archive):
        with open_archive(archive) as opened:
            key = key_of(opened, page)
            if key is not None and as_json:
                say_json(_known(opened, key))
            elif key is not None:
                _print_known(opened, key)
            elif "://" not in page:
                raise ArgumentError(f"{why_never(opened, page)} (nor is it a file)")
            elif as_json:
                say_json({"key": None, "url": page, "why": why_never(opened, page)})
            else:
                say(f"{why_never(opened, page)} (--live fetches it now)")
            return
    raw, article = read_page(page_from(page, url, read_settings(settings)), station=station)
    rows = [
        (row.field, row.value, row.place, [(found.text, found.place) for found in row.found])
        for row in explain_article(raw, article)
    ]
    if as_json:
        say_json({"fields": _as_objects(rows)})
    else:
        _print_fields(rows)


_Row = tuple[str, Any, str | None, Sequence[tuple[str | None, str]]]
"""Field, value, its place, and the raw texts with theirs."""


def _as_objects(rows: Iterable[_Row]) -> list[dict[str, Any]]:
    return [
        {
            **plain_record({"field": field, "value": value}),
            "place": place,
            "found": [{"text": clean(text or ""), "place": where} for text, where in found],
        }
        for field, value, place, found in rows
    ]


def _known(archive: Archive, key: str) -> dict[str, Any]:
    """Return all that an archive knows of an entry of the ledger."""
    revisions = archive.articles.revisions(key)
    current = next((each for each in revisions if each["current"]), None)
    return plain_record(
        {
            **(archive.ledger.find(key) or {"key": key}),
            "sightings": archive.ledger.sightings(key),
            "revisions": [
                {
                    name: revision[name]
                    for name in ("revision", "fetched_at", "version", "doubt", "current")
                }
                | {"record": next(iter(archive.whole([revision["record"]])), None)}
                for revision in revisions
            ],
            "kept_pages": [
                {
                    "fetched_at": kept.fetched_at,
                    "reason": kept.reason,
                    "bytes": len(kept.page.body) if kept.page else None,
                    "record": dict(kept.record) if kept.record else None,
                }
                for kept in archive.kept_pages.of(key)
            ],
            "fields": [
                each
                for record in archive.whole([current["record"]] if current else [])
                for each in _as_objects(_rows_of(record, current["raw"] if current else {}))
            ],
        }
    )


def _print_known(archive: Archive, key: str) -> None:
    for line in tell(archive, key):
        say(line)
    revisions = archive.articles.revisions(key)
    for current in (each for each in revisions if each["current"]):
        for record in archive.whole([current["record"]]):
            _print_record(record, current["raw"])
    for kept in archive.kept_pages.of(key):
        for record in archive.whole([{**kept.record}] if kept.record else []):
            say(f"\nthe doubtful reading of {kept.fetched_at} ({clean(kept.reason)}):")
            _print_record(
                {name: value for name, value in record.items() if name not in _NOT_OF_A_DOUBT}, {}
            )


def _print_record(record: Mapping[str, Any], raw: Mapping[str, Any]) -> None:
    _print_fields(_rows_of(record, raw))


def _rows_of(record: Mapping[str, Any], raw: Mapping[str, Any]) -> list[_Row]:
    places = record["provenance"]
    rows = [
        (name, record[name], places.get(name), raw.get(name, []))
        for name in record
        if name not in _LEFT_OUT
    ]
    for section in record["sections"]:
        shown = f"{section['heading'] or '(lead)'}: {len(section['paragraphs'])} paragraphs"
        rows.append(("sections", shown, places.get("sections", "body"), []))
    return rows


def _print_fields(rows: Iterable[_Row]) -> None:
    table = PlainTable("field", "value", "place", "raw text (place)")
    for field, value, place, found in rows:
        plain = plain_record({"value": value})["value"]
        shown = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
        raw = [f"{clean(text or '') or '(empty)'} ({where})" for text, where in found]
        table.add_row(field, shown, place or "", raw)
    table.print()


_OF_THE_RUN = frozenset(
    {"revision", "fetched_at", "first_seen_at", "content_hash", "channels", "provenance", "text"}
)
"""Fields that change without the article having changed, or that say the same as another."""
_LONGEST_LINE = 300


def key_of(archive: Archive, words: str) -> str | None:
    """Return the key under which the ledger has a URL or a content id; None for what was never listed or fetched."""
    address = read_address(words) if "://" in words else None
    key = (address.key if address else None) or words
    if archive.ledger.find(key):
        return key
    return next(iter(keys_beside(archive, key, words)), None)


def keys_beside(archive: Archive, key: str, words: str) -> list[str]:
    """Return under which other keys an article may be: by its number alone, or seen in the app edition of 2018."""
    found = archive.ledger.keys_of(key.rpartition("/")[2])
    if "://" not in words:
        return found if key.isdigit() else []
    day_and_number = key.partition("/")[2]
    return [
        other
        for other in found
        if key.startswith(f"{APP_LABEL}/") and other.endswith(f"/{day_and_number}")
    ]


def why_never(archive: Archive, words: str) -> str:
    """Return why a URL is not in the ledger."""
    address = read_address(words) if "://" in words else None
    if "://" in words and address is None:
        return f"{words}: not an address of the web"
    if address is not None and not may_fetch(address.host):
        return f"{words}: not on the site's hosts, so it would not be fetched; no listing named it either"
    gaps = archive.walks.gaps(address.station if address and address.station else "hh")
    cut = f"; not walked to their end: {'、'.join(map(clean, gaps))}" if gaps else ""
    return f"{words}: never listed in a channel that this archive has walked{cut}"


def tell(archive: Archive, key: str) -> Iterator[str]:
    """Yield state, sightings and revisions of an entry of the ledger, each change of the text as a diff."""
    row = archive.ledger.find(key)
    if row is None:
        return
    yield f"{key}  {clean(str(row['url']))}"
    yield _why(row)
    for seen in archive.ledger.sightings(key):
        sources = [name for name in ("list", "dates", "api") if seen[f"in_{name}"]]
        yield (
            f"listed in {clean(str(seen['channel']))} ({seen['channel_id']}), position {seen['position']}, "
            f"{seen['first_seen_at']} to {seen['last_seen_at']}, by {', '.join(sources)}: {clean(str(seen['url']))}"
        )
    earlier: Mapping[str, Any] | None = None
    for revision in archive.articles.revisions(key):
        reader = f", read by {revision['version']}" if revision["version"] else ""
        doubt = f", doubtful: {revision['doubt']}" if revision["doubt"] else ""
        yield f"revision {revision['revision']}, fetched {revision['fetched_at']}{reader}{doubt}"
        for record in archive.whole([] if doubt else [revision["record"]]):
            if earlier is not None:
                yield from _changes(earlier, record)
            earlier = record
    for kept in archive.kept_pages.of(key):
        size = f"{len(kept.page.body)} bytes" if kept.page else "larger than is kept"
        kind = "doubtful reading, not the current one" if kept.record else "page kept"
        yield f"{kind}, fetched {kept.fetched_at} ({size}): {clean(kept.reason)}"


def _why(row: Mapping[str, Any]) -> str:
    state, reason, due = str(row["state"]), clean(str(row["reason"] or "")), row["next_try_at"]
    again = f"; due again {due}" if due else "; not due again"
    tries = f", {row['tries']} tries since {row['failed_since']}" if row["tries"] else ""
    listed = f"first listed {row['first_listed_at']}"
    if state == "pending":
        return f"pending: {listed}, not fetched yet; the next run does"
    if state == "saved":
        return f"saved: {listed}, last looked at {row['changed_at']}{f' ({reason}{tries})' if reason else ''}{again}"
    if state == "failed":
        return f"failed: {reason}{tries}; {listed}{again}"
    return f"{state}: {reason}{tries}; {listed}"


def _changes(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[str]:
    for field in later:
        if field in _OF_THE_RUN or earlier.get(field) == later[field]:
            continue
        if field == "sections":
            yield from list(
                unified_diff(_lines(earlier[field]), _lines(later[field]), lineterm="", n=1)
            )[2:]
        else:
            yield f"- {field}: {_short(earlier.get(field))}"
            yield f"+ {field}: {_short(later[field])}"


def _lines(sections: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        line
        for each in sections
        for line in (f"## {each['heading'] or '(lead)'}", *each["paragraphs"])
    ]


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}…"
