"""The one real article, the seed, as a page of template 1 (docs/site.md, section 7)."""

import gzip
from datetime import datetime
from importlib.resources import files

from rednet_crawler.items import Credit, Dateline

from .numbering import SEED_ID, article_path
from .story import Heading, Mentions, Story

_DAY = datetime(2022, 12, 2)
_HEADINGS = (
    "解决群众急难愁盼问题",
    "强化党建引领保障 构筑群防群控防线",
    "防疫一线担使命 “三无”创建竞风流",
)
_PEOPLE = ("郭飞", "赵恒", "陈林", "唐仲文", "尹鸾")


def seed_story() -> Story:
    """Return the seed article. Its text, and so its page, has no time and no title line."""
    packed = files(__package__).joinpath("seed.txt.gz").read_bytes()
    title, *body = gzip.decompress(packed).decode("gb18030").splitlines()
    lines = body[: body.index("来源:红网怀化站")]
    authors = tuple(Credit(name=name) for name in _PEOPLE)
    return Story(
        content_id=str(SEED_ID),
        station="hh",
        path=article_path(_DAY, SEED_ID),
        published=_DAY,
        day_only=True,
        title=title,
        dateline=Dateline(outlet="红网时刻", place="怀化", month=12, day=2),
        people=tuple(Credit(name=name, role="通讯员") for name in _PEOPLE),
        pieces=tuple(Heading(line) if line in _HEADINGS else line for line in lines),
        line=Mentions(),
        meta=Mentions(),
        end=Mentions(source="红网怀化站", authors=authors, editors=("杨超",)),
        original_by="怀化站",
        half_width=True,
    )
