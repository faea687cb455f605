"""What a crawl does with a site that misbehaves: nothing is lost silently, nothing goes on for ever."""

import re
from itertools import pairwise

import pytest

from rednet_crawler import __version__
from tests.crawl.conftest import CRAWL, FAST, HandMadeSite, Run

A, B, C = (f"/content/646847/83/{number}.html" for number in (13700001, 13700002, 13700003))
ALL = (
    "重要新闻 县市区 法治 要闻 政务 热点 文化 教育 旅游 经济 消费 健康 公示公告 社会 印象怀化 书记活动专辑 市长活动专辑 民生 精彩视频"
).split()


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.menu(("要闻", 9001), ("法治", 9002))
    site.channel(9001, [A, B])
    site.channel(9002, [B, C])
    for path in (A, B, C):
        site.article(path)
    return site


def crawl(run: Run, site: HandMadeSite, *words: str):
    return run("rednet_crawler", "crawl", "-O", "a.jsonl", *words, *FAST, site=site.address)


def test_an_article_of_two_channels_is_one_row_with_both(run: Run, station: HandMadeSite) -> None:
    done = crawl(run, station)
    assert done.code == 0, done.err
    assert {row["content_id"]: row["channels"] for row in done.rows()} == {
        "13700001": ["要闻"], "13700002": ["要闻", "法治"], "13700003": ["法治"],
    }  # fmt: skip
    assert station.asked.count(B) == 1


def test_forms_of_url_are_one_article(run: Run, station: HandMadeSite) -> None:
    station.channel(
        9002,
        [
            f"https://moment.rednet.cn/pc{A}",
            f"http://hh-wap.rednet.cn{A}?from=app",
            f"/m{B}",
            f"//hh.rednet.cn{C}?f=pad",
        ],
    )
    done = crawl(run, station)
    assert sorted(str(row["content_id"]) for row in done.rows()) == [
        "13700001",
        "13700002",
        "13700003",
    ]
    assert {row["url"] for row in done.rows()} == {
        f"https://hh.rednet.cn{path}" for path in (A, B, C)
    }


def test_paging_that_never_ends_is_left(run: Run, station: HandMadeSite) -> None:
    for page in range(2, 40):
        station.channel(9001, [A, B], page)
    done = crawl(run, station, "-c", "要闻")
    assert done.code == 0, done.err
    assert len([path for path in station.asked if path.startswith("/channel/9001_")]) == 3


def test_paging_with_ever_new_entries_is_cut_and_reported(run: Run, station: HandMadeSite) -> None:
    for page in range(2, 9):
        station.channel(9001, [f"/content/646847/83/{14000000 + page}.html"], page)
    done = crawl(run, station, "-c", "要闻", "-s", "REDNET_MAX_PAGES=5")
    assert done.code == 4
    assert "cut after 5 pages" in done.err


def test_a_repeated_page_does_not_end_the_walk(run: Run, station: HandMadeSite) -> None:
    station.channel(9001, [A, B], 2)
    station.channel(9001, [C], 3)
    assert len(crawl(run, station, "-c", "要闻").rows()) == 3


def test_pinned_entries_do_not_end_a_walk_by_date(run: Run, site: HandMadeSite) -> None:
    site.menu(("要闻", 9001))
    site.channel(9001, [A])
    pinned = (
        '<li><a href="/content/2019/05/06/5555555.html"><span class="f_left">置顶</span>'
        '<span class="f_right time">2019-05-06 08:00</span></a></li>'
    )
    *_, body = site.answers["/channel/9001.html"]  # type: ignore[misc]
    site.page("/channel/9001.html", body.replace("<li>", pinned + "<li>", 1))
    site.channel(9001, [B], 2)
    for path in (A, B):
        site.article(path)
    done = crawl(run, site, "--since", "2024-01-01")
    assert sorted(str(row["content_id"]) for row in done.rows()) == ["13700001", "13700002"]


def test_an_article_that_is_missed_once_has_failed_and_the_rest_is_there(
    run: Run, station: HandMadeSite
) -> None:
    del station.answers[B]
    done = crawl(run, station)
    assert done.code == 4
    assert "failed: answers 404" in done.err  # gone only after misses over days
    assert len(done.rows()) == 2


def test_an_error_page_behind_a_200_is_no_article(run: Run, station: HandMadeSite) -> None:
    station.page(B, "<title>404 页面不存在</title><p>您访问的页面不存在</p>")
    done = crawl(run, station)
    assert done.code == 4
    assert "holds no article" in done.err
    assert len(done.rows()) == 2


