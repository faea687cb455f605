"""Which of several places an article's values come from (design.md, section 3)."""

from collections.abc import Mapping
from typing import Any

import pytest

from rednet_crawler.errors import NotAnArticleError
from rednet_crawler.items import Article, Block, Found, Image, RawArticle, Sighting, TextBlock
from rednet_crawler.normalise.article import normalise_article

SEED_URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
DATELINE = "红网时刻怀化12月2日讯(通讯员 郭飞  赵恒)亲爱的市民朋友,当前全国新一轮疫情形势严峻复杂,鹤城疫情尚未结束。"


def article(
    found: Mapping[str, list[tuple[str, str]]] | None = None,
    blocks: tuple[Block, ...] = (),
    url: str | None = SEED_URL,
    **more: Any,
) -> Article:
    values = {
        field: tuple(Found(*each) for each in several) for field, several in (found or {}).items()
    }
    raw = RawArticle(
        url=url, template="standard", found=values, blocks=blocks, encoding="utf-8, declared"
    )
    return normalise_article(raw, station="hh", **more)


def signed(read: Article) -> list[tuple[str, str | None]]:
    return [(credit.name, credit.role) for credit in read.byline]


@pytest.mark.parametrize(
    ("authors", "dateline", "expected"),
    [
        ([("郭飞 赵恒", "end-matter")], True, [("郭飞", "通讯员"), ("赵恒", "通讯员")]),
        (
            [("赵恒 陈林", "end-matter")],
            True,
            [("郭飞", "通讯员"), ("赵恒", "通讯员"), ("陈林", None)],
        ),
        ([("郭飞", "title-line"), ("陈林", "end-matter")], False, [("陈林", None), ("郭飞", None)]),
        ([("陈林", "meta")], True, [("郭飞", "通讯员"), ("赵恒", "通讯员")]),
        ([("陈林", "meta")], False, [("陈林", None)]),
        ([("陈林", "meta"), ("郭飞", "end-matter")], False, [("郭飞", None)]),
        ([("", "end-matter"), ("陈林", "meta")], False, [("陈林", None)]),
        ([("郭飞", "title-line"), ("记者 郭飞", "end-matter")], False, [("郭飞", "记者")]),
        ([("记者 郭飞 编辑 杨超 校对 李娜", "end-matter")], False, [("郭飞", "记者")]),
        ([], False, []),
    ],
    ids=[
        "same",
        "one-more",
        "end-first",
        "meta-silent",
        "meta-alone",
        "meta-beaten",
        "empty-end",
        "role",
        "editors",
        "nobody",
    ],
)
def test_authors_of_all_places_are_merged(
    authors: list[tuple[str, str]],
    dateline: bool,
    expected: list[tuple[str, str | None]],
) -> None:
    blocks = (TextBlock(text=DATELINE),) if dateline else ()
    assert signed(article({"author": authors}, blocks)) == expected


@pytest.mark.parametrize("field", ["source", "editor"])
@pytest.mark.parametrize(
    ("found", "expected", "place"),
    [
        ([("杨超", "meta"), ("李娜", "title-line"), ("王勇", "end-matter")], "王勇", "end-matter"),
        ([("杨超", "meta"), ("李娜", "title-line")], "李娜", "title-line"),
        ([("杨超", "meta")], "杨超", "meta"),
        ([("", "end-matter"), ("李娜", "title-line")], "李娜", "title-line"),
        ([("null", "end-matter"), ("李娜", "title-line")], "李娜", "title-line"),
        ([("", "end-matter")], None, None),
        ([], None, None),
    ],
    ids=["end", "line", "meta", "empty-end", "null-end", "empty", "nothing"],
)
def test_source_and_editor_come_from_the_most_trusted_place(
    field: str, found: list[tuple[str, str]], expected: str | None, place: str | None
) -> None:
    read = article({field: found})
    if field == "source":
        assert read.source == expected
    else:
        assert read.editor == ((expected,) if expected else ())
    assert read.provenance.get(field) == place


