"""The replica behind another design: what it answers is changed on its way, and what is asked for is led back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rednet_crawler.replica.server import serve
from rednet_crawler.replica.station import Answer, Replica, build_station

Change = Callable[[str, str, Answer], Answer]
Lead = Callable[[str], str]


def as_it_is(path: str) -> str:
    """Return the path of the replica's own page."""
    return path


class Redesigned:
    """A site that a replica stands behind."""

    def __init__(self, replica: Replica, change: Change, lead: Lead = as_it_is) -> None:
        self.truth = replica.truth
        self.requests: list[Any] = []
        self._replica, self._change, self._lead = replica, change, lead

    def answer(self, host: str, path: str) -> Answer:
        """Answer as the new design does."""
        return self._change(host, path, self._replica.answer(host, self._lead(path)))


@contextmanager
def redesigned(change: Change, lead: Lead = as_it_is) -> Iterator[tuple[str, Redesigned]]:
    """Serve a replica of 120 articles in another design; yield its address, and the site."""
    site = Redesigned(build_station(120), change, lead)
    with serve(site) as address:  # type: ignore[arg-type]  # it answers as a replica does
        yield address, site


def html(change: Callable[[str], str], only: str = "") -> Change:
    """Return what changes the pages whose paths begin so."""

    def changed(_host: str, path: str, answer: Answer) -> Answer:
        if "html" not in answer.content_type or not path.startswith(only):
            return answer
        try:
            text = answer.body.decode()
        except UnicodeDecodeError:  # an old page in GB18030
            return answer
        return answer._replace(body=change(text).encode())

    return changed
