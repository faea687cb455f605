"""Some commands, each in a process of its own, on consoles as people have them: GBK, Windows'
Western one, closed streams, no user, no home, a reader that leaves. test_every_command.py has all of them.
"""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.cli.conftest import A
from tests.crawl.conftest import FAST, environment_of
from tests.outside import as_another, let_in, needed

Rednet = Callable[..., "subprocess.CompletedProcess[bytes]"]
QUICK = (
    "--help",
    "stations",
    "status --json",
    "runs",
    f"explain {A}",
    "export -o out.csv",
    "schedule --for cron",
)
CRAWL = f"crawl -o new.jsonl {' '.join(FAST)}"


@pytest.fixture
def rednet(archive_of_a_page: tuple[Path, str], tmp_path: Path) -> Rednet:
    """Run a command in a copy of the folder."""
    folder, address = archive_of_a_page
    for name in ("a.db", "page.html"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())

    def run(
        words: str, *, redirected: str = "", become: bool = False, **environment: str | None
    ) -> "subprocess.CompletedProcess[bytes]":
        command = [sys.executable, "-m", "rednet_crawler", *words.split()]
        if become:
            command = as_another(command)
            let_in(tmp_path)
            tmp_path.chmod(0o777)
            for file in tmp_path.iterdir():
                file.chmod(0o666)
        if redirected:
            command = ["bash", "-c", f'"$@" {redirected}', "bash", *command]
        console = {"REDNET_ARCHIVE": "a.db", "COLUMNS": "80", "PYTHONUTF8": "0"}
        given = {**environment_of(address), **console, **environment}
        here = {name: value for name, value in given.items() if value is not None}
        return subprocess.run(
            command, cwd=tmp_path, env=here, capture_output=True, timeout=100, check=False
        )

    return run


def check(done: "subprocess.CompletedProcess[bytes]") -> None:
    told = done.stdout + done.stderr
    assert b"Traceback" not in told, told
    assert b"Exception ignored" not in told, told
    assert b"rednet: internal error" not in told, told
    assert done.returncode == 0, told


@pytest.mark.parametrize(
    ("name", "encoding"),
    [*((name, "gbk") for name in QUICK), ("status --json", "cp1252")],
)
def test_a_console_that_lacks_characters(rednet: Rednet, name: str, encoding: str) -> None:
    done = rednet(name, PYTHONIOENCODING=encoding)
    check(done)
    if "--json" in name:
        assert json.loads(done.stdout.decode(encoding))


@pytest.mark.parametrize("name", [*QUICK[1:3], CRAWL])
def test_closed_streams(rednet: Rednet, name: str, tmp_path: Path) -> None:
    check(rednet(name, redirected="<&- >&- 2>&-"))
    assert (tmp_path / "a.db").read_bytes().startswith(b"SQLite format 3"), (
        "a message has been written into the archive"
    )


@pytest.mark.parametrize("name", [*QUICK[1:3], CRAWL])
def test_a_user_without_a_name_and_a_home(rednet: Rednet, name: str) -> None:
    check(rednet(name, become=True, HOME=None, USER=None, LOGNAME=None))


@pytest.mark.parametrize("name", QUICK[:5])
def test_a_reader_that_has_seen_enough(rednet: Rednet, name: str) -> None:
    done = rednet(name, redirected='| true; exit "${PIPESTATUS[0]}"')
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_disk_is_one_line(rednet: Rednet) -> None:
    done = rednet("status --json", redirected="> /dev/full")
    assert done.returncode == 3
    assert b"standard output: cannot be written (No space left on device)" in done.stderr


@pytest.mark.parametrize(("shell", "encoding"), [("", "gbk"), ("<&- >&- 2>&-", "utf-8")])
def test_browse_shows_pages_there_too(
    archive_of_a_page: tuple[Path, str], shell: str, encoding: str
) -> None:
    needed(modules=("datasette",))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "rednet_crawler",
        "browse",
        "--archive",
        "a.db",
        "--port",
        str(port),
    ]
    here = environment_of(None) | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    if shell:
        command = ["bash", "-c", f'exec "$@" {shell}', "bash", *command]
    with subprocess.Popen(
        command, cwd=archive_of_a_page[0], env=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        paths = (
            "/catalogue/articles",
            "/catalogue/articles?_search=%FF%00",
            "/nothing",
            "/catalogue/articles?_facet=x",
        )
        answers = [_get(port, path) for path in paths]
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert answers[0] == 200
    assert all(answers), answers
    assert b"Traceback" not in out + err, err
    assert process.returncode == 130


def _get(port: int, path: str) -> int:
    until = time.monotonic() + 60
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path)
            with closing(connection), connection.getresponse() as response:
                return response.status
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
