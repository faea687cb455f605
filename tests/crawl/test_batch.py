import asyncio
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from rednet_crawler.archive.archive import Archive, Batch
from rednet_crawler.archive.texts import Text
from rednet_crawler.errors import StorageError


def a_text(key: str, content_hash: str = "h1") -> Text:
    record: dict[str, Any] = {
        "content_id": key, "url": f"https://hh.rednet.cn/content/646656/94/{key}.html",
        "station": "hh", "published_at": None,
        "channels": [], "content_hash": content_hash, "revision": 1, "first_seen_at": None,
        "fetched_at": "2026-11-24T08:00:00Z",
    }  # fmt: skip
    return Text(key, record)


def saved(archive: Archive, *texts: Text) -> list[Any]:
    async def save_all():
        batch = Batch(archive, 1)
        return await asyncio.gather(*(batch.save(text) for text in texts), return_exceptions=True)

    return asyncio.run(save_all())


@pytest.fixture
def archive(tmp_path: Path):
    with Archive(f"sqlite:///{tmp_path}/a.db") as opened:
        yield opened


def test_what_comes_together_is_one_transaction(archive: Archive):
    with patch.object(archive.articles, "save_all", wraps=archive.articles.save_all) as save_all:
        outcomes = saved(archive, *(a_text(str(number)) for number in range(40)))
    assert all(each.changed and each.revision == 1 for each in outcomes)
    assert [len(call.args[0]) for call in save_all.call_args_list] == [16, 16, 8]
    assert archive.articles.count() == 40


def test_an_article_that_comes_twice_is_saved_twice_in_its_order(archive: Archive):
    outcomes = saved(archive, a_text("1"), a_text("2"), a_text("1", "h2"), a_text("1", "h2"))
    assert [(each.revision, each.changed) for each in outcomes] == [
        (1, True),
        (1, True),
        (2, True),
        (2, False),
    ]


@pytest.mark.parametrize("error", [StorageError("the disk is full"), ValueError("a slip of ours")])
def test_all_hear_that_none_was_saved(archive: Archive, error: Exception):
    with patch.object(archive.articles, "save_all", side_effect=error):
        assert saved(archive, a_text("1"), a_text("2")) == [error, error]
    assert archive.articles.count() == 0


def test_nobody_hears_of_an_article_before_it_is_committed(archive: Archive):
    async def look() -> list[int]:
        batch, counts = Batch(archive, 1), []

        async def save(key: str) -> None:
            await batch.save(a_text(key))
            counts.append(archive.articles.count())

        await asyncio.gather(save("1"), save("2"))
        await save("3")
        return counts

    assert asyncio.run(look()) == [2, 2, 3]
