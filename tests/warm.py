"""Commands in forks of one process that has imported Scrapy and this project: to start Python and to
import them takes longer than most commands of the tests.

A fork is as good as a process of its own for what a command does, writes and returns: it has the
environment, the folder and the streams that it is given, and it reads its settings itself. What is
told by signals, limits or broken streams is tested with processes of their own. So are all commands
where the environment has REDNET_TEST_COLD.
"""

import atexit
import gc
import json
import locale
import os
import runpy
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any, NoReturn

import click

ROOT = Path(__file__).parents[1]
_IMPORTED = ("rednet_crawler.launch.crawl", "rednet_crawler.cli.crawl", "scrapy.cmdline")
_OF_THE_ENVIRONMENT = (
    "rednet_crawler.settings",
    "rednet_crawler.addon",
    "rednet_crawler.cli.schedule",
)
"""Modules that read the environment when they are imported, or hold what was read."""


def run(
    command: Sequence[str], cwd: Path, env: Mapping[str, str], timeout: float
) -> "subprocess.CompletedProcess[bytes]":
    """Run `[python, "-m", module, …]` as `subprocess.run(…, capture_output=True)` does.

    Raises:
        subprocess.TimeoutExpired: It took longer than `timeout` seconds, and was killed.
    """
    if os.environ.get("REDNET_TEST_COLD") or list(command[:2]) != [sys.executable, "-m"]:
        return subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, timeout=timeout, check=False
        )
    with TemporaryDirectory() as streams, socket.socket(socket.AF_UNIX) as line:
        line.settimeout(timeout)
        line.connect(_address(os.getpid()))
        asked = {"words": command[2:], "cwd": str(cwd), "env": dict(env), "streams": streams}
        line.sendall(json.dumps(asked).encode() + b"\n")
        with line.makefile("rb") as told:
            process = int(told.readline())
            try:
                code = int(told.readline())
            except TimeoutError as error:
                os.kill(process, signal.SIGKILL)
                raise subprocess.TimeoutExpired(command, timeout) from error
        out, err = ((Path(streams) / name).read_bytes() for name in ("out", "err"))
    return subprocess.CompletedProcess(command, code, out, err)


@cache
def _address(_owner: int) -> str:
    """Start the process that forks, and return where it listens. It ends with the one that started it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout
    _started.append(process)
    return process.stdout.readline().decode().strip()


_started: list["subprocess.Popen[bytes]"] = []


def _serve() -> None:
    """Fork for each connection until standard input ends."""
    for name in _IMPORTED:
        import_module(name)
    for name in _OF_THE_ENVIRONMENT:
        sys.modules.pop(name, None)
        package, _, module = name.rpartition(".")
        if hasattr(sys.modules[package], module):
            delattr(sys.modules[package], module)
    assert threading.active_count() == 1
    assert "twisted.internet.reactor" not in sys.modules
    gc.freeze()  # what is there already stays shared
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    folder = mkdtemp()  # not TemporaryDirectory: each fork would remove it as it ends
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"{folder}/door")
        door.listen()
        click.echo(f"{folder}/door")
        ready = selectors.DefaultSelector()
        ready.register(sys.stdin, selectors.EVENT_READ)
        ready.register(door, selectors.EVENT_READ)
        while all(key.fileobj is door for key, _ in ready.select()):
            line, _ = door.accept()
            if os.fork() == 0:
                _answer(line)
            line.close()
    shutil.rmtree(folder)


def _answer(line: socket.socket) -> NoReturn:
    """Run the command that a connection asks for, and send its process and its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with line.makefile("rb") as sent:
        asked = json.loads(sent.readline())
    process = os.fork()
    if process == 0:
        _become(asked)
    line.sendall(b"%d\n" % process)
    _, status = os.waitpid(process, 0)
    with suppress(OSError):
        line.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _become(asked: dict[str, Any]) -> NoReturn:
    """Do as Python does when it is started with `-m`."""
    for number, name in enumerate(("", "out", "err")):
        path = f"{asked['streams']}/{name}" if name else os.devnull
        file = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(file, number)
    os.closerange(3, 256)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    locale.setlocale(locale.LC_CTYPE, "")
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        errors = "backslashreplace" if name == "stderr" else "strict"
        stream = open(number, mode, encoding="utf-8", errors=errors, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.path[0] = asked["cwd"]
    module, *words = asked["words"]
    sys.argv = [module, *words]
    _end(_code_of(module))


def _code_of(module: str) -> int:
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return ended.code or 0
        click.echo(ended.code, err=True)
        return 1
    except BaseException:  # noqa: BLE001 - as Python does with what nobody caught
        traceback.print_exc()
        return 1
    return 0


def _end(code: int) -> NoReturn:
    """End as Python does, but for the modules: to take them apart takes longer than many commands."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = 120
    os._exit(code & 0xFF)


if __name__ == "__main__":
    _serve()
