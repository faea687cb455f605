"""A range that lies far back is read from date pages; each day is kept by itself, and the inventories are compared."""

import json
import sqlite3
from datetime import date, datetime, timedelta, timezone

import pytest

from rednet_crawler.archive.archive import Archive
from tests.crawl.conftest import FAST, HandMadeSite, Run

TODAY = datetime.now(timezone(timedelta(hours=8))).date()
FIRST, LAST = date(2024, 3, 1), date(2024, 3, 5)
RANGE = ("--since", str(FIRST), "--until", str(LAST))
ARCHIVE = ("--archive", "sqlite:///a.db")


def path_of(day: date, at: int = 0) -> str:
    return f"/content/{day:%Y/%m/%d}/{137000 + day.toordinal() * 10 + at}.html"


def date_page(day: date) -> str:
    return f"/channel/{day:%Y/%m%d}/9001.html"


def listing(*entries: tuple[str, date]) -> str:
    items = "".join(
        f'<li><a href="{href}"><span class="f_left">标题</span><span class="f_right time">{day} 10:00</span></a></li>'
        for href, day in entries
    )
    return (
        f'<title>要闻_红网</title><div id="div_newsList"><ul class="news_list">{items}</ul></div>'
    )


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    """A channel with an article a day, five on a page: paging down to 2024 would take hundreds of pages."""
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001))
    newest = [TODAY - timedelta(days=at) for at in range(1, 6)]
    site.page("/channel/9001.html", listing(*((path_of(day), day) for day in newest)))
    for at in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=at)
        site.page(date_page(day), listing((path_of(day), day)))
        site.article(path_of(day), published=f"{day} 10:00:00")
    site.page("/content/list/channel", json.dumps([]), 200, **{"Content-Type": "text/plain"})
    return site


def crawl(run: Run, site: HandMadeSite, *words: str):
    return run(
        "rednet_crawler",
        "crawl",
        *ARCHIVE,
        "-c",
        "要闻",
        *RANGE,
        "-O",
        "a.jsonl",
        *words,
        *FAST,
        site=site.address,
    )


def days(rows) -> list[str]:
    return sorted(row["published_at"][:10] for row in rows)


def test_far_days_are_read_from_their_date_pages(run: Run, station: HandMadeSite) -> None:
    done = crawl(run, station)
    assert done.code == 0, done.err
    assert days(done.rows()) == [f"2024-03-0{at}" for at in range(1, 6)]
    assert [path for path in station.asked if path.startswith("/channel/9001_")] == []
    station.asked.clear()
    again = crawl(run, station)
    assert (again.code, again.rows()) == (0, [])
    assert station.asked == ["/robots.txt", "/", "/channel/9001.html"]


def test_without_an_archive_as_well(run: Run, station: HandMadeSite) -> None:
    done = run("rednet_crawler", "crawl", *RANGE, "-O", "a.jsonl", *FAST, site=station.address)
    assert (done.code, len(done.rows())) == (0, 5)


def test_a_day_that_failed_is_asked_for_again_and_no_other(run: Run, station: HandMadeSite) -> None:
    broken = date(2024, 3, 3)
    page = station.text(date_page(broken))
    station.page(date_page(broken), "", status=500)
    first = crawl(run, station)
    assert (first.code, "2024-03-03" in first.err, len(first.rows())) == (4, True, 4)
    station.page(date_page(broken), page)
    station.asked.clear()
    assert days(crawl(run, station).rows()) == ["2024-03-03"]
    assert [path for path in station.asked if path.startswith("/channel/2024")] == [
        date_page(broken)
    ]


def test_an_error_page_behind_a_200_is_no_day_without_articles(
    run: Run, station: HandMadeSite
) -> None:
    station.page(date_page(LAST), "<title>系统维护中</title><p>请稍后再试</p>")
    done = crawl(run, station)
    assert (done.code, str(LAST) in done.err) == (4, True)