def test_all_editors_of_one_place_are_kept_in_order() -> None:
    found = {
        "editor": [
            ("张三", "end-matter"),
            ("李四 王五", "end-matter"),
            ("张三", "end-matter"),
            ("赵六", "meta"),
        ]
    }
    assert article(found).editor == ("张三", "李四", "王五")


@pytest.mark.parametrize(
    ("found", "sighted", "expected"),
    [
        (
            [("全力以赴_要闻_红网怀化站", "title-tag"), ("全力以赴", "headline")],
            None,
            ("全力以赴", "headline"),
        ),
        ([("全力以赴_要闻_红网怀化站", "title-tag"), ("", "headline")], None, (None, None)),
        ([], "全力以赴", ("全力以赴", "listing")),
        ([], None, (None, None)),
    ],
    ids=["headline", "title-tag", "listing", "nothing"],
)
def test_titles(
    found: list[tuple[str, str]], sighted: str | None, expected: tuple[str | None, str | None]
) -> None:
    read = article({"title": found}, sighting=Sighting(title=sighted))
    assert (read.title, read.provenance.get("title")) == expected


def test_a_claim_of_the_text_as_the_station_s_own() -> None:
    sentence = "本文为怀化站原创文章，转载请附上原文出处链接和本声明。"
    own = article({"copyright": [(sentence, "end-matter")]})
    assert (own.original, own.original_by, own.provenance["original"]) == (
        True,
        "怀化站",
        "end-matter",
    )
    other = article({"editor": [("杨超", "end-matter")]})
    assert (other.original, other.original_by) == (False, None)
    assert article().original is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("鹤城,疫情,社区", ("鹤城", "疫情", "社区")),
        ("鹤城，疫情、社区", ("鹤城", "疫情", "社区")),
        ("鹤城 疫情", ("鹤城", "疫情")),
        ("鹤城,,疫情,", ("鹤城", "疫情")),
        ("鹤城,鹤城", ("鹤城",)),
        ("null", ()),
        ("", ()),
    ],
)
def test_keywords(text: str, expected: tuple[str, ...]) -> None:
    assert article({"keywords": [(text, "meta")]}).keywords == expected


def test_absent_is_none_and_never_empty() -> None:
    read = article(
        {
            field: [("", "meta")]
            for field in ("source", "author", "editor", "published", "description")
        }
    )
    assert (read.source, read.description, read.title, read.text) == (None,) * 4
    assert (read.byline, read.editor, read.sections, read.images) == ((),) * 4


def test_the_text_is_all_paragraphs_and_no_heading() -> None:
    blocks = (
        TextBlock(text=DATELINE),
        TextBlock(text="解决群众急难愁盼问题"),
        TextBlock(text="疫情当前，众志成城。"),
    )
    read = article(blocks=blocks)
    assert read.text == f"{DATELINE}\n疫情当前，众志成城。"
    assert [section.heading for section in read.sections] == [None, "解决群众急难愁盼问题"]


def test_the_page_s_own_link_says_which_article_it_is() -> None:
    assert article({"link": [(f"{SEED_URL}?f=pad", "end-matter")]}, url=None).url == SEED_URL
    with pytest.raises(NotAnArticleError):
        article(url=None)
    with pytest.raises(NotAnArticleError):
        article(url="https://hh.rednet.cn/")


def test_the_hash_follows_what_is_read_and_nothing_else() -> None:
    once = article({"source": [("红网", "meta")]}, (TextBlock(text=DATELINE),))
    again = article(
        {"source": [("红网", "end-matter")]},
        (TextBlock(text=DATELINE),),
        first_seen_at="2022-12-02T02:00:00Z",
    )
    changed = article(
        {"source": [("红网", "meta")]},
        (TextBlock(text=DATELINE), Image(url="https://img.rednet.cn/a.jpg")),
    )
    assert once.content_hash == again.content_hash != changed.content_hash
