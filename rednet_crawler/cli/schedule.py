"""`rednet schedule`: what starts a crawl again and again."""

import getpass
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from rednet_crawler import settings
from rednet_crawler.archive.address import file_of
from rednet_crawler.cli.archives import DEFAULT
from rednet_crawler.cli.crawl import crawl
from rednet_crawler.cli.run import read_settings
from rednet_crawler.cli.terminal import say, say_text
from rednet_crawler.errors import ArgumentError
from rednet_crawler.export.part_file import PartFile
from rednet_crawler.safety import hide, holds_secret, is_secret
from rednet_crawler.schedules.job import Job, Times
from rednet_crawler.schedules.texts import make_cron, make_units, make_workflow

_HOMES = {"systemd": "/etc/systemd/system", "github": ".github/workflows"}
_NAME = re.compile(r"[a-z][a-z0-9-]{0,40}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SECRETS = {
    "systemd": "put it into /etc/{name}.env (mode 0600), which the service reads, such as "
    "PGPASSWORD or REDNET_ALARM_WEBHOOK; or ~/.pgpass",
    "cron": "put it into ~/.pgpass, or on a line above it in the crontab, such as PGPASSWORD or REDNET_ALARM_WEBHOOK",
    "github": "make it a secret of the repository, and give it to the step by `env:`",
}
"""Kind of schedule → where what nobody else is to read belongs."""
_ELSEWHERE = ("REDNET_CONTACT", "REDNET_ARCHIVE")
"""Settings that have their place in a schedule."""
_ALSO_READ = (
    "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY",
    "PGPASSWORD", "PGPASSFILE", "SSL_CERT_FILE", "SCRAPY_SETTINGS_MODULE",
)  # fmt: skip
"""What a crawl reads of its environment beside its settings, and a schedule has not."""


@click.command(
    epilog="Example: rednet schedule --every 30min -- --since 2024-01",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="-- ARGUMENTS OF CRAWL")
@click.option(
    "--for",
    "kind",
    type=click.Choice(("systemd", "cron", "github")),
    default="systemd",
    show_default=True,
)
@click.option("--every", metavar="TIME", help="Such as 30min (which it is without) or 6h.")
@click.option(
    "--at", multiple=True, metavar="HH:MM", help="Once a day at this time in China; repeatable."
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=".",
    help="Where it runs; this folder without.",
)
@click.option("--user", help="Who the service runs as; you without.")
@click.option("--contact", help="For the User-Agent; REDNET_CONTACT of your environment without.")
@click.option("--name", default="rednet", show_default=True, help="Of the unit or workflow.")
@click.option(
    "--artifact",
    is_flag=True,
    help="Of a workflow: keep the archive of each run as an artifact, which readers may load.",
)
@click.option(
    "--install", is_flag=False, flag_value="", default=None, metavar="[DIR]",
    help="Write the files, to /etc/systemd/system or .github/workflows without DIR.",
)  # fmt: skip
def schedule(
    *,
    arguments: tuple[str, ...],
    kind: str,
    every: str | None,
    at: tuple[str, ...],
    folder: Path,
    user: str | None,
    contact: str | None,
    name: str,
    artifact: bool,
    install: str | None,
) -> None:
    """Print what starts a crawl again and again, or write it with --install.

    All times are those of China. A run that is started while another one holds the archive ends at
    once; what was missed, the next run makes up for.
    """
    if not _NAME.fullmatch(name):
        raise ArgumentError(f"--name {name}: has to be of small letters, digits and hyphens")
    if every and at:
        raise ArgumentError("--every and --at: give one of them")
    contact = contact if contact is not None else os.environ.get("REDNET_CONTACT", "")
    _refuse_secrets(
        arguments, {"--contact": contact, "--folder": str(folder), "--user": user or ""}, kind, name
    )
    arguments = _with_archive(arguments)
    _refuse_secrets(arguments, {}, kind, name)
    taken, dropped = _settings()
    written = (*_folders(_read(arguments)), *_folders_of(dict(taken)))
    job = Job(
        command=(sys.executable, "-m", "rednet_crawler", "crawl", *arguments),
        arguments=arguments,
        folder=folder.resolve(),
        written=tuple(
            dict.fromkeys(path for path in written if not path.is_relative_to(folder.resolve()))
        ),
        times=Times.read(every, at),
        contact=contact,
        user=user or _own_name(),
        settings=taken,
    )
    texts = (*arguments, str(job.folder), job.user, *(value for _, value in job.environment))
    if any(_CONTROL.search(text) for text in texts):
        raise ArgumentError("the arguments hold a control character, which no schedule can hold")
    if not job.contact:
        say("rednet: no contact; give --contact, that the site's people can reach you", err=True)
    if kind == "systemd" and job.user == "root":
        say(
            "rednet: runs as root; give --user, somebody who owns the folder and nothing else",
            err=True,
        )
    files = {
        "systemd": lambda: make_units(job, name),
        "cron": lambda: {f"{name}.cron": make_cron(job)},
        "github": lambda: {f"{name}.yml": make_workflow(job, name, artifact=artifact)},
    }[kind]()
    if install is None:
        _print(files)
    else:
        _install(files, kind, install, name)
    for setting in dropped:
        where = _SECRETS[kind].format(name=name)
        say(f"rednet: {setting} is set here and not in the schedule; {where}", err=True)


