"""Which of two readings of an article is the better one: a worse reading never replaces a better one."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from rednet_crawler.items import GENERIC
from rednet_crawler.normalise.refusals import refusal_in_text, refusal_in_title, says_gone

Lack = Literal["template", "text"]
Reading = Mapping[str, Any]
"""A record as the archive keeps it."""

_BY_WORDING = frozenset({GENERIC, "text"})
_MEDIA = ("images", "videos", "tables")
_LEAST_KEPT = 1 / 3
"""Part of a text that has to stay where nothing else says that an editor shortened it."""
_SHORT = 200
"""Characters: texts shorter than that may be rewritten at will."""
LACKS: Mapping[Lack, str] = {"template": "no template matches", "text": "it has no text"}
"""What is said of a reading."""


def lack_of(record: Reading) -> Lack | None:
    """Return what a reading lacks: a known template, or a text where its kind has one; None where it was read well.

    A video, a photo story and a page that is a table may have no text; the words of an error page
    are none. A record that does not say how it was read counts as well read.
    """
    if "template" not in record:
        return None
    if is_refusal(record) or not (record.get("text") or any(record.get(name) for name in _MEDIA)):
        return "text"
    return "template" if record["template"] in (None, GENERIC) else None


def is_refusal(record: Reading) -> bool:
    """Say whether a reading is that of a challenge or an error page: earlier versions took such for articles."""
    title, text = (
        str(record.get("title") or ""),
        str(record.get("text") or ""),
    )  # a damaged one may be anything
    if record.get("template") in (None, GENERIC):
        return refusal_in_title(title) is not None and not record.get("dateline")
    first = text.partition("\n")[0]
    if says_gone(first) and len(text) < _SHORT:
        return True
    return (
        refusal_in_title(title) is not None
        and not record.get("dateline")
        and (not first or refusal_in_text(first) is not None)
    )


def why_worse(known: Reading, read: Reading) -> str | None:
    """Return why a new reading is worse than the known one, in words; None where it may take its place.

    Known template > by wording > none. Losing the title, the text, or most of it without another
    text in its place is worse.
    """
    if is_refusal(known):
        return None
    if is_refusal(read):
        return "reads like a refusal, not like an article"
    if known.get("title") and not read.get("title"):
        return "its title is gone"
    if rank_of(read) < rank_of(known):
        return "no template matches any more"
    return _why_less(known, read)


def rank_of(record: Reading) -> int:
    """Return how a page was read: 2 by a known template, 1 by its wording, 0 not at all."""
    template = record.get("template")
    if template is None:
        return 0
    return 1 if template in _BY_WORDING else 2


def _why_less(known: Reading, read: Reading) -> str | None:
    old, new = known.get("text") or "", read.get("text") or ""
    if not new:
        moved = read.get("template") == "video" and read.get("videos")
        if old and not moved:
            return "its text is gone"
        lost = [name for name in _MEDIA if known.get(name)]
        if lost and not old and not any(read.get(name) for name in _MEDIA):
            return f"its {' and '.join(lost)} are gone"
        return None
    if rank_of(read) > rank_of(known) or len(old) < _SHORT or len(new) >= len(old) * _LEAST_KEPT:
        return None
    if _is_cut_by_hand(old.split("\n"), new.split("\n")):
        return None
    return f"most of its text is gone ({len(new)} characters of {len(old)})"


def _is_cut_by_hand(old: Sequence[str], new: Sequence[str]) -> bool:
    """Say whether a text still begins and ends as it did: a page that broke off, or was read in part, does not."""
    return len(new) > 1 and (old[0], old[-1]) == (new[0], new[-1])
