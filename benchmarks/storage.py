"""What an archive takes on disk against the JSONL of its articles: saved as a crawl saves them, without the crawl.

Exit code 1 where the target of the project is missed.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from trials import print_table

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.texts import Text
from rednet_crawler.archive.walks import Listed
from rednet_crawler.export.files import json_line
from rednet_crawler.export.records import raw_values, to_record
from rednet_crawler.items import Page, Sighting
from rednet_crawler.reading import read_page
from rednet_crawler.replica.station import Replica, build_station

_MOST = 1.6
"""An archive of that many times the bytes of its JSONL is as large as it may be."""
_AT_ONCE = 16
_NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def list_all(archive: Archive, station: Replica) -> dict[str, str]:
    """Enter what the channels list; return address → name of the first channel that lists it."""
    first: dict[str, str] = {}
    for channel in station.channels:
        entries = [
            Listed(
                str(story.content_id),
                f"https://hh.rednet.cn{story.path}",
                at,
                published=f"{story.published:%F %H:%M}",
                title=story.title,
                day=f"{story.published:%F}",
            )
            for at, story in enumerate(station.stories_of(channel), 1)
        ]
        for at in range(0, len(entries), 20):
            archive.walks.take_in(
                "hh", str(channel.number), channel.name, entries[at : at + 20], _NOW
            )
        first |= {entry.url: channel.name for entry in entries if entry.url not in first}
    return first


def save_all(archive: Archive, station: Replica) -> list[bytes]:
    """Read every article of a station and save it; return the lines of its JSONL."""
    first = list_all(archive, station)
    run = archive.runs.begin("huaihua", {}, "storage", _NOW, "hh")
    texts: list[Text] = []
    for story in station.listed:
        answer, url = station.page("hh", story.path), f"https://hh.rednet.cn{story.path}"
        if answer is None:
            continue
        page = Page(
            url=url, body=answer.body, content_type=answer.content_type, fetched_at=f"{_NOW:%FT%TZ}"
        )
        sighting = Sighting(channels=(first[url],)) if url in first else None
        raw, article = read_page(page, station="hh", sighting=sighting)
        texts.append(Text(str(story.content_id), to_record(article), raw_values(raw, article)))
    for at in range(0, len(texts), _AT_ONCE):
        archive.articles.save_all(texts[at : at + _AT_ONCE], _NOW + timedelta(seconds=at), run)
    archive.runs.end(run, 0, archive.ledger.sums(), _NOW)
    return [
        json_line(record)
        for record in archive.whole(archive.slices.articles(archive.slices.keys()))
    ]


def tables_of(file: Path) -> list[tuple[str, int]]:
    """Return each table and index with its bytes, the largest first; empty if SQLite lacks dbstat."""
    with closing(sqlite3.connect(file)) as database:
        try:
            return database.execute(
                "SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY bytes DESC"
            ).fetchall()
        except sqlite3.OperationalError:
            return []


@click.command()
@click.option("--articles", type=click.IntRange(1), default=2000, show_default=True)
@click.option("--keep", type=click.Path(path_type=Path), help="Where the archive is left.")
def main(*, articles: int, keep: Path | None) -> None:
    """Save articles of the replica, and print what takes how much."""
    with tempfile.TemporaryDirectory() as name:
        file = keep or Path(name, "a.db")
        with Archive(str(file)) as archive:
            lines = save_all(archive, build_station(articles))
        size, jsonl = file.stat().st_size, sum(map(len, lines))
        ratio = size / jsonl
        print_table(
            ("articles", "JSONL, KB", "archive, KB", "archive against JSONL", "KB an article"),
            (
                len(lines),
                jsonl >> 10,
                size >> 10,
                f"{ratio:.2f}",
                f"{size / 1024 / len(lines):.1f}",
            ),
        )
        print()
        print_table(
            ("table or index", "KB", "against JSONL"),
            *(
                (part, taken >> 10, f"{taken / jsonl:.2f}")
                for part, taken in tables_of(file)
                if taken > jsonl / 1000
            ),
        )
    sys.exit(ratio > _MOST)


if __name__ == "__main__":
    main()
