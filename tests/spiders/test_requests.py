"""What a spider asks for after each page, in process: no server, no engine."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, Request
from scrapy.settings import Settings
from scrapy.utils.request import request_from_dict

from rednet_crawler import settings as project
from rednet_crawler.errors import EXIT_INCOMPLETE, EXIT_USAGE
from rednet_crawler.site.clock import CHINA
from rednet_crawler.spiders.huaihua import HuaihuaSpider

TODAY = datetime.now(CHINA).date()
SINCE, UNTIL = TODAY - timedelta(days=40), TODAY - timedelta(days=38)
MENU = '<title>红网怀化站</title><nav><a href="/channel/9001.html">要闻</a></nav>'
HOME = "https://hh.rednet.cn/"


@pytest.fixture
def spider(tmp_path: Path) -> Iterator[HuaihuaSpider]:
    """A spider that is asked for three days which lie back some weeks."""
    settings = Settings()
    settings.setmodule(project)
    settings.update(
        {"REDNET_ARCHIVE": str(tmp_path / "a.db"), "REDNET_CONTACT": "tests"}, "cmdline"
    )
    crawler = Crawler(HuaihuaSpider, settings)
    made = HuaihuaSpider.from_crawler(crawler, channel="要闻", since=str(SINCE), until=str(UNTIL))
    yield made
    made.archive.close()


def answer(request: Request, body: str, status: int = 200) -> HtmlResponse:
    return HtmlResponse(request.url, status, body=body, encoding="utf-8", request=request)


def listing(*days: date) -> str:
    items = "".join(
        f'<li><a href="/content/{day:%Y/%m/%d}/{day.toordinal()}.html"><span class="f_left">标题</span>'
        f'<span class="f_right time">{day} 10:00</span></a></li>'
        for day in days
    )
    return (
        f'<title>要闻_红网</title><div id="div_newsList"><ul class="news_list">{items}</ul></div>'
    )


def after_page_1(spider: HuaihuaSpider) -> list[Request]:
    (page_1,) = spider.parse_home(answer(spider.home_request(), MENU))
    assert page_1.url == f"{HOME}channel/9001.html"
    newest = (TODAY - timedelta(days=at) for at in range(1, 6))
    return list(spider.parse_listing(answer(page_1, listing(*newest)), **page_1.cb_kwargs))


def test_days_that_lie_back_are_asked_for_one_after_another(spider: HuaihuaSpider) -> None:
    api, *requests = after_page_1(spider)
    assert "channelId=9001" in api.url
    asked = []
    for request in requests:
        asked.append(request.cb_kwargs["day"])
        page = answer(request, listing(request.cb_kwargs["day"]))
        requests.extend(spider.parse_day(page, **request.cb_kwargs))
    assert asked == [UNTIL, UNTIL - timedelta(days=1), SINCE]
    assert spider.walks["9001"].ended
    assert len(spider.ledger.pending()) == 3


def test_a_channel_without_date_pages_is_paged(spider: HuaihuaSpider) -> None:
    request = after_page_1(spider)[-1]
    for _ in range(3):
        (request,) = spider.parse_day(answer(request, "", 404), **request.cb_kwargs)
    assert (request.url, request.callback) == (f"{HOME}channel/9001_2.html", spider.parse_listing)


def test_every_request_can_be_written_to_a_queue_on_disk_and_read_back(
    spider: HuaihuaSpider,
) -> None:
    requests = [
        spider.home_request(),
        *after_page_1(spider),
        spider.listing_request(spider.walks["9001"]),
    ]
    for request in requests:
        read = request_from_dict(request.to_dict(spider=spider), spider=spider)
        assert (read.url, read.callback, read.errback) == (
            request.url,
            request.callback,
            request.errback,
        )


def test_a_home_page_that_is_not_there_ends_the_run(spider: HuaihuaSpider) -> None:
    assert list(spider.parse_home(answer(spider.home_request(), "", 503))) == []
    assert (spider.outcome.refusal or "").startswith(f"{HOME}: answers 503")
    assert spider.outcome.refusal_code == EXIT_INCOMPLETE


def test_a_channel_that_the_station_lacks_ends_the_run(spider: HuaihuaSpider) -> None:
    menu = MENU.replace("要闻", "法治")
    assert list(spider.parse_home(answer(spider.home_request(), menu))) == []
    assert (spider.outcome.refusal or "").startswith("channel=要闻: not a channel of hh.rednet.cn")
    assert spider.outcome.refusal_code == EXIT_USAGE
