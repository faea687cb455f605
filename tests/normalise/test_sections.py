"""Headings, paragraphs and captions told apart, false headings too (site.md, sections 5 and 6).

In the table a block is [marks, text]; in what is expected a heading begins with `# `.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rednet_crawler.items import Block, Image, TableBlock, TextBlock, Video
from rednet_crawler.normalise.sections import Body, read_body


def block(marks: str, text: str) -> Block:
    match marks:
        case "image":
            return Image(url=text)
        case "video":
            return Video(url=text)
        case "table":
            return TableBlock(rows=(tuple(text.split("|")),))
    return TextBlock(
        text=text,
        heading="heading" in marks,
        bold="bold" in marks or "heading" in marks,
        centred="centred" in marks,
        small="small" in marks,
        beside_image="beside" in marks,
    )


def lines_of(body: Body) -> list[str]:
    lines: list[str] = []
    for section in body.sections:
        if section.heading is not None:
            lines.append(f"# {section.heading}")
        lines.extend(section.paragraphs)
    return lines


@pytest.mark.table("sections.json")
def test_headings_paragraphs_and_captions_are_told_apart(case: dict[str, Any]) -> None:
    body = read_body([block(*written) for written in case["blocks"]])
    assert lines_of(body) == case["expected"]
    assert [[image.url, image.caption] for image in body.images] == case["images"]


MARKS = st.sampled_from(
    [
        "",
        "",
        "bold",
        "centred",
        "bold centred",
        "small",
        "beside",
        "heading",
        "image",
        "table",
        "video",
    ]
)
TEXTS = st.sampled_from(
    [
        "解决群众急难愁盼问题",
        "一、强化党建引领",
        "志愿者在搬运物资。（郭飞 摄）",
        "图为志愿者。",
        "2022年12月2日",
        "各县市区：",
        "张三 李四 王五",
        "这一天，在城区柒星国瑞小区，一辆满载物资的“公交移动超市”正停靠在小区门口，工作人员加紧卸载物资。",
    ]
)


@given(st.lists(st.tuples(MARKS, TEXTS | st.text(min_size=1, max_size=60)), max_size=12))
def test_every_text_block_is_in_exactly_one_place(written: list[tuple[str, str]]) -> None:
    blocks = [block(marks, f"{at}｜{text}") for at, (marks, text) in enumerate(written)]
    body = read_body(blocks)
    captions = [image.caption for image in body.images if image.caption]
    placed = [line.removeprefix("# ") for line in lines_of(body)]
    texts = [each.text for each in blocks if isinstance(each, TextBlock)]
    assert sorted(placed + captions) == sorted(texts)
    assert placed == [text for text in texts if text in placed]


@given(st.lists(st.tuples(MARKS, TEXTS), max_size=12))
def test_pictures_tables_and_videos_stay_in_order(written: list[tuple[str, str]]) -> None:
    blocks = [block(marks, f"{at}{text}") for at, (marks, text) in enumerate(written)]
    body = read_body(blocks)
    assert [image.url for image in body.images] == [
        each.url for each in blocks if isinstance(each, Image)
    ]
    assert list(body.videos) == [each for each in blocks if isinstance(each, Video)]
    assert list(body.tables) == [each.rows for each in blocks if isinstance(each, TableBlock)]
