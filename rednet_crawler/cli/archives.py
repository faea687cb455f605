"""What the commands that look into an archive share: the option, and that looking makes none."""

from collections.abc import Callable
from typing import Any, Literal

import click

from rednet_crawler.archive.address import file_of
from rednet_crawler.archive.archive import Archive
from rednet_crawler.cli.damage import tell_damage

DEFAULT = "sqlite:///rednet.db"

archive_option: Callable[[Any], Any] = click.option(
    "--archive", envvar="REDNET_ARCHIVE", default=DEFAULT, show_default=True, metavar="URL", help="The archive."
)


def open_archive(url: str, mode: Literal["read", "write"] = "read") -> Archive:
    """Open an archive that is there. Raises StorageError for one that is not, SettingError for no address at all."""
    archive = Archive(url, mode)
    archive.on_damage(tell_damage)
    return archive


def exists(url: str) -> bool:
    """Say whether an archive is there; of one on a server that is found out when it is opened. Raises SettingError."""
    file = file_of(url)
    return file is None or file.is_file()
