"""What `explain` shows of a value leads to the row of the table that says how such a text is read."""

from rednet_crawler.items import Found, Image, RawArticle, TextBlock
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.normalise.explain import explain

URL = "https://hh.rednet.cn/content/646656/94/12109536.html"
PROSE = "当前，全国新一轮疫情形势严峻复杂，鹤城疫情尚未结束，请广大市民朋友不信谣、不传谣，做好个人防护。"


def shown(*blocks: TextBlock | Image) -> dict[str, list[Found]]:
    raw = RawArticle(
        url=URL, template="standard", found={}, blocks=blocks, encoding="utf-8, declared"
    )
    rows: dict[str, list[Found]] = {}
    for row in explain(raw, normalise_article(raw, station="hh")):
        rows.setdefault(row.field, []).extend(row.found)
    return rows


def test_headings_and_what_might_be_one_are_shown_as_they_are_set() -> None:
    label = "联系电话：0745-2712345"
    heading = TextBlock(text="答复：得先查了历史账再说", bold=True, centred=True)
    rows = shown(
        heading,
        TextBlock(text=PROSE),
        TextBlock(text=label, bold=True),
        TextBlock(text="若水镇：入户走访"),
    )
    assert rows["sections"] == [
        Found(heading.text, "body: bold centred"),
        Found(label, "body: bold"),
        Found("若水镇：入户走访", "body: plain"),
    ]


def test_captions_are_shown_as_they_are_set() -> None:
    caption = TextBlock(text="志愿者在搬运物资。", small=True)
    assert shown(Image(url="https://img.rednet.cn/a.jpg"), caption)["images"] == [
        Found(caption.text, "body: small")
    ]


def test_the_opening_is_shown_whether_it_was_read_or_not() -> None:
    line = "红网时刻记者 王明 长沙报道"
    assert shown(TextBlock(text=line))["dateline"] == [Found(line, "dateline")]
    assert shown(TextBlock(text="记者 王明"))["dateline"] == [Found("记者 王明", "first paragraph")]
    assert shown(TextBlock(text="记者 王明"))["byline"] == [Found("记者 王明", "dateline")]
    assert shown(TextBlock(text=PROSE))["dateline"] == [Found(PROSE, "first paragraph")]
