"""What trials and tests of several processes need: PostgreSQL and Redis of their own, on loopback; a count of overlapping requests."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

from rednet_crawler.replica.station import Answer

PASSWORD = "geheim-2f7a"  # noqa: S105 - of a server that lives as long as a test; nothing may print it
_USERS = ("postgres", "nobody")
_LONGEST = 60
_LATENCY = 0.01
"""Seconds that the replica takes to answer, so that requests side by side are seen."""


def find_program(name: str) -> str | None:
    """Return where a program of PostgreSQL or Redis is; Debian does not put the former's on the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    return str(debian[-1]) if debian else shutil.which(name)


def free_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server(ABC):
    """A program that listens on a port of 127.0.0.1, with a folder of its own. It can be stopped, killed and started again."""

    def __init__(self, folder: Path, user: pwd.struct_passwd | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None

    @abstractmethod
    def command(self) -> list[str]:
        """Return the command that starts it."""

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = self._run(self.command(), log=log)
        until = time.monotonic() + _LONGEST
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:])
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it, by default quickly and cleanly (SIGINT is PostgreSQL's fast shutdown)."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(_LONGEST)
            self._process = None

    def answers(self) -> bool:
        """Say whether it takes connections."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False

    def _run(self, command: list[str], log: Any = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
        other: dict[str, Any] = {}
        if self._user:
            other = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        return subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, env=environment, **other)  # noqa: S603


class Postgres(Server):
    """A PostgreSQL that asks for a password."""

    def __init__(self, folder: Path, user: pwd.struct_passwd | None = None) -> None:
        super().__init__(folder, user)
        self._made = 0
        secret = folder / "secret"
        secret.write_text(PASSWORD, encoding="utf-8")
        words = ["-D", "data", "-U", "rednet", "-A", "scram-sha-256", "--pwfile=secret", "-E", "UTF8", "--no-sync"]
        if user:
            os.chown(secret, user.pw_uid, user.pw_gid)
        if self._run([str(find_program("initdb")), *words]).wait(_LONGEST):
            raise RuntimeError("initdb failed")

    def command(self) -> list[str]:
        """Return the command that starts it."""
        chosen = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
        }
        return [str(find_program("postgres")), "-D", "data", *(f"--{name}={value}" for name, value in chosen.items())]

    def answers(self) -> bool:
        """Say whether it takes sessions: the port is open earlier."""
        import psycopg  # noqa: PLC0415 - an extra

        try:
            psycopg.connect(self.plain_url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str | None = None) -> str:
        """Return the URL of an archive that is not there yet, or of one by the name of its database."""
        if database is None:
            import psycopg  # noqa: PLC0415 - an extra
            from psycopg.sql import SQL, Identifier  # noqa: PLC0415

            self._made += 1
            database = f"archive{self._made}"
            with psycopg.connect(self.plain_url("postgres"), autocommit=True) as connection:
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(database)))
        return self.plain_url(database).replace("postgresql:", "postgresql+psycopg:")

    def plain_url(self, database: str) -> str:
        """Return the URL of a database for other programs."""
        return f"postgresql://rednet:{PASSWORD}@127.0.0.1:{self.port}/{database}"


class Redis(Server):
    """A Redis that keeps what it was told, as one for work does."""

    def command(self) -> list[str]:
        """Return the command that starts it."""
        chosen = {"bind": "127.0.0.1", "port": self.port, "appendonly": "yes", "save": "", "dir": self.folder}
        return [
            str(find_program("redis-server")),
            *(word for name, value in chosen.items() for word in (f"--{name}", str(value))),
        ]

    def forget(self) -> None:
        """Forget all it was told."""
        import redis  # noqa: PLC0415 - an extra

        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    @property
    def url(self) -> str:
        """Return its URL."""
        return f"redis://127.0.0.1:{self.port}/0"


@contextmanager
def running(kind: type[Postgres] | type[Redis]) -> Iterator[Postgres | Redis]:
    """Run a server while the block does. PostgreSQL refuses to run as root, so there another user runs it."""
    with tempfile.TemporaryDirectory(prefix="rednet-") as name:
        folder, user = Path(name), None
        if os.geteuid() == 0:
            user = next(pwd.getpwnam(each) for each in _USERS if each in {known.pw_name for known in pwd.getpwall()})
            os.chown(folder, user.pw_uid, user.pw_gid)
        server = kind(folder, user)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@dataclass
class Visits:
    """What the replica was asked: how many requests of one host overlapped, and when each began."""

    now: Counter[str] = field(default_factory=Counter)
    parallel: int = 0
    began: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _lock: Lock = field(default_factory=Lock)

    def count(self, answer: Callable[[str, str], Answer]) -> Callable[[str, str], Answer]:
        """Return what answers a request, and counts it."""

        def counted(host: str, target: str) -> Answer:
            with self._lock:
                self.now[host] += 1
                self.parallel += self.now[host] > 1
                self.began[host].append(time.monotonic())
            try:
                time.sleep(_LATENCY)
                return answer(host, target)
            finally:
                with self._lock:
                    self.now[host] -= 1

        return counted

    def too_soon(self, pause: float) -> int:
        """Return how many requests came sooner after the one before than the pause that is promised."""
        return sum(later - earlier < pause for times in self.began.values() for earlier, later in pairwise(times))
