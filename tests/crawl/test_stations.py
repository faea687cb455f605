"""Several stations of the network in one archive."""

import json
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import build_station
from tests.crawl.conftest import BOTH, CRAWL, FAST, Run, archive_of

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
