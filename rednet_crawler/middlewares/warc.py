"""Keeps every exchange of a run in WARC files, where the setting REDNET_WARC names a folder. Needs
the extra `warc`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Request, Response

from rednet_crawler.errors import StorageError, needs
from rednet_crawler.extensions.logs import ends_the_run
from rednet_crawler.items import Article
from rednet_crawler.site.urls import read_address
from rednet_crawler.spiders.answers import Unchanged
from rednet_crawler.spiders.base import RednetSpider
from rednet_crawler.warc.content import ReceivedResponse, SentRequest, note_of

if TYPE_CHECKING:
    from rednet_crawler.warc.writer import WarcFiles

_NOT_MODIFIED = 304
_ASKED = "rednet_warc_asked"
_FLAG = "warc-record:"
_ASCII = bytes(range(128))
"""Before the id of a response's record among its flags, which stay when it is decoded or handed on."""


class WarcMiddleware:
    """Next to the network: sees requests as they are sent, and answers before they are decoded."""

    def __init__(self, crawler: Crawler, files: "WarcFiles") -> None:
        self._crawler, self._files = crawler, files
        self._has_article = False
        """Whether a page of an article was kept, or what stood in its place."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "WarcMiddleware":
        """Open no file yet; that comes with the first answer. Without a folder there is nothing to do."""
        folder = str(crawler.settings["REDNET_WARC"] or "")
        if not folder:
            raise NotConfigured
        with ends_the_run(), needs("warc"):
            from rednet_crawler.warc.writer import WarcFiles  # noqa: PLC0415 - an extra
        station = getattr(crawler.spider, "station", "")
        size = crawler.settings.getint("REDNET_WARC_SIZE")
        made = cls(crawler, WarcFiles(Path(folder), station, size, datetime.now(UTC)))
        crawler.signals.connect(made.saved, signals.item_scraped)
        crawler.signals.connect(made.dropped, signals.item_dropped)
        crawler.signals.connect(made.close, signals.engine_stopped)
        return made

    def process_request(self, request: Request) -> None:
        """Mark what is really asked for: other answers come out of the run's own memory."""
        request.meta[_ASKED] = True

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep an exchange."""
        if not request.meta.pop(_ASKED, False):
            return response
        address = read_address(request.url)
        if response.status != _NOT_MODIFIED and address is not None and address.content_id:
            self._has_article = True
        asked = SentRequest(request.method, request.url, list(_pairs(request.headers)))
        answered = ReceivedResponse(
            response.status,
            response.protocol or "HTTP/1.1",
            list(_pairs(response.headers)),
            response.body,
        )
        try:
            record_id = self._files.write(asked, answered, datetime.now(UTC))
        except StorageError as error:
            self._failed(error)
            return response
        return response.replace(flags=[*response.flags, _FLAG + record_id])

    def saved(self, item: object, response: Response | None) -> None:
        """Note what the page of a new or changed article does not say."""
        if isinstance(item, Article):
            self._note(item, response)

    def dropped(self, response: Response | None, exception: BaseException) -> None:
        """Note the same of an article that has not changed."""
        if isinstance(exception, Unchanged):
            self._note(exception.article, response)

    def close(self) -> None:
        """Complete the files. A run that met no article leaves none: quiet ones would fill the disk."""
        try:
            if self._has_article:
                self._files.close()
            else:
                self._files.discard()
        except StorageError as error:
            self._failed(error)

    def _note(self, article: Article, response: Response | None) -> None:
        spider, request = self._crawler.spider, response and response.request
        if response is None or request is None or not isinstance(spider, RednetSpider):
            return
        entry = spider.ledger.entries.get(request.cb_kwargs.get("key", ""))
        record_id = next(
            (flag.removeprefix(_FLAG) for flag in response.flags if flag.startswith(_FLAG)), None
        )
        if record_id is None or entry is None:
            return
        try:
            self._files.note(response.url, record_id, note_of(article, entry.sighting))
        except StorageError as error:
            self._failed(error)

    def _failed(self, error: StorageError) -> None:
        if isinstance(self._crawler.spider, RednetSpider):
            self._crawler.spider.storage_failed(error)


def _pairs(headers: Headers) -> Iterator[tuple[str, str]]:
    for name, values in headers.items():
        for value in values:
            yield (
                quote(name, safe=_ASCII),
                quote(value, safe=_ASCII),
            )  # warcio writes ASCII, and fails on some of the rest
