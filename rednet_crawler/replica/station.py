"""The whole replica: the response for each host and path, rendered on request."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from .designs import redesign
from .desk import Desk
from .listings import PAGE_SIZES, api_answer, channel_page, home_page
from .numbering import SEED_ID
from .pages import article_page

ARTICLES = 240
SEED = 646656

_CHINA = timezone(timedelta(hours=8))
_BUILT = datetime(2026, 8, 20)
_HTML = "text/html;charset=UTF-8"
_CHANNEL = re.compile(r"/channel/(?:(\d{4}/\d{4})/)?(\d+)(?:_(\d+))?\.html", re.ASCII)


class Request(NamedTuple):
    """A request to the server, with the status of its response."""

    time: float
    method: str
    host: str
    path: str
    status: int


class Answer(NamedTuple):
    """A response of the site."""

    status: HTTPStatus
    content_type: str
    body: bytes
    modified: datetime


class Replica(Desk):
    """A station with all its hosts. Only `publish` and another `design` change it."""

    def __init__(self, station: str, articles: int, seed: int, issued: set[int]) -> None:
        super().__init__(station, articles, seed, issued)
        self.requests: list[Request] = []
        """Requests to the server, in order."""
        self.design: str | None = None
        """In which of `DESIGNS` the article pages are; None for that of the site (docs/site.md)."""
        self.neighbours: list[Replica] = []
        """Other stations on the same server."""

    def answer(self, host: str, target: str) -> Answer:
        """Return the response of a host; only the API looks at the query."""
        parts = urlsplit(target)
        if parts.path == "/robots.txt":
            return _found("User-agent: *\nDisallow: /admin/\n", content_type="text/plain")
        if host == "front-web.rednet.cn" and parts.path == "/content/list/channel":
            return _found(self._api(parse_qs(parts.query)), content_type="text/plain")
        path, code = re.sub(r"^/(?:m|pc)(?=/)", "", parts.path), host.removesuffix(".rednet.cn").removesuffix("-wap")
        pages = (replica.page(code, path) for replica in (self, *self.neighbours))
        missing = _found("<title>404</title>\n<h1>404 Not Found</h1>\n")._replace(status=HTTPStatus.NOT_FOUND)
        return next((page for page in pages if page), missing)

    def page(self, code: str, path: str) -> Answer | None:
        """Return the page at a path, or None; `code` is the first label of the host."""
        story = next((story for story in self.listed if story.path == path), None)
        if story and code in (story.station, "moment"):
            if self.design:
                html = redesign(self.design, story, *self.around(story)).html
                return _found(html, story.published)
            body, content_type = article_page(story, *self.around(story))
            return Answer(HTTPStatus.OK, content_type, body, story.published.replace(tzinfo=_CHINA))
        if code != self.station:
            return None
        if path in ("/", "/index.html"):
            latest = list(reversed(self.listed))[:8]
            entries = [self.entry(self.channels[0], story) for story in latest]
            return _found(home_page(self.house, self.channels, entries), latest[0].published)
        match = _CHANNEL.fullmatch(path)
        return match and self._channel_page(match[1] or "", int(match[2]), int(match[3] or 1))

    def _channel_page(self, day: str, number: int, page: int) -> Answer | None:
        """Past its last page, every other channel has an empty list; the rest have no page."""
        for channel in self.channels:
            if channel.number == number:
                stories, size = self.stories_of(channel, day), 10**6 if day else PAGE_SIZES[channel.kind]
                entries = [self.entry(channel, story) for story in stories] if day else self.listing(channel)
                pages, first = max(1, -(-len(entries) // size)), (page - 1) * size
                if page <= pages or number % 2:
                    html = channel_page(self.house, channel, entries[first : first + size], page, pages)
                    return _found(html, stories[0].published if stories else _BUILT)
        return None

    def _api(self, query: dict[str, list[str]]) -> str:
        number, size = query.get("channelId", [""])[0], query.get("pageSize", ["20"])[0]
        for channel in self.channels:
            if number == str(channel.number) and size.isdecimal():
                return api_answer([self.entry(channel, story) for story in self.stories_of(channel)[: int(size)]])
        return "[]"


def build_station(articles: int = ARTICLES, seed: int = SEED, *, stations: Sequence[str] = ("hh",)) -> Replica:
    """Return the first station with its neighbours. The same arguments give the same bytes."""
    issued = {SEED_ID}
    replica, *neighbours = [Replica(station, articles, seed, issued) for station in stations]
    replica.neighbours += neighbours
    return replica


def _found(text: str, modified: datetime = _BUILT, content_type: str = _HTML) -> Answer:
    return Answer(HTTPStatus.OK, content_type, text.encode(), modified.replace(tzinfo=_CHINA))
