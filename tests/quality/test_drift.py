"""Alarms of runs that are counted, not crawled: half of the articles name an editor."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from rednet_crawler.items import Found, RawArticle
from rednet_crawler.quality.alarms import Alarm
from rednet_crawler.quality.coverage import FieldCoverage
from rednet_crawler.quality.drift import drifts
from rednet_crawler.quality.tokens import seen_tokens
from tests.article_examples import FULL

OLD, NEW = frozenset({"detail_title", "editor"}), frozenset({"detail_title", "editor-new"})


def counted(
    past: list[dict[str, Any]], pages: int, broken: int = 0, marks: frozenset[str] = NEW
) -> FieldCoverage:
    """Count the pages of a run; on the last ones the editor is not found, and something else is marked up."""
    readings = FieldCoverage(seen_tokens(past))
    for at in range(pages):
        lost = at >= pages - broken
        named = at % 2 == 0 and not lost
        raw = RawArticle(
            url=FULL.url,
            template="standard",
            found={"editor": (Found("杨超", "title-line"),) if named else ()},
            blocks=(),
            encoding="utf-8, declared",
        )
        article = replace(
            FULL,
            editor=("杨超",) if named else (),
            provenance={"editor": "title-line"} if named else {},
        )
        readings.add(
            raw, replace(article, url=f"https://hh.rednet.cn/{at}"), marks if lost else OLD
        )
    return readings


def past_of(runs: int, pages: int) -> list[dict[str, Any]]:
    past: list[dict[str, Any]] = []
    for _ in range(runs):
        past.insert(0, {"fields": counted(past, pages).to_record(), "alarms": []})
    return past


def judged(past: list[dict[str, Any]], readings: FieldCoverage) -> Iterator[Alarm]:
    alarms = list(drifts(readings, past))
    past.insert(
        0, {"fields": readings.to_record(), "alarms": [alarm.to_record() for alarm in alarms]}
    )
    return iter(alarms)


def test_a_field_that_half_of_the_pages_have_is_missed_at_once_where_it_broke_on_a_fifth():
    past = past_of(5, 100)
    (alarm,) = judged(past, counted(past, 100, broken=20))
    assert (alarm.kind, alarm.template, alarm.field, alarm.before, alarm.after) == (
        "markup",
        "standard",
        "editor",
        0.5,
        0,
    )
    assert (
        alarm.message
        == "standard: editor is there on 0% of the 20 pages with new markup (editor-new), 50% before"
    )
    assert len(alarm.urls) == 5
    assert {int(url.rpartition("/")[2]) for url in alarm.urls} <= set(range(80, 100))


def test_the_alarm_lasts_until_it_is_mended_or_accepted():
    past = past_of(5, 100)
    assert len(list(judged(past, counted(past, 100, broken=20)))) == 1
    assert len(list(judged(past, counted(past, 100, broken=20)))) == 1
    assert not list(judged(past, counted(past, 100)))
    accepted = [{**past[1], "alarms": []}]  # as the archive returns them from then on
    assert not list(drifts(counted(accepted, 100, broken=20), accepted))


def test_the_same_markup_of_old_is_no_reason_to_look_closer():
    past = past_of(5, 100)
    assert not list(judged(past, counted(past, 100, broken=20, marks=OLD)))


def test_new_markup_on_pages_that_are_read_as_well_as_others_is_none_either():
    past = past_of(5, 100)
    readings = counted(past, 100)
    readings.add(
        RawArticle(
            url=FULL.url, template="standard", found={}, blocks=(), encoding="utf-8, declared"
        ),
        FULL,
        NEW,
    )
    assert readings.changed["standard"].pages == 1
    assert not list(judged(past, readings))


def test_pages_whose_new_marks_differ_have_nothing_in_common():
    past = past_of(5, 100)
    readings = FieldCoverage(seen_tokens(past))
    for at in range(20):
        mark = f"name-{'x' * at}"
        raw = RawArticle(
            url=FULL.url, template="standard", found={}, blocks=(), encoding="utf-8, declared"
        )
        readings.add(raw, replace(FULL, editor=(), provenance={}), OLD | {mark})
    assert readings.changed["standard"].pages == 20
    assert "markup" not in {alarm.kind for alarm in drifts(readings, past)}


def test_marks_without_end_take_no_more_memory():
    readings = FieldCoverage({"standard": OLD})
    raw = RawArticle(
        url=FULL.url, template="standard", found={}, blocks=(), encoding="utf-8, declared"
    )
    for at in range(50):
        readings.add(raw, FULL, NEW | {f"{at}-{number}" for number in range(1_000)})
    for counted_marks in (
        readings.templates["standard"].tokens,
        readings.changed["standard"].tokens,
    ):
        assert len(counted_marks) <= 6_000
        assert counted_marks["editor-new"] == 50
    record = readings.to_record()["standard"]
    assert len(record["marks"]) == len(record["changed"]["marks"]) == 300
    assert record["changed"]["marks"]["editor-new"] == 50


def test_small_runs_are_taken_together():
    past = past_of(5, 100)
    found = [list(judged(past, counted(past, 6, broken=3))) for _ in range(5)]
    assert [alarm.kind for alarms in found for alarm in alarms][:1] == ["markup"]
    assert not found[0], "three pages say too little"


def met(templated: int, unknown: int) -> FieldCoverage:
    """Count the pages of a run, of which the last match no template."""
    readings = FieldCoverage()
    for at in range(templated + unknown):
        template = "standard" if at < templated else "generic"
        raw = RawArticle(
            url=FULL.url, template=template, found={}, blocks=(), encoding="utf-8, declared"
        )
        readings.add(raw, replace(FULL, url=f"https://hh.rednet.cn/{at}", template=template))
    return readings


def unknown_told(past: list[tuple[int, int]], templated: int, unknown: int) -> list[str]:
    """Return what is said of pages without a template after runs that met so many with one, and
    without; the newest last.
    """
    before = [{"fields": met(*run).to_record(), "alarms": []} for run in reversed(past)]
    return [
        alarm.message
        for alarm in drifts(met(templated, unknown), before)
        if alarm.kind == "templates"
    ]


@pytest.mark.parametrize(
    ("past", "run"),
    [
        ([], (0, 3)),
        ([], (340, 38)),  # one in ten, in the first run of all
        ([], (340, 3)),
        ([(360, 0)], (0, 3)),
        ([(360, 0), *[(5, 0)] * 6], (0, 5)),
        ([(360, 0)], (340, 38)),
        ([(360, 0)], (97, 3)),
        ([(340, 20)], (0, 3)),
        ([(360, 0)], (7, 3)),
    ],
)
def test_a_few_pages_without_a_template_are_an_alarm_whatever_earlier_runs_had(
    past: list[tuple[int, int]], run: tuple[int, int]
) -> None:
    (told,) = unknown_told(past, *run)
    assert told.endswith(f"({run[1]} of {sum(run)})")


@pytest.mark.parametrize(
    ("past", "run"),
    [
        ([], (10, 2)),
        ([(360, 0)], (5, 0)),
        ([(360, 0)], (4, 1)),
        ([(340, 20)], (340, 20)),  # as before
        ([(340, 20)], (20, 2)),
        ([(0, 30)], (0, 5)),  # that was accepted
    ],
)
def test_no_more_than_before_is_no_alarm(past: list[tuple[int, int]], run: tuple[int, int]) -> None:
    assert not unknown_told(past, *run)


def test_a_run_that_meets_a_redesign_knows_it_at_the_third_page() -> None:
    assert [met(*run).meets_redesign for run in ((0, 2), (0, 3), (3, 3), (4, 3), (100, 38))] == [
        False, True, True, False, False,
    ]  # fmt: skip


def test_pages_are_counted_by_how_they_were_read() -> None:
    readings = met(4, 2)
    bare = replace(
        FULL, template="generic", text=None, sections=(), images=(), videos=(), tables=()
    )
    readings.add(
        RawArticle(url=FULL.url, template="generic", found={}, blocks=(), encoding="utf-8"), bare
    )
    assert (
        str(readings.readings)
        == "7 articles read: 4 by template, 2 by wording, 1 not at all (no text)"
    )
