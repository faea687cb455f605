"""Where an archive is, a path or the URL of a database, and how either is shown; whose run holds
it, and whether that process still lives.
"""

import os
import re
import socket
import sys
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError as SqlArgumentError

from rednet_crawler.errors import SettingError
from rednet_crawler.safety import one_line
from rednet_crawler.site.clock import stamp

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
_CUT_URL = re.compile(r"(sqlite|postgres\w*|mysql|mariadb|mssql|oracle)[\w+]*:", re.IGNORECASE)
_CONNECTION_STRING = re.compile(r"\b(pass\w*|pwd)\s*=", re.IGNORECASE)
_USER = re.compile(r":[^:@]*@")
_SECRET = re.compile("pass|pwd|secret|token", re.IGNORECASE)
_WANTED = "has to be a file, such as rednet.db, or postgresql+psycopg://user@host/database"


def read_address(address: str) -> URL:
    """Read the address of an archive: a path, `sqlite:///PATH`, or `postgresql+psycopg://user@host/database`.

    A path is taken as it is, whatever characters stand in it. Raises SettingError for anything
    else; the text shows of a URL that cannot be read its scheme only, for a password may stand
    anywhere in it.
    """
    found = _URL.match(address)
    if found is None:
        return _file(_no_mistyped_url(address))
    scheme, rest = found[1].lower(), found[2]
    if scheme.startswith("sqlite"):
        if not rest.startswith("/") or rest == "/":
            raise SettingError(
                f"archive {scheme}://…: give the path alone, such as rednet.db, or sqlite:///rednet.db"
            )
        return _file(_as_it_was_made(rest[1:]))
    url = _parsed(address)
    if url is None or scheme.partition("+")[0] != "postgresql":
        raise SettingError(f"archive {scheme}://…: {_WANTED}")
    return url.set(drivername="postgresql+psycopg" if scheme == "postgresql" else scheme)


def shown(address: str | URL) -> str:
    """Return an address as it may be told: a path as a person writes it, a URL without its secrets.

    Of a URL that cannot be read that is the scheme only.

    >>> shown("postgresql+psycopg://crawler:secret@db/rednet?sslpassword=other")
    'postgresql+psycopg://crawler:***@db/rednet?sslpassword=***'
    >>> shown("sqlite:///档案/甲.db"), shown("postgresql://crawler:se/cret@db:x/rednet")
    ('档案/甲.db', 'postgresql://…')
    """
    if isinstance(address, str):
        found = _URL.match(address)
        if found is None or found[1].lower().startswith("sqlite"):
            path = address if found is None else found[2].removeprefix("/")
            return _shown_path(path)
        url = _parsed(address)
        if url is None:
            return f"{found[1]}://…"
    elif address.get_backend_name() == "sqlite":
        return _shown_path(address.database or "")
    else:
        url = address
    query = {name: "***" if _SECRET.search(name) else value for name, value in url.query.items()}
    return one_line(
        url.set(query=query).render_as_string(hide_password=True).replace("%2A%2A%2A", "***")
    )


def file_of(address: str) -> Path | None:
    """Return the file of an archive, None for one that is on a server. Raises SettingError."""
    url = read_address(address)
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def _file(path: str) -> URL:
    if path.strip() in ("", ":memory:") or "\0" in path:
        raise SettingError(
            f"archive {one_line(path)!r}: {_WANTED}; an archive is never only in memory"
        )
    return URL.create("sqlite", database=path)


def _no_mistyped_url(path: str) -> str:
    cut = _CUT_URL.match(path)
    if cut is not None:
        raise SettingError(f"archive {cut[0]}…: {_WANTED}")
    if _CONNECTION_STRING.search(path):
        raise SettingError(f"archive: this is a connection string; the archive {_WANTED}")
    return path


def _shown_path(path: str) -> str:
    """Return a path as it is, unless it looks like a mistyped URL or connection string, which may hold a password."""
    cut = _CUT_URL.match(path)
    if cut is not None or _CONNECTION_STRING.search(path):
        return f"{cut[0] if cut else ''}…"
    return _USER.sub(":***@", one_line(path))


def _as_it_was_made(path: str) -> str:
    """Return the path of an `sqlite:///` URL; 0.1.0 decoded it, so a file that has the decoded name
    only is what is meant.
    """
    decoded = unquote(path)
    return decoded if "%" in path and not Path(path).exists() and Path(decoded).is_file() else path


def _parsed(address: str) -> URL | None:
    """Return a URL; None for one whose parts are not where they should be, as where a password holds `@` or `/`."""
    try:
        url = make_url(address)
    except (SqlArgumentError, ValueError):
        return None
    return None if "@" in f"{url.host}{url.database}" else url


LONGEST_SILENCE = timedelta(minutes=10)
"""A run says three times a minute that it goes on; one silent for longer is gone, whatever its host says."""
_LONGEST_AHEAD = timedelta(days=91)
"""An article is looked at again within 90 days."""
LEASE = timedelta(minutes=1)
"""The same for a run whose lock is free: its process is gone, or it waits for the server and
fetches nothing meanwhile.
"""


def owner() -> str:
    """Return the name of this process: HOST/PID, and when it began, for numbers of processes are used again."""
    return f"{socket.gethostname()}/{os.getpid()}/{_began(os.getpid())}"


def latest(now: datetime) -> str:
    """Return the last moment that this program enters at `now` for a look: what is later, a clock
    that was ahead has left.
    """
    return stamp(now + _LONGEST_AHEAD)


def is_alive(
    name: str, heartbeat_at: str, now: datetime, silence: timedelta = LONGEST_SILENCE
) -> bool:
    """Say whether the process of that name lives. One on another host does as long as it is heard of."""
    if abs(now - datetime.fromisoformat(heartbeat_at)) > silence:  # a clock may have been ahead
        return False
    host, pid, began = name.rsplit("/", 2)
    if host != socket.gethostname():
        return True
    if sys.platform == "win32":  # there `os.kill` ends a process, whatever it is sent
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return _began(int(pid)) == began


def _began(pid: int) -> str:
    """Return when a process began, in clock ticks since the boot; `gone` for one that only waits to be reaped.

    Where there is no /proc, the empty string.
    """
    try:
        state, *fields = (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="utf-8", errors="replace")
            .rpartition(")")[2]
            .split()
        )
    except OSError:
        return ""
    return "gone" if state in "ZX" else fields[18]
