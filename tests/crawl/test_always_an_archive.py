"""There is always an archive: `rednet.db` where none is named, and for `scrapy crawl` one that goes
when the run ends.
"""

import json
import shlex
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from tests.crawl.conftest import FAST, ROOT, HandMadeSite, Outcome, Run

A, B = "/content/646847/83/13700001.html", "/content/646847/83/13700002.html"
HOST = "https://hh.rednet.cn"
CRAWL, FETCH = ("rednet_crawler", "crawl"), ("rednet_crawler", "fetch")


@pytest.fixture
def station(site: HandMadeSite, monkeypatch: pytest.MonkeyPatch) -> HandMadeSite:
    monkeypatch.delenv("REDNET_ARCHIVE", raising=False)
    site.page("/robots.txt", "", status=404)
    site.menu(("要闻", 9001))
    site.channel(9001, [A, B])
    for at, path in enumerate((A, B)):
        site.article(path, title=f"题目{at}")
    return site


def without_time(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name != "fetched_at"} for row in rows]


def held(run: Run, *words: str) -> int:
    done = run("rednet_crawler", "status", "--json", *words)
    assert done.code == 0, done.err
    return int(json.loads(done.out)["articles"])


def test_a_crawl_that_names_none_keeps_rednet_db_and_the_next_goes_on_there(
    run: Run, station: HandMadeSite
) -> None:
    first = run(*CRAWL, *FAST, site=station.address)
    assert first.code == 0, first.err
    assert {path.name for path in first.folder.iterdir()} == {"rednet.db", "run.json"}
    station.asked.clear()
    second = run(*CRAWL, "-o", "b.jsonl", *FAST, site=station.address)
    assert (second.code, second.rows("b.jsonl")) == (0, [])
    assert not [path for path in station.asked if path.startswith("/content/")]
    assert held(run) == 2


@pytest.mark.parametrize("name", ["甲.db", "sqlite:///甲.db"])
def test_a_path_is_a_path_for_every_command(run: Run, station: HandMadeSite, name: str) -> None:
    done = run(*CRAWL, "--archive", name, *FAST, site=station.address)
    assert done.code == 0, done.err
    assert run(*FETCH, HOST + A, "--archive", name, *FAST, site=station.address).code == 0
    assert held(run, "--archive", name) == 2
    assert not (done.folder / "rednet.db").exists()


