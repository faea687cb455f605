"""Whose run it is that holds an archive, and whether that process still lives."""

import os
import socket
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

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


def latest(now: datetime) -> str:
    """Return the last moment that this program enters at `now` for a look: what is later, a clock
    that was ahead has left.
    """
    return stamp(now + _LONGEST_AHEAD)


def stamp(moment: datetime) -> str:
    """Write a moment as all times of the archive are: ISO 8601, UTC, seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


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
