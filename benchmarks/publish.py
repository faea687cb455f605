"""Runs all benchmarks and writes their output into docs/benchmarks.md, between its marks.

What stands around the marks is prose, and stays. Below each table stand the date, the machine and
the versions it was measured with.
"""

import os
import platform
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click
from trials import machine

_ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(
    r"(?<=<!-- measured by: )([^\n]*)( -->\n)(.*?)(?=<!-- end of measured -->\n)", re.DOTALL
)
"""The command, the end of its mark, and what was printed last time."""
_VERSIONS = ("rednet-crawler", "scrapy", "lxml", "sqlalchemy")
_MISSED = 1
"""The exit code of a benchmark that has run, and missed a target of the project."""


def run(command: str) -> tuple[str, int]:
    """Run the command of a block; return what it printed, with where and when it did, and its exit code."""
    begun = time.monotonic()
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(  # noqa: S602 - a command of our own document, as its readers type it
        command,
        shell=True,
        cwd=_ROOT,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in (0, _MISSED):
        return done.stdout, done.returncode
    versions = ", ".join(f"{name} {version(name)}" for name in _VERSIONS)
    where = (
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, Python {platform.python_version()}, {versions}"
    )
    told = (
        "a target of the project is missed"
        if done.returncode
        else "every target of the project is met"
    )
    return (
        f"```\n{command}\n```\n\n{done.stdout.strip()}\n\n"
        f"{where}; {time.monotonic() - begun:.0f} s. Exit code {done.returncode}: {told}.\n"
    ), done.returncode


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=_ROOT / "docs" / "benchmarks.md",
)
@click.option("--list", "lists", is_flag=True, help="Print the commands, and run none.")
def main(*, names: tuple[str, ...], file: Path, lists: bool) -> None:
    """Run the benchmarks whose commands hold one of the NAMES, or all, and write each result as soon as it is there.

    All of them take some hours. Exit code 1 where a target of the project is missed, 2 where a
    benchmark failed: what it printed the last time stays then.
    """
    commands = [match[1] for match in _BLOCK.finditer(file.read_text(encoding="utf-8"))]
    worst = 0
    for command in commands:
        if names and not any(name in command for name in names):
            continue
        click.echo(command)
        if lists:
            continue
        printed, code = run(command)
        if code in (0, _MISSED):
            write(file, command, printed)
        else:
            click.echo(f"{command}: failed with exit code {code}", err=True)
        worst = max(worst, min(code % 256, _MISSED + 1))
    sys.exit(worst)


def write(file: Path, command: str, printed: str) -> None:
    """Put what a command printed into its block of a file, which is read anew: somebody may write prose meanwhile."""

    def replaced(match: re.Match[str]) -> str:
        return f"{match[1]}{match[2]}{printed}" if match[1] == command else match[0]

    file.write_text(_BLOCK.sub(replaced, file.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
