"""Who is answered, and with which headers: an ASGI wrapper around the application.

A server on loopback is asked by every page that is open in a browser of this machine. A page of another origin gets nothing: not by
a name of its own that leads here (DNS rebinding), nor by a picture, a frame, a form or a request that it cannot read the answer of.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Refusal = tuple[int, str]

_METHODS = ("GET", "HEAD")
_PORT_OF_HTTP = 80
"""Browsers leave it out of Host."""
_AT_A_TIME = 2
"""Requests that are answered at the same time: each may hold an answer as large as `bounds` allows."""
_OWN_SITE = ("same-origin", "none")
"""Values of Sec-Fetch-Site: our own pages, and what a person typed."""


class Guard:
    """Passes on the requests that a person makes by our own pages, and sets the headers of every answer."""

    def __init__(self, app: App, port: int, scripts: Collection[str] = ()) -> None:
        """Take the application, its port on loopback, and the hashes of the inline scripts that its pages may run."""
        self._app = app
        names = ("127.0.0.1", "localhost", "[::1]")
        self._hosts = {f"{name}:{port}" for name in names} | (set(names) if port == _PORT_OF_HTTP else set())
        self._headers = _headers(scripts)
        self._turns = asyncio.Semaphore(_AT_A_TIME)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
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
        """Return why a request is refused: status and reason. Headers that tell of another host (X-Forwarded-Host) count for nothing."""
        hosts = _values(scope, b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts or not scope["raw_path"].startswith(b"/"):
            return 421, "this server answers to 127.0.0.1 and localhost only"
        if scope["method"] not in _METHODS:
            return 405, "only GET and HEAD are answered"
        if _is_of_another_origin(scope, hosts[0]):
            return 403, "pages of other sites are not answered"
        path = scope["raw_path"]
        if path.startswith(b"/-/") and not path.startswith(b"/-/static/"):
            return 404, "not found"  # what tells of files, settings and threads of this machine
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
                theirs = [each for each in message.get("headers", ()) if each[0].lower() not in ours]
                message = {**message, "headers": [*theirs, *self._headers]}
            await send(message)

        return sent


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _is_of_another_origin(scope: Scope, host: str) -> bool:
    """Say whether a browser sent the request for a page of another origin; a link that a person follows to here is none."""
    if any(origin.lower() != f"http://{host.lower()}" for origin in _values(scope, b"origin")):
        return True
    if all(site in _OWN_SITE for site in _values(scope, b"sec-fetch-site")):
        return False
    followed = _values(scope, b"sec-fetch-mode") == ["navigate"] and _values(scope, b"sec-fetch-dest") == ["document"]
    return not followed


def _headers(scripts: Collection[str]) -> list[tuple[bytes, bytes]]:
    hashes = "".join(f" '{each}'" for each in scripts)
    policy = (
        f"default-src 'none'; script-src 'self'{hashes}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
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
