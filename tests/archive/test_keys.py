"""Articles of before 2019 in earlier archives: each gets the key that it has today, none is lost or becomes another."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text

from rednet_crawler import open_archive
from rednet_crawler.archive import mending
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.mending import bring_keys
from rednet_crawler.archive.schema import VERSION
from rednet_crawler.cli.explain import key_of
from rednet_crawler.export.records import to_record
from tests.archive.test_archive import rows
from tests.archive.test_bringing_over import AT, make_earlier
from tests.article_examples import FULL

HH = "https://hh.rednet.cn"
ARTICLES = {
    "c/1086203": (f"{HH}/c/2015/11/18/1086203.htm", "c/hh/2015-11-18/1086203"),
    "316918": (f"{HH}/content/2018/08/02/316918.html", "hh/2018-08-02/316918"),
    "c/316918": (f"{HH}/c/2009/1203/316918.htm", "c/hh/2009-12-03/316918"),
    "5259624": (f"{HH}/content/2019/03/26/5259624.html", "5259624"),
    "12109536": (f"{HH}/content/646656/94/12109536.html", "12109536"),
}
"""Key in 0.1.0 → address, key of today."""
OTHER = "https://xx.rednet.cn/content/2018/08/06/316918.html"
LINK = f"{HH}/article/12109537.html"
OUTSIDE = "https://mp.weixin.qq.com/s/12345678"


def make(url: str) -> None:
    """Make an archive of 0.1.0: of two articles that shared a key it has the one, and a sighting of the other."""
    found: list[tuple[str, int, dict[str, Any]]] = [
        (key, 1, to_record(replace(FULL, content_id=key.rpartition("/")[2], url=address)))
        for key, (address, _) in ARTICLES.items()
    ]
    make_earlier(url, 4, found)
    engine = create_engine(url)
    with engine.begin() as connection:
        for key, address in [(key, at) for key, (at, _) in ARTICLES.items()] + [
            (LINK, LINK),
            (OUTSIDE, OUTSIDE),
        ]:
            _list(connection, key, address, "saved" if key in ARTICLES else "skipped")
        _see(connection, "316918", OTHER)
    engine.dispose()


def _list(connection: Connection, key: str, url: str, state: str) -> None:
    reason = "not an article" if state == "skipped" else None
    connection.execute(
        text("""
            INSERT INTO ledger (key, url, place, station, state, reason, tries, first_listed_at, changed_at)
            VALUES (:key, :url, 0, 'hh', :state, :reason, 0, :at, :at)
        """),
        {"key": key, "url": url, "state": state, "reason": reason, "at": AT},
    )
    _see(connection, key, url)


def _see(connection: Connection, key: str, url: str) -> None:
    connection.execute(
        text("""
            INSERT INTO sightings (station, channel_id, url, key, channel, position, first_seen_at, last_seen_at)
            VALUES ('hh', '7012', :url, :key, '法治', 1, :at, :at)
        """),
        {"key": key, "url": url, "at": AT},
    )


def check(url: str) -> None:
    today = {key: address for address, key in ARTICLES.values()}
    assert dict(rows(url, "SELECT key, url FROM articles")) == today
    assert sorted(rows(url, "SELECT key, revision FROM revisions")) == sorted(
        (key, 1) for key in today
    )
    listed = {
        key: (address, state)
        for key, address, state in rows(url, "SELECT key, url, state FROM ledger")
    }
    assert listed == {key: (address, "saved") for key, address in today.items()} | {
        "xx/2018-08-06/316918": (OTHER, "pending"),
        "12109537": (LINK, "pending"),
        OUTSIDE: (OUTSIDE, "skipped"),
    }
    seen = dict(rows(url, "SELECT key, url FROM sightings"))
    assert seen == {key: address for key, (address, _) in listed.items()}
    assert rows(url, "SELECT max(version) FROM archive_version") == [(VERSION,)]


def test_no_article_is_lost_and_none_becomes_another(archive_url: str) -> None:
    make(archive_url)
    Archive(archive_url).close()
    check(archive_url)
    Archive(archive_url).close()
    check(archive_url)


@pytest.mark.parametrize("transactions", range(6))
def test_a_migration_that_was_cut_off_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactions: int
) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    make(url)
    monkeypatch.setattr(mending, "_KEYS_AT_ONCE", 2)
    left = transactions

    def cut_off(transaction: mending.Transaction) -> None:
        @contextmanager
        def counted() -> Iterator[Connection]:
            nonlocal left
            with transaction() as connection:
                yield connection
                left -= 1
                if left < 0:
                    raise KeyboardInterrupt

        bring_keys(counted)

    with monkeypatch.context() as context:
        context.setattr("rednet_crawler.archive.migrations.bring_keys", cut_off)
        with pytest.raises(KeyboardInterrupt):
            Archive(url)
    Archive(url).close()
    check(url)


def test_an_article_is_found_by_its_number_or_address(tmp_path: Path) -> None:
    make(f"sqlite:///{tmp_path}/a.db")
    with Archive(f"{tmp_path}/a.db") as archive:
        assert key_of(archive, "1086203") == "c/hh/2015-11-18/1086203"
        assert key_of(archive, f"{HH}/c/2009/1203/316918.htm") == "c/hh/2009-12-03/316918"
        assert (
            key_of(archive, "https://moment.rednet.cn/content/2018/08/02/316918.html")
            == "hh/2018-08-02/316918"
        )
        assert key_of(archive, "hh/2018-08-02/316918") == "hh/2018-08-02/316918"
        assert key_of(archive, "12109536") == "12109536"
        assert key_of(archive, "918") is None
        assert archive.ledger.keys_of("316918") == [
            "c/hh/2009-12-03/316918", "hh/2018-08-02/316918", "xx/2018-08-06/316918",
        ]  # fmt: skip
    with open_archive(f"{tmp_path}/a.db") as opened:
        article = opened.article("1086203")
        assert article is not None
        assert article.url == f"{HH}/c/2015/11/18/1086203.htm"
