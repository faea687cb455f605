"""The end matter, wherever it stands: in the raw values, and no word of it in the text (site.md, section 5)."""

import pytest

from rednet_crawler.extraction.text_dump import extract_plain_text, is_plain_text
from rednet_crawler.items import Page, TextBlock
from rednet_crawler.normalise.article import normalise_article

LINES = [
    "来源：红网怀化站",
    "作者：郭飞 赵恒",
    "编辑：杨超",
    "本文为怀化站原创文章，转载请附上原文出处链接和本声明。",
    "本文链接：https://hh.rednet.cn/content/646656/94/12109536.html",
]
HALF = [line.replace("：", ":").replace("，", ",") for line in LINES]
PROSE = "这一天，在城区柒星国瑞小区，一辆满载物资的“公交移动超市”正停靠在小区门口，工作人员加紧卸载物资。"
TEXT = f"<p>{PROSE}</p><p>疫情当前，众志成城。</p>"
RELATED = (
    '<p>相关链接</p><ul><li><a href="/content/646656/94/1.html">来源地的故事讲得好</a></li></ul>'
)
FOOT = (
    '<div class="readnext">阅读下一篇<div class="readnex_detail"><a class="btn" href="/content/1.html">'
    "下一篇的题目</a></div></div>"
    "<p>频道精选</p><ul><li>重要新闻</li><li>县市区</li></ul><p>返回红网首页 返回怀化站首页</p>"
)


def as_template_1(lines: list[str]) -> str:
    first, *rest = lines
    return f'<p class="f14 m_t_50 m_b_5 h20">{first}</p>' + "".join(
        f'<p class="f14 m_t_5 m_b_5 h20">{line}</p>' for line in rest
    )


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


STANDARD = '<h1 class="detail_title">题目</h1><article><section class="detail_article_content">{}</section>{}</article>{}'
WIDE = '<h1 class="p_t_30 f36 p_b_40 h36">题目</h1><article class="f18 detail-article m_b_30">{}</article>{}'
BAIDU = (
    '<h1>题目</h1><span id="pubtime_baidu">2024-03-01</span>'
    '<article><div class="detail_article_content">{}</div>{}</article>'
)
APP = (
    '<div class="title">题目</div><div class="time">2022-12-02</div>'
    '<section class="content"></section><div class="description">{}</div>{}'
)
VIDEO = '<h1 id="cut_title">题目</h1><div class="video_left f_left"></div><div class="detail_article_content">{}</div>{}'
LEGACY = '<div class="title"><h1>题目</h1></div><div id="articlecontent">{}</div>{}'
SPANS = "".join(
    f'<p><span style="font-size:14px"><span>{line[:2]}</span>{line[2:]}</span></p>'
    for line in LINES
)
LINKED = paragraphs(['来源：<a href="https://www.rednet.cn/">红网怀化站</a>', *LINES[1:4]]) + (
    '<p>本文链接：<a href="https://hh.rednet.cn/content/646656/94/12109536.html">'
    "https://hh.rednet.cn/content/646656/94/12109536.html</a></p>"
)
PLACES = {
    "second-section": STANDARD.format(TEXT, f"<section>{as_template_1(LINES)}</section>", ""),
    "second-section-half-width": STANDARD.format(
        TEXT, f"<section>{as_template_1(HALF)}</section>", ""
    ),
    "second-section-related": STANDARD.format(
        TEXT, f"<section>{as_template_1(LINES)}</section>{RELATED}", FOOT
    ),
    "second-section-linked": STANDARD.format(TEXT, f"<section>{LINKED}</section>", FOOT),
    "second-section-spans": STANDARD.format(TEXT, f"<section>{SPANS}</section>", FOOT),
    "second-section-br": STANDARD.format(
        TEXT, f"<section><p>{'<br/>'.join(LINES)}</p></section>", FOOT
    ),
    "second-section-divs": STANDARD.format(
        TEXT, "".join(f"<div>{line}</div>" for line in LINES), FOOT
    ),
    "third-section": STANDARD.format(
        TEXT, f"<section>广告</section><section>{as_template_1(LINES)}</section>", FOOT
    ),
    "behind-article": STANDARD.format(TEXT, "", f"<div>{paragraphs(LINES)}</div>{FOOT}"),
    "inside-body": STANDARD.format(TEXT + paragraphs(LINES), "", FOOT),
    "inside-body-spans": STANDARD.format(TEXT + SPANS, "", FOOT),
    "inside-body-br": STANDARD.format(
        f"<p>{PROSE}<br>疫情当前，众志成城。<br>{'<br>'.join(LINES)}</p>", "", FOOT
    ),
    "inside-body-empty-between": STANDARD.format(
        TEXT + "<p>&nbsp;</p>".join(f"<p>{line}</p>" for line in LINES), "", ""
    ),
    "inside-body-related": STANDARD.format(TEXT + paragraphs(LINES) + RELATED, "", FOOT),
    "wide-inside": WIDE.format(TEXT + paragraphs(LINES), FOOT),
    "wide-inside-div": WIDE.format(f"{TEXT}<div>{as_template_1(LINES)}</div>", FOOT),
    "wide-behind": WIDE.format(TEXT, f"<div>{paragraphs(LINES)}</div>{FOOT}"),
    "wide-behind-bare": WIDE.format(TEXT, paragraphs(LINES) + FOOT),
    "baidu": BAIDU.format(TEXT, f"<section>{as_template_1(LINES)}</section>"),
    "app": APP.format(TEXT + paragraphs(LINES), ""),
    "app-behind": APP.format(TEXT, f"<div>{paragraphs(LINES)}</div>"),
    "video": VIDEO.format(TEXT, f"<section>{paragraphs(LINES)}</section>"),
    "legacy": LEGACY.format(TEXT + paragraphs(LINES), ""),
    "legacy-br": LEGACY.format(
        f"{PROSE}<br/><br/>疫情当前，众志成城。<br/>{'<br/>'.join(LINES)}", ""
    ),
    "legacy-behind": LEGACY.format(TEXT, f"<div>{paragraphs(LINES)}</div>"),
}


