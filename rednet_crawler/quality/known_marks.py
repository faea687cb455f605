"""What the pages of a template were marked up with in earlier runs.

Where a selector broke on a part of the pages, these hold marks that were never seen before: a field that only some pages have
can be judged on these alone, where among all it would vary as much by chance.
"""

from collections.abc import Sequence
from typing import Any

from rednet_crawler.quality.alarms import Record

Counts = dict[str, Any]
"""What a record holds of a template, or of one of its fields."""
_YOUNG = 200
"""Pages of a template: what was first seen on the last ones still counts as new, for a run may meet too few of them to tell."""
_ENOUGH = 100
"""Pages of a template that have to be known: of the first ones every mark is new."""


def known_marks(before: Sequence[Record]) -> dict[str, frozenset[str]]:
    """Return the marks of each template in earlier runs, the newest of them first.

    A run that raised an alarm about new markup does not count for its template: it stays new until it is accepted.
    """
    templates = {template for run in before for template in run.get("fields", {})}
    known = {}
    for template in templates:
        runs = [
            run["fields"][template]
            for run in before
            if "marks" in run.get("fields", {}).get(template, {})
            and not any((alarm["kind"], alarm["template"]) == ("markup", template) for alarm in run.get("alarms", ()))
        ]
        _, old = part_young(runs)
        if sum(run["pages"] for run in old) >= _ENOUGH:
            known[template] = frozenset().union(*(run["marks"] for run in old))
    return known


def part_young(runs: Sequence[Counts]) -> tuple[Sequence[Counts], Sequence[Counts]]:
    """Part what runs read of a template, the newest first, into the last pages (a quarter of them at most) and all others."""
    pages, most = 0, min(_YOUNG, sum(run["pages"] for run in runs) / 4)
    for at, run in enumerate(runs):
        pages += run["pages"]
        if pages >= most:
            return runs[:at], runs[at:]
    return runs, ()
