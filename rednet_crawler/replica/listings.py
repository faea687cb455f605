"""Home page, channel pages of kinds A, B and C, and JSON API (docs/site.md, section 4)."""

import json
from html import escape
from typing import NamedTuple

PAGE_SIZES = {"A": 20, "B": 15, "C": 12}

_CUT = 22
_HIDDEN = ("书记活动专辑", "市长活动专辑")
"""Channels missing from the menu of the home page; articles link them under 频道精选."""
_NEXT_LABELS = ("下一页", "»", "")
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{}_红网</title></head>
<body>
{}
</body></html>
"""
_HOME = """<ul class="nav">
{}</ul>
<a href="/">首页</a> <a href="https://hn.rednet.cn/">湖南站</a> <a href="/topic/hh.html">专题</a>
{}
<a href="{}">更多</a>"""


class Channel(NamedTuple):
    """A channel of the replica; its number is made up."""

    number: int
    name: str
    kind: str

    def path(self, page: int = 1) -> str:
        """Return the path of page N."""
        return f"/channel/{self.number}{f'_{page}' if page > 1 else ''}.html"


class Entry(NamedTuple):
    """An entry of a listing, as written on the page."""

    title: str
    href: str
    time: str
    authors: str = ""
    cover: str | None = None


def home_page(house: str, channels: list[Channel], latest: list[Entry]) -> str:
    """Return the home page: a menu of channels, and the latest articles."""
    shown = [channel for channel in channels if channel.name not in _HIDDEN]
    links = "".join(f'<li><a href="{channel.path()}">{channel.name}</a></li>\n' for channel in shown)
    return _PAGE.format(house, _HOME.format(links, _list_c(latest), channels[0].path()))


def channel_page(house: str, channel: Channel, entries: list[Entry], page: int, pages: int) -> str:
    """Return one page of a channel, with a pager if there are several."""
    listed = {"A": _list_a, "B": _list_b, "C": _list_c}[channel.kind](entries)
    return _PAGE.format(f"{channel.name}_{house}", listed + (_pager(channel, page, pages) if pages > 1 else ""))


def api_answer(entries: list[Entry]) -> str:
    """Return the JSON array of the API."""
    return json.dumps([_api_entry(entry) for entry in entries], ensure_ascii=False)


def _api_entry(entry: Entry) -> dict[str, object]:
    covers = [{"ratio": "3:2", "urlCloud": entry.cover}] if entry.cover else (None, [])[len(entry.title) % 2]
    return {"title": entry.title, "contentUrl": entry.href, "publishTimeStr": entry.time, "contentCovers": covers}


def _link(entry: Entry, inside: str) -> str:
    return f'<a href="{entry.href}" title="{escape(entry.title)}">{inside}</a>'


def _shortened(entry: Entry) -> str:
    return escape(entry.title if len(entry.title) <= _CUT else f"{entry.title[: _CUT - 1]}…")


def _list_a(entries: list[Entry]) -> str:
    items = ""
    for position, entry in enumerate(entries, 1):
        spans = f'<span class="f_left">{_shortened(entry)}</span><span class="f_right time">{entry.time}</span>'
        separator = "" if position % 5 else '<li class="line"></li>\n'
        items += f"<li>{_link(entry, spans)}</li>\n{separator}"
    return f'<div id="div_newsList"><ul class="news_list">\n{items}</ul></div>\n'


def _list_b(entries: list[Entry]) -> str:
    items = ""
    for entry in entries:
        cover, title = f'<img src="{entry.cover}/220">' if entry.cover else "", _shortened(entry)
        origin = f'<span class="zuozhe">{entry.authors}</span><span class="shijian">{entry.time}</span>'
        items += f"<li>{cover}<h1>{_link(entry, title)}</h1><p>{title}</p>{origin}</li>\n"
    return f'<ul class="main995 list-all">\n{items}</ul>\n'


def _list_c(entries: list[Entry]) -> str:
    return "".join(f'<div class="newsmod"><h3>{_link(entry, _shortened(entry))}</h3></div>\n' for entry in entries)


def _pager(channel: Channel, page: int, pages: int) -> str:
    links = [(str(number), channel.path(number)) for number in range(max(1, page - 4), min(pages, page + 5) + 1)]
    label = _NEXT_LABELS[channel.number % 3]
    links += [(label, channel.path(page + 1))] if label and page < pages else []
    items = (f'<li class="{"active" * (text == str(page))}"><a href="{path}">{text}</a></li>\n' for text, path in links)
    return f'<ul class="pagination">\n{"".join(items)}</ul>\n'
