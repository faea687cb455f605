"""Real material of the network and of those it reprints, each case with the right value by careful reading.

Names are replaced, sentences that carry nothing are filler. Addresses outside rednet.cn and menus are not among them.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from rednet_crawler.extraction.listing import extract_listing
from rednet_crawler.extraction.page_file import read_page_file
from rednet_crawler.items import Article, Page
from rednet_crawler.normalise.dateline import parse_opening
from rednet_crawler.reading import read_article
from rednet_crawler.site.urls import read_address

URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
PROSE = (
    "这里是一段中性的填充文字，用来代替原来的句子，长度与原文相近，共有好几个分句，最后以句号结束。"
)
TEMPLATE = """<title>题目_要闻_红网怀化站</title><section class="box_left f_left"><h1 class="detail_title">题目</h1>
<div class="m_b_25">{line}</div><article><section class="detail_article_content f_left">{body}</section>
<section>{end}</section></article></section>"""
CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("real_cases.jsonl").read_text("utf-8").splitlines()
]


def read(line: str = "", body: str = f"<p>{PROSE}</p>", end: str = "") -> Article:
    html = TEMPLATE.format(line=line, body=body, end=end)
    return read_article(
        Page(url=URL, body=html.encode(), content_type="text/html;charset=utf-8"), station="hh"
    )


def signed(article: Article) -> list[list[str | None]]:
    return [[credit.name, credit.role] for credit in article.byline]


def opened(article: Article) -> list[object] | None:
    line = article.dateline
    return [line.outlet, line.place, line.month, line.day] if line else None


def values_of(article: Article) -> dict[str, object]:
    return {
        "title": article.title,
        "dateline": opened(article),
        "byline": signed(article),
        "source": article.source,
        "editor": list(article.editor),
        "published_at": article.published_at,
        "sections": [[section.heading, len(section.paragraphs)] for section in article.sections],
        "captions": [image.caption for image in article.images if image.caption],
        "videos": len(article.videos),
    }


def by_credits(case: Mapping[str, Any]) -> object:
    line = "".join(f'<span class="p_l_10">{span}</span>' for span in case.get("spans", ()))
    end = "".join(f'<p class="f14 m_t_5 m_b_5 h20">{text}</p>' for text in case.get("lines", ()))
    return values_of(read(line=line, end=end))


def by_dateline(text: str) -> object:
    opening = parse_opening(text)
    if opening is None:
        return None
    line = opening.dateline
    people = [[credit.name, credit.role] for credit in opening.people]
    return {
        "outlet": line.outlet,
        "place": line.place,
        "month": line.month,
        "day": line.day,
        "people": people,
    }


def by_html(case: Mapping[str, Any]) -> object:
    return values_of(read(body=case["body"]))


def by_text(text: str) -> object:
    return values_of(read_article(Page(url=URL, body=text.encode()), station="hh"))


def by_url(url: str) -> object:
    address = read_address(url)
    if address is None:
        return None
    day, month = address.day and address.day.isoformat(), address.month and list(address.month)
    found = {"kind": address.kind, "content_id": address.content_id, "station": address.station}
    return {**found, "day": day, "month": month}


def by_listing(html: str) -> object:
    page = Page(
        url="https://xiangxiang.rednet.cn/",
        body=html.encode(),
        content_type="text/html;charset=utf-8",
    )
    listing = extract_listing(page)
    urls, titles = (
        [entry.url for entry in listing.entries],
        [entry.title for entry in listing.entries],
    )
    return {"kind": listing.kind, "urls": urls, "titles": titles}


TEXT = Path(__file__).parent / "texts" / "related-in-mid-text"


def test_a_plain_text_goes_on_below_related_news() -> None:
    article = read_article(read_page_file(TEXT / "page.html"), station="hh").to_dict()
    wanted = json.loads((TEXT / "expected.json").read_bytes())["item"]
    assert {name: article[name] for name in wanted} == wanted


READERS: Mapping[str, Callable[[Any], object]] = {
    "credits": by_credits,
    "dateline": by_dateline,
    "html": by_html,
    "text": by_text,
    "url": by_url,
    "listing": by_listing,
}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_real_material_is_read_as_a_person_reads_it(case: dict[str, Any]) -> None:
    expected = case["expected"]
    found = READERS[case["kind"]](case["input"])
    if isinstance(expected, dict) and isinstance(found, dict):
        found = {field: found[field] for field in expected}
    assert found == expected
