"""No page holds the crawler up: every regular expression and every reader is about linear on 100 kB of bait."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from time import process_time
from types import ModuleType

import pytest
from lxml import etree

import rednet_crawler
from rednet_crawler.errors import RednetError
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.extraction.channel_links import extract_channel_links
from rednet_crawler.extraction.listing import extract_channel_api, extract_listing
from rednet_crawler.extraction.media import script_videos
from rednet_crawler.extraction.page import css
from rednet_crawler.extraction.text_dump import extract_plain_text
from rednet_crawler.items import Page, TextBlock
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.normalise.byline import parse_people
from rednet_crawler.normalise.byline_line import parse_byline_line
from rednet_crawler.normalise.credits import (
    clean_value,
    ends_article,
    is_credit_line,
    split_credits,
)
from rednet_crawler.normalise.dateline import parse_opening
from rednet_crawler.normalise.labels import reads_as_label
from rednet_crawler.normalise.outlet_and_place import split_outlet
from rednet_crawler.normalise.published import parse_time, time_beside
from rednet_crawler.normalise.sections import read_body
from rednet_crawler.normalise.text import squeeze
from rednet_crawler.normalise.title import from_title_tag
from rednet_crawler.site.list_pages import number_in, page_number, step_from
from rednet_crawler.site.urls import read_address, resolve

URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
NOW = datetime(2026, 11, 30, tzinfo=UTC)
SIZES = {1_000: 0.2, 10_000: 0.8, 100_000: 4.0}
"""Characters of bait, and the seconds they may take: a page may be read by its template and by its wording."""
METHODS = {"match", "fullmatch", "search", "finditer", "findall", "sub", "split"}
NOTICEABLE = 0.02
STEEPEST = 30
PACKAGES = (
    "rednet_crawler.site",
    "rednet_crawler.normalise",
    "rednet_crawler.extraction",
    "rednet_crawler.export",
)

WORDS = (
    "（ ( )） 记者 /记者 、 王 郭飞、 红网 12 1 12月2日 12月2日讯（ 红网时刻怀化 · 张三· 王静刘 记者王静 《 “ 甲：乙 消息： 【报道 来源： 编辑：编 一审二 本文为 本文为原创 相关链接 返回站 "
    "https:// http://a. //a/ \\/\\/ x.mp4 /c/a /a- %2 2022-12-02 2022- 10:15: charset= <meta <meta\u00a0charset "
    "contentId= siteName=' cover=\" 图 摄/ 据 社 报 网 融媒体 第一 一、 （一） \" ' _ — -怀化站 ， ： 。 font-size: "
    "text-align:center; 1px a aA 1.1 \u200b"
).split(" ")
BAITS = {word: word for word in WORDS} | {
    "blank": " ",
    "nbsp": "\u00a0",
    "ideographic": "\u3000",
    "line-feed": "\n",
    "tabs": "\t ",
    "role-blank": "记者 ",
    "names": "王 勇 ",
    "digits-blank": "1 ",
    "slash-blank": "/ ",
    "mixed": "（记者 王·勇/12月2日讯 ",
    "label-blank": "来 源 ",
}


def bait(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


def patterns() -> Iterator[tuple[str, re.Pattern, set[str]]]:
    """Yield each pattern of the packages with its name and the methods its module calls on it."""
    for package in PACKAGES:
        root = importlib.import_module(package)
        for info in pkgutil.walk_packages(root.__path__, f"{package}."):
            module = importlib.import_module(info.name)
            used = methods_by_name(module)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern):
                    yield (
                        f"{info.name.removeprefix('rednet_crawler.')}.{name}",
                        value,
                        used.get(name, METHODS),
                    )


def methods_by_name(module: ModuleType) -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.attr in METHODS
        ):
            used.setdefault(node.value.id, set()).add(node.attr)
    return used


def seconds(run: Callable[[], object]) -> float:
    start = process_time()
    with suppress(RednetError):
        run()
    return process_time() - start


def assert_linear(run: Callable[[str], object], piece: str) -> None:
    """Time one bait in growing sizes; one that fails is tried again."""
    times: list[float] = []
    for _ in range(2):
        times = []
        for size, limit in SIZES.items():
            times.append(seconds(partial(run, bait(piece, size))))
            if times[-1] > limit:
                break
        else:
            if times[-1] < STEEPEST * max(times[-2], NOTICEABLE / STEEPEST):
                return
    pytest.fail(
        f"{piece!r}: "
        + ", ".join(f"{time:.3f} s for {size}" for time, size in zip(times, SIZES, strict=False))
    )


def use(pattern: re.Pattern, methods: set[str]) -> Callable[[str], object]:
    """Return what calls those methods on a text, or on its bytes, and runs to the end of it."""

    def run(text: str) -> None:
        subject = text.encode() if isinstance(pattern.pattern, bytes) else text
        for method in methods & {"match", "fullmatch", "search"}:
            getattr(pattern, method)(subject)
        if methods - {"match", "fullmatch", "search"}:
            for _ in pattern.finditer(subject):
                pass

    return run


def test_there_are_patterns_to_try() -> None:
    assert len(list(patterns())) > 30
    assert rednet_crawler.__version__


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "pattern" in metafunc.fixturenames:
        found = [pytest.param(pattern, methods, id=name) for name, pattern, methods in patterns()]
        metafunc.parametrize(("pattern", "methods"), found)


def test_every_regular_expression_is_linear(pattern: re.Pattern, methods: set[str]) -> None:
    for piece in BAITS.values():
        assert_linear(use(pattern, methods), piece)


READERS: dict[str, Callable[[str], object]] = {
    "opening": parse_opening,
    "outlet": split_outlet,
    "byline-line": parse_byline_line,
    "label": reads_as_label,
    "people": parse_people,
    "time": parse_time,
    "time-beside": lambda text: [
        time_beside(text[at : at + 40], NOW) for at in range(0, len(text), 40)
    ],
    "page-number": lambda text: (
        number_in(URL + text),
        page_number(URL, URL + text),
        step_from(URL + text, 2),
    ),
    "credits": lambda text: list(split_credits(text)),
    "credit-line": is_credit_line,
    "ends-article": ends_article,
    "clean-value": clean_value,
    "squeeze": squeeze,
    "title-tag": from_title_tag,
    "address": lambda text: read_address(f"https://hh.rednet.cn/{text}"),
    "resolve": lambda text: resolve(URL, text),
    "script": lambda text: list(script_videos(f"{text}.mp4", URL)),
    "sections": lambda text: read_body(
        [TextBlock(text=text), TextBlock(text=text, bold=True), TextBlock(text=text)]
    ),
    "many-blocks": lambda text: read_body(
        [TextBlock(text=text[at : at + 20]) for at in range(0, len(text), 20)]
    ),
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_every_reader_is_linear(read: Callable[[str], object]) -> None:
    for piece in BAITS.values():
        assert_linear(read, piece)


def page(text: str, url: str = URL) -> Page:
    return Page(url=url, body=text.encode(), content_type="text/html;charset=utf-8")


BODY = '<title>题目</title><h1 class="detail_title">题目</h1><article><section class="detail_article_content">'
PAGES: dict[str, Callable[[str], object]] = {
    "article": lambda text: normalise_article(extract_article(page(BODY + text)), station="hh"),
    "article-line": lambda text: extract_article(
        page(BODY.replace("<article>", f'<div class="m_b_25">{text}</div>'))
    ),
    "listing": lambda text: extract_listing(
        page(f'<div id="div_newsList"><ul class="news_list">{text}')
    ),
    "links": lambda text: extract_listing(page(f"<div>{text}")),
    "channels": lambda text: extract_channel_links(page(text)),
    "api": lambda text: extract_channel_api(page(f"[{text}")),
    "plain-lines": lambda text: extract_plain_text(
        page("\n".join(text[at : at + 6] for at in range(0, len(text), 6)))
    ),
    "plain-text": lambda text: normalise_article(extract_plain_text(page(text)), station="hh"),
}
TAGS = (
    "<p>|<div>|<span>|<b>|<p>甲</p>|<br>|甲<br>|<p>来源：甲</p>|<p>相关链接</p>|</div>|<table>|<table><tr><td>|<td>甲|"
    "<img src=/a.jpg>|<img srcset='/a.jpg 1x, '>|<picture><source srcset=/a.jpg>|<font size=2 "
    "color=gray>甲|<p><b>甲：乙</b></p>|<p>相关新闻</p><p>甲。</p>|<p><img src=/a.jpg></p><p align=center>图</"
    "p>|<!--|<!-- -->|<|<script>|"
    "<script>//a.mp4</script>|<a href='/channel/1.html'>甲</a>|<li><a href=/content/646656/94/1.html>甲</a>|"
    "<a href=/content/646656/94/1.html>甲</a>11-30|<div><a href=/content/646656/94/1.html>|<a "
    "href=?page=2>2</a>|<li channelid=7>甲|"
    "<div class=k><a href=/content/646656/94/2.html>乙</a></div>|<a data-url=/b/2.html data-page=2>"
    "更多|<i data-href=/a/12345.html>|"
    "<ul class=news_list>|<ul class=pagination><li class=active>1|<div class=group_carousel><img src=/a.jpg>|"
    "&nbsp;|<div class=m_b_25>|<h3>|<p style='text-align:center;font-size:12px'>甲|<meta name=a content=b>|"
    "<font><b>甲|<section class=detail_article_content>|<div class=newsmod><h3><a href=/a>甲|"
    "<span id=source_baidu>甲</span><p id=author_baidu>|<div id=div_newsList><ul class=news_list><li>|"
    '<h1 class=detail_title>|[|{"a":'
).split("|")


@pytest.mark.parametrize("piece", TAGS)
@pytest.mark.parametrize("read", PAGES.values(), ids=PAGES)
def test_every_page_is_read_in_linear_time(read: Callable[[str], object], piece: str) -> None:
    assert_linear(read, piece)


def test_lists_in_lists_are_read_in_linear_time() -> None:
    assert_linear(PAGES["listing"], "<ul class=news_list><li>")


@pytest.mark.parametrize("selector", ["#a, #b", "h1.a, h1.b", "#a b", "ul li.a"])
def test_selectors_that_would_take_quadratic_time_are_refused(selector: str) -> None:
    with pytest.raises(ValueError, match="two steps"):
        css(selector)


def test_a_selector_for_one_of_several_is_linear() -> None:
    either = css(":is(#source_baidu, #author_baidu)")

    def find(text: str) -> None:
        piece = (
            "<p id=source_baidu>甲</p>"
            if text[0] == "s"
            else "<p id=source_baidu>甲</p><b id=author_baidu>乙</b>"
        )
        either(
            etree.fromstring((piece * len(text)).encode(), parser=etree.HTMLParser(huge_tree=True))
        )

    for piece in "sa":
        times = [
            min(seconds(partial(find, bait(piece, size))) for _ in range(3))
            for size in (2_000, 20_000)
        ]
        assert times[1] < STEEPEST * max(times[0], NOTICEABLE / STEEPEST), times


@pytest.mark.parametrize("read", PAGES.values(), ids=PAGES)
def test_text_of_any_kind_is_read_in_linear_time(read: Callable[[str], object]) -> None:
    for piece in BAITS.values():
        assert_linear(read, piece)
