"""Wrong usage is one line that names what is allowed, and exit code 2; before anything is fetched."""

import re
import subprocess
import sys

import pytest

from rednet_crawler.cli.main import _COMMANDS, rednet
from tests.crawl.conftest import ROOT, Run
from tests.crawl.conftest import run as run  # noqa: PLC0414 - the fixture

LINES = [
    (("crawl", "-o", "a.txt"), 2, ".jsonl, .csv"),
    (("crawl", "--archive", ""), 2, "rednet.db"),
    (("crawl", "-o", "a.jsonl", "--since", "2022-13"), 2, "YYYY-MM-DD"),
    (("crawl", "-o", "a.jsonl", "--since", "2023-01-01", "--until", "2022-01-01"), 2, "swap"),
    (("crawl", "-o", "a.jsonl", "--limit", "0"), 2, "from 1"),
    (("crawl", "-o", "a.jsonl", "--station", "../x"), 2, "such as hh"),
    (("crawl", "-o", "a.jsonl", "-s", "nonsense"), 2, "NAME=VALUE"),
    (("crawl", "-o", "no/folder/a.jsonl"), 3, "no folder"),
    (("crawl", "-o", "a.jsonl", "-s", "REDNET_REPLICA=8.8.8.8:80"), 2, "loopback"),
    (
        ("fetch", "https://example.com/content/646656/94/12109536.html"),
        2,
        "not the address of an article",
    ),
    (("fetch", "12109536"), 2, "the archive knows no article of this number"),
    (("crawl", "--since", "2999"), 2, "lies ahead"),
    (("fetch", "file:///etc/passwd"), 2, "not the address of an article"),
    (("extract", "nothing.html"), 3, "no such file"),
    (("frobnicate",), 2, "No such command"),
    (("crawl", "--frobnicate"), 2, "--frobnicate"),
]


@pytest.mark.parametrize(
    ("words", "code", "part"), LINES, ids=[" ".join(words) for words, _, _ in LINES]
)
def test_one_line(run: Run, words: tuple[str, ...], code: int, part: str) -> None:
    done = run("rednet_crawler", *words)
    assert done.code == code
    assert part in done.err
    assert len(done.err.splitlines()) == 1, done.err
    assert done.out == ""


def test_without_a_network_a_crawl_ends_in_one_line(run: Run) -> None:
    done = run(
        "rednet_crawler",
        "crawl",
        "-o",
        "a.jsonl",
        "-s",
        "REDNET_REPLICA=127.0.0.1:9",
        "-s",
        "DOWNLOAD_DELAY=0",
    )
    assert done.code == 4
    assert "could not reach hh.rednet.cn" in done.err
    assert len(done.err.splitlines()) == 1, done.err


def test_a_wrong_spider_argument_is_one_line_for_scrapy_too(run: Run) -> None:
    done = run(
        "scrapy",
        "crawl",
        "huaihua",
        "-a",
        "since=gestern",
        "-O",
        "a.jsonl",
        "-s",
        "LOG_LEVEL=ERROR",
        cwd=ROOT,
    )
    assert done.code == 2
    assert "YYYY-MM-DD" in done.err
    assert "Traceback" not in done.err
    assert not (ROOT / "a.jsonl").exists()


def test_every_command_has_help_with_an_example(run: Run) -> None:
    for command in ("demo", "crawl", "fetch", "channels", "extract", "explain", "fixture"):
        done = run("rednet_crawler", command, "--help")
        assert done.code == 0
        assert f"Example: rednet {command}" in done.out


def test_every_command_is_in_a_group_of_the_help(run: Run) -> None:
    done = run("rednet_crawler")
    assert (done.code, done.err) == (0, "")
    assert done.out == run("rednet_crawler", "--help").out
    assert re.findall(r"^([A-Z][a-z ]+):$", done.out, re.MULTILINE) == [
        "Options",
        *_COMMANDS.groups,
    ]
    assert set(re.findall(r"^  ([a-z]+)  ", done.out, re.MULTILINE)) == set(rednet.commands)
    assert "Hand stations to the workers" in run("rednet_crawler", "cluster").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_what_completes_commands(run: Run, shell: str) -> None:
    done = run("rednet_crawler", "completion", shell)
    assert (done.code, done.err) == (0, "")
    assert f"_REDNET_COMPLETE={shell}_complete" in done.out


def test_a_shell_completes_a_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("_REDNET_COMPLETE", "bash_complete"),
        ("COMP_WORDS", "rednet cra"),
        ("COMP_CWORD", "1"),
    ):
        monkeypatch.setenv(name, value)
    assert "plain,crawl" in run("rednet_crawler").out.split()


def test_help_and_version_wait_for_no_command() -> None:
    for words in (["--help"], ["--version"]):
        script = (
            "import sys; from rednet_crawler.cli.main import rednet\n"
            f"rednet({words}, standalone_mode=False)\n"
            "assert not {'scrapy', 'sqlalchemy', 'pydantic', 'lxml'} & set(sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
