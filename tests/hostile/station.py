"""Which article of a replica is which case: every second one that a case can be made of."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from rednet_crawler.replica.station import Replica, build_station
from rednet_crawler.replica.story import Story

from . import headers, markup, packing, payloads, redirects, wire
from .case import Case

CASES: Sequence[Case] = [
    case for module in (packing, wire, headers, redirects, markup, payloads) for case in module.cases()
]  # fmt: skip
"""All cases of an article."""
_ARTICLES_A_CASE = 4


def usable(replica: Replica) -> Iterator[tuple[Story, dict[str, Any]]]:
    """Yield story and ground truth of the articles that a case can be made of: plain ones in UTF-8,
    with a text and a headline.
    """
    for story, truth in zip(replica.listed, replica.truth, strict=True):
        address = urlsplit(truth["url"])
        answer = replica.answer(address.netloc, address.path)
        if answer.status != HTTPStatus.OK or truth["template"] != "standard":
            continue
        try:
            text = answer.body.decode()
        except UnicodeDecodeError:
            continue
        if (
            payloads.title_of(text) == truth["title"]
            and "。" in text
            and "<body>" in text
            and "</body>" in text
        ):
            yield story, truth


def hostile_station(cases: Sequence[Case]) -> tuple[Replica, list[Story]]:
    """Return a replica, and of its stories one for each case; all others are as they should be."""
    replica = build_station(max(20, len(cases) * _ARTICLES_A_CASE))
    return replica, [story for at, (story, _) in enumerate(usable(replica)) if at % 2][: len(cases)]
