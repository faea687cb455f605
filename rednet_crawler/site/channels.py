"""The channels of the Huaihua station by name. Their numbers are not known and are read off links at run time."""

from collections.abc import Iterable

from rednet_crawler.items import ChannelLink

HUAIHUA = (
    "重要新闻", "县市区", "法治", "要闻", "政务", "热点", "文化", "教育", "旅游", "经济", "消费", "健康", "公示公告",
    "社会", "印象怀化", "书记活动专辑", "市长活动专辑", "民生", "精彩视频",
)  # fmt: skip
"""In the order of the 频道精选 block of the seed (site.md, section 3)."""

_NO_NAMES = frozenset({"更多", "more", "更多>>", "更多»", "查看更多", "首页", "»", ">>", ">"})


def choose_names(links: Iterable[ChannelLink]) -> dict[str, ChannelLink]:
    """Return channel number → link, each under one name, in the order first seen.

    A channel may be linked several times: a known name wins, then the first that is one (更多 is none).
    """
    chosen: dict[str, ChannelLink] = {}
    for link in links:
        if link.name.lower() in _NO_NAMES:
            continue
        known = chosen.get(link.channel_id)
        if known is None or (known.name not in HUAIHUA and link.name in HUAIHUA):
            chosen[link.channel_id] = link
    return chosen
