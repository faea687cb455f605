"""Pages of other designs are read by their wording; what is not certain is absent."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from rednet_crawler.items import Page
from rednet_crawler.reading import read_article
from rednet_crawler.replica.designs import DESIGNS, redesign
from rednet_crawler.replica.station import Replica, build_station

URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
LEAD = "红网时刻怀化12月2日讯（记者 郭飞）近日，鹤城区组织志愿者走进社区，为居民办实事，得到群众一致好评。"
MORE = (
    "“以前办事要跑好几趟，现在家门口就能办，真方便！”团结村居民李敏说，她对今后的日子更有信心了。"
)
HEAD = "<title>鹤城打好疫情防控阻击战_要闻_红网怀化站</title>"
TITLE = "鹤城打好疫情防控阻击战"


@pytest.fixture(scope="module")
def replica() -> Replica:
    return build_station(60)


def read(html: str) -> Mapping[str, Any]:
    return read_article(
        Page(url=URL, body=html.encode(), content_type="text/html; charset=utf-8"), station="hh"
    ).to_dict()


def alike(one: str | None, other: str | None) -> float:
    left, right = (Counter("".join((text or "").split())) for text in (one, other))
    return 2 * (left & right).total() / (left.total() + right.total()) if left or right else 1.0


@pytest.mark.parametrize("design", DESIGNS)
def test_a_redesigned_page_gives_its_article(replica: Replica, design: str) -> None:
    read_well: Counter[str] = Counter()
    for story in replica.listed:
        html, truth = redesign(design, story, *replica.around(story))
        page = Page(url=story.url, body=html.encode(), content_type="text/html; charset=utf-8")
        article: Mapping[str, Any] = read_article(page, station="hh").to_dict()
        assert article["template"] == "generic"
        assert article["title"] in (truth["title"], None)
        assert article["original"] in (truth["original"], None)
        read_well["text"] += alike(article["text"], truth["text"]) > 0.98
        read_well.update(
            name for name in ("title", "source", "editor") if article[name] == truth[name]
        )
        read_well["time"] += article["published_at"][:16] == truth["published_at"][:16]
    assert {
        name: count for name, count in read_well.items() if count < 0.95 * len(replica.listed)
    } == {}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("来源：红网怀化站 作者：郭飞 编辑：杨超", ("红网怀化站", ["郭飞"], ["杨超"])),
        ("来源｜新华社 责编/杨超", ("新华社", ["郭飞"], ["杨超"])),
        ("来自：红网 文/熊静", ("红网", ["郭飞", "熊静"], [])),
        ("稿源：怀化日报 撰文：熊静 责任编辑：杨超", ("怀化日报", ["郭飞", "熊静"], ["杨超"])),
        ("来源 新华网 编辑 杨超", ("新华网", ["郭飞"], ["杨超"])),
        ("来源： 编辑：", (None, ["郭飞"], [])),
    ],
    ids=["colon", "bar", "slash", "others", "blank", "empty"],
)
def test_labels_stand_with_any_separator(line: str, expected: tuple[Any, ...]) -> None:
    article = read(
        f"<head>{HEAD}</head><h1>{TITLE}</h1><div>{line} 2022-12-02 10:15</div><div><p>{LEAD}</p><p>{MORE}</p></div>"
    )
    names = [credit["name"] for credit in article["byline"]]
    assert (article["source"], names, article["editor"]) == expected
    assert article["published_at"] == "2022-12-02T10:15:00+08:00"
    assert article["text"] == f"{LEAD}\n{MORE}"


@pytest.mark.parametrize(
    "html",
    [
        f"<head>{HEAD}</head><p>{LEAD}</p><p>{MORE}</p>",
        f"<head>{HEAD}</head><h1>红网怀化站</h1><p>{LEAD}</p><p>{MORE}</p>",
        f"<head>{HEAD}</head><h1>时刻新闻</h1><p>{LEAD}</p><p>{MORE}</p>",
    ],
    ids=["title-tag-alone", "station", "client"],
)
def test_no_title_is_better_than_a_wrong_one(html: str) -> None:
    assert read(html)["title"] is None


@pytest.mark.parametrize(
    ("behind", "name"),
    [
        ("<h3>相关链接</h3><p>近日，中方县举行了一场别开生面的龙舟赛，吸引众多游客。</p>", "links"),
        ("<p>网友评论（12）</p><p>写得真好，为家乡点赞，希望多一些这样的报道。</p>", "comments"),
        ("<p>来源：红网</p><p>写得真好，为家乡点赞，希望多一些这样的报道。</p>", "end-matter"),
        (
            "<footer><p>本网站由怀化市某某中心主办，未经授权禁止复制或建立镜像。</p></footer>",
            "footer",
        ),
    ],
)
def test_what_follows_the_article_is_not_its_text(behind: str, name: str) -> None:
    article = read(
        f"<head>{HEAD}</head><h1>{TITLE}</h1><div><p>{LEAD}</p><p>{MORE}</p></div><div>{behind}</div>"
    )
    assert article["text"] == f"{LEAD}\n{MORE}", name
