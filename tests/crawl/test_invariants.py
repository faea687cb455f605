"""What must always hold, one test for each, by its number in the README's list "What always holds"."""

import json
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rednet_crawler import __version__
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.walks import Listed
from rednet_crawler.errors import StorageError
from rednet_crawler.export.records import to_record
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.items import Page
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import Replica, build_station
from rednet_crawler.safety import Json
from rednet_crawler.site.urls import read_address
from tests.crawl.conftest import (
    BOTH,
    CRAWL,
    FAST,
    HandMadeSite,
    Run,
    archive_of,
    command_in,
    environment_of,
    query,
)

on_both = pytest.mark.parametrize("store", BOTH, indirect=True)
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
A, B, C, D = (f"/content/646847/83/{number}.html" for number in range(13700001, 13700005))


@pytest.fixture
def station(site: HandMadeSite) -> HandMadeSite:
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001), ("法治", 9002), ("经济", 9003), ("文旅", 9004))
    for number in range(9001, 9005):
        site.empty_channel(number)
    for path in (A, B, C, D):
        site.article(path)
    return site


def opened(folder: Path) -> Archive:
    return Archive(archive_of(folder))


def rows_of(folder: Path) -> dict[object, dict[str, Json]]:
    """Return the articles of an archive without the times of the run."""
    with opened(folder) as archive:
        rows = list(archive.slices.all())
    assert len({row["content_id"] for row in rows}) == len(rows)
    return {row["content_id"]: {**row, "first_seen_at": None, "fetched_at": None} for row in rows}


def a_record(content_hash: str = "h1") -> dict[str, Json]:
    return {
        "content_id": "10", "url": f"https://hh.rednet.cn{A}", "station": "hh",
        "published_at": "2024-03-05", "channels": [],
        "content_hash": content_hash, "revision": 1, "first_seen_at": None, "fetched_at": "2026-11-24T08:00:00Z",
    }  # fmt: skip


def listed() -> list[Listed]:
    return [Listed("10", f"https://hh.rednet.cn{A}", 1)]


