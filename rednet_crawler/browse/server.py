"""The server: Datasette with the settings and metadata for a catalogue, behind an ASGI wrapper that
refuses requests of other origins, and sets the response headers.

Any page open in a browser of this machine can send requests to a server on loopback. A page of
another origin gets nothing, neither under its own name (DNS rebinding) nor by an image, a frame, a
form or a request whose response it cannot read.
"""

import asyncio
import hashlib
import re
import warnings
from base64 import b64encode
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from pathlib import Path
from typing import Any

import uvicorn
from datasette.app import Datasette, app_root
from datasette.plugins import pm

from rednet_crawler.browse import plugin
from rednet_crawler.browse.plugin import BoundedDatabase

_HERE = Path(__file__).parent
_SETTINGS = {
    "allow_download": False,  # the file is a temporary copy; `rednet backup` gives a real one
    "default_facet_size": 8,
    "default_page_size": 50,
    "facet_time_limit_ms": 3000,
    "max_returned_rows": 1000,
    "num_sql_threads": 2,  # each may hold a result as large as `plugin` allows
    "sql_time_limit_ms": 5000,
    "suggest_facets": False,
}


def serve(catalogue: Path, title: str, port: int, *, sql: bool = False) -> None:
    """Serve a catalogue read-only on 127.0.0.1 until the process is stopped.

    `sql` allows queries written by the user.
    """
    datasette = Datasette(
        immutables=[str(catalogue)],
        metadata=_metadata(catalogue.stem, title),
        template_dir=str(_HERE / "templates"),
        settings={**_SETTINGS, "default_allow_sql": sql},
    )
    datasette.remove_database(catalogue.stem)
    datasette.add_database(BoundedDatabase(datasette, str(catalogue), is_mutable=False))
    pm.register(plugin, "rednet")
    pm.unregister(name="datasette.handle_exception")  # prints tracebacks; our plugin replaces it
    # Datasette leaves coroutines behind when a URL asks for something absent.
    warnings.filterwarnings("ignore", "coroutine '.*(Facet|TableView)", RuntimeWarning)
    app = Guard(datasette.app(), port, _inline_scripts())
    uvicorn.run(
        app, host="127.0.0.1", port=port, log_level="warning", lifespan="on",
        http="h11", ws="none", proxy_headers=False, server_header=False,
    )  # fmt: skip


def _inline_scripts() -> list[str]:
    """Return the hashes of the inline scripts of Datasette's tables; no other may run."""
    template = Path(app_root) / "datasette/templates/_close_open_menus.html"
    menus = re.findall("<script>(.*?)</script>", template.read_text(encoding="utf-8"), re.DOTALL)
    scripts = [*menus, "DATASETTE_ALLOW_FACET = true;"]
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"sha256-{b64encode(digest).decode()}" for digest in digests]


def _metadata(name: str, title: str) -> dict[str, Any]:
    hidden = {"pages": {"hidden": True}, "search": {"hidden": True}}
    articles = {
        "title": title,
        "sort_desc": "day",
        "facets": ["source", "month", {"array": "channels"}, {"array": "people"}],
    }
    database = {"title": title, "tables": {"articles": articles, **hidden}}
    return {"title": title, "databases": {name: database}}


Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Refusal = tuple[int, str]

_METHODS = ("GET", "HEAD")
_PORT_OF_HTTP = 80
"""The default port, which browsers leave out of the Host header."""
_AT_A_TIME = 2
"""Requests handled at the same time; each may hold a response as large as `plugin` allows."""
_OWN_SITE = ("same-origin", "none")
"""Values of Sec-Fetch-Site for our own pages, and for URLs that a person typed."""


class Guard:
    """Passes on requests from our own pages, and sets the headers of each response."""

    def __init__(self, app: App, port: int, scripts: Collection[str] = ()) -> None:
        """Take the application, its port, and the hashes of inline scripts that may run."""
        self._app = app
        names = {"127.0.0.1", "localhost", "[::1]"}
        self._hosts = {f"{name}:{port}" for name in names}
        if port == _PORT_OF_HTTP:
            self._hosts |= names
        self._headers = _headers(scripts)
        self._turns = asyncio.Semaphore(_AT_A_TIME)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await self._refuse(send, *refusal)
            return
        async with self._turns:
            await self._app(scope, receive, self._with_headers(send))

    def _refusal(self, scope: Scope) -> Refusal | None:
        """Return the status and the reason for refusing a request, or None.

        Headers such as X-Forwarded-Host are ignored: a page could set them.
        """
        hosts = _values(scope, b"host")
        path = scope["raw_path"]
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts or not path.startswith(b"/"):
            return 421, "this server answers to 127.0.0.1 and localhost only"
        if scope["method"] not in _METHODS:
            return 405, "only GET and HEAD are answered"
        if _is_of_another_origin(scope, hosts[0]):
            return 403, "pages of other sites are not answered"
        if path.startswith(b"/-/") and not path.startswith(b"/-/static/"):
            return 404, "not found"  # these show files, settings and threads of this machine
        return None

    async def _refuse(self, send: Send, status: int, reason: str) -> None:
        body = f"{reason}\n".encode()
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"allow", ", ".join(_METHODS).encode()),
            *self._headers,
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _with_headers(self, send: Send) -> Send:
        ours = {name for name, _ in self._headers}

        async def sent(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                theirs = message.get("headers", ())
                others = [each for each in theirs if each[0].lower() not in ours]
                message = {**message, "headers": [*others, *self._headers]}
            await send(message)

        return sent


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _is_of_another_origin(scope: Scope, host: str) -> bool:
    """Return whether a page of another origin made the request; following a link is allowed."""
    if any(origin.lower() != f"http://{host.lower()}" for origin in _values(scope, b"origin")):
        return True
    if all(site in _OWN_SITE for site in _values(scope, b"sec-fetch-site")):
        return False
    mode, target = _values(scope, b"sec-fetch-mode"), _values(scope, b"sec-fetch-dest")
    return not (mode == ["navigate"] and target == ["document"])


def _headers(scripts: Collection[str]) -> list[tuple[bytes, bytes]]:
    hashes = "".join(f" '{each}'" for each in scripts)
    policy = (
        f"default-src 'none'; script-src 'self'{hashes}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "content-security-policy": policy,
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
    return [(name.encode(), value.encode()) for name, value in headers.items()]
