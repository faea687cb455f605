"""A request and its answer, as they went over the wire."""

from collections.abc import Iterable
from typing import NamedTuple

Headers = Iterable[tuple[str, str]]


class Asked(NamedTuple):
    """A request as it was sent."""

    method: str
    url: str
    headers: Headers


class Answered(NamedTuple):
    """A response as it came: the body with its content encoding, without its transfer encoding."""

    status: int
    protocol: str
    headers: Headers
    body: bytes
