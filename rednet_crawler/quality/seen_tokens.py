"""Markup tokens that earlier runs saw on the pages of a template.

If a change of the site breaks a selector on some pages, these pages have tokens that were never
seen before. A field is therefore also judged on such pages alone: over all pages, so small a fall
could be chance.
"""

from collections.abc import Sequence
from typing import Any

from rednet_crawler.quality.alarms import Record

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
