"""The body as lines, pictures and tables in reading order, with what sets a line apart (site.md, section 5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from rednet_crawler.extraction.body import read_blocks
from rednet_crawler.items import Image, TableBlock, TextBlock

PROSE = "这一天，在城区柒星国瑞小区，一辆满载物资的“公交移动超市”正停靠在小区门口，工作人员加紧卸载物资。"
IMG = "https://img.rednet.cn/2022/12-02/a.jpg"
IMG_B = "https://img.rednet.cn/2022/12-02/b.jpg"


def lines_of(raw) -> list[str]:
    return [block.text for block in raw.blocks if isinstance(block, TextBlock)]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        pytest.param("<p>甲。</p><p>乙。</p>", ["甲。", "乙。"], id="paragraphs"),
        pytest.param("<p>甲。<br>乙。<br/>丙。</p>", ["甲。", "乙。", "丙。"], id="br"),
        pytest.param("甲。<br><br>\n乙。", ["甲。", "乙。"], id="no-paragraphs"),
        pytest.param("甲。<p>乙。</p>丙。", ["甲。", "乙。", "丙。"], id="text-around"),
        pytest.param(
            "<div>甲。<div>乙。</div>丙。</div>", ["甲。", "乙。", "丙。"], id="nested-divs"
        ),
        pytest.param("<p><span>甲</span><span>乙</span>丙。</p>", ["甲乙丙。"], id="spans"),
        pytest.param(
            '<p><span style="a:b"><span><span lang="EN-US">甲</span>乙</span></span>丙。</p>',
            ["甲乙丙。"],
            id="nested-spans",
        ),
        pytest.param("<p>甲<strong>乙</strong>丙。</p>", ["甲乙丙。"], id="bold-run"),
        pytest.param("<p>甲<a href='x'>乙</a>丙。</p>", ["甲乙丙。"], id="link"),
        pytest.param(
            "<p>甲<font>乙</font><em>丙</em><u>丁</u><sup>戊</sup>。</p>",
            ["甲乙丙丁戊。"],
            id="inline",
        ),
        pytest.param("<p>&nbsp;&nbsp;甲&nbsp;乙。&emsp;</p>", ["甲 乙。"], id="nbsp"),
        pytest.param("<p>　　甲。</p>", ["甲。"], id="indent"),
        pytest.param("<p>甲\n    乙。</p>", ["甲 乙。"], id="line-break-in-source"),
        pytest.param(
            "<p>甲</p><p></p><p>&nbsp;</p><p><br></p><p>　</p><p>乙</p>",
            ["甲", "乙"],
            id="empty-paragraphs",
        ),
        pytest.param("<p>甲\u200b乙\ufeff。</p>", ["甲乙。"], id="zero-width"),
        pytest.param("<p>甲<!-- 乙 -->丙。</p><!--丁-->", ["甲丙。"], id="comment"),
        pytest.param(
            "<p>甲。</p><style>p{color:red}</style><script>var a='乙';</script>",
            ["甲。"],
            id="style-script",
        ),
        pytest.param(
            '<p>甲。</p><p style="display:none">乙。</p><p>丙。</p>',
            ["甲。", "丙。"],
            id="display-none",
        ),
        pytest.param(
            '<p>甲<span style="display: none;">乙</span>丙。</p>',
            ["甲丙。"],
            id="display-none-inline",
        ),
        pytest.param(
            '<div style="DISPLAY:NONE"><p>乙。</p></div><p>丙。</p>',
            ["丙。"],
            id="display-none-outer",
        ),
        pytest.param("<ul><li>甲。</li><li>乙。</li></ul>", ["甲。", "乙。"], id="list"),
        pytest.param("<blockquote><p>甲。</p></blockquote>乙。", ["甲。", "乙。"], id="quote"),
        pytest.param(
            "<section><p>甲。</p></section><article>乙。</article>", ["甲。", "乙。"], id="sections"
        ),
        pytest.param("<p>甲。<p>乙。<p>丙。", ["甲。", "乙。", "丙。"], id="unclosed"),
        pytest.param(
            "<p>甲<span>乙。</p><p>丙</span>丁。</p>", ["甲乙。", "丙丁。"], id="crossed-tags"
        ),
        pytest.param(
            "<p>甲 &lt; 乙 &amp; 丙 &ldquo;丁&rdquo;</p>", ["甲 < 乙 & 丙 “丁”"], id="entities"
        ),
        pytest.param("<p>&#20013;&#x56FD;&copy;</p>", ["中国©"], id="numeric-entities"),
        pytest.param("<h2>甲</h2><p>乙。</p>", ["甲", "乙。"], id="heading"),
        pytest.param("<o:p></o:p><p>甲<o:p></o:p>。</p>", ["甲。"], id="word-tags"),
        pytest.param("<p>甲。</p><hr/><p>乙。</p>", ["甲。", "乙。"], id="rule"),
        pytest.param(
            "<p>甲。</p>" + "<div>" * 400 + "<p>乙。</p>" + "</div>" * 400,
            ["甲。", "乙。"],
            id="deep",
        ),
        pytest.param(
            "<p>" + "<span>" * 400 + "甲。" + "</span>" * 400 + "</p>", ["甲。"], id="deep-spans"
        ),
        pytest.param("<p>" + "甲" * 50_000 + "。</p>", ["甲" * 50_000 + "。"], id="long"),
        pytest.param("<center>甲。</center>乙。", ["甲。", "乙。"], id="center"),
        pytest.param("<pre>甲。</pre>", ["甲。"], id="pre"),
        pytest.param(
            "<table><tr><td><p>甲。</p><p>乙。</p></td></tr></table>",
            ["甲。", "乙。"],
            id="layout-table",
        ),
        pytest.param(
            f'<table><tr><td><img src="{IMG}"></td></tr><tr><td>甲。</td></tr></table>',
            ["甲。"],
            id="layout-table-picture",
        ),
        pytest.param(
            "<table><tr><td>甲。</td><td><table><tr><td>乙</td><td>丙</td></tr></table></td></tr></table>",
            ["甲。"],
            id="data-in-layout-table",
        ),
    ],
)
def test_lines_of_a_body(read_body, body: str, lines: list[str]) -> None:
    assert lines_of(read_body(body)) == lines


def marks_of(block: TextBlock) -> str:
    names = ("heading", "bold", "centred", "small", "beside_image")
    return " ".join(name for name in names if getattr(block, name))


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        pytest.param("<p>{}</p>", "", id="plain"),
        pytest.param("<p><strong>{}</strong></p>", "bold", id="strong"),
        pytest.param("<p><b>{}</b></p>", "bold", id="b"),
        pytest.param(
            "<p><strong><span>{}</span></strong>&nbsp;</p>", "bold", id="strong-and-blank"
        ),
        pytest.param("<p>\u3000\u3000<strong>{}</strong></p>", "bold", id="indent-and-strong"),
        pytest.param("<p><strong>{}</strong><br/></p>", "bold", id="strong-and-br"),
        pytest.param('<p style="font-weight: bold">{}</p>', "bold", id="style-bold"),
        pytest.param(
            '<p><span style="color:red;FONT-WEIGHT:700;">{}</span></p>', "bold", id="style-700"
        ),
        pytest.param(
            '<p><strong style="font-weight:normal">{}</strong></p>', "", id="strong-undone"
        ),
        pytest.param('<p><span style="font-weight:400">{}</span></p>', "", id="style-400"),
        pytest.param("<p><strong>解决</strong>{}</p>", "", id="half-bold"),
        pytest.param('<p style="text-align: center;">{}</p>', "centred", id="style-centre"),
        pytest.param('<p align="center">{}</p>', "centred", id="align"),
        pytest.param("<center>{}</center>", "centred", id="center"),
        pytest.param(
            '<div style="text-align:center"><p>{}</p></div>', "centred", id="outer-centre"
        ),
        pytest.param(
            '<div style="text-align:center"><p style="text-align:left">{}</p></div>',
            "",
            id="centre-undone",
        ),
        pytest.param('<p style="text-align: right">{}</p>', "", id="right"),
        pytest.param(
            '<p style="text-align:center"><strong>{}</strong></p>',
            "bold centred",
            id="bold-centred",
        ),
        pytest.param('<p><span style="font-size: 12px">{}</span></p>', "small", id="12px"),
        pytest.param('<p><span style="font-size:9.0pt">{}</span></p>', "small", id="9pt"),
        pytest.param('<p style="font-size:18px">{}</p>', "", id="18px"),
        pytest.param("<p><small>{}</small></p>", "small", id="small"),
        pytest.param('<p><font size="2">{}</font></p>', "small", id="font-2"),
        pytest.param('<p><font size="4">{}</font></p>', "", id="font-4"),
        pytest.param('<p style="font:12px/1.5 宋体">{}</p>', "small", id="font-shorthand"),
        pytest.param('<p><font color="#888888">{}</font></p>', "small", id="font-grey"),
        pytest.param('<p><font color="gray">{}</font></p>', "small", id="font-grey-by-name"),
        pytest.param('<p style="color: #999">{}</p>', "small", id="style-grey"),
        pytest.param('<p style="color: rgb(127, 127, 127);">{}</p>', "small", id="style-grey-rgb"),
        pytest.param('<p class="text-muted">{}</p>', "small", id="class-grey"),
        pytest.param('<p style="color: #333">{}</p>', "", id="style-dark-grey"),
        pytest.param('<p style="color: red">{}</p>', "", id="style-red"),
        pytest.param('<p style="color: #c00000">{}</p>', "", id="style-dark-red"),
        pytest.param('<p style="background-color: #888">{}</p>', "", id="style-behind-the-text"),
        pytest.param('<p style="color: #fff">{}</p>', "", id="style-white"),
        pytest.param('<p name="appImgDesc">{}</p>', "small", id="app-caption"),
        pytest.param("<h3>{}</h3>", "heading bold", id="h3"),
    ],
)
def test_what_sets_a_line_apart(read_body, line: str, marks: str) -> None:
    raw = read_body(f"<p>{PROSE}</p>{line.format('群众急难愁盼问题')}<p>{PROSE}</p>")
    assert marks_of(raw.blocks[1]) == marks


@pytest.mark.parametrize(
    "style", ["font-weight:bold", "text-align:center", "font-size:12px", "color:#888"]
)
def test_what_all_lines_share_sets_none_apart(read_body, style: str) -> None:
    raw = read_body(
        f'<div style="{style}"><p>{PROSE}</p><p>群众急难愁盼问题</p><p>{PROSE}</p></div>'
    )
    assert [marks_of(block) for block in raw.blocks] == ["", "", ""]


@pytest.mark.parametrize(
    ("body", "caption"),
    [
        (
            f'<p style="text-align:center"><img src="{IMG}"></p><p style="text-align:center">搬运物资</p><p>{PROSE}</p>',
            "搬运物资",
        ),
        (
            f'<p style="text-align:center"><img src="{IMG}"><br>搬运物资</p><p>{PROSE}</p>',
            "搬运物资",
        ),
        (
            f'<p><img src="{IMG}"/></p><p><span style="font-size:12px">搬运物资。</span></p><p>{PROSE}</p>',
            "搬运物资。",
        ),
        (
            f'<p align="center"><img src="{IMG}"></p><p></p><p align="center">搬运物资</p><p>{PROSE}</p>',
            "搬运物资",
        ),
        (
            f'<p><img src="{IMG}"/></p><p><font size="2" color="#808080">搬运物资。</font></p><p>{PROSE}</p>',
            "搬运物资。",
        ),
        (
            f'<p><img src="{IMG}"/></p><p style="color:#888">搬运物资。</p><p>{PROSE}</p>',
            "搬运物资。",
        ),
        (
            f'<p><img src="{IMG}"/><span name="appImgDesc">搬运物资。</span></p><p>{PROSE}</p>',
            "搬运物资。",
        ),
        (
            f'<p><img src="{IMG}"/></p><p name="appImgDesc">搬运物资。</p><p>{PROSE}</p>',
            "搬运物资。",
        ),
        (
            f'<figure><img src="{IMG}"><figcaption>搬运物资。</figcaption></figure><p>{PROSE}</p>',
            "搬运物资。",
        ),
        (f'<p align="center"><img src="{IMG}"></p><p>{PROSE}</p>', None),
        (f'<p><img src="{IMG}">{PROSE}{PROSE}</p>', None),
        (f'<p>{PROSE}<img src="{IMG}"></p>', None),
    ],
    ids=[
        "centred",
        "br",
        "small",
        "empty-between",
        "font",
        "grey",
        "app-span",
        "app-paragraph",
        "figure",
        "prose",
        "prose-beside",
        "prose-before",
    ],
)
def test_captions_of_pictures(read_article, body: str, caption: str | None) -> None:
    article = read_article(f"<p>{PROSE}</p>{body}")
    assert article.images == (Image(url=IMG, caption=caption),)
    assert (caption or "-") not in (article.text or "").split("\n")
    assert (article.text or "").replace("\n", "") == PROSE * (1 + body.count(PROSE))


def test_a_short_paragraph_behind_a_picture_is_text(read_article) -> None:
    article = read_article(
        f'<p>{PROSE}</p><p><img src="{IMG}"></p><p>比赛正式开始。</p><p>{PROSE}</p>'
    )
    assert article.images == (Image(url=IMG),)
    assert "比赛正式开始。" in article.sections[0].paragraphs


def test_a_few_small_characters_in_a_sentence_make_no_caption(read_article) -> None:
    article = read_article(
        f'<p><img src="{IMG}"></p><p>共投入<span style="font-size:12px">12</span>万元。</p><p>{PROSE}</p>'
    )
    assert article.sections[0].paragraphs == ("共投入12万元。", PROSE)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><th>姓名</th><th>单位</th></tr><tr><td>郭飞</td><td>鹤城</td></tr>",
            (("姓名", "单位"), ("郭飞", "鹤城")),
        ),
        (
            "<tbody><tr><td><p>姓名</p></td><td><p>单<br>位</p></td></tr></tbody>",
            (("姓名", "单 位"),),
        ),
        ("<tr><td>姓名</td><td>&nbsp;</td><td>单位</td></tr>", (("姓名", "", "单位"),)),
        (
            "<thead><tr><td>姓名</td><td>单位</td></tr></thead><tr><td>郭飞</td><td>鹤城</td></tr>",
            None,
        ),
        ("<tr><td>姓名</td><td>单位</td></tr><tr><td></td><td></td></tr>", (("姓名", "单位"),)),
        (
            '<tr><td colspan="2">名单</td></tr><tr><td>郭飞</td><td>鹤城</td></tr>',
            (("名单",), ("郭飞", "鹤城")),
        ),
    ],
    ids=["plain", "paragraphs", "empty-cell", "thead", "empty-row", "colspan"],
)
def test_tables_are_rows_of_cells(read_article, rows: str, expected: tuple | None) -> None:
    article = read_article(f"<p>{PROSE}</p><table>{rows}</table><p>{PROSE}</p>")
    assert article.tables == (expected or (("姓名", "单位"), ("郭飞", "鹤城")),)
    assert article.text == f"{PROSE}\n{PROSE}"


def test_pictures_text_and_tables_keep_their_order(read_body) -> None:
    raw = read_body(
        f'<p>甲。</p><p><img src="{IMG}"></p><table><tr><td>一</td><td>二</td></tr></table><p>乙。</p>'
    )
    assert [type(block) for block in raw.blocks] == [TextBlock, Image, TableBlock, TextBlock]


@pytest.mark.parametrize(
    "carousel",
    [
        '<div class="group_carousel"><ul><li><img src="{0}"><p>甲图</p></li><li><img src="{1}"><p>乙图</p></li></ul></div>',
        '<div class="carousel slide group_carousel"><div class="carousel-inner"><div class="item '
        'active"><img src="{0}"/>'
        '<div class="carousel-caption">甲图</div></div><div class="item"><img src="{1}/220"/>'
        '<div class="carousel-caption">乙图</div></div></div></div>',
    ],
    ids=["list", "bootstrap"],
)
@pytest.mark.parametrize("inside", [True, False], ids=["inside", "before"])
def test_a_photo_story_has_its_pictures_and_captions(
    read_page, carousel: str, inside: bool
) -> None:
    story = carousel.format(IMG, IMG_B)
    raw = read_page(
        f'<title>题目_红网</title><h1 class="detail_title">题目</h1>{"" if inside else story}<article>'
        f'<section class="detail_article_content">{story if inside else ""}<p>{PROSE}</p></section></article>'
    )
    assert raw.blocks[:2] == (Image(url=IMG, caption="甲图"), Image(url=IMG_B, caption="乙图"))
    assert lines_of(raw) == [PROSE]


def test_an_article_of_pictures_only(read_article) -> None:
    article = read_article(f'<p><img src="{IMG}"></p><p><img src="{IMG_B}"></p>')
    assert [image.url for image in article.images] == [IMG, IMG_B]
    assert (article.text, article.sections) == (None, ())


TAGS = st.sampled_from(
    ["p", "div", "span", "strong", "section", "li", "h2", "td", "center", "b", "a", "em"]
)
TREES = st.recursive(
    st.just(""),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{'#'.join(parts)}</{tag}>",
        TAGS,
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=12,
)


@given(TREES)
def test_no_text_is_lost_or_doubled(tree: str) -> None:
    words = [f"词{at}。" for at in range(tree.count("#") + 1)]
    pieces = tree.split("#")
    markup = "".join(piece + word for piece, word in zip(pieces, words, strict=True))
    node = lxml_html.fragment_fromstring(markup, create_parent="div")
    blocks = read_blocks(node, "https://hh.rednet.cn/")
    text = "".join(
        block.text
        if isinstance(block, TextBlock)
        else "".join(cell for row in block.rows for cell in row)
        for block in blocks
        if isinstance(block, TextBlock | TableBlock)
    )
    assert text.replace(" ", "") == "".join(words)
