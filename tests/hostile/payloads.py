"""What a page says that is meant for somebody behind us: a terminal, a spreadsheet, a browser, a
file system, a database.
"""

import re
from collections.abc import Iterator
from html import escape

from .case import Case, Send, once

BAIT = "bait-7c1e"
"""Stands in every payload: where it turns up as markup, as a file or as a formula, something is wrong."""
_TITLES = {
    "a formula": (f'=HYPERLINK("http://{BAIT}")', None),
    "a formula behind a tab": (f"\t@SUM({BAIT})", f"@SUM({BAIT})"),
    "a formula of DDE": (f"+cmd|' /C calc'!{BAIT}", None),
    "escape sequences": (f"\x1b[2J\x1b]0;{BAIT}\x07{BAIT}", f"[2J]0;{BAIT}{BAIT}"),
    "escape sequences of one byte": (f"\x9b31m{BAIT}", f"31m{BAIT}"),
    "bidi overrides": (f"\u202e{BAIT}\u2066\u200f", BAIT),
    "line breaks": (f"{BAIT}\r\nINFO: {BAIT}\u2028{BAIT}", f"{BAIT} INFO: {BAIT} {BAIT}"),
    "markup": (f"<script>alert('{BAIT}')</script><img src=x onerror=alert('{BAIT}')>", None),
    "a path": (f"../../../../tmp/{BAIT}", None),
    "a name of a device": (f'CON.{BAIT}|<>:"/\\?*', None),
    "SQL": (f"'); DROP TABLE articles; -- {BAIT}", None),
    "a template": (f"{{{{7*7}}}}${{7*7}}%(x)s%n{BAIT}", None),
    "a format of Rich": (f"[red]{BAIT}[/] [link=http://x]{BAIT}[/link]", None),
    "JSON": (f'"}},{{"{BAIT}": "\\u0000', None),
    "a CSV": (f'","{BAIT}"\n=1+1', f'","{BAIT}" =1+1'),
    "80,000 characters": ("长" * 80_000 + BAIT, None),
    "stacked accents": ("e" + "\u0301" * 10_000 + BAIT, None),
}
"""What it is → the title that the page gives, and what it reads as where that is something else."""
_EVERYWHERE = {
    "escape sequences": f"\x1b[31m{BAIT}\x07",
    "bidi overrides": f"\u202e{BAIT}\u2067",
    "a formula": f"=cmd('{BAIT}')",
    "markup": f"<script>alert('{BAIT}')</script>",
}


def _title(payload: str) -> Send:
    def make(page: bytes) -> bytes:
        text = page.decode()
        title = title_of(text)
        return text.replace(title, escape(payload, quote=False)).encode()

    return once(make)


def title_of(text: str) -> str:
    """Return the headline of a page of the replica, as it is written."""
    return text.partition("<title>")[2].partition("_")[0]


def _everywhere(payload: str) -> Send:
    """Return what sends a page with a payload behind every text, and in every meta tag and address of a picture."""

    def make(page: bytes) -> bytes:
        written = escape(payload)
        text = re.sub(r"(?<=[\u4e00-\u9fff])(?=<)", lambda _: written, page.decode())
        return re.sub(
            r"(content|src|alt)=\"([^\"]*)\"",
            lambda match: f'{match[1]}="{match[2]}{written}"',
            text,
        ).encode()

    return once(make)


def cases() -> Iterator[Case]:
    """Yield the cases. What is expected of a payload in every field is that it comes out clean:
    values are not compared.
    """
    for name, (payload, read) in _TITLES.items():
        yield Case(f"{name} as title", _title(payload), {"title": read or payload})
    for name, payload in _EVERYWHERE.items():
        yield Case(f"{name} in every field", _everywhere(payload), {"*": "clean"})
