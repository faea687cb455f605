"""What the archive keeps of an article: its record once, its text as a column, earlier revisions packed."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.record import difference, divided, joined, own_record, whole
from rednet_crawler.errors import StorageError
from rednet_crawler.export.records import to_record
from rednet_crawler.items import Article
from tests.archive.test_archive import rows
from tests.article_examples import ARTICLES, FULL

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FIRST = to_record(replace(FULL, channels=()))


def with_its_text(article: Article) -> Article:
    """Return an article whose text is its paragraphs."""
    paragraphs = [each for section in article.sections for each in section.paragraphs]
    return replace(article, text="\n".join(paragraphs) or None)


@given(ARTICLES | ARTICLES.map(with_its_text))
@settings(max_examples=150, deadline=None)
def test_any_record_is_what_it_was_and_in_its_order(article: Article) -> None:
    record = to_record(article)
    text, written = divided(record)
    assert json.dumps(joined(written, text, "it")) == json.dumps(record)


@given(ARTICLES, ARTICLES)
@settings(max_examples=50, deadline=None)
def test_a_revision_is_what_it_was_beside_any_current_record(one: Article, other: Article) -> None:
    first, current = to_record(one), to_record(other)
    first.pop("original_by")
    text, written = divided(current)
    for kept in (whole(first), difference(first, current)):
        row = {"record": kept, "current_record": written, "current_text": text}
        assert own_record(row, "it") == first
    assert difference(current, current) is None


def test_the_text_stands_in_its_column_alone() -> None:
    text, written = divided(FIRST)
    assert text == FULL.text
    rest = json.loads(written)
    assert "text" not in rest
    assert [section["paragraphs"] for section in rest["sections"]] == [1, 2, 1]
    assert [section["heading"] for section in rest["sections"]] == [
        part.heading for part in FULL.sections
    ]


@pytest.mark.parametrize(
    "text", ["eine Zeile", FULL.text and f"{FULL.text}\nnoch eine", b"\xff", 7]
)
def test_a_text_that_was_changed_by_hand_is_damaged(text: object) -> None:
    with pytest.raises(StorageError, match="it is damaged in the archive"):
        joined(divided(FIRST)[1], text, "it")


def edited(title: str, **other: Any) -> dict[str, Any]:
    return {**FIRST, "title": title, "content_hash": f"{title:0>64}", **other}


def test_every_revision_is_read_as_it_was_saved(archive_url: str) -> None:
    with Archive(archive_url) as archive:
        for at, title in enumerate(("a", "a", "b", "b", "c")):
            record = edited(title, fetched_at=f"2026-11-2{at}T00:00:00Z", description=str(at))
            archive.articles.save(
                "1", record, NOW + timedelta(days=at), raw={"title": [[title, "headline"]]}
            )
        revisions = archive.articles.revisions("1")
        assert [(each["revision"], each["record"]["title"], each["raw"]) for each in revisions] == [
            (at, title, {"title": [[title, "headline"]]}) for at, title in enumerate("abc", 1)
        ]
        assert [each["record"]["description"] for each in revisions] == ["0", "2", "4"]
        assert [row["description"] for row in archive.slices.revisions(["1"])] == ["0", "2", "4"]
        assert [row["description"] for row in archive.slices.all()] == ["4"]
    assert rows(archive_url, "SELECT revision, record IS NULL FROM revisions ORDER BY 1") == [
        (1, 0),
        (2, 0),
        (3, 1),
    ]


def test_what_is_looked_at_again_keeps_how_it_was_first_read(archive_url: str) -> None:
    with Archive(archive_url) as archive:
        for at in range(3):
            archive.articles.save("1", {**FIRST, "fetched_at": f"2026-11-2{at}T00:00:00Z"}, NOW)
        (revision,) = archive.articles.revisions("1")
        assert revision["record"]["fetched_at"] == "2026-11-20T00:00:00Z"
        assert next(archive.slices.all())["fetched_at"] == "2026-11-22T00:00:00Z"


def test_columns_say_what_the_record_says(archive_url: str) -> None:
    with Archive(archive_url) as archive:
        archive.articles.save("1", FIRST, NOW)
        query = "SELECT title, source, published_at, place, template, original, characters, text FROM articles"
        assert rows(archive_url, query) == [
            (
                FULL.title,
                FULL.source,
                FULL.published_at,
                "怀化",
                "standard",
                1,
                len(FULL.text or ""),
                FULL.text,
            )
        ]
        empty = {
            **FIRST,
            "original": None,
            "dateline": None,
            "source": None,
            "content_hash": "1" * 64,
        }
        archive.articles.save("1", empty, NOW)
        assert rows(archive_url, "SELECT source, place, original FROM articles") == [
            (None, None, None)
        ]


@pytest.mark.parametrize("query", [
    "SELECT key FROM articles WHERE station = 'hh' AND published_at >= '2024'",
    "SELECT key FROM articles WHERE published_at < '2024' || '~'",
    "SELECT max(first_seen_at) FROM articles WHERE station = 'hh'",
    "SELECT key FROM sightings WHERE channel_id IN ('1', '2')",
    "SELECT count(DISTINCT key) FROM sightings WHERE station = 'hh' AND channel_id = '1'",
    "SELECT key FROM revisions WHERE run = 7",
])  # fmt: skip
def test_what_is_asked_for_is_found_by_an_index(tmp_path, query: str) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    Archive(url).close()
    assert all(
        "USING" in row[3] and "INDEX" in row[3] for row in rows(url, f"EXPLAIN QUERY PLAN {query}")
    )
