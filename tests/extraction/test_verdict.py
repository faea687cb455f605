"""What an answer shows, by a table of cases: challenges, soft 404s, stubs and shells on one side,
short and odd articles on the other.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from rednet_crawler.errors import NotAnArticleError, RemovedError
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.items import Page

CASES = json.loads((Path(__file__).parent / "verdicts.json").read_text(encoding="utf-8"))
URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
BEFORE = (
    '<header><a href="/">红网首页</a><a href="/channel/1.html">要闻</a><a href="/channel/2.html">法治</a></header>'
    '<div class="breadcrumb">当前位置：<a href="/">首页</a></div>'
)
SUMMARIES = "".join(
    f'<div class="card"><h4><a href="/content/646656/94/1210950{n}.html">怀化：第{n}期志愿服务活动走进社区</a></h4>'
    f"<p>红网时刻怀化3月{n}日讯（记者 李四）志愿者第{n}次走进社区，为居民带去节日的祝福和问候。</p></div>"
    for n in range(1, 6)
)
BEHIND = (
    f'<div class="more"><h3>推荐阅读</h3>{SUMMARIES}<h3>相关链接</h3>'
    '<ul><li><a href="/content/646656/94/12109511.html">怀化开展春季植树活动</a></li></ul></div>'
    "<footer>版权所有 红网 湘ICP备00000000号</footer><p>互联网新闻信息服务许可证 43120170002，未经授权不得转载。</p>"
)


def page_of(case: dict[str, Any]) -> Page:
    html = case["html"]
    if case.get("frame"):
        end = html.index("</title>") + len("</title>")
        html = f"<html><head>{html[:end]}</head><body>{BEFORE}{html[end:]}{BEHIND}</body></html>"
    return Page(url=URL, body=html.encode(), content_type="text/html; charset=utf-8")


@pytest.mark.parametrize(
    "case", [each for each in CASES if each["article"]], ids=lambda case: str(case["name"])
)
def test_an_article_is_read(case: dict[str, Any]) -> None:
    extract_article(page_of(case))


@pytest.mark.parametrize(
    "case", [each for each in CASES if not each["article"]], ids=lambda case: str(case["name"])
)
def test_another_answer_is_refused_with_its_kind(case: dict[str, Any]) -> None:
    with pytest.raises(NotAnArticleError, match=f"holds no article but {case['kind']} ") as raised:
        extract_article(page_of(case))
    assert isinstance(raised.value, RemovedError) == (case["kind"] == "a page that is not there")
