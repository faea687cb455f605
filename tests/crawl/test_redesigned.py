"""Crawls of a station whose lists, pagers, menus or addresses have another design: what is found,
and what the run says of it.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest

from rednet_crawler.errors import EXIT_COMPLETE, EXIT_INCOMPLETE
from rednet_crawler.replica.station import Answer
from tests.crawl.conftest import CRAWL, FAST, Outcome, Run
from tests.crawl.redesigned import Lead, Redesigned, as_it_is, html, redesigned

NAMES = re.compile(
    r"news_list|div_newsList|main995|list-all|newsmod|pagination|f_left|f_right|shijian|zuozhe"
)
PAGE = re.compile(r"/channel/(\d+)_(\d+)\.html")
PAGER = re.compile(r'<ul class="pagination">.*?</ul>', re.DOTALL)
ITEM = re.compile(r'<li class="active"><a href="/channel/(\d+)(?:_\d+)?\.html">(\d+)</a>')
ARTICLE = re.compile(r'(href="[^"]*?)(/content/[\d/]+/(\d{5,9})\.html)')


class Design(NamedTuple):
    """One other design."""

    change: Callable[[str], str]
    lead: Lead = as_it_is


def renamed(text: str) -> str:
    return NAMES.sub("zz", text)


def with_pages_at(form: str) -> Callable[[str], str]:
    return lambda text: NAMES.sub("zz", PAGE.sub(form, text))


def with_a_button(text: str) -> str:
    """Put a button for a fragment in the place of the pager; the last page has none."""

    def button(match: re.Match[str]) -> str:
        active = ITEM.search(match[0])
        if active is None or f">{int(active[2]) + 1}<" not in match[0]:
            return ""
        return f'<button class="b" data-url="/more?c={active[1]}&amp;page={int(active[2]) + 1}">加载更多</button>'

    return NAMES.sub("zz", PAGER.sub(button, text))


def as_numbers(text: str) -> str:
    return re.sub(
        r'<li><a href="/channel/(\d+)\.html">([^<]+)</a></li>', r'<li channelid="\1">\2</li>', text
    )


DESIGNS = {
    "renamed": Design(renamed),
    "index_2": Design(with_pages_at(r"/channel/\1/index_\2.html"),
                      lambda path: re.sub(r"^/channel/(\d+)/index_(\d+)", r"/channel/\1_\2", path)),
    "list-N-2": Design(with_pages_at(r"/channel/list-\1-\2.html"),
                       lambda path: re.sub(r"^/channel/list-(\d+)-(\d+)", r"/channel/\1_\2", path)),
    "query": Design(with_pages_at(r"/channel/\1.html?page=\2"),
                    lambda path: re.sub(r"^/channel/(\d+)\.html\?page=(\d+)", r"/channel/\1_\2.html", path)),
    "button": Design(with_a_button, lambda path: re.sub(r"^/more\?c=(\d+)&page=(\d+)", r"/channel/\1_\2.html", path)),
    "numbers": Design(as_numbers),
}  # fmt: skip


def crawl(run: Run, address: str) -> Outcome:
    return run(*CRAWL, "-O", "a.jsonl", *FAST, site=address)


def missed(done: Outcome, site: Redesigned) -> set[str]:
    return {str(row["content_id"]) for row in site.truth} - {
        str(row["content_id"]) for row in done.rows()
    }


@pytest.mark.parametrize("design", DESIGNS)
def test_all_is_found_in_another_design(run: Run, design: str) -> None:
    change, lead = DESIGNS[design]
    with redesigned(html(change), lead) as (address, site):
        done = crawl(run, address)
    assert missed(done, site) == set(), done.err
    assert done.code == EXIT_COMPLETE, done.err


def test_articles_at_other_addresses_are_asked_for_and_known_ones_are_known(run: Run) -> None:
    paths: dict[str, str] = {}

    def moved(text: str) -> str:
        def link(match: re.Match[str]) -> str:
            paths[match[3]] = match[2]
            return f"{match[1]}/a/{match[3]}.shtml"

        return ARTICLE.sub(link, text)

    def lead(path: str) -> str:
        match = re.fullmatch(r"(?P<edition>(?:/m|/pc)?)/a/(?P<id>\d+)\.shtml(?P<query>.*)", path)
        return f"{match['edition']}{paths.get(match['id'], '')}{match['query']}" if match else path

    with redesigned(html(as_it_is), lead) as (address, _):
        assert crawl(run, address).code == EXIT_COMPLETE
    with redesigned(html(moved), lead) as (address, site):
        done = crawl(run, address)
        again = [request.path for request in site.requests if "/a/" in request.path]
        new = {path.partition(".shtml")[0].rpartition("/")[2] for path in again}
        assert all(
            int(number) < 5_000_000 for number in new
        )  # those of one counter are known by their number
        (done.folder / "a.db").unlink()
        done = crawl(run, address)
    assert missed(done, site) == set(), done.err


def test_channels_at_other_addresses_are_walked(run: Run) -> None:
    def moved(text: str) -> str:
        return NAMES.sub(
            "zz", re.sub(r"/channel/(\d+)\.html", r"/list/\1/", PAGE.sub(r"/list/\1/\2/", text))
        )

    def lead(path: str) -> str:
        return re.sub(
            r"^/list/(\d+)/$",
            r"/channel/\1.html",
            re.sub(r"^/list/(\d+)/(\d+)/$", r"/channel/\1_\2.html", path),
        )

    with redesigned(html(moved), lead) as (address, site):
        done = crawl(run, address)
    assert missed(done, site) == set(), done.err


def only_the_api(_host: str, path: str, answer: Answer) -> Answer:
    if not path.startswith("/channel/"):
        return answer
    return answer._replace(
        body=re.sub(r"<li.*?</li>", "", answer.body.decode(), flags=re.DOTALL).encode()
    )


def test_lists_that_a_script_fills_are_read_off_the_api_and_told(run: Run) -> None:
    with redesigned(only_the_api) as (address, site):
        first = crawl(run, address)
        assert first.code == EXIT_INCOMPLETE
        assert "the JSON API lists" in first.err
        assert len(missed(first, site)) <= len(site.truth) / 10
        second = crawl(run, address)
    assert second.code == EXIT_INCOMPLETE, "no 304 makes it complete"
    assert not any("/visit/" in request.path for request in site.requests)
