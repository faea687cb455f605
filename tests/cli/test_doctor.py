"""`rednet doctor`: what is well, what is not, and that nothing is kept."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from rednet_crawler.archive.archive import Archive
from tests.crawl.conftest import CRAWL, FAST, HandMadeSite, Run
from tests.crawl.conftest import replica as replica  # noqa: PLC0414 - the fixtures
from tests.crawl.conftest import run as run  # noqa: PLC0414
from tests.crawl.conftest import site as site  # noqa: PLC0414
from tests.crawl.conftest import station as station  # noqa: PLC0414

SEED = "https://hh.rednet.cn/content/646656/94/12109536.html"
DOCTOR = ("rednet_crawler", "doctor", "--archive", "sqlite:///a.db", "--json", *FAST[:4])


def levels(text: str) -> dict[str, str]:
    return {check["about"]: check["level"] for check in json.loads(text)}


def says(text: str, about: str) -> str:
    return "\n".join(check["says"] for check in json.loads(text) if check["about"] == about)


def test_all_is_well(run: Run, station: str, tmp_path: Path) -> None:
    assert run(*CRAWL, *FAST, site=station).code == 0
    before = sorted(path.name for path in tmp_path.iterdir())
    record = (tmp_path / "run.json").read_bytes()
    with Archive(f"sqlite:///{tmp_path}/a.db") as archive:
        url = next(archive.slices.all())["url"]
    done = run(*DOCTOR, "--canary", url, site=station)
    assert done.code == 0, done.out
    found = levels(done.out)
    assert set(found.values()) == {"ok"}
    assert {
        "settings",
        "archive",
        "last run",
        "disk",
        "network",
        "robots.txt",
        "clock",
        "canary",
    } <= set(found)
    assert "title" in says(done.out, "canary")
    assert url in says(done.out, "canary")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "run.json").read_bytes() == record


def changed_seed(site: HandMadeSite) -> None:
    site.page("/robots.txt", "", status=404)
    site.article("/content/646656/94/12109536.html", title="别的标题")


def absent_seed(site: HandMadeSite) -> None:
    site.page("/robots.txt", "", status=404)


def forbidden(site: HandMadeSite) -> None:
    site.page("/robots.txt", "User-agent: *\nDisallow: /\n")


@pytest.mark.parametrize(
    ("make", "about", "words"),
    [
        (changed_seed, "canary", "title is '别的标题', not '全力以赴"),
        (absent_seed, "canary", "404"),
        (forbidden, "robots.txt", "robots.txt"),
    ],
)
def test_what_the_site_does(
    run: Run, site: HandMadeSite, make: Any, about: str, words: str
) -> None:
    make(site)
    done = run(*DOCTOR, site=site.address)
    assert (done.code, levels(done.out)[about]) == (4, "failed")
    assert words in says(done.out, about)


def test_no_network(run: Run) -> None:
    done = run(*DOCTOR, site="127.0.0.1:9")
    assert (done.code, levels(done.out)["network"]) == (4, "failed")
    assert "could not reach" in says(done.out, "network")


def test_offline_asks_for_nothing(run: Run, site: HandMadeSite) -> None:
    done = run(*DOCTOR, "--offline", site=site.address)
    assert (done.code, site.asked) == (0, [])
    assert "the first crawl makes it" in says(done.out, "archive")


def test_a_broken_archive(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"no archive" * 1000)
    done = run(*DOCTOR, "--offline")
    assert (done.code, levels(done.out)["archive"]) == (4, "failed")


def test_an_archive_with_a_torn_page(run: Run, station: str, tmp_path: Path) -> None:
    assert run(*CRAWL, *FAST, "-c", "要闻", site=station).code == 0
    with sqlite3.connect(tmp_path / "a.db") as tables:
        tables.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = tables.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'sightings_key'"
        ).fetchone()
    whole = bytearray((tmp_path / "a.db").read_bytes())
    whole[(root - 1) * 4096 + 8 : root * 4096] = b"\xff" * 4088
    (tmp_path / "a.db").write_bytes(whole)
    done = run(*DOCTOR, "--offline")
    assert (done.code, levels(done.out)["archive"]) == (4, "failed")
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("setting", "word"),
    [("REDNET_ALARM_HOURS=x", "REDNET_ALARM_HOURS"), ("REDNET_WARC_SIZE=big", "WARC_SIZE")],
)
def test_a_setting_that_cannot_be_used(
    run: Run, site: HandMadeSite, setting: str, word: str
) -> None:
    done = run(*DOCTOR, "-s", setting, site=site.address)
    assert (done.code, levels(done.out)["settings"], site.asked) == (4, "failed", [])
    assert word in says(done.out, "settings")


def test_the_clocks_are_compared(run: Run, site: HandMadeSite) -> None:
    site.page("/robots.txt", "", status=404)
    site.page("/content/646656/94/12109536.html", "", status=200)
    done = run(*DOCTOR, site=site.address)
    assert levels(done.out)["clock"] == "ok"