@pytest.mark.parametrize("html", PLACES.values(), ids=PLACES)
def test_end_matter_is_read_and_is_no_text(read_page, html: str) -> None:
    article = normalise_article(
        read_page(f"<title>题目_要闻_红网怀化站</title>{html}"), station="hh"
    )
    assert article.source == "红网怀化站"
    assert [credit.name for credit in article.byline] == ["郭飞", "赵恒"]
    assert article.editor == ("杨超",)
    assert (article.original, article.original_by) == (True, "怀化站")
    assert article.text == f"{PROSE}\n疫情当前，众志成城。"
    assert article.provenance["source"] == "end-matter"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["来源：红网怀化站", "编辑：杨超"], ("红网怀化站", [], ("杨超",), False)),
        (["来源：新华社"], ("新华社", [], (), False)),
        (["作者：张三", "责编：李四 王五"], (None, ["张三"], ("李四", "王五"), False)),
        (["来源：红网 作者：张三 编辑：李四"], ("红网", ["张三"], ("李四",), False)),
        (
            ["来源：红网", "一审：张三", "二审：李四", "三审：王五"],
            ("红网", [], ("张三", "李四", "王五"), False),
        ),
        (["一审：张三 二审：李四 三审：王五"], (None, [], ("张三", "李四", "王五"), False)),
        (["（责任编辑：杨超）"], (None, [], ("杨超",), False)),
        (["来源：", "作者：", "编辑："], (None, [], (), False)),
        ([], (None, [], (), None)),
    ],
    ids=[
        "no-author",
        "repost",
        "no-source",
        "one-line",
        "reviews",
        "reviews-line",
        "brackets",
        "empty",
        "nothing",
    ],
)
@pytest.mark.parametrize("inside", [True, False], ids=["inside", "behind"])
def test_parts_of_the_end_matter(
    read_article, lines: list[str], expected: tuple, inside: bool
) -> None:
    written = paragraphs(lines)
    article = (
        read_article(TEXT + written)
        if inside
        else read_article(TEXT, f"<section>{written}</section>")
    )
    found = (
        article.source,
        [credit.name for credit in article.byline],
        article.editor,
        article.original,
    )
    assert found == expected
    assert article.text == f"{PROSE}\n疫情当前，众志成城。"


@pytest.mark.parametrize(
    "line",
    [
        "来源于生活的艺术才有生命力。",
        "作者在书中写道，生活是一切的源泉。",
        "编辑部的故事还在继续。",
        "本文为你介绍怀化十景。",
    ],
)
def test_prose_that_begins_like_a_label_stays(read_article, line: str) -> None:
    article = read_article(f"{TEXT}<p>{line}</p>")
    assert (article.text or "").endswith(line)


def test_a_labelled_line_amid_the_text_stays_in_the_text(read_article) -> None:
    article = read_article(
        f"<p>{PROSE}</p><p>来源：怀化市民政局的数据显示，全市已安置八十余人。</p><p>{PROSE}</p>"
    )
    assert "来源：怀化市民政局的数据显示" in (article.text or "")
    assert article.source is None


def test_related_links_end_the_text_of_a_body(read_article) -> None:
    article = read_article(TEXT + RELATED + "<p>频道精选</p><p>重要新闻</p>")
    assert article.text == f"{PROSE}\n疫情当前，众志成城。"


def test_pictures_before_the_end_matter_stay(read_body) -> None:
    raw = read_body(TEXT + '<p><img src="https://img.rednet.cn/a.jpg"></p>' + paragraphs(LINES))
    assert len(raw.blocks) == 3
    assert [found.text for found in raw.found["source"]] == ["红网怀化站"]


PLAIN = f"""当前位置：

全力以赴打赢歼灭战

{PROSE}

疫情当前，众志成城。

{chr(10).join(LINES)}

相关链接

来源地的故事讲得好

频道精选

• 重要新闻
"""


@pytest.mark.parametrize("half_width", [True, False])
def test_a_plain_text_has_the_same_parts(half_width: bool) -> None:
    text = PLAIN.replace("\n".join(LINES), "\n".join(HALF)) if half_width else PLAIN
    assert is_plain_text(text.encode())
    raw = extract_plain_text(Page(url=None, body=text.encode()))
    article = normalise_article(raw, station="hh")
    assert (article.title, article.content_id, article.template) == (
        "全力以赴打赢歼灭战",
        "12109536",
        "text",
    )
    assert (article.source, article.editor, article.original_by) == (
        "红网怀化站",
        ("杨超",),
        "怀化站",
    )
    assert article.text == f"{PROSE}\n疫情当前，众志成城。"
    assert [block.text for block in raw.blocks if isinstance(block, TextBlock)] == [
        PROSE,
        "疫情当前，众志成城。",
    ]
