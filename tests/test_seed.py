"""The one real page, as the text that a web corpus holds: it must always come out right (README, "What is known")."""

import json
from pathlib import Path

from rednet_crawler.export.records import to_record
from rednet_crawler.extraction.page_file import extract_page_file
from rednet_crawler.items import Page
from rednet_crawler.normalise.article import normalise_article

SAVED = Path(__file__).parent / "pages" / "standard-2022-seed"
URL = "https://hh.rednet.cn/content/646656/94/12109536.html"


def as_corpus_text(item: dict) -> str:
    """Write the page as the corpus does: breadcrumb, title, text, end matter, lists; lines apart by blank lines."""
    lines = ["当前位置:", item["title"]]
    for section in item["sections"]:
        lines += [section["heading"]] if section["heading"] else []
        lines += section["paragraphs"]
    lines += ["来源:红网怀化站", "作者:郭飞 赵恒 陈林 唐仲文 尹鸾", "编辑:杨超"]
    lines += [
        "本文为怀化站原创文章,转载请附上原文出处链接和本声明。",
        f"本文链接:{URL}",
        "相关链接",
        "    频道精选",
    ]
    return (
        "\n\n".join(lines)
        + "\n\n  • 重要新闻\n  • 县市区\n\n阅读下一篇\n\n返回红网首页 返回怀化站首页"
    )


def test_text_and_html_of_the_page_give_the_same_item() -> None:
    item = json.loads((SAVED / "expected.json").read_bytes())["item"]
    raw = extract_page_file(Page(url=None, body=as_corpus_text(item).encode()))
    record = to_record(normalise_article(raw, station="hh"))
    assert {name: record[name] for name in item if name != "template"} == {
        name: value for name, value in item.items() if name != "template"
    }
    assert record["template"] == "text"
    assert [len(section["paragraphs"]) for section in item["sections"]] == [1, 6, 9, 7]