def _settings() -> tuple[tuple[tuple[str, str], ...], Sequence[str]]:
    """Return the settings of this environment, and the names of those that a schedule cannot take."""
    taken, dropped = [], []
    for setting, value in sorted(os.environ.items()):
        if setting in _ELSEWHERE or not value:
            continue
        ours = setting.startswith("REDNET_") and hasattr(settings, setting)
        if ours and not is_secret(setting, value) and not holds_secret(value):
            taken.append((setting, value))
        elif ours or setting in _ALSO_READ:
            dropped.append(setting)
    return tuple(taken), dropped


def _folders_of(settings: Mapping[str, str]) -> Iterator[Path]:
    """Yield the folders beyond the working folder that settings of the environment have a crawl write to."""
    for name in ("REDNET_RUN_FILE", "REDNET_METRICS", "REDNET_WARC"):
        path = Path(settings.get(name, ""))
        if path.is_absolute():
            yield path if name == "REDNET_WARC" else path.parent


def _own_name() -> str:
    """Return the name of who runs this; the number, which systemd takes as well, where there is none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _refuse_secrets(
    arguments: tuple[str, ...], others: Mapping[str, str], kind: str, name: str
) -> None:
    """Raise ArgumentError for a word that holds a password or a key: everybody may read what is written here."""
    why = f"holds a password or key, which a schedule would show to others; {_SECRETS[kind].format(name=name)}"
    before = ""
    for word in arguments:
        glued = re.match(r"-s(?=\w)|--set=", word)
        setting, equals, value = word[glued.end() if glued else 0 :].partition("=")
        of_setting = bool(equals) and (glued is not None or before in ("-s", "--set"))
        if holds_secret(word) or (of_setting and is_secret(setting, value)):
            option = before if before.startswith("-") else word.partition("=")[0]
            raise ArgumentError(f"{hide(f'-s {setting}' if of_setting else option)}: {why}")
        before = word
    for option, value in others.items():
        if holds_secret(value):
            raise ArgumentError(f"{option}: {why}")


def _read(arguments: tuple[str, ...]) -> dict[str, Any]:
    """Return what `crawl` makes of its arguments. Raises UsageError where it would refuse them."""
    return crawl.make_context("rednet crawl", list(arguments)).params


def _with_archive(arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Return the arguments with the archive that REDNET_ARCHIVE names here, for a schedule has an
    environment of its own.
    """
    named = os.environ.get("REDNET_ARCHIVE")
    parameters = _read(arguments)
    told = parameters["archive"] or "REDNET_ARCHIVE" in read_settings(parameters["settings"])
    return arguments if told or not named else ("--archive", named, *arguments)


def _folders(parameters: dict[str, Any]) -> Iterator[Path]:
    """Yield the folders beyond the working folder that a crawl writes to."""
    files = [
        *parameters["outputs"],
        *parameters["replaced"],
        parameters["run_file"],
        _archive_file(parameters),
    ]
    yield from (
        Path(file).resolve().parent
        for file in files
        if file is not None and Path(file).is_absolute()
    )
    if parameters["warc"] and Path(parameters["warc"]).is_absolute():
        yield Path(parameters["warc"])


def _archive_file(parameters: dict[str, Any]) -> Path | None:
    named = read_settings(parameters["settings"]).get("REDNET_ARCHIVE")
    return file_of(parameters["archive"] or named or DEFAULT)


def _print(files: dict[str, str]) -> None:
    for file, text in files.items():
        say_text(f"# {file}\n{text}\n" if len(files) > 1 else text)


def _install(files: dict[str, str], kind: str, folder: str, name: str) -> None:
    if kind == "cron" and not folder:
        raise ArgumentError(
            "--install: a crontab has to be edited by its owner; print the line and enter it by crontab -e"
        )
    for file, text in files.items():
        path = Path(folder or _HOMES[kind]) / file
        with PartFile(path) as opened:
            opened.write(text.encode())
            opened.complete()
        say(str(path))
    if kind == "systemd":
        say(f"now: systemctl daemon-reload && systemctl enable --now {name}.timer", err=True)
