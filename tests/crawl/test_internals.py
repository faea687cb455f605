"""The private parts of Scrapy and Twisted that are used are there, and mean what they are taken to mean.

Scrapy is held below its next minor version for them: where one of these fails after an upgrade,
`downloads/internals.py` is the place to mend.
"""

import inspect
from time import monotonic
from typing import Any

import pytest
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.downloadermiddlewares import cookies
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from twisted.internet.defer import Deferred
from twisted.web._newclient import BODY, HTTPParser
from twisted.web.client import HTTPConnectionPool

from rednet_crawler.downloads import internals


class Handler(HTTP11DownloadHandler):
    """A handler with no reactor: only the pool is looked at."""

    def __init__(self) -> None:
        self._pool = HTTPConnectionPool(None)


def test_connections_are_made_by_the_factory_of_the_pool() -> None:
    made = inspect.getsource(HTTP11DownloadHandler.__init__)
    assert "self._pool = HTTPConnectionPool(" in made.replace(": HTTPConnectionPool", "")
    assert "self._pool._factory = _LenientHTTP11ClientFactory" in made.replace(": type", "")
    handler = Handler()
    internals.use_factory(handler, internals.LenientFactory, trusted={"127.0.0.1"})
    assert handler._pool._factory.trusted == {"127.0.0.1"}  # type: ignore[attr-defined]
    internals.share_connections(handler, 3)
    assert handler._pool.maxPersistentPerHost == 3


@pytest.mark.parametrize("name", ["_giveUp", "dataReceived", "request"])
def test_a_connection_can_be_broken_off(name: str) -> None:
    assert callable(getattr(internals.LenientProtocol, name))


def test_a_connection_tells_when_it_is_free() -> None:
    told: list[object] = []
    factory = internals.LenientFactory(told.append, "")
    assert internals.quiescent_callback(factory) == told.append
    protocol = factory.buildProtocol(None)
    assert protocol._parser is None
    assert not internals.is_in_header(protocol)  # type: ignore[arg-type]


def test_a_parser_says_that_it_is_past_the_header() -> None:
    assert BODY == "BODY"
    assert "state" in inspect.getsource(HTTPParser)


def test_the_downloader_keeps_a_slot_for_each_host() -> None:
    parameters = inspect.signature(Slot).parameters
    assert {"concurrency", "delay"} <= set(parameters)
    assert Downloader.DOWNLOAD_SLOT == internals.SLOT
    made = inspect.getsource(Downloader.__init__)
    assert "self.slots: dict[str, Slot]" in made
    assert "self.per_slot_settings: dict" in made


def a_slot() -> Any:
    slot = Slot(concurrency=1, delay=0.0)
    assert slot.lastseen == 0
    return slot


def test_a_slot_waits_from_when_it_was_last_seen_on_the_monotonic_clock() -> None:
    assert "monotonic" in inspect.getsource(Downloader)
    slot = a_slot()
    assert internals.hold(slot, 5.0) == pytest.approx(5.0, abs=0.1)
    assert internals.hold(slot, 5.0) == pytest.approx(0.0, abs=0.1)
    assert slot.lastseen == pytest.approx(monotonic() + 5.0, abs=0.1)


def test_what_waits_in_a_slot_can_be_let_go() -> None:
    slot, waiting = a_slot(), Deferred[None]()
    slot.queue.append((Request("https://hh.rednet.cn/"), waiting))
    failed: list[Any] = []
    waiting.addErrback(failed.append)
    internals.let_go(slot, lambda request: IgnoreRequest(request.url))
    assert not slot.queue
    assert str(failed[0].value) == "https://hh.rednet.cn/"


def test_what_is_a_public_domain_is_known_without_asking_another_host() -> None:
    internals.know_public_domains_offline()
    assert cookies._split_domain.suffix_list_urls == ()
    assert cookies._is_public_domain("com.cn")
    assert not cookies._is_public_domain("rednet.cn")
