"""Many commands of `rednet`, each in a fork of one process that has imported them: starting Python and
Scrapy for each takes longer than all the rest.

Usage: python -m tests.cli.forked PLAN.json RESULTS.json. The plan is a list of objects: the words of the
command, the folder it runs in, and its streams. A fork is as good as a new process for what is tried here:
its streams are made as Python makes them at its start, and it ends nearly as any process does.
"""

import atexit
import gc
import json
import os
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NoReturn

import click

from rednet_crawler.cli import main

_LONGEST = 60.0


def leaves(command: click.Command, *names: str) -> dict[tuple[str, ...], click.Command]:
    """Return the commands of a group, and of the groups in it, by the words that call them."""
    if not isinstance(command, click.Group):
        return {names: command}
    context, found = click.Context(command), dict[tuple[str, ...], click.Command]()
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        found |= leaves(inner, *names, name)
    return found


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Run a command in a fork; return its exit code and what it wrote."""
    folder, words = Path(plan["folder"]), [str(word) for word in plan["words"]]
    begun = time.monotonic()
    process = os.fork()
    if process == 0:
        os.chdir(folder)
        _take_streams(plan.get("streams", ""), sys.stdout.encoding, sys.stdout.errors)
        sys.argv = ["rednet", *words]
        _end(_code_of_main())
    code = _wait(process, plan.get("port"))
    told = [_read(folder / name) for name in ("stdout", "stderr")]
    return {"code": code, "out": told[0], "err": told[1], "seconds": time.monotonic() - begun}


def _code_of_main() -> int:
    try:
        main.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    except BaseException:  # noqa: BLE001 - what Python prints of it is what is looked for
        traceback.print_exc()
        return 1
    return 0


def _end(code: int) -> NoReturn:
    """End as Python does, but for the modules: to take them apart takes longer than the command."""
    atexit._run_exitfuncs()
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()
    except OSError:
        code = 120
    os._exit(code)


def _read(path: Path) -> str:
    return path.read_bytes().decode("latin-1") if path.exists() else ""


def _wait(process: int, port: int | None) -> int:
    """Return the exit code of a fork. One that serves on a port is interrupted once it does."""
    until = time.monotonic() + _LONGEST
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.kill(process, signal.SIGKILL)
        if port is not None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                port = None
                os.kill(process, signal.SIGINT)
        time.sleep(0.01)


def _take_streams(streams: str, encoding: str, errors: str | None) -> None:
    """Have the standard streams be files of the folder, but for what `streams` says: a word for each
    that is closed (`0`, `1`, `2`), full (`1full`) or has lost its reader (`1left`, `2left`).
    """
    chosen = streams.split()
    gone, left = os.pipe()
    os.close(gone)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if f"{number}left" in chosen:
            os.dup2(left, number)
        else:
            path = "/dev/full" if f"{number}full" in chosen else name
            file = os.open(os.devnull if number == 0 else path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            os.dup2(file, number)
            os.close(file)
    os.close(left)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream: IO[str] | None = None
        if str(number) in chosen:
            os.close(number)
        else:
            mode, how = ("r", "strict") if number == 0 else ("w", errors)
            how = "backslashreplace" if number == 2 else how
            stream = open(number, mode, encoding=encoding, errors=how, closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    leaves(main.rednet)  # imports them
    import_module("rednet_crawler.launch.crawl")
    gc.freeze()  # what is there already stays shared
    plans = json.loads(Path(sys.argv[1]).read_bytes())
    Path(sys.argv[2]).write_text(json.dumps([run(plan) for plan in plans]), encoding="utf-8")
