"""What an archive forgets, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.texts import Text
from rednet_crawler.archive.walks import Listed
from tests.article_examples import FULL

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
OTHER = replace(
    FULL, content_id="13700002", url="https://hh.rednet.cn/content/646847/83/13700002.html"
)
KEYS = (FULL.content_id, OTHER.content_id)


@pytest.fixture
def archive(archive_url: str):
    with Archive(archive_url) as opened:
        opened.articles.save_all(
            [Text(each.content_id, each.to_dict()) for each in (FULL, OTHER)], NOW, 1
        )
        assert opened.forgetting.forget(FULL.content_id, str(FULL.url), "hh", "", NOW) == 1
        yield opened


def test_the_texts_are_gone_and_their_address_stays(archive: Archive) -> None:
    assert [record["content_id"] for record in archive.slices.all()] == [OTHER.content_id]
    row = archive.ledger.find(FULL.content_id)
    assert row is not None
    assert (row["state"], row["reason"], row["title"], row["next_try_at"]) == (
        "skipped", "forgotten on 2026-11-23", None, None,
    )  # fmt: skip
    assert archive.articles.revisions(FULL.content_id) == []
    assert archive.ledger.without_text() == 0


def test_no_text_of_it_is_saved_again_and_others_are(archive: Archive) -> None:
    again = replace(OTHER, title="新题目", content_hash="0" * 64)
    saved = archive.articles.save_all(
        [Text(each.content_id, each.to_dict()) for each in (FULL, again)], NOW, 2
    )
    assert saved[FULL.content_id].doubt == "it was forgotten on purpose"
    assert (saved[OTHER.content_id].doubt, saved[OTHER.content_id].changed) == (None, True)
    assert [record["title"] for record in archive.slices.all()] == ["新题目"]
    assert archive.kept_pages.count() == 0


def test_a_listing_does_not_bring_it_back(archive: Archive) -> None:
    listed = [
        Listed(key, f"https://hh.rednet.cn/{key}", at, title="题目") for at, key in enumerate(KEYS)
    ]
    archive.walks.take_in("hh", "9001", "要闻", listed, NOW)
    row = archive.ledger.find(FULL.content_id)
    assert row is not None
    assert row["title"] is None
    archive.forgetting.forget(
        FULL.content_id, str(FULL.url), "hh", "again", NOW
    )  # twice does no harm


def test_what_is_old_goes_and_the_current_text_stays(archive: Archive) -> None:
    for at, title in enumerate(("一", "二", "三")):
        text = replace(
            OTHER, title=title, content_hash=str(at) * 64, fetched_at=f"2026-11-2{at + 4}T08:00:00Z"
        )
        archive.articles.save_all(
            [Text(OTHER.content_id, text.to_dict(), {"title": []})], NOW, at + 2
        )
    (current,) = archive.slices.all()
    assert archive.forgetting.prune("revisions", "2026-11-25T08:00:00Z") == 2
    assert archive.forgetting.prune("revisions", "2026-11-25T08:00:00Z") == 0
    assert archive.forgetting.prune("revisions", "2027-01-01T00:00:00Z") == 1  # but the current one
    assert list(archive.slices.all()) == [current]
    assert [each["revision"] for each in archive.articles.revisions(OTHER.content_id)] == [4]
    assert [record["title"] for record in archive.slices.revisions([OTHER.content_id])] == ["三"]


def test_records_of_runs_go_but_the_last_hundred(archive: Archive) -> None:
    for _ in range(102):
        run = archive.runs.begin("huaihua", {}, "1", NOW, "hh")
        archive.runs.end(run, 0, {}, NOW, '{"pages": 1}')
    assert archive.forgetting.prune("runs", "2020-01-01T00:00:00Z") == 0
    assert archive.forgetting.prune("runs", "2027-01-01T00:00:00Z") == 2
    assert archive.forgetting.prune("pages", "2027-01-01T00:00:00Z") == 0
