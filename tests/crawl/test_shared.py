"""Crawls that share an archive on PostgreSQL: side by side, and while its server is away."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import Replica, build_station
from tests.crawl.conftest import CRAWL, archive_of, command_in, environment_of
from tests.servers import Visits

SLOW = ("-s", "DOWNLOAD_DELAY=0.05")
STATIONS = ("hh", "hn", "cs")

pytestmark = [
    pytest.mark.usefixtures("store"),
    pytest.mark.parametrize("store", ["postgres"], indirect=True),
]


@pytest.fixture
def site() -> Iterator[tuple[Replica, Visits, str]]:
    replica, visits = build_station(40, stations=STATIONS), Visits()
    replica.answer = visits.count(replica.answer)  # type: ignore[assignment]
    with serve(replica) as address:
        yield replica, visits, address


def begin(folder: Path, address: str, *words: str) -> "subprocess.Popen[bytes]":
    command = command_in(folder, *CRAWL, *SLOW, *words)
    return subprocess.Popen(
        command, cwd=folder, env=environment_of(address), stderr=subprocess.PIPE
    )


def wait_for(folder: Path, articles: int) -> None:
    with Archive(archive_of(folder)) as archive:
        until = time.monotonic() + 30
        while archive.articles.count() < articles and time.monotonic() < until:
            time.sleep(0.05)


def test_stations_are_walked_side_by_side_and_no_host_is_asked_twice_at_a_time(
    tmp_path: Path, site
) -> None:
    replica, visits, address = site
    Archive(archive_of(tmp_path)).close()
    runs = [
        begin(tmp_path, address, "--station", station, "-s", "DOWNLOAD_DELAY=0.2")
        for station in STATIONS
    ]
    again = begin(tmp_path, address, "--station", "hh")
    said = again.communicate()[1].decode()
    for process in runs:
        process.communicate()
    codes = sorted(process.returncode for process in (*runs, again))
    assert codes == [0, 0, 0, 7], said
    assert visits.parallel == 0
    # the server sees a pause shortened by how long a connection takes; of some 120 one or two by
    # more, where the machine is busy
    assert visits.too_soon(0.04) <= 2
    assert {"hh.rednet.cn", "moment.rednet.cn", "hn.rednet.cn", "cs.rednet.cn"} <= set(visits.began)
    with Archive(archive_of(tmp_path)) as archive:
        kept = {row["content_id"] for row in archive.slices.all()}
    assert kept == {
        row["content_id"] for one in (replica, *replica.neighbours) for row in one.truth
    }


@pytest.mark.parametrize("how", [signal.SIGQUIT, signal.SIGINT], ids=["crash", "restart"])
def test_a_run_outlives_its_server(tmp_path: Path, site, postgres, how: signal.Signals) -> None:
    replica, _, address = site
    process = begin(tmp_path, address)
    wait_for(tmp_path, 10)
    postgres.stop(how)
    time.sleep(2)
    postgres.start()
    said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 0, said
    assert "waiting for it" in said
    assert "Traceback" not in said
    with Archive(archive_of(tmp_path)) as archive:
        kept = [row["content_id"] for row in archive.slices.all()]
        assert [run["exit_code"] for run in archive.runs.latest()] == [0]
        revisions = [archive.articles.revisions(key) for key in archive.slices.keys()]  # noqa: SIM118
        assert sum(map(len, revisions)) == len(kept)
    assert sorted(kept) == sorted(str(row["content_id"]) for row in replica.truth)


def test_a_run_can_be_ended_while_its_server_is_away(tmp_path: Path, site, postgres) -> None:
    _, _, address = site
    process = begin(tmp_path, address)
    wait_for(tmp_path, 10)
    postgres.stop(signal.SIGQUIT)
    try:
        time.sleep(1)
        process.terminate()
        signalled = time.monotonic()
        said = process.communicate(timeout=60)[1].decode()
        assert time.monotonic() - signalled < 10
    finally:
        postgres.start()
    assert process.returncode in (3, 130), said
    assert "Traceback" not in said
    process = begin(tmp_path, address)
    said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 0, said
