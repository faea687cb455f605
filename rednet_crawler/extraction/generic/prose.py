"""Where on a page of unknown design its text begins and ends, and which boxes belong to it."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rednet_crawler.extraction.body import Placed
from rednet_crawler.extraction.page import Element
from rednet_crawler.items import TextBlock
from rednet_crawler.normalise.credits import ends_article, is_credit_line, names_a_role
from rednet_crawler.normalise.labels import read_labels
from rednet_crawler.normalise.published import is_minute
from rednet_crawler.normalise.refusals import is_boilerplate
from rednet_crawler.normalise.text import HAN

_STOPS = re.compile(
    r"\W{0,4}(?:(?:(?:相关|热门|热点|推荐|精彩|更多|最新|今日|本周|本站|编辑|猜你|为您|为你|大家|网友|全部|发表|参与|我要|用户|最热|精选|关联|往期|滚动|图片|视频|专题|头条|24小时)"
    r"(?:的)?(?:阅读|新闻|推荐|资讯|文章|报道|内容|评论|跟帖|留言|喜欢|热文|热点|热榜|排行|排行榜|热门|"
    r"都在看|回顾|专题|精选|视频|图片|图集|链接|稿件|要闻|导读|关注|头条|文档|文件|附件|信息|政策|解读)){1,2}"
    r"|评论(?:区|列表)?|热评|排行榜|热榜|点击排行|延伸阅读|拓展阅读|推荐|上一[篇条]|下一[篇条]|阅读下一篇|频道精选|版权声明|免责声明|友情链接|网站地图|关于我们|联系我们"
    r"|返回(?:首页|顶部|列表)|分享(?:到|至|文章)?|[一本]周热[文点]|24小时热榜|您?可能(?:也|还)?感兴趣(?:的.{2,4})?|扫一扫.{0,20}|打开.{0,"
    r"10}(?:客户端|APP)(?:.{0,10}|[，,].{0,80})|为您推荐|文章评论|登录.{0,8}评论)"
    r"\W{0,4}(?:[（(]?\s?\d{0,6}\s?[条则]?[)）]?)?\W{0,4}",
    re.IGNORECASE,
)
_STOP_START = re.compile(
    r"\W{0,3}(?:上一[篇条则页张个]|下一[篇条则页张个]|(?:文章)?标签|关键[词字]|Tags?|"
    r"(?:免责|版权|特别|郑重)?声明|原(?:文)?标题|原题|分享(?:到|至|文章|按钮)?|相关(?:专题|标签))\s?[:：]",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\W{0,4}(?:相关(?:新闻|链接|阅读|报道|资讯|推荐)|(?:延伸|拓展)阅读|往期回顾)\W{0,4}"
)
"""Also headings in mid-text, with paragraphs below."""
_ENDS = re.compile(r"[。！？!?…；;”\"）)]$")
_HAN = re.compile(f"[{HAN}]")
_PROSE, _SENTENCE, _LONGEST_LABELS, _LONGEST_BOILERPLATE = 40, 12, 200, 120
_AHEAD, _BEFORE, _LEVELS = 12, 6, 40


class Region(NamedTuple):
    """The text of a page."""

    kept: Sequence[Placed]
    before: Sequence[int]
    """Indices of the lines between headline and text, and then of those shortly before the headline."""
    behind: Sequence[int]
    """Indices of the lines that follow the text, the end matter first."""


def is_prose(text: str) -> bool:
    """Return whether a line is a sentence or a paragraph."""
    return (
        len(text) >= _SENTENCE
        and (len(text) >= _PROSE or _ENDS.search(text) is not None)
        and bool(_HAN.search(text))
    )


def find_region(placed: Sequence[Placed], headline: int | None) -> Region:
    """Return the text that stands between the headline and the first of end matter, comments and
    links to other articles.
    """
    start = 0 if headline is None else headline + 1
    boxes = _boxes(placed)
    prose = [at for at in range(start, len(placed)) if _is_own_prose(placed[at])]
    prose = prose or [
        at for at in range(start, len(placed)) if _is_own_prose(placed[at], linked=True)
    ]
    end = _end_of(placed, start, prose, boxes)
    prose = [at for at in prose if at < end]
    if prose:
        kept = _of_boxes(placed, range(start, end), prose, boxes, headline)
        kept = [
            at
            for at in kept
            if prose[0] <= at <= prose[-1] or not _is_label(placed[at], signed=at > prose[-1])
        ]
    else:
        kept = [at for at in range(start, end) if not isinstance(placed[at].block, TextBlock)]
    kept = [at for at in kept if not _is_link_line(placed[at])]
    signed = (
        [at for at in range(prose[-1] + 1, end) if _is_label(placed[at], signed=True)]
        if prose
        else []
    )
    kept = [at for at in kept if not signed or at < signed[0]]
    first, last = (kept[0], kept[-1] + 1) if kept else (end, start)
    before = [
        *range(start, max(first, prose[0] if prose else first)),
        *range(max(0, start - 1 - _BEFORE), max(0, start - 1)),
    ]
    return Region([placed[at] for at in kept], before, range(last, len(placed)))


def _is_line(each: Placed) -> bool:
    return isinstance(each.block, TextBlock)


def _is_link_line(each: Placed) -> bool:
    """Return whether a line is a link, and no paragraph that is linked as a whole."""
    block = each.block
    return (
        isinstance(block, TextBlock)
        and block.link
        and not (is_prose(block.text) and _ENDS.search(block.text))
    )


def _is_label(each: Placed, *, signed: bool = False) -> bool:
    """Return whether a line is labelled or a time; behind the text (`signed`) a day alone is its signature."""
    text = each.block.text if isinstance(each.block, TextBlock) else ""
    if len(text) > _LONGEST_LABELS or "。" in text or (_ENDS.search(text) and not is_minute(text)):
        return is_credit_line(text)
    return is_credit_line(text) or any(
        not signed or value.field not in ("published", "changed") for value in read_labels(text)
    )


def _is_own_prose(each: Placed, *, linked: bool = False) -> bool:
    """Return whether a block is a paragraph; `linked`: one that is a link as a whole."""
    block = each.block
    return (
        isinstance(block, TextBlock)
        and block.link == linked
        and not block.heading
        and is_prose(block.text)
        and not is_credit_line(block.text)
        and not (len(block.text) < _LONGEST_BOILERPLATE and is_boilerplate(block.text))
        and not _is_label(each)
    )


def _end_of(
    placed: Sequence[Placed], start: int, prose: Sequence[int], boxes: Sequence[Element]
) -> int:
    """Return the index of the first block behind the text."""
    first = (
        prose[0]
        if prose
        else next((at for at in range(start, len(placed)) if not _is_line(placed[at])), start)
    )
    seen: set[Element] = set()
    texts = set(prose)
    for at in range(start, len(placed)):
        block = placed[at].block
        if at in texts:
            seen.add(boxes[at])
        if not isinstance(block, TextBlock) or at <= first:
            continue
        soft = _SOFT.fullmatch(block.text)
        if soft or (is_credit_line(block.text) and not names_a_role(block.text)):
            if not any(at < later <= at + _AHEAD and boxes[later] in seen for later in prose):
                return at
        elif (
            _STOPS.fullmatch(block.text)
            or _STOP_START.match(block.text)
            or ends_article(block.text)
        ):
            return at
    return len(placed)


def _boxes(placed: Sequence[Placed]) -> list[Element]:
    """Return for each block the element that holds it beside others: that around its paragraph,
    however deep it is wrapped.
    """
    counts: Counter[Element] = Counter()
    for each in placed:
        counts.update(islice(_upwards(each.element), _LEVELS))
    boxes = []
    for each in placed:
        levels = islice(_upwards(each.element), _LEVELS)
        boxes.append(next((element for element in levels if counts[element] > 1), each.element))
    return boxes


def _of_boxes(
    placed: Sequence[Placed],
    among: range,
    prose: Sequence[int],
    boxes: Sequence[Element],
    headline: int | None,
) -> list[int]:
    """Return the blocks that stand in a box of the text: beside its prose, or anywhere in it if it
    is not that of the headline.

    A text may be parted into several boxes, some of which hold no prose but a picture or a
    signature: those are built alike.
    """
    mains = {boxes[at] for at in prose}
    wide = set(_upwards(placed[headline].element)) if headline is not None else set[Element]()
    inner = mains - wide
    alike = {_build(_below(placed[at].element, wide)) for at in prose} if wide else set()
    kept = []
    for at in among:
        levels = list(islice(_upwards(placed[at].element), _LEVELS))
        if (
            boxes[at] in mains
            or any(element in inner for element in levels)
            or (at > prose[0] and any(_build(element) in alike for element in levels))
        ):
            kept.append(at)
    return kept


def _below(element: Element, wide: Collection[Element]) -> Element:
    """Return the outermost element around one that does not hold the headline as well."""
    for parent in islice(element.iterancestors(), _LEVELS):
        if parent in wide:
            break
        element = parent
    return element


def _build(element: Element) -> tuple[Element | None, object, str | None]:
    """Return what boxes of one text have in common: where they stand, their tag and class."""
    return element.getparent(), element.tag, element.get("class")


def _upwards(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()
