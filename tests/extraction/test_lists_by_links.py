"""Lists of designs that nobody has seen: their entries are found by their links, and nothing beside
the list is one of them.
"""

from collections.abc import Callable

import pytest

from rednet_crawler.extraction.listing import extract_listing
from rednet_crawler.items import Listing, Page

URL = "https://hh.rednet.cn/channel/7012.html"
NOW = "2026-11-30T02:00:00Z"
SUMMARY = "这是摘要文字，写得比较长一些，超过二十个字的说明。"
MENU = '<div class="x1"><a href="/">首页</a><a href="/channel/1.html">法治</a><a href="/channel/2.html">要闻</a></div>'


def path(number: int) -> str:
    return f"/content/646656/94/{number}.html"


RANKING = (
    '<div class="q7"><h3>热点</h3><ul>'
    + "".join(
        f'<li><a href="{path(900 + at)}">热点排行榜里的一个标题，文字很长很长{at}</a></li>'
        for at in range(10)
    )
    + "</ul></div>"
)
FOOTER = (
    '<footer><a href="/content/2019/01/01/5000001.html">关于我们</a>'
    '<a href="/content/2019/01/01/5000002.html">联系</a></footer>'
)


def wrap(around: str) -> Callable[[str], str]:
    return around.format


DESIGNS: dict[str, tuple[str, str]] = {
    "list": ('<ul class="zz">{}</ul>', '<li><a href="{href}">{title}</a><em>11-{day}</em></li>'),
    "card": (
        '<div class="g">{}</div>',
        '<div class="k"><a href="{href}"><img src="a.jpg"></a><div><h3><a href="{href}">{title}</a>'
        '</h3><p>{summary}</p>'
        "<span>11-{day}</span></div></div>",
    ),
    "card-in-link": (
        "<div>{}</div>",
        '<a href="{href}"><div>{title}</div><p>{summary}</p><time '
        'datetime="2026-11-{day}T08:15:00+08:00">早上</time></a>',
    ),
    "table": ("<table><tbody>{}</tbody></table>", "<tr><td><a href={href}>{title}</a></td><td>2026-11-{day}</td></tr>"),
    "grid": ("<section>{}</section>",
             '<div class="row"><div class="c"><a href="{href}">{title}</a><i>11月{day}日</i></div></div>'),
    "definitions": ("<dl>{}</dl>", "<dt><a href={href}>{title}</a></dt><dd>{summary}</dd><dd>2026.11.{day}</dd>"),
    "breaks": ("<div>{}</div>", '<a href="{href}">{title}</a> 11-{day} 10:20<br>'),
    "script": ("<div>{}</div>", '<div class="card" data-href="{href}"><b>{title}</b><span>2026/11/{day}</span></div>'),
    "handler": (
        "<div>{}</div>",
        """<div class="k" onclick="window.open('{href}')"><h3>{title}</h3><i>11-{day}</i></div>""",
    ),
    "javascript": (
        "<ul>{}</ul>",
        """<li><a href="javascript:go('{href}', 1)">{title}</a><i>11-{day}</i></li>""",
    ),
    "void": (
        "<ul>{}</ul>",
        '<li><a href="javascript:;" data-detail="{href}">{title}</a><i>11-{day}</i></li>',
    ),
    "component": ("<x-list>{}</x-list>", '<x-item href="{href}"><b>{title}</b><i>11-{day}</i></x-item>'),
    "apart": ("<div>{}</div>", '<div class="k"><i><b>{day}</b><u>2026-11</u></i><a href="{href}">{title}</a></div>'),
    "labelled": ("<ul>{}</ul>",
                 '<li>[<a href="/channel/7012.html">法治</a>]<a href="{href}">{title}</a><s>11-{day}</s></li>'),
    "more": ("<div>{}</div>",
             '<div><p><a href="{href}">{title}</a></p><p>{summary}<a href="{href}">[详细]</a></p><p>11-{day}</p></div>'),
}  # fmt: skip


def listing(html: str, url: str = URL, fetched_at: str | None = NOW) -> Listing:
    return extract_listing(
        Page(
            url=url,
            body=html.encode(),
            content_type="text/html;charset=utf-8",
            fetched_at=fetched_at,
        )
    )


def page(design: str, count: int = 5) -> str:
    around, entry = DESIGNS[design]
    entries = (
        entry.format(href=path(at), title=f"第{at}条新闻的标题", summary=SUMMARY, day=10 + at)
        for at in range(count)
    )
    return f"<title>法治_红网怀化站</title>{MENU}{around.format(''.join(entries))}{RANKING}{FOOTER}"


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_entries_with_title_and_day(design: str, count: int) -> None:
    found = listing(page(design, count))
    assert found.kind == "links"
    assert [entry.url for entry in found.entries] == [
        f"https://hh.rednet.cn{path(at)}" for at in range(count)
    ]
    assert [entry.title for entry in found.entries] == [
        f"第{at}条新闻的标题" for at in range(count)
    ]
    days = [
        str(entry.published).replace("/", "-").replace(".", "-")[:10] for entry in found.entries
    ]
    assert days == [f"2026-11-{10 + at}" for at in range(count)]
    assert [entry.position for entry in found.entries] == list(range(1, count + 1))


