"""Hostile answers that a whole run has to live with: robots.txt, pauses asked for, listings, the home page, the API."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .case import Case, Send, answer, once
from .wire import cases as wire_cases

_ROBOTS = "hh.rednet.cn/robots.txt"
_MB = 1024 * 1024
_INTERRUPTED = 130
WHOLE, IN_PART = frozenset({0, 4}), frozenset({4, 6})
"""Exit codes of a run that has all articles but perhaps those of what is hostile, and of one that is kept from them."""


class Scene(NamedTuple):
    """What one address answers in a run, and how that may end."""

    address: str
    """Host and path; `{channel}` is the path of a channel, `{article}` of an article."""
    case: Case
    codes: frozenset[int]
    ended_after: float | None = None
    """Seconds after which the run is asked to end (SIGTERM): a minute between two requests is kept
    to, however many there are.
    """


def _robots(name: str, send: Send, codes: frozenset[int] = WHOLE) -> Scene:
    return Scene(_ROBOTS, Case(f"robots.txt: {name}", send, None), codes)


def _text(text: bytes, status: str = "200 OK", **headers: str | None) -> Send:
    return lambda _page, _elsewhere: [
        answer(text, status, **{"Content_Type": "text/plain", **headers})
    ]


def _wire(name: str) -> Send:
    return next(case.send for case in wire_cases() if case.name == name)


def _busy(later: str, status: str = "503 Busy") -> Send:
    return lambda _page, _elsewhere: [answer(b"", status, Retry_After=later)]


def _listing(make: Callable[[bytes], bytes]) -> Send:
    return once(make)


def scenes() -> Iterator[Scene]:
    """Yield the scenes."""
    yield _robots("60 MB", _text(b"Disallow: /x\n" * (5 * _MB)), WHOLE | IN_PART)
    yield _robots(
        "a bomb", _text(gzip.compress(b"#" * (200 * _MB)), Content_Encoding="gzip"), WHOLE | IN_PART
    )
    yield _robots("without end", _wire("a body without end"), WHOLE | IN_PART)
    yield _robots("drips", _wire("a page that drips"), WHOLE | IN_PART)
    yield _robots(
        "leads to itself",
        lambda _page, _elsewhere: [answer(b"", "302 Found", Location="/robots.txt")],
        WHOLE | IN_PART,
    )
    yield _robots(
        "leads elsewhere",
        lambda _page, elsewhere: [
            answer(b"", "302 Found", Location=f"http://{elsewhere}/robots.txt")
        ],
        WHOLE | IN_PART,
    )
    yield _robots(
        "wildcards",
        _text(
            b"User-agent: *\n" + b"Disallow: /" + b"*a" * 20_000 + b"$\n" + b"Disallow: /*" * 3_000
        ),
    )
    yield _robots(
        "50,000 rules",
        _text(b"User-agent: *\n" + b"".join(b"Disallow: /%d*x*y*z\n" % at for at in range(50_000))),
        WHOLE | IN_PART,
    )
    yield _robots(
        "50,000 agents",
        _text(b"".join(b"User-agent: a%d\nDisallow: /\n\n" % at for at in range(50_000))),
        WHOLE | IN_PART,
    )
    yield _robots(
        "one line of 1 MB", _text(b"User-agent: *\nDisallow: /" + b"x" * _MB), WHOLE | IN_PART
    )
    patient = _robots(
        "a delay of 30 years",
        _text(b"User-agent: *\nCrawl-delay: 1000000000\nAllow: /\n"),
        frozenset({_INTERRUPTED}),
    )
    yield patient._replace(ended_after=20.0)
    yield _robots(
        "a delay of nan", _text(b"User-agent: *\nCrawl-delay: nan\nRequest-rate: 1/0\nAllow: /\n")
    )
    yield _robots("nulls and no UTF-8", _text(bytes(range(256)) * 1000))
    yield _robots(
        "a page",
        _text(b"<html><body>" + b"<p>Disallow: /\n" * 1000, Content_Type="text/html"),
        WHOLE | IN_PART,
    )
    for later in ("1000000000", "9" * 5000, "Fri, 31 Dec 9999 23:59:59 GMT"):
        yield Scene(
            "{article}", Case(f"Retry-After: {later[:30]!r}", _busy(later), None), WHOLE | IN_PART
        )
    for later in ("-5", "nan", "inf", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 99 Foo", "\x1b[31m"):
        yield Scene("{article}", Case(f"Retry-After: {later!r}", _busy(later), None), WHOLE)
    yield Scene(
        "{article}",
        Case("429 for ever, one second each", _busy("1", "429 Too Many Requests"), None),
        WHOLE,
    )
    for name, make in {
        "entries of the year 2999": lambda page: re.sub(rb"(?<![/\d])20\d\d-", b"2999-", page),
        "entries of no date": lambda page: page.replace(b"-12-", b"-99-").replace(b"-11-", b"-00-"),
        "100,000 entries": lambda page: page.replace(
            b"</body>",
            b"".join(
                b'<li><a href="/content/646847/83/%d.html">x</a></li>' % (90_000_000 + at)
                for at in range(100_000)
            )
            + b"</body>",
        ),
        "ids of 1,000 digits": lambda page: page.replace(
            b"</body>",
            b"".join(
                b'<li><a href="/content/1/1/%s%d.html">x</a></li>' % (b"9" * 1000, at)
                for at in range(20)
            )
            + b"</body>",
        ),
        "titles with escape sequences": lambda page: page.replace(
            b'title="', b'title="\x1b[31m\xe2\x80\xae=1+1 '
        ),
        "100,000 nested tags": lambda page: page.replace(b"<body>", b"<body>" + b"<div>" * 100_000),
        "noise": lambda _page: bytes(range(256)) * 1000,
    }.items():
        yield Scene("{channel}", Case(f"listing: {name}", _listing(make), None), WHOLE)
    yield Scene("{channel}", Case("listing: 60 MB", _wire("60 MB"), None), WHOLE)
    yield Scene(
        "{channel}",
        Case(
            "listing: leads to itself",
            lambda _page, _elsewhere: [answer(b"", "302 Found", Location="?x=1")],
            None,
        ),
        WHOLE,
    )
    yield Scene(
        "{channel}",
        Case(
            "listing: links to elsewhere",
            lambda page, elsewhere: [
                answer(page.replace(b'href="', f'href="http://{elsewhere}/" href="'.encode()))
            ],
            None,
        ),
        WHOLE,
    )
    yield Scene(
        "hh.rednet.cn/",
        Case(
            "home page: 20,000 channels",
            once(
                lambda page: page.replace(
                    b"</body>",
                    b"".join(
                        b'<a href="/channel/%d.html">x</a>' % (20_000 + at) for at in range(20_000)
                    )
                    + b"</body>",
                )
            ),
            None,
        ),
        WHOLE | IN_PART,
    )
    for name, text in {
        "nested a million times": b"[" * 1_000_000,
        "numbers that are none": b'[{"id": NaN, "contentId": 1e999}]',
        "60 MB": json.dumps([{"title": "x" * (60 * _MB)}]).encode(),
    }.items():
        yield Scene(
            "front-web.rednet.cn/content/list/channel",
            Case(f"API: {name}", _text(text, Content_Type="application/json"), None),
            WHOLE,
        )