@pytest.mark.parametrize(
    "refused", ["INSERT ON articles", "INSERT ON revisions", "UPDATE ON ledger"]
)
@on_both
def test_1_known_means_committed(tmp_path: Path, refused: str, store: str) -> None:
    with opened(tmp_path) as archive:
        archive.walks.take_in("hh", "1", "要闻", listed(), NOW)
        if store == "sqlite":
            query(
                tmp_path, f"CREATE TRIGGER no BEFORE {refused} BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
        else:
            query(
                tmp_path,
                "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$",
            )
            query(tmp_path, f"CREATE TRIGGER no BEFORE {refused} EXECUTE FUNCTION no()")
        with pytest.raises(StorageError):
            archive.articles.save("10", a_record(), NOW)
        assert (archive.articles.count(), archive.articles.revisions("10")) == (0, [])
        assert archive.ledger.sums() == {
            "saved": 0,
            "pending": 1,
            "skipped": 0,
            "gone": 0,
            "failed": 0,
        }


@on_both
@pytest.mark.usefixtures("store")
def test_2_the_same_command_resumes(tmp_path: Path, run: Run) -> None:
    dice = random.Random("kills")
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    undisturbed.mkdir()
    killed.mkdir()
    with serve(build_station(120)) as address:
        assert run(*CRAWL, *FAST, site=address, cwd=undisturbed).code == 0
        for _ in range(4):
            process = subprocess.Popen(
                command_in(killed, *CRAWL, "-o", "a.jsonl", *FAST),
                cwd=killed, env=environment_of(address), stderr=subprocess.DEVNULL,
            )  # fmt: skip
            time.sleep(dice.uniform(0.6, 1.4))
            process.send_signal(signal.SIGKILL)
            process.wait(10)
            for line in (
                (killed / "a.jsonl").read_text(encoding="utf-8").splitlines()
                if process.returncode == 0
                else ()
            ):
                json.loads(line)
        done = run(*CRAWL, *FAST, site=address, cwd=killed)
    assert done.code == 0, done.err
    assert rows_of(killed) == rows_of(undisturbed)


@on_both
@pytest.mark.usefixtures("store")
def test_3_every_url_ever_listed_is_accounted_for(run: Run, station: HandMadeSite) -> None:
    others = [
        "https://mp.weixin.qq.com/s/x",
        "https://hh.rednet.cn/topic/2024/x.html",
        "https://www.example.com/a.html",
    ]
    station.channel(9001, [A, B, C, D, *others, "javascript:void(0)"])
    station.page(B, "", status=404)
    station.page(C, "", status=500)
    station.page(D, "<title>系统繁忙</title>")
    done = run(*CRAWL, *FAST, site=station.address)
    assert done.code == 4
    with opened(done.folder) as archive:
        entries = {url: archive.ledger.find(key) for url, key in _keys(done.folder)}
        sums = archive.ledger.sums()
    states = {
        urlsplit(url).path: (entry["state"], bool(entry["reason"]))
        for url, entry in entries.items()
        if entry
    }
    assert states[A] == ("saved", False)
    assert {states[path] for path in (B, C, D)} == {("failed", True)}
    assert {entries[url]["state"] for url in others} == {"skipped"}  # type: ignore[index]
    assert all(entries[url]["reason"] for url in others)  # type: ignore[index]
    assert (
        sum(sums.values())
        == len(entries)
        == 7 + len([url for url in entries if url.startswith("javascript")])
    )
    assert all(
        entry["next_try_at"] for entry in entries.values() if entry and entry["state"] == "failed"
    )


@pytest.mark.parametrize(
    ("store", "seed"), [("sqlite", 0), ("sqlite", 1), ("postgres", 2)], indirect=["store"]
)
@pytest.mark.usefixtures("store")
def test_4_a_walk_stops_early_only_where_that_is_safe(
    run: Run, station: HandMadeSite, seed: int
) -> None:
    dice = random.Random(seed)
    articles: list[str] = []
    done = None
    for last in (False, False, False, False, True):
        for _ in range(dice.randrange(1, 9)):
            articles.insert(0, f"/content/646847/83/{13700100 + len(articles)}.html")
            station.article(articles[0])
        if dice.random() < 0.4:  # one is pinned to the top, or moved up
            articles.insert(0, articles.pop(dice.randrange(len(articles))))
        pages = [articles[at : at + 4] for at in range(0, len(articles), 4)]
        for number, page in enumerate(pages, 1):
            station.channel(9001, page, number)
        if len(pages) > 1 and not last and dice.random() < 0.6:
            station.page(f"/channel/9001_{dice.randrange(2, len(pages) + 1)}.html", "", status=500)
        station.channel(9001, pages[-1], len(pages) + 1)  # the last page comes again, and again
        station.channel(9001, pages[-1], len(pages) + 2)
        cut = (
            ()
            if last or dice.random() < 0.5
            else ("-s", f"REDNET_MAX_PAGES={dice.randrange(1, 3)}")
        )
        done = run(*CRAWL, *FAST, *cut, site=station.address)
    assert done is not None
    assert done.code == 0, done.err
    assert set(rows_of(done.folder)) == {
        path.rpartition("/")[2].removesuffix(".html") for path in articles
    }


@on_both
@pytest.mark.usefixtures("store")
def test_5_one_article_is_one_row(run: Run, station: HandMadeSite) -> None:
    forms = [
        f"https://hh.rednet.cn{A}", f"http://hh.rednet.cn{A}?from=app",
        f"https://hh-wap.rednet.cn{A}", f"//hh.rednet.cn/m{A}",
        f"https://moment.rednet.cn/pc{A}", f"{A}?f=pad",
    ]  # fmt: skip
    for number, entries in zip(
        range(9001, 9005), (forms[:2], forms[2:4], forms[4:], [A]), strict=True
    ):
        station.channel(number, entries)
    done = run(*CRAWL, *FAST, site=station.address)
    assert done.code == 0, done.err
    rows = rows_of(done.folder)
    assert [row["url"] for row in rows.values()] == [f"https://hh.rednet.cn{A}"]
    assert [row["channels"] for row in rows.values()] == [["要闻", "法治", "经济", "文旅"]]
    with opened(done.folder) as archive:
        seen = Counter(each["channel"] for each in archive.ledger.sightings("13700001"))
        assert seen == {"要闻": 2, "法治": 2, "经济": 2, "文旅": 1}
    assert len([path for path in station.asked if A in path]) == 1


@on_both
@pytest.mark.usefixtures("store")
def test_6_an_edit_makes_a_revision_and_gone_takes_days(tmp_path: Path) -> None:
    with opened(tmp_path) as archive:
        archive.walks.take_in("hh", "1", "要闻", listed(), NOW)
        archive.articles.save("10", a_record("h1"), NOW)
        archive.articles.save("10", a_record("h2"), NOW)
        assert [each["record"]["content_hash"] for each in archive.articles.revisions("10")] == [
            "h1",
            "h2",
        ]
        for hours in range(70):  # within three days it never is
            assert (
                archive.ledger.mark("10", "gone", "answers 404", NOW + timedelta(hours=hours))
                == "saved"
            )
        assert archive.ledger.mark("10", "gone", "answers 404", NOW + timedelta(hours=73)) == "gone"
        assert archive.articles.count() == 1


@on_both
@pytest.mark.usefixtures("store")
def test_7_an_unchanged_site_costs_one_request_a_channel(run: Run) -> None:
    replica = build_station(100)
    with serve(replica) as address:
        assert run(*CRAWL, *FAST, site=address).code == 0
        replica.requests.clear()
        assert run(*CRAWL, *FAST, site=address).code == 0
    asked = Counter(request.path.split("/")[1] for request in replica.requests)
    assert asked == {"": 1, "robots.txt": 1, "channel": len(replica.channels)}


@on_both
@pytest.mark.usefixtures("store")
def test_8_values_are_traceable(run: Run, tmp_path: Path) -> None:
    replica = build_station(100)
    with serve(replica) as address:
        assert run(*CRAWL, *FAST, site=address).code == 0
    with opened(tmp_path) as archive:
        rows = list(archive.slices.all())
        raws = {row["content_id"]: archive.articles.revisions(_key(row))[0]["raw"] for row in rows}
    for row in rows:
        raw, places = raws[row["content_id"]], row["provenance"]
        for name in (
            "title",
            "byline",
            "editor",
            "source",
            "published_at",
            "dateline",
            "sections",
            "images",
        ):
            assert bool(row[name]) <= (name in places), (row["url"], name)
        for name in ("title", "source", "editor"):
            assert bool(row[name]) <= any(text.strip() for text, _ in raw.get(name, [])), (
                row["url"],
                name,
            )
        if row["template"] is None:
            assert not row["byline"] or places["byline"] == "meta"


def test_9_extraction_is_a_pure_function(run: Run, replica: Replica, station: HandMadeSite) -> None:
    path, answer = next(_pages(replica))
    station.page(path, answer)
    station.channel(9001, [path])
    done = run(*CRAWL, "-o", "a.jsonl", *FAST, site=station.address)
    (row,) = done.rows()
    page = Page(
        url=str(row["url"]),
        body=answer.encode(),
        content_type="text/html; charset=utf-8",
        fetched_at=str(row["fetched_at"]),
    )
    first, second = (
        to_record(normalise_article(extract_article(page), station="hh")) for _ in range(2)
    )
    assert first == second
    differing = {name for name in row if json.loads(json.dumps(first[name])) != row[name]}
    assert differing <= {"channels", "first_seen_at"}, differing


def test_10_the_site_comes_first(run: Run, station: HandMadeSite) -> None:
    station.channel(9001, [A])
    done = run(*CRAWL, "-c", "要闻", site=station.address)
    assert done.code == 0, done.err
    assert min(later - earlier for earlier, later in pairwise(station.times)) >= 1.0
    assert set(station.agents) == {f"rednet-crawler/{__version__} (+tests)"}
    station.page("/robots.txt", "", status=503)
    station.asked.clear()
    assert run(*CRAWL, site=station.address).code == 6
    assert set(station.asked) == {"/robots.txt"}


LEADS_OFF = [
    "http://127.0.0.1:9/a.html", "http://169.254.169.254/latest", "file:///etc/passwd",
    "https://rednet.cn.example.com/a.html",
    "ftp://hh.rednet.cn/a.html", "//evil.example.com/a.html", "https://hh.rednet.cn@evil.example.com/a.html",
]  # fmt: skip


@pytest.mark.parametrize("target", LEADS_OFF)
def test_11_nothing_leaves_the_hosts_of_the_site(
    run: Run, station: HandMadeSite, target: str
) -> None:
    station.channel(9001, [target, A, B])
    station.page(A, "", 302, Location=target)
    station.page(B, "", 302, Location=C)
    station.page(C, "", 302, Location=target)
    done = run(*CRAWL, "-c", "要闻", *FAST, site=station.address)
    assert done.code == 4
    assert rows_of(done.folder) == {}
    assert set(station.hosts) <= {
        "hh.rednet.cn",
        "front-web.rednet.cn",
    }  # the second has the JSON API
    assert "Traceback" not in done.err
    articles = {path for path in station.asked if path.startswith("/content/") and "?" not in path}
    assert articles <= {A, B, C}


def _keys(folder: Path) -> list[tuple[str, str]]:
    return query(folder, "SELECT url, key FROM ledger")


def _key(row: dict[str, Json]) -> str:
    address = read_address(str(row["url"]))
    return str(address.key if address else None)


def _pages(replica: Replica) -> Iterator[tuple[str, str]]:
    """Yield path and text of the articles in UTF-8 that a replica serves on its own host."""
    for expected in replica.truth:
        path = urlsplit(str(expected["url"])).path
        answer = replica.answer("hh.rednet.cn", path)
        yield path, answer.body.decode("utf-8", "replace")
