"""A network of a test's own: run in new namespaces (`unshare -n -m`), it serves the replica over
TLS there, and runs a command.

Usage: python -m tests.crawl.inside PLAN.json. The plan says which addresses are there, what names
lead where, and what is run. It writes an object: the exit code, what the command wrote, how long it
took, and which hosts were asked for.
"""

import json
import os
import socket
import ssl
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler
from threading import Thread
from typing import Any, ClassVar

from rednet_crawler.replica.station import Replica, build_station

_NAMES = ("hh.rednet.cn", "moment.rednet.cn", "front-web.rednet.cn")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], handler: type[BaseRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that breaks off is what some tests are about."""


class _Site(BaseHTTPRequestHandler):
    """Answers as the replica does, or as `answer` says."""

    protocol_version = "HTTP/1.1"
    replica: ClassVar[Replica]
    asked: ClassVar[list[str]] = []
    portal: ClassVar[str | None] = None

    def do_GET(self) -> None:
        """Answer."""
        host = self.headers.get("Host", "").partition(":")[0]
        self.asked.append(host)
        if self.portal is not None:
            self._lead_to_the_portal()
            return
        answer = self.replica.answer(host, self.path)
        self.send_response(int(answer.status))
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _lead_to_the_portal(self) -> None:
        self.send_response(302)
        self.send_header("Location", str(self.portal))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_CONNECT(self) -> None:
        """Answer as a proxy, as the portal does."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class _Tunnel(BaseHTTPRequestHandler):
    """A proxy that leads every CONNECT to the site of this network."""

    asked: ClassVar[list[str]] = []
    to: ClassVar[str]

    def do_CONNECT(self) -> None:
        """Open a tunnel."""
        self.asked.append(f"{self.path} {self.headers.get('Proxy-Authorization', '')}".strip())
        with socket.create_connection((self.to, 443)) as site:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            back = Thread(target=_copy, args=(site, self.connection), daemon=True)
            back.start()
            _copy(self.connection, site)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def main(plan: dict[str, Any]) -> dict[str, Any]:
    """Set the network up, run the command, and return what came of it."""
    _lead_names(plan)
    _Site.replica = build_station(plan.get("articles", 20))
    with ExitStack() as stack:
        silent = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        silent.bind(("127.0.0.53", 53))  # a name server that never answers
        for address in plan.get("serve", ()):
            _start(_tls(_Server((address, 443), _Site), plan["certificate"]))
        _Site.portal = plan.get("portal")
        for address, port in plan.get("portals", ()):  # over plain HTTP: nobody should ask it
            _start(_Server((address, port), _Site))
        if "proxy" in plan:
            _Tunnel.to = plan["serve"][0]
            _start(_Server(("127.0.0.1", plan["proxy"]), _Tunnel))
        begun = time.monotonic()
        environment = {
            **os.environ,
            "SSL_CERT_FILE": plan["authority"],
            **plan.get("environment", {}),
        }
        done = subprocess.run(
            [sys.executable, *plan["command"]],
            capture_output=True,
            check=False,
            env=environment,
            timeout=90,
        )
        return {
            "code": done.returncode,
            "out": done.stdout.decode("utf-8", "replace"),
            "err": done.stderr.decode("utf-8", "replace"),
            "seconds": time.monotonic() - begun,
            "asked": _Site.asked,
            "tunnels": _Tunnel.asked,
        }


def _lead_names(plan: dict[str, Any]) -> None:
    lines = ["127.0.0.1 localhost"] + [
        f"{address} {' '.join(_NAMES)}" for address in plan.get("names", ())
    ]
    for path, text in (
        ("/etc/hosts", "\n".join(lines) + "\n"),
        ("/etc/resolv.conf", "nameserver 127.0.0.53\n"),
    ):
        ours = Path(plan["folder"], Path(path).name)
        ours.write_text(text, encoding="ascii")
        _do("mount", "--bind", str(ours), path)
    _do("ip", "link", "set", "lo", "up")
    for address in {*plan.get("names", ()), *plan.get("serve", ()), *plan.get("also", ())}:
        if not address.startswith("127."):
            length = "128" if ":" in address else "32"
            extra = ["nodad"] if ":" in address else []
            _do("ip", "addr", "add", f"{address}/{length}", "dev", "lo", *extra)


def _do(*command: str) -> None:
    subprocess.run(command, check=True)


def _tls(server: _Server, certificate: str) -> _Server:
    """Have a server speak TLS with a certificate; `none` for plain HTTP, `silent` for one that hangs up."""
    if certificate == "none":
        return server
    if certificate == "silent":
        server.RequestHandlerClass = BaseRequestHandler
        return server
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    return server


def _start(server: _Server) -> None:
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()


if __name__ == "__main__":
    json.dump(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), sys.stdout)