SCRIPTS = {
    "json": '<script type="application/json">{{"hotList":[{hot}],"data":{{"list":[{list}]}}}}</script>',
    "assigned": '<div id="app"></div><script>window.__STATE__={{list:[{list}],rank:[{hot}]}};</script>',
    "called": "<script>window.__NUXT__=(function(a){{return {{data:[{{items:[{list}]}}]}}}}(1));</script>",
}
MEMBERS = (
    '{{"title":"第{at}条新闻的标题","contentUrl":"{href}","publishTimeStr":"2026-11-{day} 08:00"}}'
)


@pytest.mark.parametrize("form", SCRIPTS)
def test_a_list_in_a_script(form: str) -> None:
    entries, hot = (
        ",".join(MEMBERS.format(at=at, href=path(first + at), day=10 + at) for at in range(5))
        for first in (0, 700)
    )
    found = listing(MENU + SCRIPTS[form].format(list=entries, hot=hot) + RANKING)
    assert found.kind == "script"
    assert [entry.url for entry in found.entries] == [
        f"https://hh.rednet.cn{path(at)}" for at in range(5)
    ]
    assert found.entries[4].title == "第4条新闻的标题"
    assert found.entries[4].published == "2026-11-14 08:00"


def test_a_side_box_is_not_the_list_of_a_page_whose_list_is_not_read() -> None:
    html = f'<div id="list"></div>{RANKING.replace("q7", "hot-rank")}'
    assert (listing(html).kind, listing(html).entries) == (None, ())


@pytest.mark.parametrize("design", ["card", "card-in-link", "definitions", "more"])
def test_summaries(design: str) -> None:
    assert [entry.summary for entry in listing(page(design)).entries] == [SUMMARY] * 5


def test_icons_alone() -> None:
    html = "".join(
        f'<a href="{path(at)}"><img src="a.jpg" alt="图片新闻{at}"></a>' for at in range(3)
    )
    assert [entry.title for entry in listing(f"<div>{html}</div>").entries] == [
        f"图片新闻{at}" for at in range(3)
    ]


def test_groups_of_one_list_are_one_list() -> None:
    groups = "".join(
        "<ul>"
        + "".join(
            f'<li><a href="{path(10 * group + at)}">一条新闻的标题</a> 11-20</li>'
            for at in range(size)
        )
        + "</ul>"
        for group, size in enumerate((5, 5, 1))
    )
    assert len(listing(f"{MENU}<div>{groups}</div>{RANKING}").entries) == 11


def test_what_leads_elsewhere_is_an_entry_as_in_the_known_lists() -> None:
    around = '<li><a href="{}">{}</a> 11-20</li>'
    links = [
        path(1),
        "https://mp.weixin.qq.com/s/x",
        "/topic/2024/x.html",
        "https://www.hnxhnews.com/content/646656/94/7.html",
        path(2),
    ]
    found = listing(
        "<ul>" + "".join(around.format(link, "一条新闻的标题") for link in links) + "</ul>"
    )
    assert [entry.url.removeprefix("https://hh.rednet.cn") for entry in found.entries] == links


def test_articles_in_addresses_of_no_known_form() -> None:
    html = "".join(
        f'<li><a href="/a/{12109536 + at}.shtml">一条新闻的标题</a> 11-20</li>' for at in range(3)
    )
    assert len(listing(f"<ul>{html}</ul>").entries) == 3


@pytest.mark.parametrize(
    "html",
    [
        MENU,
        "<title>404 Not Found</title>" + RANKING,
        "<title>访问验证</title>" + RANKING,
        "<p>没有内容</p>",
    ],
)
def test_no_list(html: str) -> None:
    assert (listing(html).kind, listing(html).entries) == (None, ())


def test_a_known_list_is_read_as_before_whatever_stands_beside_it() -> None:
    known = '<div id="div_newsList"><ul class="news_list"></ul></div>'
    assert listing(known + RANKING).entries == ()
    assert listing(known + RANKING).kind == "A"


def test_a_relative_time_says_nothing_without_the_time_of_the_answer() -> None:
    (entry,) = listing(
        f'<ul><li><a href="{path(1)}">一条新闻的标题</a><em>3小时前</em></li></ul>', fetched_at=None
    ).entries
    assert entry.published is None