def test_a_day_without_articles_may_answer_404(run: Run, station: HandMadeSite) -> None:
    station.page(date_page(LAST), "<title>404</title>", status=404)
    done = crawl(run, station)
    assert (done.code, len(done.rows())) == (0, 4)
    station.asked.clear()
    crawl(run, station)
    assert date_page(LAST) not in station.asked


@pytest.mark.parametrize("oddity", ["missing", "the channel itself"])
def test_a_channel_whose_date_pages_are_none_is_paged(
    run: Run, station: HandMadeSite, oddity: str
) -> None:
    for at in range(5):
        day = FIRST + timedelta(days=at)
        if oddity == "missing":
            station.page(date_page(day), "<title>404</title>", status=404)
        else:
            station.page(date_page(day), station.text("/channel/9001.html"))
    station.page(
        "/channel/9001_2.html",
        listing(
            *((path_of(FIRST + timedelta(days=at)), FIRST + timedelta(days=at)) for at in range(5))
        ),
    )
    done = crawl(run, station)
    assert (done.code, len(done.rows())) == (0, 5)


def test_what_one_inventory_has_and_another_lacks_is_shown(run: Run, station: HandMadeSite) -> None:
    lonely, common, before = path_of(LAST, 7), path_of(LAST), LAST - timedelta(days=1)
    entries = [(lonely, LAST), (common, LAST), (path_of(before), before)]
    answer = [
        {
            "title": "题",
            "contentUrl": f"https://hh.rednet.cn{path}",
            "publishTimeStr": f"{day} 10:00:00",
        }
        for path, day in entries
    ]
    station.page("/content/list/channel", json.dumps(answer), 200, **{"Content-Type": "text/plain"})
    station.article(lonely, published=f"{LAST} 11:00:00")
    # a few articles in years: the newest entries of the API reach back to the range, though paging is dearer
    old = [TODAY - timedelta(days=200 * at) for at in range(1, 4)]
    station.page("/channel/9001.html", listing(*((path_of(day), day) for day in old)))
    done = crawl(run, station, "--since", str(before))
    folder = done.folder
    with Archive(f"sqlite:///{folder}/a.db") as archive:
        assert archive.inventories.compared() == 2
        found = archive.inventories.differences()
    assert (str(LAST), f"https://hh.rednet.cn{lonely}", "dates") in [
        (each.day, each.url, each.lacked_by) for each in found
    ]
    shown = run("rednet_crawler", "status", *ARCHIVE).out
    assert f"{lonely} is not in its date page" in shown
    with sqlite3.connect(folder / "a.db") as file:
        assert file.execute(
            "SELECT state FROM ledger WHERE url LIKE ?", (f"%{lonely}",)
        ).fetchone() == ("saved",)


def test_a_channel_that_lists_nothing_is_read_from_its_date_pages_in_a_range(
    run: Run, station: HandMadeSite
) -> None:
    station.page("/channel/9001.html", listing())
    done = crawl(run, station)
    assert days(done.rows()) == [f"2024-03-0{at}" for at in range(1, 6)]
    assert (done.code, "its date pages 5" in done.err) == (4, True)


def test_a_channel_that_lists_nothing_is_read_from_its_date_pages_in_a_scheduled_run(
    run: Run, station: HandMadeSite
) -> None:
    station.page("/channel/9001.html", listing())
    for at in range(1, 35):
        day = TODAY - timedelta(days=at)
        station.page(date_page(day), listing(*([(path_of(day), day)] if at < 4 else [])))
        station.article(path_of(day), published=f"{day} 10:00:00")
    words = ("rednet_crawler", "crawl", *ARCHIVE, "-c", "要闻", "-O", "a.jsonl", *FAST)
    done = run(*words, site=station.address)
    assert (done.code, len(done.rows())) == (4, 3), done.err
    assert "nothing stands on its first page; its date pages 3, older ones are missing" in done.err
    station.asked.clear()
    again = run(*words, site=station.address)
    assert (again.code, again.rows()) == (4, [])
    asked = [path for path in station.asked if path.startswith("/channel/20")]
    assert asked == [date_page(TODAY)], "what was read before is not asked for again"
