"""Markup tokens of a page: its classes, ids, names of meta tags, and labels before a colon.

If a change of the site breaks a selector on some pages, these pages have tokens that were never
seen before. A field is therefore also judged on such pages alone: over all pages, so small a fall
could be chance.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rednet_crawler.quality.alarms import Record

_ATTRIBUTES = tuple(f'{name}="'.encode() for name in (" class", " id", " name", " property"))
_COLON = "：".encode()
_LABEL = re.compile(r">\s*([\u4e00-\u9fff]{2,5})\s?$")
_DIGITS = re.compile(r"\d+")
_MOST = 500
"""Tokens read of each attribute on a page."""
_LONGEST, _LONGEST_LABEL = 80, 30
"""Bytes of a token, and of the text searched for a label."""


def tokens_of(html: bytes) -> frozenset[str]:
    """Return the tokens of a page in UTF-8: values of class, id, name, property, and labels.

    Each number becomes `#`, because ids may be numbers. Values in single quotes and pages in other
    encodings are left out: tokens only show that the markup has changed.
    """
    joined = b"\n".join(set(_tokens(html))).decode("utf-8", "replace")
    tokens = _DIGITS.sub("#", joined).split("\n")
    return frozenset(token for token in tokens if token and token.isprintable())


def _tokens(html: bytes) -> Iterator[bytes]:
    for attribute in _ATTRIBUTES:
        for behind in html.split(attribute, _MOST)[1:]:
            if (end := behind.find(b'"', 0, _LONGEST)) > 0:
                yield behind[:end]
    for before in html.split(_COLON, _MOST)[:-1]:
        if label := _LABEL.search(before[-_LONGEST_LABEL:].decode("utf-8", "replace")):
            yield f"{label[1]}：".encode()


Counts = dict[str, Any]
"""The counts of a template, or of one of its fields, in run.json."""
_YOUNG = 200
"""Last pages of a template whose tokens still count as new: one run may hold too few to judge."""
_ENOUGH = 100
"""Minimum number of earlier pages of a template; with fewer, every token would be new."""


def seen_tokens(before: Sequence[Record]) -> dict[str, frozenset[str]]:
    """Return template → tokens of earlier runs; `before` holds these runs, the newest first.

    A run that raised an alarm about new markup of a template is left out for that template:
    its tokens stay new until the alarm is accepted.
    """
    # run.json calls the tokens `marks`.
    templates = {template for run in before for template in run.get("fields", {})}
    known = {}
    for template in templates:
        runs = [
            run["fields"][template]
            for run in before
            if "marks" in run.get("fields", {}).get(template, {})
            if not _raised_markup_alarm(run, template)
        ]
        _, old = part_young(runs)
        if sum(run["pages"] for run in old) >= _ENOUGH:
            known[template] = frozenset().union(*(run["marks"] for run in old))
    return known


def _raised_markup_alarm(run: Record, template: str) -> bool:
    alarms = run.get("alarms", ())
    return any((alarm["kind"], alarm["template"]) == ("markup", template) for alarm in alarms)


def part_young(runs: Sequence[Counts]) -> tuple[Sequence[Counts], Sequence[Counts]]:
    """Split runs (newest first) into those of the last pages and the earlier ones.

    The last pages are `_YOUNG` pages, but at most a quarter of all.
    """
    pages, most = 0, min(_YOUNG, sum(run["pages"] for run in runs) / 4)
    for at, run in enumerate(runs):
        pages += run["pages"]
        if pages >= most:
            return runs[:at], runs[at:]
    return runs, ()
