"""Which template a page is of, its title and the line under the title (site.md, section 5)."""

import pytest

from rednet_crawler.errors import NotAnArticleError
from rednet_crawler.items import Video
from rednet_crawler.normalise.article import normalise_article

PROSE = "<p>这一天，在城区柒星国瑞小区，一辆满载物资的“公交移动超市”正停靠在小区门口，工作人员加紧卸载物资。</p>"
FILM = "http://1400085894.vod2.myqcloud.com/43843ec0/v.f30.mp4"
TITLE = "<title>题目_要闻_红网怀化站</title>"
APP_URL = "https://moment.rednet.cn/pc/content/646656/94/12109536.html"
SCRIPT = """<script>var siteId = "53"; var channelId = "7012"; var contentId = "12109536"; var newsType = 1;
var pcDomain = "https://hh.rednet.cn"; var wapDomain = "https://hh-wap.rednet.cn";</script>"""

STANDARD = (
    '<section class="box_left f_left"><h1 class="detail_title">题目</h1><div class="m_b_25">{line}</div><article>'
    f'<section class="detail_article_content m_t_20">{PROSE}</section></article></section>'
)
BAIDU = f'<h1>题目</h1><div>{{line}}</div><article><div class="detail_article_content">{PROSE}</div></article>'
APP = (
    '<div class="title">题目</div><div class="time">2022-12-02 10:15</div>'
    f'<section class="content">{{line}}</section><div class="description">{PROSE}</div>'
)
VIDEO = f"""<h1 id="cut_title">题目</h1><div class="content_info clear">{{line}}</div>
<div class="video_left f_left"><script>var player = {{{{"url": "{FILM}"}}}};</script></div>"""
LEGACY = (
    '<div class="title"><h1>题目</h1></div><span class="pubdate">2016-05-03 09:05:00</span>'
    f'<span class="author">{{line}}</span><div id="articlecontent">{PROSE}</div>'
)


@pytest.mark.parametrize(
    ("html", "template"),
    [
        (STANDARD.format(line=""), "standard"),
        (
            f'<h1 class="p_t_30 f36 p_b_40 h36">题目</h1><article class="f18 detail-article m_b_30">{PROSE}</article>',
            "standard",
        ),
        (BAIDU.format(line='<span id="source_baidu">红网</span>'), "baidu"),
        (BAIDU.format(line='<span id="pubtime_baidu">2024-03-01</span>'), "baidu"),
        (APP.format(line=""), "app"),
        (APP.format(line="").replace("description", "detail_article"), "app"),
        (VIDEO.format(line=""), "video"),
        (LEGACY.format(line=""), "legacy"),
        (f'<div class="main"><h1>题目</h1><div class="text">{PROSE}</div></div>', "generic"),
    ],
    ids=[
        "standard",
        "wide",
        "baidu",
        "baidu-time",
        "app",
        "app-detail",
        "video",
        "legacy",
        "unknown",
    ],
)
def test_a_template_is_told_by_its_marks(read_page, html: str, template: str | None) -> None:
    raw = read_page(TITLE + html)
    assert raw.template == template
    assert normalise_article(raw, station="hh").title == "题目"


S10, S25 = '<span class="p_l_10">{}</span>', '<span class="p_l_25">{}</span>'
FULL = [
    S10.format("来源：红网怀化站"),
    S10.format("作者：郭飞 赵恒"),
    S10.format("编辑：杨超"),
    S25.format("2022-12-02 10:15:33"),
]
TIME, DAY = "2022-12-02T10:15:33+08:00", "2022-12-02"


def told(
    read_page, html: str, url: str = "https://hh.rednet.cn/content/646656/94/12109536.html"
) -> tuple:
    article = normalise_article(read_page(TITLE + html, url), station="hh")
    return (
        article.source,
        [credit.name for credit in article.byline],
        article.editor,
        article.published_at,
    )


