"""Quality alarms: how many runs a broken selector goes unnoticed, and how often clean runs raise one.

Runs are simulated from what was really read: each is a stretch of a replica's articles in the order
of their publication, as `crawl` counts them into run.json. A selector is broken by renaming, in the
bytes of the pages, what it looks for: a class, an id, the name of a meta tag, or a label.

Exit code 1 where a target of the project is missed.
"""

import random
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

import click
from extraction import replica_samples
from trials import print_table

from rednet_crawler.errors import PageError
from rednet_crawler.extraction.article import extract_article
from rednet_crawler.items import Article, Page, RawArticle, Sighting
from rednet_crawler.normalise.article import normalise_article
from rednet_crawler.quality.alarms import Record
from rednet_crawler.quality.coverage import FieldCoverage
from rednet_crawler.quality.drift import drifts
from rednet_crawler.quality.tokens import seen_tokens, tokens_of

BROKEN = {
    "standard": (
        "detail_title",
        "m_b_25",
        "p_l",
        "detail_article_content",
        'name="description"',
        "来源：",
    ),
    "baidu": (
        "pubtime_baidu",
        "source_baidu",
        "editor_baidu",
        "author_baidu",
        "detail_article_content",
        'name="keywords"',
    ),
    "app": ('class="title"', 'class="time"', 'class="content"', "编辑", 'name="description"'),
    "video": ("cut_title", "content_info", "detail_article_content", "来源", "video_left"),
    "legacy": ('class="title"', "pubdate", "articlecontent", 'class="author"', 'name="author"'),
}
"""Template → what its pages have that some selector looks for."""
_PAST = 50
"""Records of earlier runs that a run is compared with, as in the archive."""
_CLEAN = 20
"""Runs before a selector breaks."""
_MOST = 0.5
"""Part of a template's pages that a selector has to matter to: the loss of one that another
replaces changes nothing.
"""
_TARGET, _ENOUGH = 0.2, 100
"""From which part of the pages on, and how many of the template in a run, the first run has to raise the alarm."""

_REDESIGNED = (0.05, 0.2)
"""Parts of the pages of each clean run that bring a new class which no selector looks for."""


class Known(NamedTuple):
    """A page, and what was read from it."""

    page: Page
    raw: RawArticle
    article: Article
    tokens: frozenset[str]


def read_pages(articles: int, seed: int) -> list[Known]:
    """Return the articles of a replica with their pages, in the order of publication."""
    known = [read(sample.page) for sample in replica_samples(articles, seed, frame=0)]
    return sorted(known, key=lambda each: each.article.published_at or "")


def read(page: Page) -> Known:
    """Read a page as a crawl does."""
    raw = extract_article(page)
    return Known(
        page, raw, normalise_article(raw, station="hh", sighting=Sighting()), tokens_of(page.body)
    )


def broken(known: Iterable[Known], marks: str) -> dict[str, Known]:
    """Return what is read from pages that lack a mark, by their address."""
    changed = {}
    other_marks = re.sub(
        r"\w(\"?)$", r"_\1", marks.replace("来源", "出处").replace("编辑", "编校"), flags=re.ASCII
    )
    for page, _, article, _ in known:
        body = page.body.replace(marks.encode(), other_marks.encode())
        with suppress(PageError):
            changed[article.url] = read(replace(page, body=body))
    return changed


def differ(left: Known, right: Known) -> bool:
    """Say whether anything else is read from one of two pages."""
    return (left.article, left.raw.found) != (right.article, right.raw.found)


def record_of(
    pages: Iterable[Known], past: Sequence[Record]
) -> tuple[FieldCoverage, dict[str, Any]]:
    """Return what a run counts, and the part of its run.json that later runs are compared with."""
    readings = FieldCoverage(seen_tokens(past))
    for _, raw, article, marks in pages:
        readings.add(raw, article, marks)
    return readings, {"fields": readings.to_record(), "alarms": []}


def stretch(pages: Sequence[Known], size: int, chance: random.Random) -> list[Known]:
    """Return a run of articles that were published one after another."""
    start = chance.randrange(max(1, len(pages) - size))
    return list(pages[start : start + size])


def sizes(chance: random.Random) -> int:
    """Return how many articles a run meets: most are of half an hour or of a day, some are whole backfills."""
    return chance.choice(
        (
            chance.randint(0, 12),
            chance.randint(0, 12),
            chance.randint(60, 200),
            chance.randint(400, 1500),
        )
    )