def test_a_redirect_off_the_site_is_not_followed(run: Run, station: HandMadeSite) -> None:
    station.page(B, "", 302, Location="http://off.example.com/secret")
    done = crawl(run, station)
    assert done.code == 4
    assert "leads off the site" in done.err
    assert len(done.rows()) == 2


def test_a_redirect_to_another_article_is_not_taken_for_it(run: Run, station: HandMadeSite) -> None:
    station.page(B, "", 302, Location=C)
    done = crawl(run, station)
    assert done.code == 4
    assert "another page" in done.err
    assert sorted(str(row["content_id"]) for row in done.rows()) == ["13700001", "13700003"]


def test_other_links_are_skipped_with_the_reason(run: Run, station: HandMadeSite) -> None:
    station.channel(
        9001,
        [
            A,
            "https://mp.weixin.qq.com/s/x",
            "/topic/2024/x.html",
            "javascript:void(0)",
            "mailto:a@b.cn",
        ],
    )
    done = crawl(run, station, "-c", "要闻")
    assert done.code == 0, done.err
    assert len(done.rows()) == 1
    assert "3 links listed: 1 saved, 0 pending, 2 skipped, 0 gone, 0 failed; " in done.err
    assert "\nskipped 1: " in done.err
    again = crawl(run, station, "-c", "要闻")
    assert re.match(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ run \d of hh, exit code 0: ", again.err)
    assert "\nnothing new in 1 channel\n" in again.err


def test_what_robots_forbids_is_not_fetched(run: Run, station: HandMadeSite) -> None:
    station.page("/robots.txt", "User-agent: *\nDisallow: /content/646847/83/13700002.html")
    done = crawl(run, station)
    assert done.code == 4
    assert "forbidden by robots.txt" in done.err
    assert B not in station.asked


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_server_error_for_robots_forbids_everything(
    run: Run, station: HandMadeSite, status: int
) -> None:
    station.page("/robots.txt", "", status)
    done = crawl(run, station)
    assert done.code == 6
    assert f"robots.txt of hh.rednet.cn answers {status}" in done.err
    assert station.asked == ["/robots.txt"]


def test_a_forbidden_home_page_ends_with_its_own_exit_code(run: Run, station: HandMadeSite) -> None:
    station.page("/robots.txt", "User-agent: *\nDisallow: /")
    assert crawl(run, station).code == 6


def test_channels_that_the_menu_does_not_link_are_read_off_an_article(
    run: Run, station: HandMadeSite
) -> None:
    *_, body = station.answers["/"]  # type: ignore[misc]
    station.page("/", f'{body}<a href="{A}">新闻</a>')
    *_, body = station.answers[A]  # type: ignore[misc]
    links = "".join(
        f'<li><a href="/channel/{9100 + at}.html">{name}</a></li>'
        for at, name in enumerate(ALL[4:])
    )
    station.page(A, f"{body}<div><h3>频道精选</h3><ul>{links}</ul></div>")
    station.channel(9100, [C, "/content/646847/83/13700009.html"])
    station.article("/content/646847/83/13700009.html")
    done = crawl(run, station)
    assert {row["content_id"]: row["channels"] for row in done.rows()}["13700009"] == ["政务"]


def test_two_pages_with_one_number_are_two_articles(run: Run, station: HandMadeSite) -> None:
    old, other = "/c/2016/0512/13700001.htm", "/c/2016/0513/13700001.htm"
    station.channel(9002, [old, other, C])
    for path in (old, other):
        station.article(path, published="2016-05-12 10:15:00")
    done = crawl(run, station)
    assert done.code == 0, done.err
    urls = [str(row["url"]) for row in done.rows()]
    assert sorted(urls) == sorted(f"https://hh.rednet.cn{path}" for path in (A, B, C, old, other))


def test_a_listing_that_fails_is_a_problem_on_record(run: Run, station: HandMadeSite) -> None:
    station.page("/channel/9002.html", "", 500)
    done = crawl(run, station)
    assert done.code == 4
    assert "listing of 法治, page 1: answers 500" in done.err
    assert len(done.rows()) == 2


def test_a_listing_of_no_known_kind_is_a_problem_on_record(run: Run, station: HandMadeSite) -> None:
    station.page("/channel/9002.html", "<div class='brand-new'><a href='/about.html'>x</a></div>")
    done = crawl(run, station)
    assert done.code == 4
    assert "none of the known kinds of list" in done.err


def test_a_home_page_without_channels_ends_in_one_line(run: Run, site: HandMadeSite) -> None:
    site.page("/", "<title>维护中</title>")
    done = crawl(run, site)
    assert done.code == 4
    assert done.err.count("\n") == 1
    assert not (done.folder / "a.jsonl").exists()


def test_an_article_published_outside_the_dates_is_left_out(
    run: Run, station: HandMadeSite
) -> None:
    station.article(A, published="2019-01-01 08:00:00")
    done = crawl(run, station, "--since", "2024-03-01")
    assert done.code == 0, done.err
    assert "13700001" not in {row["content_id"] for row in done.rows()}


def test_by_default_a_second_stands_between_two_requests(run: Run, station: HandMadeSite) -> None:
    urls = [f"https://hh.rednet.cn{path}" for path in (A, B, C)]
    done = run("rednet_crawler", "fetch", *urls, "-o", "a.jsonl", site=station.address)
    assert done.code == 0, done.err
    assert len(station.asked) == 4  # robots.txt and three articles
    assert min(later - earlier for earlier, later in pairwise(station.times)) >= 0.99


def test_who_we_are_stands_in_every_request(run: Run, station: HandMadeSite) -> None:
    crawl(run, station, "-s", "REDNET_CONTACT=desk@example.org")
    assert set(station.agents) == {f"rednet-crawler/{__version__} (+desk@example.org)"}


def patient(run: Run, site: HandMadeSite, setting: str):
    words = ("crawl", "-o", "a.jsonl", "-s", "DOWNLOAD_DELAY=0.02", "-s", setting)
    return run("rednet_crawler", *words, site=site.address)


def gaps_behind(site: HandMadeSite, path: str) -> list[float]:
    """Return the seconds from each answer at a path to the next request to the site."""
    moments = [*zip(site.asked, site.times, strict=True)]
    return [later - moment for (asked, moment), (_, later) in pairwise(moments) if asked == path]


def test_a_busy_server_is_left_alone_as_long_as_it_asks_for(
    run: Run, station: HandMadeSite
) -> None:
    station.page(C, "", status=429, **{"Retry-After": "2"})
    done = patient(run, station, "RETRY_TIMES=1")
    assert done.code == 4
    assert "429" in done.err
    assert station.asked.count(C) == 2
    assert all(gap >= 2 for gap in gaps_behind(station, C))


def test_a_host_that_asks_for_an_hour_is_asked_for_nothing_more(
    run: Run, station: HandMadeSite
) -> None:
    station.menu(("要闻", 9001))
    station.channel(9001, [A, B, C])
    station.page(A, "", status=503, **{"Retry-After": "3600"})
    done = run(*CRAWL, "-c", "要闻", "-s", "DOWNLOAD_DELAY=0.02", site=station.address)
    assert done.code == 4
    assert "hh.rednet.cn asked to be left alone for 3600 s" in done.err
    assert station.asked[-1] == A
    station.article(A)
    done = run(*CRAWL, "-o", "a.jsonl", "-c", "要闻", *FAST, site=station.address)
    assert (done.code, len(done.rows())) == (0, 3)


def test_a_server_error_is_tried_again_after_growing_pauses(
    run: Run, station: HandMadeSite
) -> None:
    station.page(C, "", status=500)
    done = patient(run, station, "RETRY_TIMES=2")
    assert done.code == 4
    assert station.asked.count(C) == 3
    pauses = gaps_behind(station, C)
    assert pauses[0] >= 1
    assert len(pauses) < 2 or pauses[1] >= 2


def test_fewer_channels_than_the_station_has_are_told_by_name(
    run: Run, station: HandMadeSite
) -> None:
    done = crawl(run, station, "-s", "REDNET_CHANNELS=要闻,法治，政务")
    assert done.code == 4
    assert "1 channels that the station has were not found: 政务" in done.err
    assert len(done.rows()) == 3
    assert crawl(run, station, "-c", "要闻", "-s", "REDNET_CHANNELS=政务").code == 0
    assert crawl(run, station, "-s", "REDNET_CHANNELS=*").code == 0


def test_a_channel_that_the_menu_names_without_a_link_is_missing(
    run: Run, station: HandMadeSite
) -> None:
    station.page(
        "/",
        '<ul><li><a href="/channel/9001.html">要闻</a></li><li><i title="法治"></i></li><li>社会</li></ul>',
    )
    done = crawl(run, station)
    assert done.code == 4
    assert "2 channels that the station has were not found: 法治、社会" in done.err
