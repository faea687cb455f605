"""Several stations of the network in one archive."""

import json
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import BOTH, CRAWL, FAST, HandMadeSite, Run, archive_of, query

HOSTS = {"hh": "hh.rednet.cn", "cs": "https://cs.rednet.cn/", "cd": "CD-wap.rednet.cn"}


@pytest.mark.parametrize("store", BOTH, indirect=True)
@pytest.mark.usefixtures("store")
def test_one_archive_holds_several_stations_as_they_are(run: Run, tmp_path: Path) -> None:
    first = build_station(50, stations=list(HOSTS))
    with serve(first) as address:
        for host in HOSTS.values():
            done = run(*CRAWL, "--station", host, *FAST, site=address)
            assert done.code == 0, done.err
        first.requests.clear()
        assert run(*CRAWL, "--station", "cs", *FAST, site=address).code == 0
        assert {request.path for request in first.requests if "/content/" in request.path} == set()
    with Archive(archive_of(tmp_path)) as archive:
        kept = {row["content_id"]: row for row in archive.slices.all()}
        assert {status["exit_code"] for status in archive.runs.latest()} == {0}
    truth = {
        row["content_id"]: row for replica in (first, *first.neighbours) for row in replica.truth
    }
    assert set(kept) == set(truth)
    for number, expected in truth.items():
        wanted = json.loads(json.dumps({**expected, "channels": sorted(expected["channels"])}))
        assert {
            **{name: kept[number][name] for name in wanted},
            "channels": sorted(kept[number]["channels"]),
        } == wanted
    shown = json.loads(
        run("rednet_crawler", "stations", "--archive", "sqlite:///a.db", "--json").out
    )
    counts = {
        row["station"]: (row["articles"], row["exit_code"]) for row in shown if row["articles"]
    }
    own = {
        code: sum(row["station"] == code for row in truth.values())
        for code in ("cd", "cs", "hh", "hn")
    }
    assert {code: number for code, (number, _) in counts.items()} == own
    assert {code for code, (_, exit_code) in counts.items() if exit_code == 0} == set(HOSTS)
    assert "长沙" in run("rednet_crawler", "stations", "--archive", "sqlite:///a.db").out


def test_the_stations_are_listed_without_an_archive(run: Run, tmp_path: Path) -> None:
    done = run("rednet_crawler", "stations")
    assert done.code == 0
    assert "hh.rednet.cn" in done.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "station",
    [
        "www.example.com",
        "https://hh.rednet.cn.example.com/",
        "moment",
        "img.rednet.cn",
        "../x",
        "a.hh",
    ],
)
def test_what_is_no_station_is_one_line(run: Run, station: str) -> None:
    for words in (("crawl", "-o", "a.jsonl"), ("channels",), ("status",)):
        done = run("rednet_crawler", *words, "--station", station)
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert "not a station of rednet.cn" in done.err


def test_a_station_with_a_domain_of_its_own_and_what_its_lists_link(
    run: Run, site: HandMadeSite
) -> None:
    own, bare, other = (f"/content/646847/83/{number}.html" for number in range(13700001, 13700004))
    links = [
        own,
        f"http://hnxhnews.com{bare}?from=list",
        f"https://hh.rednet.cn{other}",
        "https://www.beihuxinwen.cn/content/646847/83/13700004.html",
        "https://news.example.cn/content/646847/83/13700005.html",
        "https://mp.weixin.qq.com/s/abc",
    ]
    site.menu(("新晃要闻", 9001))
    site.channel(9001, links)
    for path in (own, bare, other):
        site.article(path)
    words = (*CRAWL, "--station", "www.hnxhnews.com", "-o", "a.jsonl", *FAST)
    done = run(*words, site=site.address)
    assert done.code == 0, done.err
    assert {row["url"] for row in done.rows()} == {
        f"https://www.hnxhnews.com{path}" for path in (own, bare)
    }
    assert {row["station"] for row in done.rows()} == {"www.hnxhnews.com"}
    reasons = dict(query(done.folder, "SELECT url, reason FROM ledger WHERE state = 'skipped'"))
    assert [reasons[url] for url in links[2:]] == [
        "another station (hh), not walked",
        "another station (www.beihuxinwen.cn), not walked",
        "outside host",
        "outside host",
    ]
    followed = run(*words, "-s", "REDNET_FOLLOW=hh", site=site.address)
    assert followed.code == 0, followed.err
    asked = set(zip(site.hosts, site.asked, strict=True))
    for host in ("www.hnxhnews.com", "hh.rednet.cn"):
        assert (host, "/robots.txt") in asked, "each host has rules of its own"
    assert ("hh.rednet.cn", other) in asked
