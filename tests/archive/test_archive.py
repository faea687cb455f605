"""The archive by itself: what must always hold (README, "The archive"), on a real file."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from rednet_crawler.archive import outage
from rednet_crawler.archive.address import is_alive, owner
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.slices import Choice
from rednet_crawler.archive.walks import Listed, Validators
from rednet_crawler.errors import ArchiveHeldError, SettingError, StorageError
from rednet_crawler.safety import Json
from rednet_crawler.site.clock import stamp

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def url_of(key: str, host: str = "hh") -> str:
    return f"https://{host}.rednet.cn/content/646847/83/{key}.html"


def listed(*keys: str, host: str = "hh", place: int = 0) -> list[Listed]:
    return [
        Listed(key, url_of(key, host), at, place, published="2024-03-05")
        for at, key in enumerate(keys, 1)
    ]


def record(key: str, content_hash: str = "h1") -> dict[str, Json]:
    return {
        "content_id": key, "url": url_of(key), "station": "hh", "published_at": "2024-03-05",
        "channels": [], "title": "题",
        "content_hash": content_hash, "revision": 1, "first_seen_at": None, "fetched_at": stamp(NOW),
    }  # fmt: skip


@pytest.fixture
def archive(archive_url: str):
    with Archive(archive_url) as opened:
        yield opened


def rows(url: str, query: str) -> list[tuple]:
    engine = create_engine(url)
    with engine.begin() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def test_a_listed_url_is_pending_then_saved(archive: Archive) -> None:
    archive.walks.take_in("hh", "1", "要闻", listed("10", "11"), NOW)
    assert archive.ledger.due("hh", NOW) == ["11", "10"]
    archive.articles.save("10", record("10"), NOW)
    assert archive.ledger.due("hh", NOW) == ["11"]
    assert archive.ledger.sums() == {"saved": 1, "pending": 1, "skipped": 0, "gone": 0, "failed": 0}


def test_a_saved_article_stays_saved(archive: Archive) -> None:
    archive.walks.take_in("hh", "1", "要闻", listed("10"), NOW)
    archive.articles.save("10", record("10"), NOW)
    archive.walks.take_in("hh", "1", "要闻", listed("10"), LATER)
    archive.ledger.mark("10", "failed", "answers 500", LATER)
    assert archive.ledger.states(["10"])["10"][0] == "saved"


def test_forms_of_url_are_one_article_with_all_sightings(archive: Archive) -> None:
    archive.walks.take_in("hh", "1", "要闻", listed("10", host="moment", place=2), NOW)
    archive.walks.take_in("hh", "2", "法治", listed("10"), LATER)
    archive.walks.take_in("hh", "2", "法治", listed("10", host="hh-wap", place=1), LATER)
    assert [(known.key, known.url) for known in archive.ledger.entries(["10"])] == [
        ("10", url_of("10"))
    ]
    assert archive.ledger.channels_of("10") == ("要闻", "法治")
    archive.articles.save("10", record("10"), LATER)
    assert [row["channels"] for row in archive.slices.all()] == [["要闻", "法治"]]


def test_an_edit_makes_a_revision_and_the_earlier_text_stays(
    archive: Archive, archive_url: str
) -> None:
    assert archive.articles.save("10", record("10"), NOW)[:3] == (1, stamp(NOW), True)
    assert archive.articles.save("10", record("10"), LATER)[:3] == (1, stamp(NOW), False)
    assert archive.articles.save("10", record("10", "h2"), LATER)[:3] == (2, stamp(NOW), True)
    assert rows(archive_url, "SELECT revision, content_hash FROM revisions ORDER BY 1") == [
        (1, "h1"),
        (2, "h2"),
    ]
    assert [(row["revision"], row["content_hash"]) for row in archive.slices.all()] == [(2, "h2")]


def test_what_failed_is_due_again_after_growing_waits(archive: Archive) -> None:
    archive.walks.take_in("hh", "1", "要闻", listed("10"), NOW)
    waits, moment = [], NOW
    archive.ledger.mark("10", "failed", "answers 503", moment, transient=True)
    assert archive.ledger.due("hh", moment) == ["10"]
    for _ in range(12):
        archive.ledger.mark("10", "failed", "answers 503", moment)
        assert archive.ledger.due("hh", moment) == []
        assert archive.ledger.due("hh", moment, failed=True) == ["10"]
        wait = next(
            hours
            for hours in range(1, 200)
            if archive.ledger.due("hh", moment + timedelta(hours=hours))
        )
        waits.append(wait)
        moment += timedelta(hours=wait)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (1, 168)


def test_a_page_is_gone_only_after_it_was_missed_several_times_over_days(archive: Archive) -> None:
    archive.walks.take_in("hh", "1", "要闻", listed("10"), NOW)
    states = [
        archive.ledger.mark("10", "gone", "answers 404", NOW + timedelta(minutes=at))
        for at in range(9)
    ]
    assert set(states) == {"failed"}
    assert archive.ledger.mark("10", "gone", "answers 404", NOW + timedelta(days=4)) == "gone"
    assert archive.ledger.due("hh", NOW + timedelta(days=99)) == []


def test_an_article_is_looked_at_again_by_its_age(archive: Archive) -> None:
    archive.walks.take_in("hh", "1", "要闻", listed("10"), NOW)
    moments, moment = [], NOW
    for hours in range(24 * 200):
        moment = NOW + timedelta(hours=hours)
        if archive.ledger.due("hh", moment):
            moments.append(hours)
            archive.articles.save("10", record("10"), moment)
    assert moments == [0, 6, 24, 72, 14 * 24, 90 * 24]


def test_a_saved_article_is_gone_after_misses_over_days_and_its_text_stays(
    archive: Archive,
) -> None:
    archive.walks.take_in("hh", "1", "要闻", listed("10"), NOW)
    archive.articles.save("10", record("10"), NOW)
    assert [archive.ledger.mark("10", "gone", "answers 404", LATER) for _ in range(8)] == [
        "saved"
    ] * 8
    assert archive.ledger.due("hh", LATER) == []
    assert archive.ledger.due("hh", LATER + timedelta(days=7)) == ["10"]
    assert archive.ledger.mark("10", "gone", "answers 404", LATER + timedelta(days=7)) == "gone"
    assert [row["content_id"] for row in archive.slices.all()] == ["10"]
    archive.articles.save("10", record("10"), LATER + timedelta(days=8))
    assert archive.ledger.sums()["saved"] == 1


def test_a_page_that_failed_otherwise_is_never_gone(archive: Archive) -> None:
    archive.walks.take_in("hh", "1", "要闻", listed("10"), NOW)
    states = [
        archive.ledger.mark("10", "failed", "answers 500", NOW + timedelta(days=at))
        for at in range(20)
    ]
    assert set(states) == {"failed"}


NONE = Validators(None, None)


def walk(archive: Archive, since: str = "", validators: Validators = NONE) -> None:
    archive.walks.begin("hh", "1", "要闻", since, NOW)
    archive.walks.end("hh", "1", 1, since, validators, NOW)


def test_only_a_walk_that_came_to_its_end_covers(archive: Archive) -> None:
    archive.walks.take_in("hh", "1", "要闻", listed("10", "11"), NOW)
    urls = [url_of("10"), url_of("11")]
    archive.walks.begin("hh", "1", "要闻", "", NOW)
    assert archive.walks.covered("hh", "1", urls, "") == 0
    assert archive.walks.gaps("hh") == ["要闻"]
    archive.walks.end("hh", "1", 2, "", NONE, NOW)
    assert archive.walks.covered("hh", "1", urls, "") == 2
    assert (
        archive.walks.covered("hh", "1", [url_of("12"), url_of("10"), url_of("13"), *urls], "") == 2
    )
    assert archive.walks.covered("hh", "2", urls, "") == 0
    assert archive.walks.gaps("hh") == []


def test_a_walk_back_to_a_day_covers_no_walk_further_back(archive: Archive) -> None:
    archive.walks.take_in("hh", "1", "要闻", listed("10"), NOW)
    walk(archive, since="2024-03-01")
    assert archive.walks.covered("hh", "1", [url_of("10")], "2024-03-01") == 1
    assert archive.walks.covered("hh", "1", [url_of("10")], "2024-03-02") == 1
    assert archive.walks.covered("hh", "1", [url_of("10")], "2024-02-01") == 0
    assert archive.walks.covered("hh", "1", [url_of("10")], "") == 0


def test_a_page_is_asked_for_with_conditions_only_after_a_walk_as_far_back(
    archive: Archive,
) -> None:
    known = Validators('"1"', "Tue, 05 Mar 2024 10:00:00 GMT")
    walk(archive, since="2024-03-01", validators=known)
    assert archive.walks.begin("hh", "1", "要闻", "2024-03-02", NOW) == known
    assert (
        archive.walks.begin("hh", "1", "要闻", "2024-03-02", NOW) is None
    )  # the walk before was cut short
    walk(archive, since="2024-03-01", validators=known)
    assert archive.walks.begin("hh", "1", "要闻", "", NOW) is None
    walk(archive, since="2024-03-01", validators=known)
    assert archive.walks.begin("hh", "1", "要闻", "2024-03-01", NOW, whole=False) == known
    assert (
        archive.walks.begin("hh", "1", "要闻", "2024-03-01", NOW) == known
    )  # one that is not whole changes nothing


def test_what_was_outside_the_dates_is_taken_up_by_a_run_that_asks_for_it(archive: Archive) -> None:
    archive.walks.take_in(
        "hh",
        "1",
        "要闻",
        [listed("10")[0]._replace(state="skipped", reason="outside the dates")],
        NOW,
    )
    assert archive.ledger.due("hh", NOW) == []
    archive.walks.take_in("hh", "1", "要闻", listed("10"), LATER)
    assert archive.ledger.due("hh", NOW) == ["10"]


def test_a_run_holds_the_archive_until_its_end(archive: Archive) -> None:
    run = archive.runs.begin("huaihua", {"channel": "要闻"}, "0.1.0", NOW)
    with pytest.raises(ArchiveHeldError, match=f"run {run} .* holds the archive"):
        archive.runs.begin("huaihua", {}, "0.1.0", NOW)
    archive.runs.end(run, 0, {"saved": 1}, LATER)
    assert archive.runs.begin("huaihua", {}, "0.1.0", LATER) == run + 1
    assert [(row["run"], row["exit_code"]) for row in archive.runs.latest()] == [(2, None), (1, 0)]


def test_a_run_whose_process_is_gone_is_marked_and_its_lock_taken_over(
    archive: Archive, archive_url: str
) -> None:
    script = (
        "import sys; from datetime import *; from rednet_crawler.archive.archive import Archive\n"
        "Archive(sys.argv[1]).runs.begin('huaihua', {}, '0', datetime.fromisoformat(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", script, archive_url, NOW.isoformat()], check=True)
    archive.runs.begin("huaihua", {}, "0.1.0", NOW)
    assert [(row["run"], row["exit_code"]) for row in archive.runs.latest()] == [(2, None), (1, -1)]


def test_a_process_is_known_by_host_number_and_start() -> None:
    assert is_alive(owner(), stamp(NOW), NOW)
    host, pid, began = owner().rsplit("/", 2)
    assert not is_alive(owner(), stamp(NOW - timedelta(hours=1)), NOW)
    assert is_alive(f"elsewhere/{pid}/{began}", stamp(NOW), NOW)
    if began:
        assert not is_alive(f"{host}/{pid}/1", stamp(NOW), NOW)
    child = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, and not reaped
    if began:
        assert not is_alive(f"{host}/{child.pid}/{began}", stamp(NOW), NOW)
    child.wait()


def test_a_foreign_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("not an archive" * 100)
    with pytest.raises(StorageError, match="is it an archive"):
        Archive(f"sqlite:///{tmp_path}/a.db")
    with pytest.raises(StorageError):
        Archive(f"sqlite:///{tmp_path}/none/a.db")
    for url in (":memory:", "mysql://user@host/a", "postgresql+psycopg://user:geheim@host:port/a"):
        with pytest.raises(SettingError, match="has to be a file, such as") as raised:
            Archive(url)
        assert "geheim" not in str(raised.value)


def test_an_archive_of_a_newer_version_is_left_alone(archive_url: str) -> None:
    Archive(archive_url).close()
    engine = create_engine(archive_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO archive_version (version) VALUES (99)"))
    engine.dispose()
    with pytest.raises(StorageError, match="version 99"):
        Archive(archive_url)


def test_stations_with_channels_of_the_same_number_are_kept_apart(archive: Archive) -> None:
    urls = [url_of("10"), url_of("11")]
    day = NOW.date()
    for station, name in (("hh", "要闻"), ("cs", "热点")):
        archive.walks.begin(station, "1", name, "", NOW)
        archive.walks.take_in(station, "1", name, listed("10", "11"), NOW)
    archive.walks.end("hh", "1", 1, "", NONE, NOW)
    archive.inventories.read("hh", "1", [day], "dates", NOW)
    assert [archive.walks.covered(station, "1", urls, "") for station in ("hh", "cs")] == [2, 0]
    assert [archive.walks.is_empty(station, "1") for station in ("hh", "cs")] == [False, True]
    assert [archive.walks.gaps(station) for station in ("hh", "cs")] == [[], ["热点"]]
    assert [archive.inventories.days(station, "1", "dates") for station in ("hh", "cs")] == [
        {day},
        set(),
    ]
    archive.articles.save("10", record("10"), NOW)
    assert [(row["channel"], row["articles"]) for row in archive.articles.channels("cs")] == [
        ("热点", 1)
    ]
    assert archive.ledger.channels_of("10") == ("热点", "要闻")
    assert archive.ledger.due("hh", NOW, channel_ids=["1"]) == ["11"]


def test_a_slice_is_of_whole_days_stations_and_channels(archive: Archive) -> None:
    days = (
        "2024-03-04",
        "2024-03-05",
        "2024-03-05T23:59:59+08:00",
        "2024-03-06T00:00:00+08:00",
        None,
    )
    for at, day in enumerate(days):
        archive.walks.take_in("hh", str(at % 2), "要闻", listed(str(at)), NOW)
        given = record(str(at), f"h{at}") | {
            "published_at": day,
            "station": "cs" if at == 1 else "hh",
        }
        archive.articles.save(str(at), given, NOW)
    first, last = date(2024, 3, 5), date(2024, 3, 5)
    for choice, keys in (
        (Choice(), "01234"), (Choice(since=first), "123"), (Choice(until=last), "012"),
        (Choice(since=first, until=last), "12"),
        (Choice("hh", first, last), "2"), (Choice(channel_ids=("1", "7")), "13"),
        (Choice("cs", channel_ids=("0",)), ""),
    ):  # fmt: skip
        assert archive.slices.keys(choice) == list(keys), choice


FOREIGN = "another station ({}), not walked"


@pytest.mark.parametrize(
    ("station", "others", "taken"),
    [
        ("hh", [], []), ("hh", ["cs"], ["1"]), ("hh", ["cs", "cd"], ["1", "2"]),
        ("hh", None, ["1", "2"]), ("cs", [], ["1"]), ("hn", None, []),
    ],
)  # fmt: skip
def test_what_was_skipped_for_its_station_is_taken_back(
    archive: Archive, station: str, others: list[str] | None, taken: list[str]
) -> None:
    skipped = [
        Listed(key, url_of(key, code), 1, 3, "skipped", reason)
        for key, code, reason in (
            ("1", "cs", FOREIGN.format("cs")),
            ("2", "cd", FOREIGN.format("cd")),
            ("3", "hh", "topic page"),
        )
    ]
    archive.walks.take_in("hh", "9001", "要闻", skipped, NOW)
    reasons = None if others is None else [FOREIGN.format(code) for code in others]
    archive.ledger.take_back(station, FOREIGN.format(station), reasons, LATER)
    states = archive.ledger.states(["1", "2", "3"])
    assert [key for key, (state, _, _) in sorted(states.items()) if state == "pending"] == taken
    assert sorted(archive.ledger.due(station, LATER)) == taken


def test_a_station_that_lists_what_another_skipped_takes_it_over(archive: Archive) -> None:
    archive.walks.take_in(
        "hh",
        "9001",
        "要闻",
        [Listed("1", url_of("1", "cs"), 1, 3, "skipped", FOREIGN.format("cs"))],
        NOW,
    )
    archive.walks.take_in("cs", "8001", "要闻", [Listed("1", url_of("1", "cs"), 1)], LATER)
    assert (archive.ledger.due("cs", LATER), archive.ledger.due("hh", LATER)) == (["1"], [])


FAR = NOW + timedelta(days=3652)
"""What a clock that is ten years ahead says."""


def test_what_a_clock_that_was_ahead_has_entered_is_due(archive: Archive):
    """Articles that were new then, known ones that were looked at then, one that was not to be had then."""
    archive.articles.save("1", record("1"), FAR)
    archive.articles.save("2", record("2"), NOW - timedelta(days=1))
    archive.articles.looked_at("2", FAR)
    archive.walks.take_in("hh", "1", "要闻", listed("3"), NOW)
    for days in range(5):
        archive.ledger.mark("3", "failed", "answers 404", FAR + timedelta(days=days))
    assert set(archive.ledger.due("hh", NOW)) == {"1", "2", "3"}
    assert archive.ledger.ahead(NOW) == 3
    for key in ("1", "2"):
        archive.articles.looked_at(key, NOW)
    assert not {"1", "2"} & set(archive.ledger.due("hh", NOW))
    soon = NOW + timedelta(hours=7)
    assert "1" in archive.ledger.due("hh", soon)
    (found_1,) = archive.slices.articles(["1"])
    assert found_1["first_seen_at"] <= stamp(NOW)
    assert archive.articles.newest("hh", NOW) == NOW


def test_a_search_and_a_heartbeat_of_the_future_hold_nothing_up(archive: Archive):
    archive.walks.searched("hh", FAR)
    assert not archive.walks.was_searched("hh", NOW - timedelta(days=1))
    assert not is_alive("elsewhere/1/2", stamp(FAR), NOW)


def test_a_signal_between_two_tries_ends_the_waiting_for_a_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    got: list[int] = []
    monkeypatch.setattr(outage, "_SIGNALS", (signal.SIGUSR1,))
    before = signal.signal(signal.SIGUSR1, lambda number, _: got.append(number))

    def work() -> None:
        if not got:
            os.kill(os.getpid(), signal.SIGUSR1)
        raise outage.ServerLostError("the server is away")

    began = time.monotonic()
    try:
        with pytest.raises(StorageError, match="gave up after"):
            outage.Patience(has_server=True).repeat(work)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert (time.monotonic() - began < 2, got) == (True, [signal.SIGUSR1])
