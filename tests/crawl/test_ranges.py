"""What is known of a range of days: held, missing and why, and whether all that was listed was met."""

import json
from typing import Any

import pytest

from tests.crawl.conftest import CRAWL, FAST, HandMadeSite, Run

ARTICLES = [f"/content/646847/83/137000{at:02}.html" for at in range(8)]
RANGE = ("--since", "2024-03-01", "--until", "2024-03-31")
STATUS = ("rednet_crawler", "status", "--archive", "sqlite:///a.db")


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001))
    site.channel(9001, ARTICLES)
    for at, path in enumerate(ARTICLES):
        site.article(path, title=f"题目{at}", published=f"2024-03-{20 - at} 10:15:00")
    return site


def status(run: Run, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*STATUS, *words, "--json").out)
    return found


def test_a_range_that_was_crawled_is_complete(run: Run, station: HandMadeSite) -> None:
    done = run(*CRAWL, *RANGE, *FAST, site=station.address)
    assert done.code == 0, done.err
    found = status(run, *RANGE)
    assert (found["complete"], found["held"], found["states"]) == (True, 1.0, {"saved": 8})
    assert status(run)["gaps"] == []
    package = run("rednet_crawler", "export", "--archive", "a.db", *RANGE, "--package", "p")
    assert package.code == 0, package.err
    assert "not walked to" not in (done.folder / "p" / "README.md").read_text("utf-8")
    wider = status(run, "--since", "2024-02-01", "--until", "2024-03-31")
    assert (wider["complete"], wider["channels"][0]["days"], wider["channels"][0]["of"]) == (
        False, 31, 60,
    )  # fmt: skip
    said = run(*STATUS, *RANGE).out
    assert "2024-03-01 to 2024-03-31: complete; 8 articles held, 100.0%" in said


def test_what_is_missing_of_a_range_has_its_reasons_in_groups(
    run: Run, station: HandMadeSite
) -> None:
    for path in ARTICLES[:2]:
        station.page(path, "", status=500)
    assert run(*CRAWL, *RANGE, *FAST, site=station.address).code == 4
    found = status(run, *RANGE)
    assert (found["complete"], found["held"]) == (False, 0.75)
    assert list(found["missing"].values()) == [2]
    assert "http" not in next(iter(found["missing"]))


def test_a_walk_that_was_cut_leaves_a_gap_in_its_range(run: Run, station: HandMadeSite) -> None:
    station.page("/channel/9001.html", "", status=500)
    run(*CRAWL, *RANGE, *FAST, site=station.address)
    assert status(run)["gaps"] == ["要闻"]
    assert not status(run, *RANGE)["complete"]
