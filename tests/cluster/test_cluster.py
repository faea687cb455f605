"""Workers on a real PostgreSQL and a real Redis or RabbitMQ: what is handed out is walked once,
whoever dies or forgets.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import Replica, build_station
from tests import warm
from tests.crawl.conftest import Outcome, environment_of
from tests.outside import needed
from tests.servers import PASSWORD

STATIONS = ("hn", "cs")


@dataclass
class Cluster:
    folder: Path
    replica: Replica
    environment: dict[str, str]
    url: str
    broker: str
    workers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def run(self, *words: str) -> Outcome:
        command = [sys.executable, "-m", "rednet_crawler", "cluster", *words]
        done = warm.run(command, cwd=self.folder, env=self.environment, timeout=60)
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode(), self.folder)

    def work(self, *words: str) -> "subprocess.Popen[bytes]":
        command = [
            sys.executable,
            "-m",
            "rednet_crawler",
            "cluster",
            "worker",
            "--heartbeat",
            "2",
            "-s",
            "DOWNLOAD_DELAY=0.03",
        ]
        log = (self.folder / "log").open("ab")
        process = subprocess.Popen(
            [*command, *words], env=self.environment, cwd=self.folder, stderr=log
        )
        log.close()
        self.workers.append(process)
        return process

    def states(self) -> dict[str, tuple[str, int]]:
        with Archive(self.url) as archive:
            return {unit.station: (unit.state, unit.runs) for unit in archive.units.all()}

    def articles(self) -> int:
        with Archive(self.url) as archive:
            return archive.articles.count()

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def until(self, holds: Callable[[], bool], longest: float = 60) -> None:
        end = time.monotonic() + longest
        while not holds():
            assert time.monotonic() < end, f"{self.states()} {self.log()}"
            time.sleep(0.05)

    def until_done(self, longest: float = 120) -> None:
        self.until(lambda: {state for state, _ in self.states().values()} == {"done"}, longest)

    def is_whole(self, *stations: str) -> bool:
        with Archive(self.url) as archive:
            kept = [row["content_id"] for row in archive.slices.all()]
        return sorted(kept) == sorted(
            str(row["content_id"])
            for one in (self.replica, *self.replica.neighbours)
            for row in one.truth
            if one.station in (stations or STATIONS)
        )


BOTH = pytest.mark.parametrize("broker", ["redis", "rabbitmq"], indirect=True)


@pytest.fixture
def broker(request: pytest.FixtureRequest) -> Any:
    """The broker of a test: Redis, where it does not ask for another."""
    needed(modules=("dramatiq",))
    server = request.getfixturevalue(getattr(request, "param", "redis"))
    server.forget()
    return server


@pytest.fixture
def cluster(tmp_path: Path, postgres, broker) -> Iterator[Cluster]:
    replica, url = build_station(30, stations=STATIONS), postgres.url()
    with serve(replica) as address:
        environment = {
            **environment_of(address),
            "REDNET_ARCHIVE": url,
            "REDNET_BROKER": broker.url,
        }
        made = Cluster(tmp_path, replica, environment, url, broker.url)
        yield made
        for process in made.workers:
            process.terminate()
        for process in made.workers:
            process.wait(60)


@BOTH
def test_what_is_submitted_is_walked_once(cluster: Cluster) -> None:
    assert cluster.run("submit", *STATIONS, "--since", "2018-01").code == 0
    assert cluster.run("submit", "https://cs.rednet.cn/").code == 0
    shown = json.loads(cluster.run("status", "--json").out)
    assert [(unit["station"], unit["state"], unit["arguments"]) for unit in shown] == [
        ("cs", "queued", []), ("hn", "queued", ["--since", "2018-01"]),
    ]  # fmt: skip
    cluster.work("--jobs", "2")
    cluster.until_done()
    cluster.until(lambda: "cs: nothing left to do" in cluster.log())  # of the second message
    assert cluster.states() == {"cs": ("done", 1), "hn": ("done", 1)}
    assert cluster.run("submit", "cs").code == 0
    assert "1 done" in cluster.run("status").out  # the other is queued, or running already
    cluster.until_done()
    with Archive(cluster.url) as archive:
        assert [run["exit_code"] for run in archive.runs.latest()] == [0, 0, 0]
        given = [json.loads(run["arguments"]) for run in archive.runs.latest()]
    assert sorted(str(each.get("since")) for each in given) == ["2018-01", "None", "None"]


@BOTH
def test_a_worker_that_is_killed_takes_its_crawl_along_and_another_goes_on(
    cluster: Cluster,
) -> None:
    cluster.run("submit", *STATIONS)
    first = cluster.work()
    cluster.until(lambda: cluster.articles() >= 5)
    with Archive(cluster.url) as archive:
        (run,) = archive.runs.latest()
    _, pid, _ = run["owner"].rsplit("/", 2)
    os.kill(int(pid), 0)
    first.kill()
    first.wait()
    cluster.until(lambda: not is_there(int(pid)), longest=2)
    assert {state for state, _ in cluster.states().values()} == {"queued", "retrying"}
    cluster.work()
    cluster.until_done()
    assert sorted(runs for _, runs in cluster.states().values()) == [1, 2]
    assert cluster.is_whole()


def test_a_worker_that_is_ended_gives_its_station_back(cluster: Cluster) -> None:
    cluster.run("submit", "cs")
    first = cluster.work()
    cluster.until(lambda: cluster.articles() >= 5)
    first.send_signal(signal.SIGTERM)
    assert first.wait(30) == 0
    assert cluster.states() == {"cs": ("retrying", 1)}
    cluster.work()
    cluster.until_done()
    with Archive(cluster.url) as archive:
        assert [run["exit_code"] for run in archive.runs.latest()] == [0, 130]


def test_what_the_broker_forgets_is_sent_again(cluster: Cluster, broker) -> None:
    cluster.run("submit", *STATIONS)
    cluster.work()
    cluster.until(lambda: cluster.articles() >= 5)
    broker.forget()
    cluster.until_done()
    assert "sent again" in cluster.log()
    assert cluster.is_whole()


def test_a_walk_that_takes_too_long_goes_on_in_another_turn(cluster: Cluster) -> None:
    cluster.run("submit", "cs")
    hasty = cluster.work("--longest", "0.0014")  # 5 s; all its pages take 7
    cluster.until(lambda: cluster.states()["cs"] == ("retrying", 1))
    hasty.terminate()
    hasty.wait(60)
    cluster.work()
    cluster.until_done()
    assert cluster.states()["cs"][1] > 1
    assert cluster.is_whole("cs")


def test_a_station_that_cannot_be_reached_is_tried_again(cluster: Cluster) -> None:
    cluster.environment["REDNET_REPLICA"] = "127.0.0.1:1"
    cluster.run("submit", "cs")
    cluster.work("-s", "RETRY_TIMES=0")
    cluster.until(lambda: cluster.states()["cs"] == ("retrying", 1))  # no network today


@pytest.mark.parametrize("broker", ["rabbitmq"], indirect=True)
def test_a_rabbitmq_that_dies_in_mid_walk_is_waited_for(cluster: Cluster, broker) -> None:
    cluster.run("submit", *STATIONS)
    cluster.work()
    cluster.until(lambda: cluster.articles() >= 5)
    broker.stop(signal.SIGKILL)
    cluster.until(lambda: "done" in {state for state, _ in cluster.states().values()})
    broker.start()
    cluster.until_done()
    assert cluster.is_whole()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("submit",), 2, "no station is given"),
        (("submit", "www.example.com"), 2, "not a station of rednet.cn"),
        (("submit", "cs", "--since", "x"), 2, "not a day"),
        (
            ("submit", "cs", "--archive", "sqlite:///a.db"),
            2,
            "workers share an archive on PostgreSQL",
        ),
        (("worker", "--archive", "sqlite:///a.db"), 2, "workers share an archive on PostgreSQL"),
        (("submit", "cs", "--broker", f"http://me:{PASSWORD}@host"), 2, "has to be like redis://"),
        (("submit", "cs", "--broker", f"redis://me:{PASSWORD}@127.0.0.1:1/0"), 3, "is it up?"),
        (("submit", "cs", "--broker", f"amqp://me:{PASSWORD}@127.0.0.1:1"), 3, "is it up?"),
        (("worker", "-s", "REDNET_MAX_PAGES=x"), 2, "has to be a whole number"),
        (("status", "--archive", "sqlite:///none.db"), 3, "there is no such archive"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    cluster: Cluster, words: tuple[str, ...], code: int, says: str
) -> None:
    done = cluster.run(*words)
    assert (done.code, done.err.count("\n")) == (code, 1), done.err
    assert says in done.err
    assert PASSWORD not in done.err


def test_a_unit_that_holds_more_than_a_walk_is_refused_and_failed(cluster: Cluster) -> None:
    from rednet_crawler.cluster.worker import submit

    precious = cluster.folder / "precious.cfg"
    precious.write_text("as it was")
    submit(cluster.broker, cluster.url, ["cs"], ["-s", f"REDNET_RUN_FILE={precious}"])
    assert cluster.states() == {"cs": ("failed", 0)}
    cluster.work()
    cluster.until(lambda: "job cs: its arguments are not those of a walk" in cluster.log())
    time.sleep(6)  # longer than the first pause before another try
    assert cluster.log().count("job cs:") == 1
    assert "REDNET_RUN_FILE" not in cluster.log()
    assert cluster.states() == {"cs": ("failed", 0)}
    assert precious.read_text() == "as it was"


def test_what_a_worker_starts_shows_no_password(cluster: Cluster) -> None:
    assert cluster.run("submit", "cs").code == 0
    worker = cluster.work("-s", "REDNET_ALARM_SECRET=geheimgeheim", "-s", "DOWNLOAD_DELAY=0.2")
    cluster.until(lambda: bool(children(worker.pid)))
    words = b" ".join(Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children(worker.pid))
    assert PASSWORD.encode() not in words
    assert b"geheimgeheim" not in words
    assert b"DOWNLOAD_DELAY=0.2" in words
    cluster.until_done()


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split() + [
        child
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]


def is_there(pid: int) -> bool:
    """Say whether a process lives: one that only waits to be reaped does not."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
            not in "ZX"
        )
    except OSError:
        return False
