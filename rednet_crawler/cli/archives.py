"""What commands share that have an archive: the option, its default, and that looking into one makes none."""

from collections.abc import Callable
from typing import Any, Literal

import click

from rednet_crawler.archive.address import file_of, read_address
from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.terminal import tell_damage

DEFAULT = "rednet.db"
_HELP = "The archive: a file, or postgresql+psycopg://user@host/database; REDNET_ARCHIVE without."


def _check(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """Return the address as it was given. Raises SettingError for one that is none, before anything is begun."""
    if value is not None:
        read_address(value)
    return value


archive_option: Callable[[Any], Any] = click.option(
    "--archive",
    envvar="REDNET_ARCHIVE",
    default=DEFAULT,
    show_default=True,
    metavar="PATH|URL",
    help=_HELP,
)
"""For commands that look into an archive."""
kept_in_option: Callable[[Any], Any] = click.option(
    "--archive", show_default=DEFAULT, metavar="PATH|URL", help=_HELP, callback=_check
)
"""For commands that crawl: None where it is left to the settings, and then to the default."""


def open_archive(url: str, mode: Literal["read", "write"] = "read") -> Archive:
    """Open an archive that is there. Raises StorageError for one that is not, SettingError for no address at all."""
    archive = Archive(url, mode)
    archive.on_damage(tell_damage)
    return archive


def exists(url: str) -> bool:
    """Say whether an archive is there; of one on a server that is found out when it is opened. Raises SettingError."""
    file = file_of(url)
    return file is None or file.is_file()
