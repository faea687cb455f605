"""Nothing that a page writes into its own markup steers the reader (marks of the reader stand beside the tree)."""

import pytest
from lxml import etree
from lxml import html as lxml_html

from rednet_crawler.extraction.body import read_blocks

TABLE = "<table><tr><td>甲</td><td>乙</td></tr></table>"
CAROUSEL = '<div class="group_carousel"><img src="https://img.rednet.cn/a.jpg"><p>图注</p></div>'
VIDEO = '<video src="https://img.rednet.cn/a.mp4"></video>'
VALUES = ("x", "9", "0", "", "-1", "１", "1e9", "0x1")
PLACES = {
    "paragraph": "<p {0}>丙。</p>{1}<p>丁。</p>",
    "behind": "{1}<p {0}>丙。</p><p>丁。</p>",
    "inline": "<p>丙<b {0}>戊</b>。</p>{1}<p>丁。</p>",
    "around": "<div {0}>{1}<p>丙。</p></div><p>丁。</p>",
}


NAMES = ("rednet-left-out", "rednet-figure", "left-out")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize(
    "figure", [TABLE, CAROUSEL, VIDEO, ""], ids=["table", "carousel", "video", "nothing"]
)
def test_an_attribute_of_our_own_changes_nothing(
    read_body, figure: str, place: str, name: str
) -> None:
    plain = read_body(place.format("", figure))
    for value in VALUES:
        assert read_body(place.format(f'{name}="{value}"', figure)).blocks == plain.blocks


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_with_an_attribute_of_our_own_is_read_once(read_body, name: str) -> None:
    for figure in (TABLE, CAROUSEL, VIDEO):
        plain = read_body(f"<p>甲。</p>{figure}{TABLE}")
        for value in VALUES:
            marked = figure.replace(" ", f' {name}="{value}" ', 1) if " " in figure else figure
            marked = marked.replace("<table>", f'<table {name}="{value}">')
            assert read_body(f"<p>甲。</p>{marked}{TABLE}").blocks == plain.blocks


def test_a_title_line_with_an_attribute_of_our_own_is_read(read_page) -> None:
    page = (
        '<title>题目</title><h1 class="detail_title">题目</h1><section class="detail_article_content">'
        '<div class="m_b_25" {}><span class="p_l_10">来源：红网</span></div><p>甲。</p></section>'
    )
    plain = read_page(page.format(""))
    assert plain.found["source"]
    for name in NAMES:
        for value in VALUES:
            marked = read_page(page.format(f'{name}="{value}"'))
            assert (marked.found, marked.blocks) == (plain.found, plain.blocks)


def test_reading_a_body_leaves_its_tree_as_it_was() -> None:
    node = lxml_html.fragment_fromstring(
        f"<div><p>甲。</p>{TABLE}{CAROUSEL}{VIDEO}<p>乙。</p></div>", create_parent="section"
    )
    before = etree.tostring(node)
    first = read_blocks(node, "https://hh.rednet.cn/")
    assert etree.tostring(node) == before
    assert read_blocks(node, "https://hh.rednet.cn/") == first
