"""What trials and tests of several processes need: servers of their own, on loopback, and a count
of overlapping requests.
"""

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
from typing import Any, TypeVar

from rednet_crawler.replica.station import Answer

PASSWORD = "geheim-2f7a"  # noqa: S105 - of a server that lives as long as a test; nothing may print it
_USERS = ("postgres", "nobody")
_LONGEST = 60
_LATENCY = 0.01
"""Seconds that the replica takes to answer, so that requests side by side are seen."""


def find_program(name: str) -> str | None:
    """Return where a program of a server is; Debian keeps PostgreSQL's off the PATH, and has
    wrappers for RabbitMQ's that want its user.
    """
    debian = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4])
    )
    places = [*reversed(debian), Path("/usr/lib/rabbitmq/bin") / name]
    return next((str(place) for place in places if place.exists()), shutil.which(name))


def free_port() -> int:
    """Return a port of 127.0.0.1 on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server(ABC):
    """A program that listens on a port of 127.0.0.1, with a folder of its own. It can be stopped,
    killed and started again.
    """

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
                raise RuntimeError(
                    (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
                )
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
        return subprocess.Popen(
            command, cwd=self.folder, stdout=log, stderr=log, env=environment, **other
        )


S = TypeVar("S", bound=Server)


class Postgres(Server):
    """A PostgreSQL that asks for a password."""

    def __init__(self, folder: Path, user: pwd.struct_passwd | None = None) -> None:
        super().__init__(folder, user)
        self._made = 0
        secret = folder / "secret"
        secret.write_text(PASSWORD, encoding="utf-8")
        words = [
            "-D",
            "data",
            "-U",
            "rednet",
            "-A",
            "scram-sha-256",
            "--pwfile=secret",
            "-E",
            "UTF8",
            "--no-sync",
        ]
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
        return [
            str(find_program("postgres")),
            "-D",
            "data",
            *(f"--{name}={value}" for name, value in chosen.items()),
        ]

    def answers(self) -> bool:
        """Say whether it takes sessions: the port is open earlier."""
        import psycopg

        try:
            psycopg.connect(self.plain_url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str | None = None) -> str:
        """Return the URL of an archive that is not there yet, or of one by the name of its database."""
        if database is None:
            import psycopg
            from psycopg.sql import SQL, Identifier

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
        chosen = {
            "bind": "127.0.0.1",
            "port": self.port,
            "appendonly": "yes",
            "save": "",
            "dir": self.folder,
        }
        return [
            str(find_program("redis-server")),
            *(word for name, value in chosen.items() for word in (f"--{name}", str(value))),
        ]

    def forget(self) -> None:
        """Forget all it was told."""
        import redis

        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    @property
    def url(self) -> str:
        """Return its URL."""
        return f"redis://127.0.0.1:{self.port}/0"


class RabbitMQ(Server):
    """A RabbitMQ without plugins; `consumer_timeout` is how long it waits for what it handed out."""

    def __init__(
        self, folder: Path, user: pwd.struct_passwd | None = None, *, consumer_timeout: float = 1800
    ) -> None:
        super().__init__(folder, user)
        config = folder / "rabbitmq.conf"
        config.write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\nconsumer_timeout = {int(consumer_timeout * 1000)}\n",
            encoding="ascii",
        )
        (folder / "enabled_plugins").write_text("[].\n", encoding="ascii")
        self._environment = {
            "HOME": str(folder),  # its cookie
            "RABBITMQ_NODENAME": f"rednet{self.port}@localhost",
            "RABBITMQ_CONFIG_FILE": str(config),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(free_port()),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }

    def command(self) -> list[str]:
        """Return the command that starts it: Debian's wrapper wants a user of its own."""
        return self._with_environment(str(find_program("rabbitmq-server")))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it, and the daemon that Erlang leaves behind."""
        super().stop(how)
        self._run(self._with_environment("epmd", "-kill")).wait(_LONGEST)

    def _with_environment(self, *words: str) -> list[str]:
        return ["env", *(f"{name}={value}" for name, value in self._environment.items()), *words]

    def forget(self) -> None:
        """Forget all it was told."""
        import pika

        with pika.BlockingConnection(pika.URLParameters(self.url)) as connection:
            for queue in ("stations", "stations.DQ", "stations.XQ"):
                connection.channel().queue_delete(queue)

    @property
    def url(self) -> str:
        """Return its URL."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}"


@contextmanager
def running(kind: type[S]) -> Iterator[S]:
    """Run a server while the block does. PostgreSQL refuses to run as root, so there another user runs it."""
    with tempfile.TemporaryDirectory(prefix="rednet-") as name:
        folder, user = Path(name), None
        if os.geteuid() == 0:
            user = next(
                pwd.getpwnam(each)
                for each in _USERS
                if each in {known.pw_name for known in pwd.getpwall()}
            )
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
        return sum(
            later - earlier < pause
            for times in self.began.values()
            for earlier, later in pairwise(times)
        )
