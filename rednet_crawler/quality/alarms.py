"""What an alarm is."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Record = Mapping[str, Any]
"""A run.json, as `run.schema.json` describes it."""
Kind = Literal["block", "failures", "fill", "length", "listing", "markup", "place", "quiet", "templates"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """Something about a run that a person should look at."""

    kind: Kind
    template: str | None = None
    field: str | None = None
    """For listing the channel."""
    before: float | None = None
    """The figure of the runs before, or what is allowed: a share of pages, for length the mean of what is counted (characters of
    a text, items of a list), for listing entries, for quiet hours."""
    after: float | None = None
    """The figure of this run."""
    message: str
    """One line."""
    urls: tuple[str, ...] = ()
    """Up to five pages to look at."""

    def to_record(self) -> dict[str, Any]:
        """Return the alarm as `alarms` of run.json holds it."""
        return {**asdict(self), "urls": list(self.urls)}


def is_about(alarm: Record, kinds: tuple[Kind, ...], template: str | None = None, field: str | None = None) -> bool:
    """Say whether an alarm of a record is about this field of this template."""
    return alarm["kind"] in kinds and (alarm["template"], alarm["field"]) == (template, field)
