"""A real Scrapyd runs the project as `scrapyd-deploy` sends it, with the configuration of
examples/: docs/scrapyd.md.
"""

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.parse
import urllib.request
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.safety import Json
from tests.crawl.conftest import FAST, ROOT, Run, environment_of
from tests.outside import needed

_PASSWORD = "tests-only"  # noqa: S105 - of a server that lives as long as the test
_VERSION = "0.0+deployed"
_DEPLOYED = ("rednet_crawler", "setup.py", "pyproject.toml", "README.md", "LICENSE", "scrapy.cfg")


@dataclass
class Scrapyd:
    """A Scrapyd on loopback and the folder it works in."""

    folder: Path
    port: int

    def ask(
        self, service: str, *data: tuple[str, str], login: str = _PASSWORD, **query: str
    ) -> dict[str, Any]:
        """Call a service: POST with data, else GET."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{service}.json?{urllib.parse.urlencode(query)}",
            data=urllib.parse.urlencode(data).encode() if data else None,
            headers={
                "Authorization": "Basic " + base64.b64encode(f"rednet:{login}".encode()).decode()
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            told: dict[str, Any] = json.load(answer)
        assert told["status"] == "ok", told
        return told

    def schedule(self, spider: str, archive: Path, **arguments: str) -> str:
        """Start a job as fast as the machine allows; return its name."""
        settings = [f"REDNET_ARCHIVE=sqlite:///{archive}", *FAST[1::2]]
        data = [
            ("project", "rednet"),
            ("spider", spider),
            *arguments.items(),
            *(("setting", each) for each in settings),
        ]
        return str(self.ask("schedule", *data)["jobid"])

    def state(self, job: str) -> str:
        """Return `pending`, `running` or `finished`."""
        jobs = self.ask("listjobs", project="rednet")
        return next(
            state
            for state in ("pending", "running", "finished")
            if any(job == each["id"] for each in jobs[state])
        )

    def wait(self, job: str) -> None:
        """Wait until a job is finished."""
        until(lambda: self.state(job) == "finished")

    def items(self, job: str) -> list[dict[str, Json]]:
        """Return the items that Scrapyd kept of a job."""
        (kept,) = self.folder.glob(f"items/rednet/*/{job}.jl")
        return [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]

    def log(self, job: str) -> str:
        """Return the log of a job."""
        (kept,) = self.folder.glob(f"logs/rednet/*/{job}.log")
        return kept.read_text(encoding="utf-8")


def until(holds: Callable[[], bool], seconds: float = 90) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def rows_of(archive: Path) -> dict[object, dict[str, Json]]:
    """Return the articles of an archive without the times of the run."""
    with Archive(f"sqlite:///{archive}") as opened:
        return {
            row["content_id"]: {**row, "first_seen_at": None, "fetched_at": None}
            for row in opened.slices.all()
        }


def count(archive: Path) -> int:
    """Return how many articles an archive holds by now."""
    if not archive.exists():
        return 0
    with Archive(f"sqlite:///{archive}") as opened:
        return opened.articles.count()


@pytest.fixture(scope="module")
def scrapyd(tmp_path_factory: pytest.TempPathFactory, station: str) -> Iterator[Scrapyd]:
    needed(modules=("scrapyd", "scrapyd_client"))
    folder = tmp_path_factory.mktemp("scrapyd")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    conf = (
        (ROOT / "examples" / "scrapyd.conf").read_text(encoding="utf-8").replace("6800", str(port))
    )
    (folder / "scrapyd.conf").write_text(
        f"{conf}password = {_PASSWORD}\npoll_interval = 0.2\n", encoding="utf-8"
    )
    environment = environment_of(station) | {"HOME": str(folder)}
    del environment["PYTHONPATH"]
    python = without_the_project(folder / "environment")
    with (folder / "scrapyd.log").open("wb") as log:
        process = subprocess.Popen(
            [python, "-m", "scrapyd"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        made = Scrapyd(folder, port)
        try:
            until(lambda: answers(made), 30)
            deploy(made)
            yield made
        finally:
            process.terminate()
            process.wait(30)


def without_the_project(environment: Path) -> str:
    """Make a virtual environment of what the project needs, where the project itself, installed with -e, is not."""
    venv.create(environment, with_pip=False, symlinks=True)
    (here,) = environment.glob("lib/python*/site-packages")
    (here / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return str(environment / "bin" / "python")


def answers(server: Scrapyd) -> bool:
    """Say whether the server is up."""
    try:
        server.ask("daemonstatus")
    except urllib.error.URLError:
        return False
    return True


def deploy(server: Scrapyd) -> None:
    """Send the project with scrapyd-deploy, the password in ~/.netrc, under a version that tells it
    from the installed.
    """
    project = server.folder / "project"
    project.mkdir()
    for name in _DEPLOYED:
        whole = ROOT / name
        (shutil.copytree if whole.is_dir() else shutil.copy)(whole, project / name)
    cfg = project / "scrapy.cfg"
    cfg.write_text(
        cfg.read_text(encoding="utf-8").replace("6800", str(server.port)), encoding="utf-8"
    )
    package = project / "rednet_crawler" / "__init__.py"
    package.write_text(
        f'{package.read_text(encoding="utf-8")}\n__version__ = "{_VERSION}"\n', encoding="utf-8"
    )
    netrc = server.folder / ".netrc"
    netrc.write_text(f"machine 127.0.0.1 login rednet password {_PASSWORD}\n", encoding="utf-8")
    netrc.chmod(0o600)
    done = subprocess.run(
        [sys.executable, "-c", "from scrapyd_client.deploy import main; main()"],
        cwd=project,
        env={**os.environ, "HOME": str(server.folder)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert '"status": "ok"' in done.stdout, done.stdout + done.stderr


def test_nobody_comes_in_without_the_password(scrapyd: Scrapyd) -> None:
    with pytest.raises(urllib.error.HTTPError, match="401"):
        scrapyd.ask("listspiders", login="guess", project="rednet")


def test_the_spiders_are_there(scrapyd: Scrapyd) -> None:
    assert scrapyd.ask("listspiders", project="rednet")["spiders"] == [
        "article",
        "huaihua",
        "survey",
    ]


def test_a_job_gives_the_rows_of_both_commands(
    scrapyd: Scrapyd, station: str, run: Run, tmp_path: Path
) -> None:
    job = scrapyd.schedule("huaihua", tmp_path / "job.db", channel="法治,要闻", since="2024-01")
    scrapyd.wait(job)
    ran = run(
        "scrapy", "crawl", "huaihua", "-a", "channel=法治,要闻", "-a", "since=2024-01",
        "-s", f"REDNET_ARCHIVE=sqlite:///{tmp_path}/scrapy.db", *FAST, site=station, cwd=ROOT,
    )  # fmt: skip
    crawled = run(
        "rednet_crawler", "crawl", "--archive", "sqlite:///rednet.db", "-c", "法治", "-c", "要闻",
        "--since", "2024-01", *FAST,
        site=station,
    )  # fmt: skip
    assert (ran.code, crawled.code) == (0, 0), ran.err + crawled.err
    rows = rows_of(tmp_path / "job.db")
    assert rows
    assert rows == rows_of(tmp_path / "scrapy.db") == rows_of(tmp_path / "rednet.db")
    items = scrapyd.items(job)
    assert sorted(str(item["content_id"]) for item in items) == sorted(map(str, rows))
    assert "Traceback" not in scrapyd.log(job)


def test_what_runs_is_what_was_deployed(scrapyd: Scrapyd, tmp_path: Path) -> None:
    scrapyd.wait(scrapyd.schedule("huaihua", tmp_path / "a.db", channel="要闻", limit="2"))
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert (record["versions"]["rednet-crawler"], record["arguments"]["limit"]) == (_VERSION, "2")


def test_a_job_cancelled_in_mid_run_and_scheduled_again_loses_nothing(
    scrapyd: Scrapyd, tmp_path: Path
) -> None:
    whole, cut = tmp_path / "whole" / "a.db", tmp_path / "cut" / "a.db"
    for archive in (whole, cut):
        archive.parent.mkdir()
    scrapyd.wait(scrapyd.schedule("huaihua", whole))
    first = scrapyd.schedule("huaihua", cut)
    until(lambda: count(cut) >= 10)
    assert scrapyd.ask("cancel", ("project", "rednet"), ("job", first))["prevstate"] == "running"
    scrapyd.wait(first)
    record = json.loads((cut.parent / "run.json").read_text(encoding="utf-8"))
    assert (record["finish_reason"], record["exit_code"]) == ("shutdown", 130)
    before = count(cut)
    second = scrapyd.schedule("huaihua", cut)
    scrapyd.wait(second)
    assert before < len(rows_of(whole))
    assert rows_of(cut) == rows_of(whole)
    handed_out = [str(item["content_id"]) for job in (first, second) for item in scrapyd.items(job)]
    assert len(handed_out) == len(set(handed_out))
    assert set(handed_out) == set(map(str, rows_of(whole)))
