import json
from dataclasses import fields, replace

import fastjsonschema
import jsonschema
import pytest
from hypothesis import given

from rednet_crawler import items, schema
from rednet_crawler.errors import PageError
from rednet_crawler.export.records import to_record
from rednet_crawler.items import Article, Credit, Dateline, Image, Section, Video
from tests.article_examples import ARTICLES, EMPTY, FULL

SHIPPED = json.loads(schema.SCHEMA_FILE.read_text("utf-8"))

BAD = [
    ({"content_id": "12a"}, "content_id"),
    ({"content_id": ""}, "content_id"),
    ({"url": "http://hh.rednet.cn/content/1.html"}, "url"),
    ({"url": "https://hh.rednet.cn/content/1.html?from=app"}, "url"),
    ({"station": ""}, "station"),
    ({"channels": "法治"}, "channels"),
    ({"title": 1}, "title"),
    ({"byline": (Credit(name=""),)}, "byline[0].name"),
    ({"byline": (Credit(name="郭飞"), Credit(name="\x00", role="记者"))}, "byline[1].name"),
    ({"published_at": "2022-12-02 10:15"}, "published_at"),
    ({"published_at": "2022-12-02T10:15:00Z"}, "published_at"),
    ({"published_at": "２０２２-12-02"}, "published_at"),
    ({"dateline": Dateline(outlet=None, place=None, month=13, day=2)}, "dateline.month"),
    ({"dateline": Dateline(outlet=None, place=None, month=12, day=0)}, "dateline.day"),
    ({"sections": (Section(heading=1, paragraphs=()),)}, "sections[0].heading"),  # type: ignore[arg-type]
    ({"images": (Image(url="http://img.rednet.cn/a.jpg"),)}, "images[0].url"),
    ({"videos": (Video(url="http://a/b.mp4", cover="//a/b.jpg"),)}, "videos[0].cover"),
    ({"original": None}, "original"),
    ({"provenance": {"title": None}}, "provenance.title"),
    ({"content_hash": "0F" * 32}, "content_hash"),
    ({"content_hash": "0f" * 31}, "content_hash"),
    ({"revision": 0}, "revision"),
    ({"revision": True}, "revision"),
    ({"first_seen_at": "2022-12-02T02:30:00"}, "first_seen_at"),
    ({"fetched_at": "2022-12-02T02:30:00+08:00"}, "fetched_at"),
]


def second_opinion(record):
    return jsonschema.Draft202012Validator(SHIPPED).is_valid(record)


def test_the_shipped_schema_is_made_from_the_classes():
    assert schema.build_schema() == SHIPPED, "run: python -m rednet_crawler.schema"


def test_the_shipped_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SHIPPED)


def test_every_field_is_required_described_and_in_the_order_of_the_class():
    names = [field.name for field in fields(Article)]
    assert SHIPPED["required"] == list(SHIPPED["properties"]) == names
    nested = [SHIPPED, SHIPPED["properties"]["dateline"], *SHIPPED["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in nested)
    assert all(field["description"] for part in nested for field in part["properties"].values())


def test_every_constraint_is_of_a_field():
    known = {
        f"{name}.{field.name}" for name, part in vars(items).items() if isinstance(part, type) for field in _of(part)
    }
    assert schema._CONSTRAINTS.keys() <= known


def _of(part):
    return fields(part) if hasattr(part, "__dataclass_fields__") else ()


@pytest.mark.parametrize("article", [FULL, EMPTY], ids=["full", "empty"])
def test_an_article_that_holds(article):
    schema.validate_record(to_record(article))


@given(ARTICLES)
def test_every_article_that_the_classes_allow_holds_for_both_libraries(article):
    schema.validate_record(to_record(article))
    assert second_opinion(to_record(article))


@pytest.mark.parametrize(("change", "field"), BAD, ids=[field for _, field in BAD])
def test_an_article_that_does_not_hold_is_one_line_with_field_and_reason(change, field):
    article = replace(FULL, **change)
    with pytest.raises(PageError) as caught:
        schema.validate_record(to_record(article))
    assert str(caught.value).startswith(f"{article.url}: {field} must ")
    assert len(str(caught.value).splitlines()) == 1
    assert not second_opinion(to_record(article))


def test_a_pattern_ends_at_the_end_and_not_at_a_last_line_feed():
    with pytest.raises(PageError, match="published_at must match"):
        schema.validate_record(to_record(replace(FULL, published_at="2022-12-02\n")))


@pytest.mark.parametrize("name", [field.name for field in fields(Article)])
def test_a_record_without_a_field_and_one_with_more_do_not_hold(name):
    check = fastjsonschema.compile(SHIPPED)
    record = {key: value for key, value in to_record(FULL).items() if key != name}
    for wrong in (record, {**to_record(FULL), name + "_": None}):
        with pytest.raises(fastjsonschema.JsonSchemaValueException):
            check(wrong)
        assert not second_opinion(wrong)
