"""The feed of the newest articles, as a feed reader sees it, and by the rules of RFC 4287."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from rednet_crawler.export.atom import write_feed
from rednet_crawler.export.records import to_record
from rednet_crawler.items import Article, Credit
from tests.article_examples import EMPTY, FULL
from tests.outside import needed

ATOM = "{http://www.w3.org/2005/Atom}"
HOME = "https://hh.rednet.cn/"
BOTH = (FULL, EMPTY)


def feed(path: Path, *articles: Article) -> etree._Element:
    records = [to_record(each) for each in articles]
    assert write_feed(path, records, title="红网怀化站", address=HOME) == len(articles)
    return etree.parse(path).getroot()


def one(entry: etree._Element, name: str) -> str:
    (found,) = entry.iter(f"{ATOM}{name}")
    return found.text or ""


@pytest.mark.parametrize("articles", [(), BOTH])
def test_the_feed_keeps_the_rules(tmp_path: Path, articles: tuple[Article, ...]) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: exactly one id, title, updated; an author; an alternate link; times of RFC 3339."""
    root = feed(tmp_path / "a.atom", *articles)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (child,) = element.findall(f"{ATOM}{name}")
            assert (child.text or "").strip()
        links = [
            each.get("href")
            for each in element.findall(f"{ATOM}link")
            if each.get("rel", "alternate") == "alternate"
        ]
        assert len(links) == 1
        assert str(links[0]).startswith("https://")
        for name in ("updated", "published"):
            for child in element.findall(f"{ATOM}{name}"):
                assert re.fullmatch(
                    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", child.text or ""
                )
        assert len(element.findall(f"{ATOM}summary")) <= (element is not root)
    assert root.find(f"{ATOM}author") is not None
    ids = [each.findtext(f"{ATOM}id") for each in root.iter(f"{ATOM}entry")]
    assert ids == [article.url for article in articles]


def test_an_entry_says_who_what_when_and_where(tmp_path: Path) -> None:
    article = replace(
        FULL, published_at="2022-12-02T10:15:33+08:00", revision=1, channels=("法治", "要闻"),
        byline=(Credit(name="郭飞", role="通讯员"), Credit(name="赵恒")), description=None,
    )  # fmt: skip
    (entry,) = feed(tmp_path / "a.atom", article).iter(f"{ATOM}entry")
    assert one(entry, "title") == FULL.title
    assert one(entry, "updated") == one(entry, "published") == "2022-12-02T10:15:33+08:00"
    assert [each.text for each in entry.iter(f"{ATOM}name")] == ["郭飞", "赵恒"]
    assert [each.get("term") for each in entry.iter(f"{ATOM}category")] == ["法治", "要闻"]
    assert one(entry, "summary").startswith(FULL.sections[0].paragraphs[0][:20])


def test_a_later_text_is_an_update_and_a_day_begins_in_china(tmp_path: Path) -> None:
    later = replace(FULL, revision=2, fetched_at="2022-12-03T01:02:03Z", published_at="2022-12-02")
    (entry,) = feed(tmp_path / "a.atom", later).iter(f"{ATOM}entry")
    assert one(entry, "updated") == "2022-12-03T01:02:03+00:00"
    assert one(entry, "published") == "2022-12-02T00:00:00+08:00"


def test_what_a_page_wrote_is_text(tmp_path: Path) -> None:
    odd = replace(
        FULL,
        title="<script>&\x01\x00\ufffe题",
        description="<b>]]></b>",
        source="a\x0bb",
        byline=(),
    )
    (entry,) = feed(tmp_path / "a.atom", odd).iter(f"{ATOM}entry")
    assert "<script>&" in one(entry, "title")
    assert one(entry, "summary") == "<b>]]></b>"


def test_a_reader_of_feeds_takes_it(tmp_path: Path) -> None:
    needed(modules=("feedparser",))
    import feedparser

    feed(tmp_path / "a.atom", *BOTH)
    read = feedparser.parse((tmp_path / "a.atom").read_bytes())
    assert (read.bozo, read.version, len(read.entries)) == (False, "atom10", len(BOTH))
    assert [entry.link for entry in read.entries] == [article.url for article in BOTH]
