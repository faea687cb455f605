"""The same article in another design, and what stands on that page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any, NamedTuple

from rednet_crawler.replica.markup import Typesetter
from rednet_crawler.replica.pages import Links, article_page
from rednet_crawler.replica.story import Mentions, Story, truth_of

from . import hostile, modern, retagged, states


class Redesigned(NamedTuple):
    """A page of an article."""

    html: str
    truth: Mapping[str, Any]
    """What the page says, as fields of the item."""


_NAMED = re.compile(r'\s(class|id)="([^"]*)"')


def redesign(design: str, story: Story, house: str, channels: Links, related: Links) -> Redesigned:
    """Return the page of a story in one of `DESIGNS`."""
    line = story.line._replace(published=story.line.published or f"{story.published:%Y-%m-%d %H:%M}")
    if not (line.source or (story.end and story.end.source)):
        line = line._replace(source=f"红网{house}")
    bare = design not in ("renamed", "retagged")
    story = replace(story, line=line, meta=Mentions() if bare else story.meta, day_only=False)
    return Redesigned(DESIGNS[design](story, house, channels, related), truth_of(story, ()))


def _renamed(story: Story, house: str, channels: Links, related: Links) -> str:
    """Return the page as it is today with all classes and ids renamed."""
    legacy = story.template == "legacy"
    body, _ = article_page(replace(story, variant="utf-8") if legacy else story, house, channels, related)
    html = body.decode()

    def rename(match: re.Match[str]) -> str:
        names = " ".join(f"x{sum(map(ord, name)) * 7919 % 99991:05d}" for name in match[2].split())
        return f' {match[1]}="{names}"'

    return _NAMED.sub(rename, html)


def _set(story: Story, seed: str) -> tuple[str, Random]:
    dice = Random(f"{seed}/{story.content_id}")
    return Typesetter(dice, rough=story.rough).body(story.pieces), dice


def _designed(module: Any) -> Callable[[Story, str, Links, Links], str]:
    def page(story: Story, house: str, channels: Links, related: Links) -> str:
        html: str = module.page(story, house, channels, related)
        return html

    return page


DESIGNS: Mapping[str, Callable[[Story, str, Links, Links], str]] = {
    "renamed": _renamed,
    "retagged": _designed(retagged),
    "modern": _designed(modern),
    "hostile": _designed(hostile),
    "nuxt": states.nuxt,
    "next": states.next_data,
}
"""Name → what makes the page."""
