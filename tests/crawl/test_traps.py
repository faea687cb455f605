"""Lists, pagers and date pages that never end, repeat themselves or lead away: each crawl ends soon, and tells of it."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from rednet_crawler.errors import EXIT_COMPLETE, EXIT_INCOMPLETE
from rednet_crawler.site.clock import CHINA
from tests.crawl.conftest import (
    CRAWL,
    FAST,
    Answer,
    HandMadeSite,
    Outcome,
    Run,
    _Handler,
    query,
    serving,
)

API = "/content/list/channel"
DAY = date(2024, 3, 5)
CHANNEL = 9001

Trap = Callable[[int], str]
"""Number of a page of a list → its HTML."""


def entries(*numbers: int) -> str:
    items = (
        f'<li><a href="/content/646847/97/{14000000 + at}.html">第{at}条新闻的标题</a> 03-05</li>'
        for at in numbers
    )
    return f"<title>要闻_红网怀化站</title><ul>{''.join(items)}</ul>"


@dataclass
class TrapSite(HandMadeSite):
    """A station whose articles are all there; `pages` answers for each page of the list of a channel."""

    pages: dict[int, Trap] = field(default_factory=dict)

    def answer(self, path: str) -> Answer:
        """Answer by the numbers that the path of a list holds: the channel, and perhaps the page."""
        if path not in self.answers and path.startswith("/content/6"):
            self.article(path, title=f"第{path[-8:-5]}条新闻", published="2024-03-05 10:00:00")
        numbers = list(map(int, re.findall(r"\d+", path)))
        trap = self.pages.get(next((each for each in numbers if each >= CHANNEL), 0))
        if path in self.answers or path.startswith(("/content/", "/channel/20")) or trap is None:
            return super().answer(path)
        self.asked.append(path)
        return (200, {}, trap(numbers[-1] if numbers[-1] < CHANNEL else 1))

    def lists(self) -> list[str]:
        """Return which pages of lists were asked for."""
        return [path for path in self.asked if re.search(r"/(?:channel|l|more\?c=)/?90", path)]

    def crawl(self, run: Run, *words: str) -> Outcome:
        """Crawl the channels that there are pages for."""
        self.menu(*((f"频道{number}", number) for number in self.pages or [CHANNEL]))
        return run(*CRAWL, "-o", "a.jsonl", *words, *FAST, site=self.address)


@pytest.fixture
def site() -> Iterator[TrapSite]:
    made = TrapSite()
    with serving(type("Handler", (_Handler,), {"site": made})) as made.address:
        yield made


PAGERS = dict(
    enumerate(
        (
            '<a href="/channel/{c}.html?page={next}">{next}</a>',
            '<a href="/l/{c}/p{next}/">下一页</a>',
            '<link rel="next" href="/channel/{c}-{next}.html">',
            '<select><option value="/channel/{c}_{next}.html">第{next}页</option></select>',
            '<button data-url="/more?c={c}&amp;page={next}">加载更多</button>',
            '<div class="scroll" data-next="/channel/{c}/list_{next}.shtml"></div>',
            """<a href="javascript:;" onclick="go('/l/{c}-{next}.html')">下一页</a>""",
            '<button data-page="{next}">加载更多</button>',
            '<a href="javascript:page({next})">{next}</a>'
            '<script>function page(n) {{location.href = "/l/{c}/" + n + ".html"}}</script>',
        ),
        CHANNEL,
    )
)


def paged(number: int, listed: Callable[[int], Iterable[int]]) -> Trap:
    """Return a list whose pager always leads on; `listed` says which articles a page has."""
    return lambda page: entries(*listed(page)) + PAGERS[number].format(c=number, next=page + 1)


def new_ones(first: int) -> Callable[[int], Iterable[int]]:
    return lambda page: [first + page]


def the_same(first: int) -> Callable[[int], Iterable[int]]:
    return lambda _page: [first, first + 1]


def test_lists_without_end_are_cut_at_the_bound(run: Run, site: TrapSite) -> None:
    for number in PAGERS:
        site.pages[number] = paged(number, new_ones(10 * number))
    done = site.crawl(run, "-s", "REDNET_MAX_PAGES=3")
    assert done.code == EXIT_INCOMPLETE, done.err
    assert told(done, "cut after 3 pages") == {f"频道{number}" for number in PAGERS}
    assert len(done.rows()) == len(site.lists()) == 3 * len(PAGERS)


def test_pages_that_repeat_the_first_are_no_end_where_a_pager_leads_on(
    run: Run, site: TrapSite
) -> None:
    for number in PAGERS:
        site.pages[number] = paged(number, the_same(10 * number))
    done = site.crawl(run)
    assert done.code == EXIT_INCOMPLETE, done.err
    assert told(done, "though there seems to be more") == {f"频道{number}" for number in PAGERS}
    assert (len(done.rows()), len(site.lists())) == (2 * len(PAGERS), 4 * len(PAGERS))


def told(done: Outcome, what: str) -> set[str]:
    """Return the channels whose gap has that reason."""
    found = query(done.folder, "SELECT report FROM runs")
    problems = json.loads(found[-1][0])["problems"]
    return {
        match[1]
        for each in problems
        if what in each["reason"] and (match := re.search(r"listing of (频道\d+)", each["reason"]))
    }


def test_pages_that_repeat_the_first_are_the_end_where_the_api_lists_no_more(
    run: Run, site: TrapSite
) -> None:
    site.pages[CHANNEL] = paged(CHANNEL, lambda _page: [1, 2])
    site.page(API, api(1, 2))
    assert site.crawl(run).code == EXIT_COMPLETE


def api(*numbers: int) -> str:
    return json.dumps(
        [
            {
                "title": "题",
                "contentUrl": f"https://hh.rednet.cn/content/646847/97/{14000000 + at}.html",
                "publishTimeStr": f"{DAY} 10:00:00",
            }
            for at in numbers
        ]
    )


def test_pages_that_lead_back_and_a_side_box_for_a_list_are_told(run: Run, site: TrapSite) -> None:
    back, box = CHANNEL, CHANNEL + 1
    site.pages[back] = lambda page: entries(page) + f'<a href="/l/{back}/p{3 - page}/">下一页</a>'
    site.pages[box] = lambda _page: entries(7, 8).replace("<ul>", '<p id="list"></p><ul class="q">')
    site.page(f"/channel/{box}_2.html", "<title>404</title>", status=404)
    site.page(f"{API}?channelId={box}&pageSize=100", api(7, 3, 4))
    done = site.crawl(run)
    assert done.code == EXIT_INCOMPLETE, done.err
    assert told(done, "though there seems to be more") == {f"频道{back}"}
    assert told(done, "lacks 2 articles that the JSON API lists") == {f"频道{box}"}
    assert (len(done.rows()), len(site.lists())) == (6, 7)


def test_what_ends_is_whole_and_no_calendar_is_a_pager(run: Run, site: TrapSite) -> None:
    for_ever, dated = CHANNEL + 4, CHANNEL + 5
    site.pages[for_ever] = paged(for_ever, lambda page: [page] if page < 4 else [])
    site.page(f"{API}?channelId={for_ever}&pageSize=100", api(1, 2, 3))
    day = f'<a href="/channel/2024/03{{:02}}/{dated}.html">{{}}</a>'
    calendar = "".join(day.format(at, at) for at in range(1, 32)) + day.format(4, "下一页")
    site.pages[dated] = lambda page: entries(*([11, 12] if page == 1 else [])) + calendar
    done = site.crawl(run)
    assert (done.code, len(done.rows())) == (EXIT_COMPLETE, 5), done.err
    assert len(site.lists()) <= 6
    assert not any(path.startswith("/channel/2024") for path in site.asked)


def test_a_button_for_another_host_is_not_pressed_and_told(run: Run, site: TrapSite) -> None:
    button = '<button data-url="https://evil.example/more?page=2">加载更多</button>'
    site.page(f"/channel/{CHANNEL}.html", entries(1, 2) + button)
    done = site.crawl(run)
    assert (done.code, len(done.rows())) == (EXIT_INCOMPLETE, 2), done.err
    assert "names no further page" in done.err
    assert all(host.partition(":")[0].endswith(".rednet.cn") for host in site.hosts)


def without_list(site: TrapSite, listed: Callable[[date, int], str]) -> list[str]:
    """Have a channel list nothing, and each of its date pages something; return their paths."""
    site.page(
        f"/channel/{CHANNEL}.html",
        '<title>频道9001_红网</title><div id="div_newsList"><ul class="news_list"></ul></div>',
    )
    today, paths = datetime.now(CHINA).date() + timedelta(days=1), []
    for at in range(60):
        day = today - timedelta(days=at)
        paths.append(f"/channel/{day:%Y/%m%d}/{CHANNEL}.html")
        site.page(paths[-1], listed(day, at))
    return paths


def test_date_pages_without_end_are_read_up_to_the_bound(run: Run, site: TrapSite) -> None:
    paths = without_list(site, lambda day, at: entries(at).replace("03-05", str(day)))
    done = site.crawl(run, "-s", "REDNET_MAX_PAGES=5")
    assert done.code == EXIT_INCOMPLETE, done.err
    assert "its date pages 5, older ones are missing" in done.err
    assert (len(done.rows()), len(set(paths) & set(site.asked))) == (5, 5)


def test_one_page_in_place_of_every_day_is_asked_for_once(run: Run, site: TrapSite) -> None:
    paths = without_list(site, lambda _day, _at: entries(1, 2, 3))
    done = site.crawl(run)
    assert done.code == EXIT_INCOMPLETE, done.err
    assert len(set(paths) & set(site.asked)) == 1


def test_nothing_that_counts_a_reading_is_asked_for(run: Run, site: TrapSite) -> None:
    visit = "/content/visit/12109536"
    links = "".join(
        f'<li><a href="{href}">一条新闻的标题</a> 03-05</li>'
        for href in (
            visit,
            f"https://front-web.rednet.cn{visit}",
            f"https://moment.rednet.cn{visit}",
        )
    )
    button = f'<button data-url="{visit}?page=2">加载更多</button>'
    site.page(f"/channel/{CHANNEL}.html", entries(1, 2).replace("</ul>", f"{links}</ul>{button}"))
    done = site.crawl(run)
    assert len(done.rows()) == 2, done.err
    assert not any("visit" in path for path in site.asked)