def clean_runs(
    pages: Sequence[Known], runs: int, chance: random.Random, redesigned: float = 0
) -> tuple[list[str], int]:
    """Return the alarms that clean runs raise, each compared with those before it, and how many of them met new markup.

    On the part of their pages that is `redesigned` each run brings a class of its own, which no selector looks for.
    """
    past: deque[Record] = deque(maxlen=_PAST)
    raised, new = [], 0
    for run in range(runs):
        met = stretch(pages, sizes(chance), chance)
        mark = frozenset({f"look-{run}"})
        readings, record = record_of(
            (
                known._replace(marks=known.marks | mark) if chance.random() < redesigned else known
                for known in met
            ),
            past,
        )
        alarms = [alarm.to_record() for alarm in drifts(readings, list(past))]
        raised += [alarm["message"] for alarm in alarms]
        new += bool(readings.changed)
        past.appendleft({**record, "alarms": alarms})
    return raised, new


class Trial(NamedTuple):
    """A selector that breaks on a part of a template's pages."""

    template: str
    mark: str
    changed: dict[str, Known]


def trials(pages: Sequence[Known]) -> Iterator[Trial]:
    """Yield each selector whose loss changes what is read from most pages of its template."""
    for template, marks in BROKEN.items():
        own = [each for each in pages if each.article.template == template]
        for mark in marks:
            changed = broken(own, mark)
            matters = sum(differ(each, changed.get(each.article.url, each)) for each in own)
            if matters > len(own) * _MOST:
                yield Trial(template, mark, changed)


def runs_until_alarm(
    trial: Trial, pages: Sequence[Known], part: float, size: int, chance: random.Random
) -> int | None:
    """Return after how many runs a broken selector raises an alarm, None for more than ten.

    `size` is how many pages of the template a run meets; other templates are met as they come.
    """
    own = [each for each in pages if each.article.template == trial.template]
    past: deque[Record] = deque(maxlen=_PAST)
    for _ in range(_CLEAN):
        past.appendleft(record_of(stretch(own, size, chance), past)[1])
    for run in range(1, 11):
        met = stretch(own, size, chance)
        lost = set(chance.sample(range(len(met)), round(part * len(met))))
        readings, record = record_of(
            (
                trial.changed.get(known.article.url, known) if at in lost else known
                for at, known in enumerate(met)
            ),
            past,
        )
        if any(drifts(readings, list(past))):
            return run
        past.appendleft(record)
    return None


@click.command()
@click.option("--articles", default=5_000, show_default=True, help="Size of the replica.")
@click.option("--runs", default=1_000, show_default=True, help="Clean runs.")
@click.option(
    "--repeats", default=20, show_default=True, help="Trials of each selector, part and size."
)
@click.option("--seed", default=1, show_default=True)
def main(articles: int, runs: int, repeats: int, seed: int) -> None:
    """Simulate clean runs and broken selectors; print two tables."""
    chance, pages = random.Random(seed), read_pages(articles, seed)
    rows = []
    for redesigned in (0, *_REDESIGNED):
        raised, new = clean_runs(pages, runs, chance, redesigned)
        rows.append((f"{redesigned:.0%}", runs, new, len(raised)))
        for message in raised:
            click.echo(f"false, with {redesigned:.0%} redesigned: {message}", err=True)
    print_table(("a class of its own on", "clean runs", "with new markup", "alarms"), *rows)
    click.echo()
    false = rows[0][-1]
    selectors = list(trials(pages))
    rows, missed = [], 0
    for part in (0.1, 0.2, 0.3, 0.5, 1.0):
        for size in (20, 40, 100, 300):
            found = [
                runs_until_alarm(trial, pages, part, size, chance)
                for trial in selectors
                for _ in range(repeats)
            ]
            late = [each for each in found if each != 1]
            known = [each for each in found if each is not None]
            rows.append(
                [
                    f"{part:.0%}",
                    size,
                    len(found),
                    len(found) - len(late),
                    max(known, default="-"),
                    len(found) - len(known),
                ]
            )
            missed += len(late) if part >= _TARGET and size >= _ENOUGH else 0
    print_table(
        (
            "broken on",
            "pages of the template a run",
            "trials",
            "alarm in the first run",
            "worst",
            "not within ten",
        ),
        *rows,
    )
    click.echo(
        f"{len(selectors)} selectors: {'; '.join(f'{each.template} {each.mark}' for each in selectors)}"
    )
    sys.exit(bool(missed or false > runs / 1_000))


if __name__ == "__main__":
    main()
