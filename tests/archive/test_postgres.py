"""What an archive on PostgreSQL has beyond one in a file: several runs at a time, and a server that goes away."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import create_engine, text

from rednet_crawler.archive import outage
from rednet_crawler.archive.address import owner
from rednet_crawler.archive.archive import Archive
from rednet_crawler.archive.walks import Listed
from rednet_crawler.errors import ArchiveHeldError, ArchiveTakenError, StorageError
from tests.archive.test_archive import LATER, NOW, listed, record, rows, url_of
from tests.crawl.conftest import Run, run  # noqa: F401 - a fixture
from tests.servers import PASSWORD


@pytest.fixture
def url(postgres) -> str:
    return str(postgres.url())


def write(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@contextmanager
def down(postgres, how: signal.Signals = signal.SIGQUIT) -> Iterator[None]:
    """Have the server down (by default without a clean end) while a block runs."""
    postgres.stop(how)
    try:
        yield
    finally:
        postgres.start()


def test_two_stations_are_walked_at_a_time_and_one_is_not(url: str) -> None:
    with Archive(url) as first, Archive(url) as second:
        assert first.runs.begin("huaihua", {}, "0", NOW, "hh") == 1
        assert second.runs.begin("huaihua", {}, "0", NOW, "cs") == 2
        with Archive(url) as third, pytest.raises(ArchiveHeldError, match=r"run 1 .* holds hh"):
            third.runs.begin("huaihua", {}, "0", NOW, "hh")
        first.runs.end(1, 0, {}, LATER)
        with Archive(url) as third:
            assert third.runs.begin("huaihua", {}, "0", LATER, "hh") == 3


def test_a_station_is_free_as_soon_as_the_process_of_its_run_is_killed(url: str) -> None:
    script = (
        "import sys, time; from datetime import *; from rednet_crawler.archive.archive import Archive\n"
        "Archive(sys.argv[1]).runs.begin('huaihua', {}, '0', datetime.now(UTC), 'hh'); "
        "print('begun', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, url], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    with Archive(url) as archive:
        with pytest.raises(ArchiveHeldError):
            archive.runs.begin("huaihua", {}, "0", NOW, "hh")
        process.kill()
        process.wait()
        process.stdout.close()
        killed = time.monotonic()
        while True:
            try:
                assert archive.runs.begin("huaihua", {}, "0", NOW, "hh") == 2
                break
            except ArchiveHeldError:
                assert time.monotonic() - killed < 2
        assert [run["exit_code"] for run in archive.runs.latest()] == [None, -1]


def test_a_run_elsewhere_whose_lock_is_free_has_a_minute_to_come_back(url: str) -> None:
    with Archive(url) as archive:
        archive.runs.begin("huaihua", {}, "0", NOW, "hh")
    _, pid, began = owner().rsplit("/", 2)
    write(url, f"UPDATE runs SET owner = 'elsewhere/{pid}/{began}'")  # noqa: S608
    with Archive(url) as archive:
        with pytest.raises(ArchiveHeldError, match="elsewhere"):
            archive.runs.begin("huaihua", {}, "0", NOW + timedelta(seconds=50), "hh")
        assert archive.runs.begin("huaihua", {}, "0", NOW + timedelta(seconds=70), "hh") == 2


def test_a_run_that_lost_its_server_goes_on_or_ends_where_another_has_its_station(
    postgres, url: str
) -> None:
    with Archive(url) as first:
        first.runs.begin("huaihua", {}, "0", NOW, "hh")
        with down(postgres):
            pass
        first.runs.beat(1, LATER)  # has its lock again
        with Archive(url) as second, pytest.raises(ArchiveHeldError):
            second.runs.begin("huaihua", {}, "0", LATER, "hh")
        with down(postgres):
            pass
        with Archive(url) as second:
            assert second.runs.begin("huaihua", {}, "0", LATER + timedelta(minutes=2), "hh") == 2
            second.runs.end(2, 0, {}, LATER)
        told: list[StorageError] = []
        first.on_failure(told.append)
        with pytest.raises(ArchiveTakenError, match="another run has taken hh over"):
            first.walks.take_in("hh", "1", "要闻", listed("10"), LATER)
        assert [error.exit_code for error in told] == [7]


@pytest.mark.parametrize("how", [signal.SIGQUIT, signal.SIGINT], ids=["crash", "restart"])
def test_what_is_written_while_the_server_goes_away_is_there_once(
    postgres, url: str, how: signal.Signals
) -> None:
    """Each call is made once, whether its transaction was lost, kept, or its end not heard of."""
    done: list[int] = []
    stop = Event()
    with Archive(url) as archive:
        archive.walks.take_in("hh", "1", "要闻", listed("1"), NOW)

        def work() -> None:
            while not stop.is_set():
                archive.ledger.mark("1", "failed", "answers 500", NOW)
                archive.articles.save(
                    str(len(done) + 100), record(str(len(done) + 100), f"h{len(done)}"), NOW
                )
                done.append(
                    archive.articles.save("99", record("99", f"h{len(done)}"), NOW).revision
                )

        worker = Thread(target=work)
        worker.start()
        for _ in range(3):
            time.sleep(0.4)
            with down(postgres, how):
                time.sleep(0.2)
        time.sleep(0.3)
        stop.set()
        worker.join()
        assert done == list(range(1, len(done) + 1))
        assert archive.articles.count() == len(done) + 1
        row = archive.ledger.find("1")
        assert row is not None
        assert row["tries"] == len(done)
        assert [each["revision"] for each in archive.articles.revisions("99")] == done


def test_runs_that_save_the_same_articles_at_the_same_time_keep_one_of_each(url: str) -> None:
    keys = [str(number) for number in range(10, 40)]
    failures: list[Exception] = []

    def work(station: str, order: list[str]) -> None:
        try:
            with Archive(url) as archive:
                archive.walks.take_in(
                    station, "1", "要闻", [Listed(key, url_of(key), 1) for key in order], NOW
                )
                for key in order:
                    archive.articles.save(key, record(key), NOW)
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)

    Archive(url).close()
    threads = [
        Thread(target=work, args=(f"s{at}", keys[:: 1 if at % 2 else -1])) for at in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (
        rows(url, "SELECT count(*) FROM articles")
        == rows(url, "SELECT count(*) FROM revisions")
        == [(30,)]
    )
    assert rows(url, "SELECT count(*) FROM sightings") == [(120,)]


def test_archives_are_made_at_the_same_time(url: str) -> None:
    opened: list[int] = []

    def work() -> None:
        with Archive(url) as archive:
            opened.append(archive.articles.count())

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [0] * 4


def test_a_host_is_asked_by_one_run_at_a_time_and_at_its_pace(url: str) -> None:
    with Archive(url) as first, Archive(url) as second:
        assert first.turns is not None
        assert second.turns is not None
        assert first.turns.take("moment.rednet.cn", 1, 0.3, 60) == 0
        assert (
            second.turns.take("moment.rednet.cn", 2, 0.3, 60) > 50
        )  # as long as the first may have it
        assert second.turns.take("cs.rednet.cn", 2, 0.3, 60) == 0
        assert (
            0 < first.turns.take("moment.rednet.cn", 1, 0.3, 60) <= 0.3
        )  # its own pace, by the time it was really sent
        first.turns.give_back("moment.rednet.cn", 1)
        assert 0 < second.turns.take("moment.rednet.cn", 2, 0, 60) <= 0.3
        time.sleep(0.3)
        assert second.turns.take("moment.rednet.cn", 2, 0, 60) == 0
        first.turns.give_back("moment.rednet.cn", 1)  # another's by now
        assert first.turns.take("moment.rednet.cn", 1, 0, 60) > 50


def test_a_run_that_takes_over_frees_the_hosts_of_the_dead_one(url: str) -> None:
    with Archive(url) as dead:
        dead.runs.begin("huaihua", {}, "0", NOW, "hh")
        assert dead.turns is not None
        dead.turns.take("hh.rednet.cn", 1, 0, 60)
    with Archive(url) as archive:
        archive.runs.begin("huaihua", {}, "0", LATER, "hh")
        assert archive.turns is not None
        assert archive.turns.take("hh.rednet.cn", 2, 0, 60) == 0


def test_a_signal_ends_the_waiting(url: str, postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[int] = []
    monkeypatch.setattr(outage, "_SIGNALS", (signal.SIGUSR1,))
    before = signal.signal(signal.SIGUSR1, lambda number, _: got.append(number))
    try:
        with Archive(url) as archive, down(postgres):
            sender = subprocess.Popen(["/bin/sh", "-c", "sleep 0.7; kill -USR1 $PPID"])
            with pytest.raises(StorageError, match="gave up after"):
                archive.articles.count()
            assert got == [signal.SIGUSR1]
            began = time.monotonic()
            with pytest.raises(StorageError):
                archive.articles.count()
            assert time.monotonic() - began < 1
            sender.wait()
        with Archive(url) as archive:
            assert archive.articles.count() == 0
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_texts_are_sorted_by_their_bytes_whatever_the_language_of_the_server(url: str) -> None:
    Archive(url).close()
    found = rows(
        url,
        """SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type IN ('character varying', 'text')
        AND collation_name IS DISTINCT FROM 'C'""",
    )
    assert found == []


def test_a_character_that_postgresql_does_not_keep_stops_nothing(url: str) -> None:
    with Archive(url) as archive:
        archive.walks.take_in("hh", "1", "要\0闻", [listed("10")[0]._replace(title="标\0题")], NOW)
        archive.ledger.mark("10", "failed", "answers\0", NOW)
        assert archive.ledger.channels_of("10") == ("要\ufffd闻",)


def test_no_message_tells_the_password(url: str, postgres, run: Run) -> None:  # noqa: F811
    wrong = [
        url.replace(PASSWORD, f"{PASSWORD}-not"), url.replace("127.0.0.1", "no.such.host.invalid"), f"{url}-not",
        url.replace(f":{postgres.port}", ":1"), url.replace(f":{postgres.port}", ":port"),
        url.replace("postgresql", "mysql"),
        f"{url}?sslpassword={PASSWORD}&no_such_option=1", f"{url}?options=-cno_such=1",
    ]  # fmt: skip
    for each in [url, *wrong]:
        for words in (
            ("status",),
            ("runs", "7"),
            ("doctor", "--offline"),
            ("export", "-o", "a.csv"),
        ):
            if each is not url and words[0] != ("doctor" if each is wrong[0] else "status"):
                continue
            done = run("rednet_crawler", *words, "--archive", each)
            assert PASSWORD not in done.out + done.err
            assert "Traceback" not in done.err
            assert done.code in ((0,) if each is url and words[0] == "doctor" else (2, 3, 4))
            if words[0] == "status":
                assert done.err.count("\n") == 1, done.err
    assert rows(
        url, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
    ) == [(0,)]
