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
