"""What the commands that look into an archive share: the option, and that looking makes none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError as SqlArgumentError

from rednet_crawler.archive.archive import Archive
from rednet_crawler.errors import StorageError

DEFAULT = "sqlite:///rednet.db"

archive_option: Callable[[Any], Any] = click.option(
    "--archive", envvar="REDNET_ARCHIVE", default=DEFAULT, show_default=True, metavar="URL", help="The archive."
)


def open_archive(url: str) -> Archive:
    """Open an archive that is there. Raises StorageError for a file that is not, SettingError for no URL at all."""
    if not exists(url):
        raise StorageError(f"{url}: there is no such archive; `rednet crawl --archive {url}` makes it")
    return Archive(url)


def exists(url: str) -> bool:
    """Say whether an archive is there; of one that is no file that is found out when it is opened."""
    file = file_of(url)
    return file is None or file.is_file()


def file_of(url: str) -> Path | None:
    """Return the file of an archive, None for one that is no file."""
    try:
        address = make_url(url)
    except SqlArgumentError:
        return None
    return Path(address.database) if address.get_backend_name() == "sqlite" and address.database else None
