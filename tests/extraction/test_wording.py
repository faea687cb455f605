"""What other sites taught of pages of unknown design, one kind a test."""

from collections.abc import Mapping
from typing import Any

import pytest

from rednet_crawler.errors import NotAnArticleError
from tests.extraction.test_generic import HEAD, LEAD, MORE, TITLE, read

TEXT = f"{LEAD}\n{MORE}"
BODY = f"<div><p>{LEAD}</p><p>{MORE}</p></div>"


def article(title_tag: str, body: str, head: str = "") -> Mapping[str, Any]:
    return read(f"<head><title>{title_tag}</title>{head}</head><body>{body}</body>")


@pytest.mark.parametrize(
    ("title_tag", "shown"),
    [
        (f"{TITLE} - 要闻 - 某某在线", f"<div>{TITLE}</div>"),
        (f"某某之窗 - {TITLE} - 本地", f"<h1>某某之窗</h1><div class=bt>{TITLE}</div>"),
        (f"某某晚报数字报-{TITLE}", f"<td>{TITLE}</td>"),
        (f"{TITLE}-业界-某某评论", f"<h3>{TITLE}</h3>"),
        (f"社会新闻_某某信息港 - {TITLE[:9]}…", f"<b>{TITLE}</b>"),
        (f"某某市人民政府 政务要闻 {TITLE}", f"<b>{TITLE}</b>"),
        ("新闻动态--某某学会", f"<h5>{TITLE}</h5><div>发布时间：2022-12-02 来源：某某学会</div>"),
        (TITLE, f"<h1>{TITLE[:5]}<br>{TITLE[5:]}</h1>"),
    ],
    ids=["tail", "site-first", "glued", "columns", "cut", "blanks", "no-title-in-tag", "two-lines"],
)
def test_the_title_is_the_part_of_the_title_tag_that_the_page_shows(
    title_tag: str, shown: str
) -> None:
    found = article(title_tag, f"<div>{shown}</div>{BODY}")
    assert (found["title"], found["text"]) == (TITLE, TEXT)


@pytest.mark.parametrize(
    "author",
    [
        "CSDN.NET",
        "editor@news.example",
        "某市某区车站北路459号",
        "admin",
        "chenzb",
        "某某日报网",
        "某某在线",
    ],
)
def test_a_site_an_account_or_an_address_is_no_author(author: str) -> None:
    other = LEAD.replace("（记者 郭飞）", "")
    body = f"<h1>{TITLE}</h1><div><p>{other}</p><p>{MORE}</p></div>"
    head = f'<meta name="author" content="{author}">'
    assert article(f"{TITLE} - 某某在线", body, head)["byline"] == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "<span>时间：2022年12月2日 10:15</span><span>出处：某某广电</span><span>点击：…</span>",
            ("某某广电", []),
        ),
        ("2022-12-02 10:15 来源于：某某日报 热度 2311", ("某某日报", [])),
        ("2022-12-02 10:15　来源：某某日报 ｜ 责编/杨超", ("某某日报", ["杨超"])),
        ("某某日报 2022-12-02 10:15", ("某某日报", [])),
        ("作者：郭飞 编辑：杨超 2022-12-02 10:15", (None, ["杨超"])),
        ("某某日报 · 2022-12-02 10:15 · 阅读 1.2万", ("某某日报", [])),
        ("<i>2022-12-02 10:15</i><i>社会新闻</i>", (None, [])),
        ("2022-12-02 10:15 来源: 某某日报 (记者 郭飞)", ("某某日报", [])),
    ],
    ids=["glued", "heat", "bars", "no-label", "people", "dots", "column", "brackets"],
)
def test_the_line_under_the_title(line: str, expected: tuple[Any, ...]) -> None:
    found = article(f"{TITLE}_某某网", f"<h1>{TITLE}</h1><div>{line}</div>{BODY}")
    assert (found["source"], found["editor"]) == expected
    assert (found["published_at"], found["text"]) == ("2022-12-02T10:15:00+08:00", TEXT)


@pytest.mark.parametrize(
    "behind",
    [
        "<p>上一篇：某地一小区电梯停运 下一篇：某地公交线路调整</p>",
        "<p>声明：本文来源于网络，版权归原作者所有，如有侵权请联系我们删除。</p><p>（原标题：某地）</p>",
        "<div>分享到：微博 微信</div><div>一周热文</div><div>1 某地米粉店</div>",
        "<p>发布日期：2022-12-02 责任编辑：杨超</p><p>【打印本页】【关闭窗口】</p>",
        "<div class=tags>标签：<a href=/t/1>乡村</a></div>",
    ],
    ids=["neighbours", "notice", "share", "signed", "tags"],
)
def test_what_stands_behind_is_no_text(behind: str) -> None:
    body = f"<h1>{TITLE}</h1><table><tr><td><p>{LEAD}</p><p>{MORE}</p>{behind}</td></tr></table>"
    assert article(f"{TITLE}_某某网", body)["text"] == TEXT


def test_a_summary_before_the_text_and_a_signature_in_it() -> None:
    more = f"{MORE}对今后的日子更有信心了，村里的老人都说，这样的好事希望多一些。（张伟 李敏）"
    body = f"<h1>{TITLE}</h1><div>导语：近日，志愿者走进社区，为居民办实事，得到好评。</div><div><p>{LEAD[17:]}</p><p>{more}</p></div>"
    found = article(f"{TITLE}_某某网", body)
    assert found["text"].startswith(LEAD[17:])
    assert [credit["name"] for credit in found["byline"]] == ["张伟", "李敏"]


