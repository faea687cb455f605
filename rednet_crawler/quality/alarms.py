"""What an alarm is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Record = Mapping[str, Any]
"""A run.json, as `run.schema.json` describes it."""
Kind = Literal[
    "block",
    "failures",
    "fill",
    "length",
    "listing",
    "markup",
    "place",
    "quiet",
    "templates",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something about a run that a person should look at."""

    kind: Kind
    template: str | None = None
    field: str | None = None
    """The field; of a `listing` alarm, the channel."""
    before: float | None = None
    """The figure of earlier runs, or the limit.

    A share of pages; for `length` the mean length (characters of a text, items of a list);
    for `listing` entries; for `quiet` hours.
    """
    after: float | None = None
    """The figure of this run, in the same unit."""
    message: str
    """One line of text."""
    urls: tuple[str, ...] = ()
    """Up to five pages to look at."""

    def to_record(self) -> dict[str, Any]:
        """Return the alarm as it stands in `alarms` of run.json."""
        return {**asdict(self), "urls": list(self.urls)}


def is_about(
    alarm: Record,
    kinds: tuple[Kind, ...],
    template: str | None = None,
    field: str | None = None,
) -> bool:
    """Return whether an alarm of a record is of one of these kinds, template and field."""
    return alarm["kind"] in kinds and (alarm["template"], alarm["field"]) == (template, field)
