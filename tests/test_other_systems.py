"""Without what Windows lacks (fork, fcntl, users, masks of signals) every module is imported, and
saved pages are read.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SEED = ROOT / "tests" / "pages" / "standard-2022-seed" / "page.html"
WITHOUT = """
import os, signal, sys

for name in ("fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "geteuid", "getgid", "getegid", "setuid", "setgid", "setsid",
             "mkfifo", "getpgid", "killpg"):
    delattr(os, name)
for name in ("pthread_sigmask", "SIGHUP", "SIGALRM", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGKILL",
             "sigwait", "setitimer", "alarm"):
    delattr(signal, name)
"""
IMPORT_ALL = """
import importlib, pkgutil
import rednet_crawler

for module in pkgutil.walk_packages(rednet_crawler.__path__, "rednet_crawler."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
        print(module.name)
"""
EXTRACT = """
import rednet_crawler.cli.main

sys.argv = ["rednet", "extract", "page.html", "--url", "https://hh.rednet.cn/content/646656/94/12109536.html"]
rednet_crawler.cli.main.main()
"""


def run(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WITHOUT + code],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_can_be_imported(tmp_path: Path) -> None:
    assert len(run(IMPORT_ALL, tmp_path).split()) > 200


def test_saved_pages_are_read(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(SEED.read_bytes())
    assert json.loads(run(EXTRACT, tmp_path))["content_id"] == "12109536"