STATE = (
    '{"article":{"title":"%s","sourceName":"某某融媒","publishTime":1669947300000,'
    '"content":"\\u003cp\\u003e%s\\u003c/p\\u003e"}}'
)


@pytest.mark.parametrize(
    "script",
    [
        f"<script>window.__INITIAL_STATE__={STATE % (TITLE, LEAD)};</script>",
        f'<script type="application/json" id=RENDER_DATA>{{}}</script><script>'
        f"window.__DATA__={STATE % (TITLE, LEAD)}</script>",
    ],
    ids=["state", "second"],
)
def test_the_state_of_a_script_is_trusted_where_the_page_shows_nothing_else(script: str) -> None:
    found = article("某某融媒", f"<div id=app>打开APP，阅读体验更佳</div>{script}")
    assert (found["title"], found["source"], found["text"]) == (TITLE, "某某融媒", LEAD)
    assert found["published_at"] == "2022-12-02T10:15:00+08:00"


def test_the_form_of_json_ld_that_search_engines_ask_for() -> None:
    head = f'<script type="application/ld+json">{{"title": "{TITLE}", "pubDate": "2022-12-02T10:15:30"}}</script>'
    found = article(f"{TITLE}-某某传媒", f"<h2>{TITLE}</h2>{BODY}", head)
    assert found["published_at"] == "2022-12-02T10:15:30+08:00"


def test_a_photo_story_without_a_class() -> None:
    entries = "".join(
        f'<li><img src="https://img.rednet.cn/{number}.jpg"><p>村民在采收冰糖橙之{number}。</p></li>'
        for number in (1, 2)
    )
    found = read(
        f"<head>{HEAD}</head><h1>{TITLE}</h1><div>来源：红网 2022-12-02 10:15</div><div><ul>{entries}</ul></div>"
    )
    assert [image["caption"] for image in found["images"]] == [
        "村民在采收冰糖橙之1。",
        "村民在采收冰糖橙之2。",
    ]
    assert found["text"] is None


def test_a_cookie_wall_is_no_article() -> None:
    wall = "我们和我们的合作伙伴使用 Cookie 以及类似技术在您的设备上存储和读取信息，用于个性化广告和内容。您可以随时更改设置。"
    with pytest.raises(NotAnArticleError):
        article("某某新闻", f"<div>{wall}</div><button>全部接受</button>")


def test_a_page_that_asks_for_consent_by_its_title_is_no_article() -> None:
    wall = "<p>您可以随时更改或者撤回您的同意。请注意，某些个人数据的处理可能并不需要您的同意，但您有权反对此类处理。</p>"
    with pytest.raises(NotAnArticleError):
        article(
            "Cookie 设置 | 某某中文",
            f"<h1>我们重视您的隐私</h1>{wall * 3}<p>更新于 2023年1月1日</p>",
        )


@pytest.mark.parametrize(
    ("line", "published"),
    [
        (
            "已于 2022-12-03 09:00:00 修改 于 2022-12-02 10:15:00 首次发布",
            "2022-12-02T10:15:00+08:00",
        ),
        ("更新时间：2022-12-03 09:00 发布时间：2022-12-02 10:15", "2022-12-02T10:15:00+08:00"),
        ("2022-12-02 10:15 最后更新于 2022-12-03 09:00", "2022-12-02T10:15:00+08:00"),
        ("更新时间：2022-12-03 09:00", "2022-12-03T09:00:00+08:00"),
    ],
)
def test_the_time_of_a_change_counts_where_no_other_is_told(line: str, published: str) -> None:
    found = article(f"{TITLE}_某某网", f"<h1>{TITLE}</h1><div>{line}</div>{BODY}")
    assert found["published_at"] == published


def test_the_link_home_that_reprints_keep_is_no_name() -> None:
    end = "<p>作者：余毅 向雪妮<a href=/>返回某狐，查看更多</a></p>"
    lead = LEAD.replace("（记者 郭飞）", "")
    found = article(
        f"{TITLE}_某某网", f"<h1>{TITLE}</h1><div><p>{lead}</p><p>{MORE}</p>{end}</div>"
    )
    assert [credit["name"] for credit in found["byline"]] == ["余毅", "向雪妮"]


def test_the_time_of_an_article_of_wechat_stands_in_its_script() -> None:
    script = '<script>var ct="1669947300";</script>'
    found = article(TITLE, f"<h1>{TITLE}</h1><em id=publish_time></em>{BODY}{script}")
    assert found["published_at"] == "2022-12-02T10:15:00+08:00"


@pytest.mark.parametrize("named", [True, False])
def test_a_picture_above_the_text_counts_where_the_page_names_it(named: bool) -> None:
    head = (
        f'<meta property="og:image" content="https://p.example/{"lead" if named else "logo"}.jpg">'
    )
    above = "<img src='https://p.example/lead.jpg'><p>志愿者在整理物资。郭飞 摄</p>"
    body = f"<h1>{TITLE}</h1><div>2022-12-02 10:15</div>{above}<section>{BODY}</section>"
    found = article(f"{TITLE}_某某网", body, head)
    expected = [("https://p.example/lead.jpg", "志愿者在整理物资。郭飞 摄")] if named else []
    assert [(image["url"], image["caption"]) for image in found["images"]] == expected
    assert found["text"] == TEXT


def test_a_line_of_who_wrote_and_took_pictures_is_no_text() -> None:
    body = f"<h1>{TITLE}</h1><div><p>{LEAD[17:]}</p><p>{MORE}</p><p>文、图：郭飞</p></div>"
    found = article(f"{TITLE}_某某网", body)
    assert found["text"] == f"{LEAD[17:]}\n{MORE}"
    assert [credit["name"] for credit in found["byline"]] == ["郭飞"]