def test_the_environment_names_it_for_those_that_write_and_those_that_read(
    run: Run, station: HandMadeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDNET_ARCHIVE", "mine.db")
    assert run(*CRAWL, *FAST, site=station.address).code == 0
    assert held(run) == 2
    assert (
        run("rednet_crawler", "channels").out.count("9001") == 2
    )  # its number, and in its address
    assert not (Path(run("rednet_crawler", "--version").folder) / "rednet.db").exists()


@pytest.mark.parametrize("address", ["", "sqlite://x.db", "mysql://u@h/d"])
def test_what_is_no_address_is_one_line_before_anything_is_asked(
    run: Run, station: HandMadeSite, address: str
) -> None:
    for words in (CRAWL, (*FETCH, HOST + A)):
        done = run(*words, "--archive", address, *FAST, site=station.address)
        assert (done.code, done.err.count("\n")) == (2, 1), done.err
        assert "rednet.db" in done.err
    assert station.asked == []


def test_a_fetch_hands_out_what_was_asked_for_each_time(run: Run, station: HandMadeSite) -> None:
    assert run(*CRAWL, *FAST, site=station.address).code == 0
    times = [run(*FETCH, HOST + B, HOST + A, *FAST, site=station.address) for _ in range(3)]
    assert [done.code for done in times] == [0, 0, 0], times[-1].err
    rows = [without_time(list(map(json.loads, done.out.splitlines()))) for done in times]
    assert len(rows[0]) == 2
    assert rows[0] == rows[1] == rows[2]
    assert {row["revision"] for row in rows[0]} == {1}
    assert [row["channels"] for row in rows[0]] == [["要闻"], ["要闻"]]
    assert held(run) == 2


def test_a_fetch_takes_the_content_id_of_what_is_known_and_addresses_as_people_copy_them(
    run: Run, station: HandMadeSite
) -> None:
    assert run(*CRAWL, *FAST, site=station.address).code == 0
    number = A.rpartition("/")[2].removesuffix(".html")
    done = run(*FETCH, number, f"hh.rednet.cn{B}", *FAST, site=station.address)
    assert done.code == 0, done.err
    assert {row["url"] for row in map(json.loads, done.out.splitlines())} == {HOST + A, HOST + B}


def test_a_fetch_of_what_is_known_and_not_to_be_had_has_failed(
    run: Run, station: HandMadeSite
) -> None:
    assert run(*CRAWL, *FAST, site=station.address).code == 0
    for status in (503, 404):
        station.page(A, "", status=status)
        done = run(*FETCH, HOST + A, *FAST, site=station.address)
        assert (done.code, done.out) == (4, "")
        assert f"answers {status}" in done.err
    assert held(run) == 2


def scrapy(run: Run, folder: Path, station: HandMadeSite, *words: str) -> Outcome:
    (folder / "tmp").mkdir(exist_ok=True)
    return run(
        "scrapy", "crawl", *words, *FAST, "-s", "LOG_LEVEL=ERROR", site=station.address, cwd=ROOT
    )


@pytest.mark.parametrize("words", [("huaihua",), ("article", "-a", f"url={HOST}{A},{HOST}{B}")])
def test_scrapy_hands_out_all_each_time_and_leaves_nothing_behind(
    run: Run,
    station: HandMadeSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    before = set(ROOT.iterdir())
    for name in ("a.jsonl", "b.jsonl"):
        done = scrapy(run, tmp_path, station, *words, "-O", str(tmp_path / name))
        assert done.code == 0, done.err
        assert len(done.rows(name)) == 2
    assert list((tmp_path / "tmp").iterdir()) == []
    assert set(ROOT.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [((), 4), (("-a", "since=soon"), 2), (("-s", "EXTENSIONS={}", "-a", "channel=x"), 4)],
)
def test_also_after_an_error_nothing_is_left(
    run: Run,
    station: HandMadeSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    code: int,
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    station.page("/", "", status=503)
    assert scrapy(run, tmp_path, station, "huaihua", *words).code == code
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_look_at_the_site_leaves_the_archive_as_it_is(
    run: Run, station: HandMadeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDNET_ARCHIVE", "a.db")
    folder = run(*CRAWL, *FAST, site=station.address).folder
    for words in (("explain", HOST + A, "--live"), ("channels", "--live")):
        done = run("rednet_crawler", *words, *FAST, site=station.address)
        assert done.code == 0, done.err
        assert "题目0" in done.out or "要闻" in done.out
    with Archive.read(str(folder / "a.db")) as archive:
        assert len(archive.runs.latest()) == 1


def test_a_schedule_has_the_archive_of_the_shell_it_was_made_in(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REDNET_ARCHIVE", raising=False)
    plain = run("rednet_crawler", "schedule", "--for", "cron")
    assert plain.code == 0, plain.err
    assert "--archive" not in plain.out
    monkeypatch.setenv("REDNET_ARCHIVE", "/srv/rednet/a b.db")
    assert (
        "--archive '/srv/rednet/a b.db'" in run("rednet_crawler", "schedule", "--for", "cron").out
    )
    told = run("rednet_crawler", "schedule", "--for", "cron", "--", "--archive", "b.db").out
    assert "a b.db" not in told
    assert "b.db" in shlex.split(told.replace("%", ""))[-1] or "--archive b.db" in told
    monkeypatch.setenv("REDNET_ARCHIVE", "postgresql://u:geheim@db/rednet")
    refused = run("rednet_crawler", "schedule", "--for", "cron")
    assert (refused.code, refused.out) == (2, "")
    assert "geheim" not in refused.err