@pytest.mark.parametrize("missing", [None, 0, 1, 2, 3])
@pytest.mark.parametrize("blank", ["", "\n", "&nbsp;&nbsp;"], ids=["glued", "lines", "nbsp"])
def test_any_part_of_the_standard_line_may_be_missing(
    read_page, missing: int | None, blank: str
) -> None:
    line = blank.join(part for at, part in enumerate(FULL) if at != missing)
    expected: list[object] = ["红网怀化站", ["郭飞", "赵恒"], ("杨超",), TIME]
    if missing is not None:
        expected[missing] = (None, [], (), DAY)[missing]
    assert told(read_page, STANDARD.format(line=line)) == tuple(expected)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(
            STANDARD.format(line="来源：红网怀化站 作者：郭飞 赵恒 编辑：杨超 2022-12-02 10:15:33"),
            ("红网怀化站", ["郭飞", "赵恒"], ("杨超",), TIME),
            id="standard-one-text",
        ),
        pytest.param(
            STANDARD.format(
                line=S10.format("来源:红网 ")
                + S10.format("编辑:杨超")
                + S25.format("2022-12-02 10:15")
            ),
            ("红网", [], ("杨超",), "2022-12-02T10:15:00+08:00"),
            id="standard-half-width",
        ),
        pytest.param(
            STANDARD.format(
                line=S10.format("来源：")
                + S10.format("作者：")
                + S10.format("编辑：")
                + S25.format("2022-12-02 10:15:33")
            ),
            (None, [], (), TIME),
            id="standard-empty-parts",
        ),
        pytest.param(
            STANDARD.format(
                line=S10.format('来源：<a href="https://www.rednet.cn/">红网怀化站</a>') + FULL[3]
            ),
            ("红网怀化站", [], (), TIME),
            id="standard-source-linked",
        ),
        pytest.param(
            BAIDU.format(
                line='<span id="source_baidu">来源：红网怀化站</span><span id="author_baidu">作者：郭飞 赵恒</span>'
                '<span id="editor_baidu">编辑：杨超</span><span id="pubtime_baidu">2022-12-02 10:15:33</span>'
            ),
            ("红网怀化站", ["郭飞", "赵恒"], ("杨超",), TIME),
            id="baidu",
        ),
        pytest.param(
            BAIDU.format(
                line='<span id="source_baidu"><a>红网怀化站</a></span><span id="author_baidu">郭飞 赵恒</span>'
                '<span id="editor_baidu">杨超</span><span id="pubtime_baidu">时间：2022-12-02 10:15:33</span>'
            ),
            ("红网怀化站", ["郭飞", "赵恒"], ("杨超",), TIME),
            id="baidu-without-labels",
        ),
        pytest.param(
            BAIDU.format(
                line='<span id="source_baidu"></span><span id="author_baidu">作者：</span><span id="pubtime_baidu"></span>'
            ),
            (None, [], (), DAY),
            id="baidu-empty",
        ),
        pytest.param(
            APP.format(line="<p>来源：红网怀化站</p><p>作者：郭飞 赵恒</p>"),
            ("红网怀化站", ["郭飞", "赵恒"], (), "2022-12-02T10:15:00+08:00"),
            id="app",
        ),
        pytest.param(
            APP.format(line="<p>红网怀化站</p><p>郭飞 赵恒</p>"),
            ("红网怀化站", ["郭飞", "赵恒"], (), "2022-12-02T10:15:00+08:00"),
            id="app-without-labels",
        ),
        pytest.param(
            APP.format(line=""), (None, [], (), "2022-12-02T10:15:00+08:00"), id="app-without-line"
        ),
        pytest.param(
            VIDEO.format(
                line="<span>2022-12-02 10:15:33</span><span>来源：红网怀化站</span><span>作者：郭飞</span>"
            ),
            ("红网怀化站", ["郭飞"], (), TIME),
            id="video",
        ),
        pytest.param(
            VIDEO.format(
                line="<span>2022-12-02 10:15:33</span><span>红网怀化站</span><span>郭飞</span>"
            ),
            ("红网怀化站", ["郭飞"], (), TIME),
            id="video-without-labels",
        ),
        pytest.param(
            LEGACY.format(line="作者：郭飞 来源：红网"),
            ("红网", ["郭飞"], (), "2016-05-03T09:05:00+08:00"),
            id="legacy",
        ),
        pytest.param(
            LEGACY.format(line="郭飞 赵恒"),
            (None, ["郭飞", "赵恒"], (), "2016-05-03T09:05:00+08:00"),
            id="legacy-bare",
        ),
    ],
)
def test_the_line_under_the_title(read_page, html: str, expected: tuple) -> None:
    assert told(read_page, html) == expected


