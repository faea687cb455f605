"""What some tests need beside the project: without it they skip with the reason, and fail where
REDNET_SKIP_NOTHING says so.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest


def needed(*programs: str, modules: tuple[str, ...] = ()) -> str:
    """Return the path of the first of the programs that is there, or skip the test."""
    missing = [module for module in modules if find_spec(module) is None]
    found = next(filter(None, map(shutil.which, programs)), None)
    if programs and found is None:
        missing.append(" or ".join(programs))
    if missing:
        _lacks(f"needs {', '.join(missing)}")
    return found or ""


def as_another(command: list[str]) -> list[str]:
    """Return a command as a user who owns nothing here runs it, or skip the test."""
    if os.geteuid() != 0:
        pytest.skip("needs root")
    become = (needed("setpriv"), "--reuid", "12345", "--regid", "12345", "--clear-groups")
    if not _runs_python(become):
        _lacks(f"needs a virtual environment that other users can read ({sys.prefix})")
    return [*become, *command]


def let_in(folder: Path) -> None:
    """Let other users through to a folder of a test's."""
    for each in (folder, *folder.parents):
        if each.stat().st_uid == os.geteuid() and each.stat().st_mode & 0o005 != 0o005:
            each.chmod(0o755)


@cache
def _runs_python(become: tuple[str, ...]) -> bool:
    return (
        subprocess.run(
            [*become, sys.executable, "-c", "import lxml"], capture_output=True, check=False
        ).returncode
        == 0
    )


def _lacks(reason: str) -> None:
    if os.environ.get("REDNET_SKIP_NOTHING"):
        pytest.fail(reason)
    pytest.skip(reason)


def in_a_network(command: list[str]) -> list[str]:
    """Return a command as it runs in a network and with mounts of its own, or skip the test."""
    if os.geteuid() != 0:
        pytest.skip("needs root")
    needed("ip")
    alone = [needed("unshare"), "-n", "-m"]
    if (
        subprocess.run(
            [*alone, "ip", "link", "set", "lo", "up"], capture_output=True, check=False
        ).returncode
        != 0
    ):
        _lacks("needs namespaces")
    return [*alone, *command]
