"""The address of an archive: what it may be, and how it is shown."""

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError as SqlArgumentError

from rednet_crawler.errors import SettingError

_SECRETS = frozenset({"password", "passfile", "sslpassword"})
_USER = re.compile(r"(?<=://)[^/]*@")


def read_address(url: str) -> URL:
    """Read the URL of an archive: `sqlite:///rednet.db` or `postgresql+psycopg://user@host/database`.

    Raises SettingError for anything else, without a password that stands in it.
    """
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (SqlArgumentError, ValueError):
        address, backend = None, ""
    if address is None or backend not in ("sqlite", "postgresql"):
        raise SettingError(
            f"archive {shown(url)}: has to be like sqlite:///rednet.db or postgresql+psycopg://user@host/database"
        )
    return address.set(drivername="postgresql+psycopg") if address.drivername == "postgresql" else address


def shown(url: str | URL) -> str:
    """Return the URL of an archive as it may be told: without a password.

    >>> shown("postgresql+psycopg://crawler:secret@db/rednet?sslpassword=other")
    'postgresql+psycopg://crawler:***@db/rednet?sslpassword=***'
    """
    try:
        address = make_url(url)
    except (SqlArgumentError, ValueError):
        return _USER.sub("***@", str(url))
    hidden = address.set(query={name: "***" if name in _SECRETS else value for name, value in address.query.items()})
    return re.sub("%2A%2A%2A", "***", hidden.render_as_string(hide_password=True))


def file_of(url: str) -> Path | None:
    """Return the file of an archive, None for one that is on a server or in memory. Raises SettingError."""
    address = read_address(url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")
    return Path(str(address.database)) if is_file else None
