"""A run that could not see all, or whose clock is wrong, is not complete: the exit code and the record say so."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from tests.crawl.conftest import CRAWL, FAST, HandMadeSite, Run

ARTICLE = "/content/646847/83/13700001.html"


@pytest.fixture
def small(site: HandMadeSite) -> HandMadeSite:
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001))
    site.channel(9001, [ARTICLE])
    site.article(ARTICLE)
    return site


@pytest.mark.parametrize(
    ("away", "told"),
    [
        (timedelta(days=-3652), "3652 days ahead of the site's"),
        (timedelta(minutes=10), "s behind the site's"),
    ],
)
def test_clocks_that_differ_are_told(
    away: timedelta, told: str, run: Run, small: HandMadeSite
) -> None:
    small.away = away
    done = run(*CRAWL, *FAST, site=small.address)
    assert done.code == 4, done.err
    assert told in done.err
    record = json.loads((done.folder / "run.json").read_text(encoding="utf-8"))
    assert (record["exit_code"], told in record["problems"][0]["reason"]) == (4, True)


def test_what_a_cache_has_kept_for_a_day_says_nothing_of_the_clock(
    run: Run, small: HandMadeSite
) -> None:
    small.away = timedelta(days=-1)
    for path, (status, headers, body) in list(small.answers.items()):  # type: ignore[misc]
        small.page(path, body, status, **headers, Age="86400")
    assert run(*CRAWL, *FAST, site=small.address).code == 0


def test_a_run_that_read_scrapys_cache_is_not_complete(run: Run, small: HandMadeSite) -> None:
    words = (*CRAWL, *FAST, "-s", "HTTPCACHE_ENABLED=True", "-s", "HTTPCACHE_DIR=cache")
    first = run(*words, site=small.address)
    assert first.code == 0, first.err
    assert "HTTPCACHE_ENABLED is set" in first.err
    small.channel(9001, ["/content/646847/83/13700002.html", ARTICLE])
    small.article("/content/646847/83/13700002.html")
    second = run(*words, site=small.address)
    assert second.code == 4, second.err
    assert "came from the cache" in second.err
    assert run(*CRAWL, *FAST, site=small.address).code == 0
    with Archive(f"sqlite:///{first.folder}/a.db") as archive:
        assert archive.articles.count() == 2


def test_a_run_that_resumes_by_jobdir_is_not_complete(
    run: Run, small: HandMadeSite, tmp_path: Path
) -> None:
    words = (*CRAWL, *FAST, "-s", "JOBDIR=jobs")
    assert run(*words, site=small.address).code == 0
    assert run(*words, site=small.address).code == 0
    queue = tmp_path / "jobs" / "requests.queue" / "0"
    queue.mkdir(parents=True)
    (queue / "q00000").write_bytes(b"")
    done = run(*words, site=small.address)
    assert done.code == 4, done.err
    assert "resumed an earlier one" in done.err
