"""First contact: what a survey says of the station as it is known, and of one that was redesigned over night."""

import json
import re
from http import HTTPStatus
from typing import Any

import pytest

from rednet_crawler.errors import EXIT_ALARM, EXIT_BLOCKED, EXIT_INCOMPLETE
from rednet_crawler.replica.station import Answer, Replica
from tests.crawl.conftest import Run
from tests.crawl.redesigned import html, redesigned

FAST = ("-s", "DOWNLOAD_DELAY=0")
SURVEY = ("rednet_crawler", "survey", "--out", "bundle", *FAST)


def verdicts(bundle: dict[str, Any]) -> dict[str, str]:
    return {fact["about"]: fact["verdict"] for fact in bundle["facts"]}


def test_the_station_as_it_is_known(run: Run, station: str, replica: Replica) -> None:
    asked = len(replica.requests)
    done = run(*SURVEY, site=station)
    assert done.code == 0
    assert "rednet crawl --station hh" in done.err
    assert len(replica.requests) - asked <= 30
    assert not any("/visit/" in request.path for request in replica.requests)
    bundle = json.loads((done.folder / "bundle" / "survey.json").read_text(encoding="utf-8"))
    assert set(verdicts(bundle).values()) == {"holds"}
    assert bundle["requests"] == len(replica.requests) - asked
    assert {page["kind"] for page in bundle["pages"]} == {
        "home", "article", "listing", "page 2", "past the end", "date page", "api",
    }  # fmt: skip
    for page in bundle["pages"]:
        assert page["reader"] != "none"
        assert (done.folder / "bundle" / page["file"]).read_bytes()
        assert page["url"] in done.out or len(page["url"]) > 60
    assert list((done.folder / "bundle" / "warc").glob("*.warc.gz"))
    assert sorted(path.name for path in done.folder.iterdir()) == ["bundle"]


def test_a_redesign_is_told_fact_by_fact(run: Run) -> None:
    def renamed(text: str) -> str:
        return re.sub(r"news_list|div_newsList|main995|list-all|newsmod|pagination", "x9", text)

    with redesigned(html(renamed)) as (address, _):
        done = run(*SURVEY, site=address)
    assert done.code == 0
    found = verdicts(
        json.loads((done.folder / "bundle" / "survey.json").read_text(encoding="utf-8"))
    )
    assert found["a list of kind A, B or C stands on each channel page"] == "does not"
    assert found["entries can be read off each channel page"] == "holds"
    assert found["articles are of a known template"] == "holds"
    assert "DOES NOT" in done.out
    assert "send bundle to whoever maintains them" in done.err


def test_lists_that_a_script_fills_are_an_alarm(run: Run) -> None:
    def emptied(_host: str, path: str, answer: Answer) -> Answer:
        if not path.startswith("/channel/"):
            return answer
        return answer._replace(
            body=b"<title>a</title><div id=div_newsList><ul class=news_list></ul></div>"
        )

    with redesigned(emptied) as (address, _):
        done = run(*SURVEY, site=address)
    assert done.code == EXIT_ALARM
    assert "entries can be read off each channel page" in done.err
    assert "send bundle to whoever maintains the readers" in done.err


def test_a_station_that_refuses(run: Run) -> None:
    def refuses(_host: str, path: str, answer: Answer) -> Answer:
        return (
            answer._replace(body=b"User-agent: *\nDisallow: /\n", status=HTTPStatus.OK)
            if path == "/robots.txt"
            else answer
        )

    with redesigned(refuses) as (address, _):
        done = run(*SURVEY, site=address)
    assert done.code == EXIT_BLOCKED
    assert "robots.txt" in done.err
    assert "rednet doctor" in done.err


@pytest.mark.parametrize("status", [HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE])
def test_a_station_that_does_not_answer(run: Run, status: HTTPStatus) -> None:
    def fails(_host: str, path: str, answer: Answer) -> Answer:
        return answer if path == "/robots.txt" else answer._replace(status=status, body=b"")

    with redesigned(fails) as (address, site):
        done = run(*SURVEY, site=address)
    assert done.code == EXIT_INCOMPLETE
    assert len(site.requests) <= 4
