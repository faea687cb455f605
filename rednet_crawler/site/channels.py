"""Names of the channels of the Huaihua station. Their numbers are read off links at run time."""

from collections.abc import Iterable

from rednet_crawler.items import ChannelLink

HUAIHUA = (
    "重要新闻", "县市区", "法治", "要闻", "政务", "热点", "文化", "教育", "旅游", "经济",
    "消费", "健康", "公示公告", "社会", "印象怀化", "书记活动专辑", "市长活动专辑", "民生",
    "精彩视频",
)  # fmt: skip
"""In the order of the 频道精选 block of the seed page (docs/site.md, section 3)."""

_NO_NAMES = frozenset({"更多", "more", "更多>>", "更多»", "查看更多", "首页", "»", ">>", ">"})


def choose_names(links: Iterable[ChannelLink]) -> dict[str, ChannelLink]:
    """Return channel number → link, one link a channel, in the order first seen.

    Of several links to one channel, one with a known name wins; else the first with a name.
    Words such as 更多 are not names.
    """
    chosen: dict[str, ChannelLink] = {}
    for link in links:
        if link.name.lower() in _NO_NAMES:
            continue
        known = chosen.get(link.channel_id)
        if known is None or (known.name not in HUAIHUA and link.name in HUAIHUA):
            chosen[link.channel_id] = link
    return chosen
