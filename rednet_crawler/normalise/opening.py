"""What an article opens with, over its first paragraphs: a dateline, a line of people, or one below the other."""

from collections.abc import Sequence

from rednet_crawler.items import Dateline, Section
from rednet_crawler.normalise.byline import merge_credits
from rednet_crawler.normalise.byline_line import parse_byline_line
from rednet_crawler.normalise.dateline import Opening, parse_opening

_NOTHING = Dateline()
_WITHIN = 3
"""Paragraphs; an editor's note may stand before the dateline."""


def find_opening(sections: Sequence[Section]) -> Opening | None:
    """Find the dateline and its people in the first paragraphs; the line behind the opening may name more of them."""
    paragraphs = [text for section in sections[:2] for text in section.paragraphs[: _WITHIN + 1]]
    for at, paragraph in enumerate(paragraphs[:_WITHIN]):
        if opening := parse_opening(paragraph):
            behind = paragraphs[at + 1] if at + 1 < len(paragraphs) else ""
            return _joined(opening, _continued(opening, paragraph, behind))
    return None


def _continued(opening: Opening, paragraph: str, behind: str) -> Opening | None:
    """Return what the next paragraph adds: a line of people below a dateline, or a dateline below a line of people."""
    if parse_byline_line(behind) or (parse_byline_line(paragraph) and not opening.dateline.place):
        return parse_opening(behind)
    return None


def _joined(opening: Opening, more: Opening | None) -> Opening:
    """Return one opening of two; a dateline with a day goes before one without."""
    if more is None:
        return opening
    datelines = [each for each in (opening.dateline, more.dateline) if each != _NOTHING]
    dateline = next((each for each in datelines if each.day), next(iter(datelines), _NOTHING))
    return Opening(
        dateline, merge_credits(opening.people, more.people), f"{opening.raw}\n{more.raw}"
    )


def dateline_of(opening: Opening | None) -> Dateline | None:
    """Return the dateline of an opening; None where it is empty."""
    return None if opening is None or opening.dateline == _NOTHING else opening.dateline
