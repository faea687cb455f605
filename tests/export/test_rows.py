import json
from collections import OrderedDict
from dataclasses import fields, replace

import pytest
from hypothesis import given

from rednet_crawler.export.records import plain_record, to_record
from rednet_crawler.export.rows import COLUMNS, plain_row, to_row
from rednet_crawler.items import Article, Credit, Image, Section, Video
from tests.article_examples import ARTICLES, EMPTY, FULL

SHOWN_IN = {
    "byline": {"byline", "byline_roles"},
    "dateline": {"dateline_outlet", "dateline_place", "dateline_month", "dateline_day"},
    "sections": {"headings", "text"},
    "images": {"images", "image_captions"},
    "tables": {"table_count"},
}
"""The fields that CSV shows in other columns than one of the same name."""

REPR_MARKS = (
    "Credit(",
    "Dateline(",
    "Section(",
    "Image(",
    "Video(",
    "mappingproxy(",
    "('",
    "['",
    "{'",
    "None",
    "True",
)


def test_a_record_has_the_fields_of_the_class_in_its_order():
    assert list(to_record(FULL)) == [field.name for field in fields(Article)]


def test_a_record_is_json_as_it_stands():
    record = to_record(FULL)
    assert json.loads(json.dumps(record)) == record
    assert record["byline"] == [
        {"name": "郭飞", "role": "通讯员"},
        {"name": "赵恒", "role": None},
        {"name": "阿依古丽·买买提", "role": "摄影"},
    ]
    assert record["tables"] == [[["姓名", ""], ["郭飞", "鹤城"]]]
    assert record["dateline"] == {"outlet": "红网时刻", "place": "怀化", "month": 12, "day": 2}


def test_absent_is_null_or_an_empty_list():
    record = to_record(EMPTY)
    assert record["title"] is None
    assert record["dateline"] is None
    assert record["byline"] == record["images"] == record["tables"] == []
    assert "" not in record.values()


def test_a_string_of_unsafe_characters_only_is_absent():
    record = to_record(
        replace(FULL, title="\x00", editor=("\x1b", "杨超"), tables=((("\x00", "鹤城"),),))
    )
    assert record["title"] is None
    assert record["editor"] == ["杨超"]
    assert record["tables"] == [[["", "鹤城"]]]


def test_every_field_has_its_columns():
    expected = {
        column for field in fields(Article) for column in SHOWN_IN.get(field.name, {field.name})
    }
    assert set(COLUMNS) == expected


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("content_id", "12109536"),
        ("channels", "法治、要闻"),
        ("byline", "郭飞、赵恒、阿依古丽·买买提"),
        ("byline_roles", "通讯员、、摄影"),
        ("editor", "杨超、王勇"),
        ("published_at", "2022-12-02T10:15:00+08:00"),
        ("dateline_outlet", "红网时刻"),
        ("dateline_place", "怀化"),
        ("dateline_month", "12"),
        ("dateline_day", "2"),
        ("headings", "解决群众急难愁盼问题 | 构筑群防群控防线"),
        ("text", FULL.text),
        (
            "images",
            "https://img.rednet.cn/2022/12-02/a.jpg https://img.rednet.cn/2022/12-02/b%20c.jpg",
        ),
        ("image_captions", "志愿者在核酸采样点。 | "),
        ("videos", "http://1400085894.vod2.myqcloud.com/x/v.f30.mp4"),
        ("table_count", "1"),
        ("original", "true"),
        ("breadcrumb", "红网、怀化站、法治"),
        ("keywords", "鹤城、疫情"),
        ("description", ""),
        ("provenance", "title=headline; source=end-matter"),
        ("revision", "1"),
    ],
)
def test_a_cell(column, cell):
    assert to_row(FULL)[column] == cell


def test_absent_is_the_empty_cell():
    row = to_row(EMPTY)
    given_always = {
        "content_id",
        "url",
        "station",
        "table_count",
        "original",
        "content_hash",
        "revision",
    }
    assert {column for column, cell in row.items() if cell} == given_always
    assert (row["table_count"], row["original"]) == ("0", "false")


def test_a_column_beside_another_is_empty_where_none_of_its_parts_is_known():
    article = replace(
        FULL,
        byline=(Credit(name="郭飞"), Credit(name="赵恒")),
        images=(Image(url="https://a/b.jpg"),) * 2,
    )
    row = to_row(article)
    assert (row["byline_roles"], row["image_captions"]) == ("", "")


@given(ARTICLES)
def test_a_row_has_every_column_and_only_strings(article):
    row = to_row(article)
    assert tuple(row) == COLUMNS
    assert all(type(cell) is str for cell in row.values())


def test_no_cell_holds_the_repr_of_an_object():
    article = replace(
        FULL,
        sections=(Section(heading=None, paragraphs=()),),
        videos=(Video(url="http://a/b.mp4"),),
    )
    cells = [*to_row(article).values(), *to_row(EMPTY).values(), *to_row(FULL).values()]
    assert not [cell for cell in cells for mark in REPR_MARKS if mark in cell]


def test_the_item_of_another_spider_becomes_json():
    item = OrderedDict(
        name="法治\x1b", number=3, days=("一", "二"), none=None, credit=Credit(name="郭飞")
    )
    assert plain_record(item) == {
        "name": "法治",
        "number": 3,
        "days": ["一", "二"],
        "none": None,
        "credit": {"name": "郭飞", "role": None},
    }
    assert plain_row(item) == {
        "name": "法治",
        "number": "3",
        "days": '["一", "二"]',
        "none": "",
        "credit": '{"name": "郭飞", "role": null}',
    }
