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
    message_zh: str = ""
    """The same in Chinese."""
    urls: tuple[str, ...] = ()
    """Up to five pages to look at."""

    def to_record(self) -> dict[str, Any]:
        """Return the alarm as it stands in `alarms` of run.json."""
        return {**asdict(self), "urls": list(self.urls)}


_LEAST, _FEW, _MANY = 3, 10, 40
"""Pages that show that the cause of an alarm is gone: at least; how the site responds; what stands
on pages. With so many of the latter a fault would have been raised again.
"""


def is_mended(alarm: Record, well: int) -> bool:
    """Return whether the cause of an alarm is gone, after so many pages that were read well."""
    return well >= _enough(alarm)


def head_start(alarm: Record, record: Record) -> int:
    """Return how many pages count as read well from the start: where few showed the fault, as few show that it is gone."""
    if alarm["kind"] in ("listing", "quiet"):
        return 0
    if alarm["kind"] in ("block", "failures"):
        behind = max(record["without_article"], record.get("doubtful_count", 0), record["failed"])
    else:
        template = "unknown" if alarm["kind"] == "templates" else alarm["template"]
        behind = record["fields"].get(template, {"pages": 0})["pages"]
    return max(0, _enough(alarm) - max(_LEAST, int(behind)))


def _enough(alarm: Record) -> int:
    return _FEW if alarm["kind"] in ("block", "failures", "listing", "quiet") else _MANY


def read_well(alarm: Record, record: Record, *, judges_silence: bool) -> int:
    """Return how many pages of a run, which did not raise an alarm, speak for its cause being gone.

    `judges_silence` says whether the run looked for all that is new.
    """
    kind, tried = alarm["kind"], record["tried"] - record["failed"]
    if kind == "listing":
        listed = record["listings"].values()
        filled = any(each["name"] == alarm["field"] and each["entries"] for each in listed)
        return _FEW if filled else 0
    if kind == "quiet":
        return _FEW if judges_silence else 0
    if kind in ("block", "failures"):
        kept_out = record["without_article"] or record.get("doubtful_count", 0)
        return 0 if kept_out else max(tried, 0)
    if kind == "templates":
        return sum(each["pages"] for name, each in record["fields"].items() if name != "unknown")
    return int(record["fields"].get(alarm["template"], {"pages": 0})["pages"])


def is_about(
    alarm: Record,
    kinds: tuple[Kind, ...],
    template: str | None = None,
    field: str | None = None,
) -> bool:
    """Return whether an alarm of a record is of one of these kinds, template and field."""
    raised = alarm.get("raised", True)  # not one of an earlier run that is still open
    return (
        raised
        and alarm["kind"] in kinds
        and (alarm["template"], alarm["field"]) == (template, field)
    )
