"""Every command on consoles as people have them. A new command is tried without words of its own until
`WORDS` has some for it.
"""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from rednet_crawler.cli.main import rednet
from tests.cli.conftest import A
from tests.cli.forked import leaves
from tests.crawl.conftest import FAST, ROOT, environment_of
from tests.outside import as_another, let_in


class Try(NamedTuple):
    """The words of a command, and the exit code that they lead to."""

    words: str
    code: int = 0
    slow: bool = False
    """Whether it takes a second or more: tried on some consoles only."""


FETCH = " ".join(FAST)
NOBODY = "--broker redis://127.0.0.1:1"
WORDS: dict[str, list[Try]] = {
    "": [Try("--help"), Try("--version"), Try(""), Try("nothing", 2)],
    "archive copy": [Try("a.db b.db")],
    "archive forget": [Try("13700001"), Try("nothing", 2)],
    "archive prune": [Try("--before 2020 runs pages revisions")],
    "archive restore": [Try("a.db --archive new.db"), Try("a.db", 3)],
    "backup": [Try("copy.db")],
    "browse": [Try("--port {port}", 130, slow=True)],
    "cluster status": [Try(""), Try("--json")],
    "cluster submit": [Try(f"{NOBODY} hh", 2)],
    "cluster worker": [Try(NOBODY, 2)],
    "completion": [Try("bash"), Try("cmd", 2)],
    "crawl": [Try(f"-o new.jsonl {FETCH}", slow=True), Try("--since never", 2)],
    "demo": [Try("--articles 20", slow=True)],
    "doctor": [Try("--offline")],
    "explain": [Try(A), Try(f"page.html --url {A}"), Try("nothing.html", 2)],
    "export": [Try("-o a.csv"), Try("-o a.parquet", slow=True), Try("--package pk"), Try("-o a.x", 2)],
    "extract": [Try(f"page.html --url {A}"), Try("page.html", 4), Try("nothing.html", 3)],
    "fetch": [Try(f"{A} -o new.jsonl {FETCH}", slow=True), Try("https://example.com/", 2)],
    "fixture": [Try(f"page.html --url {A} --name standard-2022-two-editors")],
    "report": [Try("-o r.html")],
    "runs": [Try(""), Try("1"), Try("--json"), Try("99", 2)],
    "schedule": [Try("--user nobody"), Try("--for cron"), Try("--for github")],
    "status": [Try(""), Try("--json")],
    "survey": [Try(FETCH, 5, slow=True)],
}  # fmt: skip
C = {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0"}
NOBODY_AT_HOME = {"HOME": None, "USER": None, "LOGNAME": None}
CONSOLES: dict[str, tuple[dict[str, str | None], str]] = {
    "gbk": ({"PYTHONIOENCODING": "gbk"}, ""),
    "cp1252": ({"PYTHONIOENCODING": "cp1252"}, ""),
    "ascii": ({"PYTHONIOENCODING": "ascii"}, ""),
    "C": (dict(C), ""),
    "no stdin": ({}, "0"),
    "no stdout": ({}, "1"),
    "no stderr": ({}, "2"),
    "no streams": ({}, "0 1 2"),
    "a reader that left": ({}, "1left"),
    "readers that left": ({}, "1left 2left"),
    "a full disk": ({}, "1full"),
    "a full disk for errors": ({}, "2full"),
    "no user": (dict(NOBODY_AT_HOME), ""),
}
FOR_ALL = ("gbk", "no streams", "no user")
"""Consoles on which slow commands are tried, too."""
WITH_HELP = ("gbk", "ascii", "no stdout", "a full disk")
NO_STDOUT_NEEDED = (
    "archive copy",
    "archive forget",
    "archive prune",
    "archive restore",
    "backup",
    "browse",
    "cluster submit",
    "cluster worker",
    "crawl",
    "export",
    "report",
)
"""Commands that write nothing to standard output."""


def tries_of(console: str) -> list[tuple[str, Try]]:
    """Return what is tried on a console: each command, and its help."""
    found = [("", each) for each in WORDS[""]]
    for names, command in leaves(rednet).items():
        name = " ".join(names)
        needs = any(parameter.required for parameter in command.params)
        tries = WORDS.get(name, [Try("", 2 if needs else 0)])
        found += [(name, each) for each in tries if not each.slow or console in FOR_ALL]
        if console in WITH_HELP:
            found.append((name, Try("--help")))
    return found


def plan_of(
    at: int, name: str, words: str, base: Path, made: Path, streams: str
) -> dict[str, object]:
    """Make the folder that a command is run in, and say how."""
    folder = base / str(at)
    folder.mkdir()
    for file in ("a.db", "page.html"):
        shutil.copy(made / file, folder / file)
        (folder / file).chmod(0o666)
    folder.chmod(0o777)
    plan: dict[str, object] = {"folder": str(folder), "streams": streams}
    if "{port}" in words:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            plan["port"] = probe.getsockname()[1]
    return plan | {"words": [*name.split(), *words.format(**plan).split()]}


def test_the_words_are_those_of_commands() -> None:
    assert set(WORDS) - {""} <= {" ".join(names) for names in leaves(rednet)}


@pytest.mark.parametrize("console", CONSOLES)
def test_every_command(archive_of_a_page: tuple[Path, str], tmp_path: Path, console: str) -> None:
    changes, streams = CONSOLES[console]
    tries = tries_of(console)
    plans = [
        plan_of(at, name, each.words, tmp_path, archive_of_a_page[0], streams)
        for at, (name, each) in enumerate(tries)
    ]
    (tmp_path / "plan.json").write_text(json.dumps(plans), encoding="utf-8")
    command = [sys.executable, "-m", "tests.cli.forked", "plan.json", "results.json"]
    if console == "no user":
        command = as_another(command)
        let_in(tmp_path)
        tmp_path.chmod(0o777)
    given = {
        **environment_of(archive_of_a_page[1]),
        "REDNET_ARCHIVE": "a.db",
        "COLUMNS": "80",
        "PYTHONUTF8": "0",
        **changes,
    }
    here = {key: value for key, value in given.items() if value is not None}
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=here | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    results = json.loads((tmp_path / "results.json").read_bytes())
    wrong = [
        (name, each.words, result)
        for (name, each), result in zip(tries, results, strict=True)
        if not _is_right(console, name, each, result)
    ]
    assert wrong == []


def _is_right(console: str, name: str, each: Try, result: dict[str, object]) -> bool:
    told = f"{result['out']}{result['err']}"
    if any(word in told for word in ("Traceback", "Exception ignored", "rednet: internal error")):
        return False
    expected = {each.code}
    if console == "a full disk" and (each.words == "--help" or name not in NO_STDOUT_NEEDED):
        expected.add(3)
        if each.code == 0 and result["code"] == 0:
            return False
    return result["code"] in expected
