import json
from dataclasses import fields, replace

import jsonschema
import pytest
from hypothesis import given
from pydantic import ValidationError

from rednet_crawler.errors import PageError
from rednet_crawler.export.dictionary import SCHEMA_FILE, build_schema
from rednet_crawler.export.records import plain_record
from rednet_crawler.items import (
    Article,
    Credit,
    Dateline,
    Image,
    RawArticle,
    Section,
    Video,
    article_from,
    first_fault,
)
from rednet_crawler.normalise.article import normalise_article
from tests.article_examples import ARTICLES, EMPTY, FULL

SHIPPED = json.loads(SCHEMA_FILE.read_text("utf-8"))
BAD = [
    ({"content_id": "12a"}, "content_id"),
    ({"content_id": ""}, "content_id"),
    ({"url": "http://hh.rednet.cn/content/1.html"}, "url"),
    ({"url": "https://hh.rednet.cn/content/1.html?from=app"}, "url"),
    ({"station": ""}, "station"),
    ({"channels": "法治"}, "channels"),
    ({"channels": ("法治", 1)}, "channels[1]"),
    ({"title": 1}, "title"),
    ({"byline": (Credit(name=""),)}, "byline[0].name"),
    ({"byline": (Credit(name="郭飞"), Credit(name="\x00", role="记者"))}, "byline[1].name"),
    ({"published_at": "2022-12-02 10:15"}, "published_at"),
    ({"published_at": "2022-12-02T10:15:00Z"}, "published_at"),
    ({"published_at": "２０２２-12-02"}, "published_at"),
    ({"dateline": Dateline(outlet=None, place=None, month=13, day=2)}, "dateline.month"),
    ({"dateline": Dateline(outlet=None, place=None, month=12, day=0)}, "dateline.day"),
    ({"sections": (Section(heading=1, paragraphs=()),)}, "sections[0].heading"),  # type: ignore[arg-type]
    (
        {"sections": (Section(heading=None, paragraphs=("一", 2)),)},  # type: ignore[arg-type]
        "sections[0].paragraphs[1]",
    ),
    ({"images": (Image(url="http://img.rednet.cn/a.jpg"),)}, "images[0].url"),
    ({"videos": (Video(url="http://a/b.mp4", cover="//a/b.jpg"),)}, "videos[0].cover"),
    ({"tables": ((("一", 2),),)}, "tables[0][0][1]"),
    ({"tables": (3,)}, "tables[0]"),
    ({"original": 1}, "original"),
    ({"provenance": {"title": None}}, "provenance.title"),
    ({"provenance": ["title"]}, "provenance"),
    ({"content_hash": "0F" * 32}, "content_hash"),
    ({"content_hash": "0f" * 31}, "content_hash"),
    ({"revision": 0}, "revision"),
    ({"revision": True}, "revision"),
    ({"revision": "1"}, "revision"),
    ({"first_seen_at": "2022-12-02T02:30:00"}, "first_seen_at"),
    ({"fetched_at": "2022-12-02T02:30:00+08:00"}, "fetched_at"),
]


def second_opinion(record):
    return jsonschema.Draft202012Validator(SHIPPED).is_valid(record)


def test_the_shipped_schema_is_made_from_the_classes():
    text = json.dumps(build_schema(), ensure_ascii=False, indent=2) + "\n"
    assert SCHEMA_FILE.read_text("utf-8") == text, "run: python -m rednet_crawler.export.dictionary"


def test_the_shipped_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SHIPPED)


def test_every_field_is_required_described_and_in_the_order_of_the_class():
    names = [field.name for field in fields(Article)]
    assert SHIPPED["required"] == list(SHIPPED["properties"]) == names
    nested = [SHIPPED, SHIPPED["properties"]["dateline"], *SHIPPED["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in nested)
    assert all(field["description"] for part in nested for field in part["properties"].values())


def test_a_field_that_an_older_version_did_not_write_may_be_absent():
    least = {
        name: FULL.to_dict()[name]
        for name in ("content_id", "url", "station", "content_hash", "revision")
    }
    read = article_from(least).to_dict()
    assert second_opinion(read)
    assert all(value in (None, [], {}) for name, value in read.items() if name not in least)


@pytest.mark.parametrize("article", [FULL, EMPTY], ids=["full", "empty"])
def test_an_article_is_read_back_as_it_was_written(article):
    assert second_opinion(article.to_dict())
    assert article_from(json.loads(json.dumps(article.to_dict()))) == article


@given(ARTICLES)
def test_every_article_that_the_classes_allow_holds_for_the_shipped_schema(article):
    assert second_opinion(article.to_dict())
    assert article_from(article.to_dict()) == article


@pytest.mark.parametrize(("change", "field"), BAD, ids=[field for _, field in BAD])
def test_what_the_shipped_schema_refuses_no_article_holds(change, field):
    record = FULL.to_dict() | plain_record(change)
    for make in (lambda: replace(FULL, **change), lambda: article_from(record)):
        with pytest.raises(ValidationError) as caught:
            make()
        fault = first_fault(caught.value)
        assert fault.startswith(f"{field}: ")
        assert len(fault.splitlines()) == 1
    assert not second_opinion(record)


def test_a_pattern_ends_at_the_end_and_not_at_a_last_line_feed():
    with pytest.raises(ValidationError, match="published_at"):
        replace(FULL, published_at="2022-12-02\n")


def test_a_page_whose_values_break_the_schema_is_one_line_with_field_and_reason():
    raw = RawArticle(
        url=FULL.url,
        template=None,
        found={},
        blocks=(Image(url="http://a/b.jpg"),),
        encoding="utf-8",
    )
    with pytest.raises(PageError) as caught:
        normalise_article(raw, station="hh")
    assert (
        str(caught.value) == f"{FULL.url}: images[0].url: String should match pattern '^https://'"
    )


@pytest.mark.parametrize("name", [field.name for field in fields(Article)])
def test_the_shipped_schema_knows_every_field_and_no_other(name):
    record = {key: value for key, value in FULL.to_dict().items() if key != name}
    assert not second_opinion(record)
    assert not second_opinion({**FULL.to_dict(), f"{name}_": None})
    with pytest.raises(ValidationError):
        article_from({**FULL.to_dict(), f"{name}_": None})
