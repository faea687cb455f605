"""Lists: the names of the channels of the Huaihua station, whose numbers are read off links at run
time; and the addresses of the pages of one list: which page one is, and what the next would be. The
next is a guess, not linked by any pager.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from rednet_crawler.items import ChannelLink
from rednet_crawler.site.urls import read_address

HUAIHUA = (
    "重要新闻", "县市区", "法治", "要闻", "政务", "热点", "文化", "教育", "旅游", "经济",
    "消费", "健康", "公示公告", "社会", "印象怀化", "书记活动专辑", "市长活动专辑", "民生",
    "精彩视频",
)  # fmt: skip
"""In the order of the 频道精选 block of the seed page (docs/site.md, section 3)."""

_NO_NAMES = frozenset({"更多", "more", "更多>>", "更多»", "查看更多", "首页", "»", ">>", ">"})


def choose_names(links: Iterable[ChannelLink]) -> dict[str, ChannelLink]:
    """Return channel number → link, one link a channel, in the order first seen.

    Of several links to one channel, one with a known name wins; else the first with a name, before
    one that goes by its number.
    Words such as 更多 are not names.
    """
    chosen: dict[str, ChannelLink] = {}
    for link in links:
        if link.name.lower() in _NO_NAMES:
            continue
        known = chosen.get(link.channel_id)
        is_better = known is not None and (
            known.name == known.channel_id or (known.name not in HUAIHUA and link.name in HUAIHUA)
        )
        if known is None or is_better:
            chosen[link.channel_id] = link
    return chosen


_SEPARATED = re.compile(
    r"(?P<before>(?:[/_.-]|^)(?:index|page|list|p)?[/_-]?)(?P<number>\d{1,5})(?P<after>/?)"
)
"""What an address has more than that of the first page: `_2`, `-2`, `/2/`, `/index_2`, `/page/2`."""
_BETWEEN = re.compile(r"(?<=[/_-])(?P<number>\d{1,5})(?=[/.]|\Z)", re.ASCII)
_AT_THE_END = re.compile(
    r"(?:[_-]|/(?:index|page|list|p)?[_-]?(?=\d{1,3}/\Z))(?P<number>[1-9]\d{0,4})(?:\.s?html?|/)?\Z",
    re.ASCII,
)
_PARAMETER = re.compile(
    r"(?P<name>p|page|pn|pg|pageno|pagenum|pageindex|currentpage|curpage|start)=(?P<number>\d{1,6})",
    re.IGNORECASE,
)


def step_from(url: str, page: int) -> str | None:
    """Return what a further step leads to from an address that holds the number of its page; None
    for one that does not.

    >>> step_from("https://hh.rednet.cn/more?channel=7012&page=2", 2)
    'https://hh.rednet.cn/more?channel=7012&page=3'
    """
    parts = urlsplit(url)
    for match in _PARAMETER.finditer(parts.query):
        if int(match["number"]) == page:
            query = f"{parts.query[: match.start('number')]}{page + 1}{parts.query[match.end('number') :]}"
            return parts._replace(query=query).geturl()
    for match in reversed(list(_BETWEEN.finditer(parts.path))):
        if page > 1 and int(match["number"]) == page:
            path = f"{parts.path[: match.start('number')]}{page + 1}{parts.path[match.end('number') :]}"
            return parts._replace(path=path).geturl()
    return None


def number_in(url: str) -> int:
    """Return the number of the page that stands in an address: 1 where none does.

    >>> number_in("https://hh.rednet.cn/channel/7012_3.html"), number_in("https://hh.rednet.cn/channel/7012.html")
    (3, 1)
    """
    address = read_address(url)
    if address and address.page > 1:
        return address.page
    parts = urlsplit(url)
    if match := _PARAMETER.search(parts.query):
        return max(int(match["number"]), 1)
    match = _AT_THE_END.search(parts.path)
    return int(match["number"]) if match else 1


def page_number(first: str, other: str) -> int | None:
    """Return which page of a list an address is, by that of its first page; None where it is none.

    >>> page_number("https://hh.rednet.cn/channel/7012.html", "https://hh.rednet.cn/channel/7012-3.html")
    3
    """
    one, two = urlsplit(first), urlsplit(other)
    if one.netloc.lower() != two.netloc.lower():
        return None
    if one.path == two.path:
        pages = [match for match in _PARAMETER.finditer(two.query) if match[0] not in one.query]
        return int(pages[0]["number"]) if len(pages) == 1 else None
    stem, _, ending = (
        one.path.rpartition(".") if "." in one.path.rpartition("/")[2] else (one.path, "", "")
    )
    stem = stem.rstrip("/").removesuffix("/index")
    if two.query != one.query or not two.path.startswith(stem):
        return None
    rest = two.path[len(stem) :]
    rest = rest.removesuffix(f".{ending}") if ending else re.sub(r"\.s?html?\Z", "", rest)
    match = _SEPARATED.fullmatch(rest)
    return int(match["number"]) if match and match["before"] else None