def test_meta_tags_fill_what_the_page_does_not_say(read_page) -> None:
    metas = (
        '<meta name="author" content="郭飞"><meta name="source" content="红网"><meta '
        'name="publishdate" content="2022-12-02">'
        '<meta name="description" content=" 摘要 "><meta name="keywords" content="鹤城,疫情">'
    )
    raw = read_page(
        f"<html><head>{metas}{TITLE}</head><body>{STANDARD.format(line=FULL[3])}</body></html>"
    )
    article = normalise_article(raw, station="hh")
    assert (article.source, [credit.name for credit in article.byline]) == ("红网", ["郭飞"])
    assert (article.published_at, article.provenance["published_at"]) == (TIME, "title-line")
    assert (article.description, article.keywords) == ("摘要", ("鹤城", "疫情"))


def test_empty_meta_tags_are_absent(read_page) -> None:
    metas = "".join(
        f'<meta name="{name}" content="">'
        for name in ("author", "source", "publishdate", "description", "keywords")
    )
    article = normalise_article(
        read_page(f"<head>{metas}{TITLE}</head>{STANDARD.format(line='')}"), station="hh"
    )
    assert (
        article.source,
        article.byline,
        article.published_at,
        article.description,
        article.keywords,
    ) == (
        None,
        (),
        DAY,
        None,
        (),
    )


def test_a_page_of_no_template_is_read_by_its_wording(read_page) -> None:
    html = (
        f'<head>{TITLE}<meta name="source" content="红网"></head><h1>题目</h1>'
        f'<div class="text">{PROSE}<p>来源：新华社</p></div>'
    )
    article = normalise_article(read_page(html), station="hh")
    assert (article.template, article.title, article.source, article.original) == (
        "generic",
        "题目",
        "新华社",
        None,
    )
    assert article.provenance["text"] == "prose"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "   \n",
        "<html></html>",
        "<html><head><title></title></head><body></body></html>",
        "<title>404 Not Found</title><h1>404</h1>",
        "<title>页面不存在</title><p>您访问的页面不存在</p>",
        '<h1 class="detail_title"></h1><section class="detail_article_content"></section>',
        "\x00",
    ],
    ids=["empty", "blank", "bare", "no-title", "404", "soft-404", "shell", "zero"],
)
def test_what_is_no_article_is_refused(read_page, html: str) -> None:
    with pytest.raises(NotAnArticleError):
        read_page(html)


@pytest.mark.parametrize("inside", [True, False])
def test_the_breadcrumb(read_page, inside: bool) -> None:
    links = (
        '<a href="/">红网</a> &gt; <a href="/">怀化站</a> &gt; <a href="/channel/7012.html">法治</a>'
        if inside
        else ""
    )
    raw = read_page(
        f'{TITLE}<div class="breadcrumb">当前位置：{links}</div>{STANDARD.format(line="")}'
    )
    article = normalise_article(raw, station="hh")
    assert article.breadcrumb == (("红网", "怀化站", "法治") if inside else ())
    assert "当前位置" not in (article.text or "")


def test_the_player_s_film_is_the_video(read_page) -> None:
    raw = read_page(TITLE + VIDEO.format(line="<span>2022-12-02 10:15:33</span>"))
    assert raw.blocks == (Video(url=FILM),)


def test_an_article_of_the_app_belongs_to_the_station_of_the_crawl(read_page) -> None:
    article = normalise_article(
        read_page(TITLE + SCRIPT + APP.format(line=""), APP_URL), station="hh"
    )
    assert (article.content_id, article.station) == ("12109536", "hh")
    assert article.url == "https://hh.rednet.cn/content/646656/94/12109536.html"


@pytest.mark.parametrize(
    "tag",
    [
        "<strong>题</strong>目",
        "题<span>目</span>",
        "\n  题目\n ",
        "题目<!-- x -->",
        "&nbsp;题目&nbsp;",
    ],
)
def test_a_title_is_its_text(read_page, tag: str) -> None:
    html = STANDARD.format(line="").replace('"detail_title">题目', f'"detail_title">{tag}')
    assert (
        normalise_article(read_page(TITLE.replace("题目", "其他") + html), station="hh").title
        == "题目"
    )


def test_reading_is_pure(read_page) -> None:
    html = TITLE + SCRIPT + STANDARD.format(line="".join(FULL))
    assert read_page(html) == read_page(html)
