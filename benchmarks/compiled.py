"""The project as it is installed with its code that reads pages compiled, for benchmarks that compare it with the interpreted one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click

ROOT = Path(__file__).parents[1]
_COMPILE = {"HATCH_BUILD_HOOKS_ENABLE": "1", "HATCH_BUILD_CLEAN_HOOKS_AFTER": "1"}


@contextmanager
def compiled() -> Iterator[Path]:
    """Install the project, compiled, into a folder for a PYTHONPATH. Needs a C compiler and a package index."""
    with TemporaryDirectory() as name:
        words = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", name, str(ROOT))
        done = subprocess.run(words, env={**os.environ, **_COMPILE}, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        if done.returncode or not [*Path(name).glob("*__mypyc*")]:
            raise click.ClickException(f"the project cannot be compiled: {done.stderr.strip()[-300:]}")
        yield Path(name)
