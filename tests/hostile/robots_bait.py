"""Bait for what reads robots.txt: each grows with the bytes that it is given, in what would grow with its square."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

Bait: TypeAlias = Callable[[int], bytes]
"""Takes a size in bytes; returns a file of about that size."""
_ALL = "User-agent: *\n"
_US = "rednet-crawler"


def _filled(head: str, line: Callable[[int], str]) -> Bait:
    def make(size: int) -> bytes:
        lines, length = [head], len(head)
        while length < size:
            lines.append(line(len(lines)))
            length += len(lines[-1].encode())
        return "".join(lines).encode()[:size]

    return make


def _agents_and_rules(share: float) -> Bait:
    agents = _filled("", lambda at: f"User-agent:{at:x}\n")
    return lambda size: (
        agents(int(size * share)) + b"\n" + b"Allow:/\n" * int(size * (1 - share) / 8)
    )


BAIT: Final[Mapping[str, Bait]] = {
    "half agents, half rules": _agents_and_rules(0.5),
    "more agents than rules": _agents_and_rules(0.9),
    "more rules than agents": _agents_and_rules(0.1),
    "one group of agents": lambda size: (
        _filled("", lambda at: f"User-agent:{at:x}\n")(size) + b"\nDisallow: /\n"
    ),
    "our names, then rules": _filled(
        "".join(f"User-agent: {_US[:at]}\n" for at in range(1, 15)), lambda at: f"Allow:/{at:x}\n"
    ),
    "a group of ours for each rule": _filled(
        "", lambda at: f"User-agent: {_US[: at % 14 + 1]}\nDisallow: /{at:x}\n"
    ),
    "agents with stars": _filled(
        "", lambda at: f"User-agent: {'*' * (at % 50)}rednet*\nAllow: /{at:x}\n"
    ),
    "rules": _filled(_ALL, lambda at: f"Allow:/{at:x}\n"),
    "rules of the same length": _filled(_ALL, lambda at: f"Disallow:/{at:08x}\n"),
    "rules that are quoted": _filled(_ALL, lambda at: f"Allow:/%{at % 256:02x}\U0001f600{at:x}\n"),
    "anchors": _filled(_ALL, lambda at: f"Allow:/{at:x}$\n"),
    "dollars in mid-rule": _filled(_ALL, lambda at: f"Allow:/{at:x}$x\n"),
    "home pages": _filled(_ALL, lambda at: f"Allow:/{at:x}/index.html\n"),
    "wildcards": _filled(_ALL, lambda at: f"Allow: /*a*a*a*a*a*a*a{at:x}\n"),
    "long wildcards": _filled(_ALL, lambda at: "Disallow: /" + "*a" * 300 + f"{at}b\n"),
    "one line": lambda size: (_ALL + "Disallow: /" + "*a" * (size // 2)).encode(),
    "one line of escapes": lambda size: (_ALL + "Disallow: /" + "%41" * (size // 3)).encode(),
    "one line of an agent": lambda size: (
        "User-agent: " + "r " * (size // 2) + "\nDisallow: /"
    ).encode(),
    "blanks": lambda size: b"User-agent" + b" " * size + b"x\nDisallow: /",
    "ends of lines": lambda size: b"\r\n" * (size // 2),
    "short lines": lambda size: b":\n" * (size // 2),
    "delays": _filled(_ALL, lambda at: f"Crawl-delay:{at}\n"),
    "sitemaps": _filled(_ALL, lambda at: f"Sitemap:/{at:x}\n"),
    "comments of HTML": lambda size: b"<!--" * (size // 4),
    "zeros": bytes,
}
