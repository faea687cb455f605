"""One replica for all tests of this folder, and a connection to its server. Tests that change a
replica build their own.
"""

import http.client
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest

from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import Replica, build_station

Fetched = tuple[int, bytes, http.client.HTTPMessage]
Fetch = Callable[..., Fetched]


@pytest.fixture(scope="session")
def replica() -> Replica:
    return build_station()


@pytest.fixture(scope="session")
def fetch(replica: Replica) -> Iterator[Fetch]:
    """A function from URL to status, body and headers, over one kept-alive connection."""
    with serve(replica) as address:
        connection = http.client.HTTPConnection(address, timeout=5)

        def get(url: str, method: str = "GET", **headers: str) -> Fetched:
            parts = urlsplit(url)
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, target, headers={"Host": parts.netloc, **sent})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers

        yield get
        connection.close()
