"""Articles for tests: one in full, and a strategy that makes any article the classes allow."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from rednet_crawler.export.files import write_table
from rednet_crawler.export.records import to_record
from rednet_crawler.export.tables import ARTICLES as TABLE
from rednet_crawler.items import Article, Credit, Dateline, Image, Section, Video
from rednet_crawler.safety import clean

FULL = Article(
    content_id="12109536",
    url="https://hh.rednet.cn/content/646656/94/12109536.html",
    station="hh",
    channels=("法治", "要闻"),
    title="全力以赴打赢歼灭战——鹤城打好阻击战侧记",
    byline=(
        Credit(name="郭飞", role="通讯员"),
        Credit(name="赵恒"),
        Credit(name="阿依古丽·买买提", role="摄影"),
    ),
    editor=("杨超", "王勇"),
    source="红网怀化站",
    published_at="2022-12-02T10:15:00+08:00",
    dateline=Dateline(outlet="红网时刻", place="怀化", month=12, day=2),
    sections=(
        Section(
            heading=None, paragraphs=("红网时刻怀化12月2日讯（通讯员 郭飞）疫情当前，众志成城。",)
        ),
        Section(heading="解决群众急难愁盼问题", paragraphs=("第一段，“引号”, comma。", "第二段。")),
        Section(heading="构筑群防群控防线", paragraphs=("第三段。",)),
    ),
    text="红网时刻怀化12月2日讯（通讯员 郭飞）疫情当前，众志成城。\n第一段，“引号”, comma。\n第二段。\n第三段。",
    images=(
        Image(url="https://img.rednet.cn/2022/12-02/a.jpg", caption="志愿者在核酸采样点。"),
        Image(url="https://img.rednet.cn/2022/12-02/b c.jpg"),
    ),
    videos=(
        Video(
            url="http://1400085894.vod2.myqcloud.com/x/v.f30.mp4",
            cover="https://img.rednet.cn/c.jpg",
        ),
    ),
    tables=((("姓名", ""), ("郭飞", "鹤城")),),
    original=True,
    original_by="怀化站",
    breadcrumb=("红网", "怀化站", "法治"),
    keywords=("鹤城", "疫情"),
    description=None,
    template="standard",
    provenance={"title": "headline", "source": "end-matter"},
    content_hash="0f" * 32,
    revision=1,
    first_seen_at="2022-12-02T02:30:00+00:00",
    fetched_at="2022-12-02T02:30:00+00:00",
)
"""An article in which every field but one (description) holds something."""

EMPTY = replace(
    FULL,
    channels=(),
    title=None,
    byline=(),
    editor=(),
    source=None,
    published_at=None,
    dateline=None,
    sections=(),
    text=None,
    images=(),
    videos=(),
    tables=(),
    original=False,
    original_by=None,
    breadcrumb=(),
    keywords=(),
    template=None,
    provenance={},
    first_seen_at=None,
    fetched_at=None,
)
"""An article of which nothing but its identity is known."""

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
"""Any characters at all: control characters and lone surrogates too."""

_text = ANY_TEXT.filter(clean)
_maybe = st.none() | _text
_texts = st.lists(_text, max_size=3).map(tuple)
_https = _text.map(lambda text: f"https://img.rednet.cn/{text}")
_utc = st.none() | st.datetimes().map(lambda moment: f"{moment:%H:%M:%S}").map(
    lambda clock: f"2022-12-02T{clock}+00:00"
)
_table = st.lists(st.lists(ANY_TEXT, max_size=3).map(tuple), max_size=3).map(tuple)

ARTICLES = st.builds(
    Article,
    content_id=st.integers(1, 10**9).map(str),
    url=st.integers(1, 10**9).map(
        lambda number: f"https://hh.rednet.cn/content/646656/94/{number}.html"
    ),
    station=st.sampled_from(["hh", "cs", "hn"]),
    channels=_texts,
    title=_maybe,
    byline=st.lists(st.builds(Credit, name=_text, role=_maybe), max_size=3).map(tuple),
    editor=_texts,
    source=_maybe,
    published_at=st.sampled_from([None, "2022-12-02", "2022-12-02T10:15:00+08:00"]),
    dateline=st.none()
    | st.builds(
        Dateline,
        outlet=_maybe,
        place=_maybe,
        month=st.none() | st.integers(1, 12),
        day=st.none() | st.integers(1, 31),
    ),
    sections=st.lists(st.builds(Section, heading=_maybe, paragraphs=_texts), max_size=3).map(tuple),
    text=_maybe,
    images=st.lists(st.builds(Image, url=_https, caption=_maybe), max_size=3).map(tuple),
    videos=st.lists(st.builds(Video, url=_text, cover=st.none() | _https), max_size=2).map(tuple),
    tables=st.lists(_table, max_size=2).map(tuple),
    original=st.booleans(),
    original_by=_maybe,
    breadcrumb=_texts,
    keywords=_texts,
    description=_maybe,
    template=_maybe,
    provenance=st.dictionaries(_text, _text, max_size=3),
    content_hash=st.binary(min_size=32, max_size=32).map(bytes.hex),
    revision=st.integers(1, 99),
    first_seen_at=_utc,
    fetched_at=_utc,
)


def write_articles(path: Path, articles: Iterable[Article], *, excel: bool = False) -> int:
    """Write articles to a file, one at a time, and return their number."""
    return write_table(path, TABLE, map(to_record, articles), excel=excel)
