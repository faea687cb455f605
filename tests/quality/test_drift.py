"""Alarms of runs that are counted, not crawled: half of the articles name an editor."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rednet_crawler.items import Found, RawArticle
from rednet_crawler.quality.alarms import Alarm
from rednet_crawler.quality.coverage import FieldCoverage
from rednet_crawler.quality.drift import drifts
from rednet_crawler.quality.tokens import seen_tokens
from tests.article_examples import FULL

OLD, NEW = frozenset({"detail_title", "editor"}), frozenset({"detail_title", "editor-new"})


def counted(past: list[dict[str, Any]], pages: int, broken: int = 0, marks: frozenset[str] = NEW) -> FieldCoverage:
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
        article = replace(FULL, editor=("杨超",) if named else (), provenance={"editor": "title-line"} if named else {})
        readings.add(raw, replace(article, url=f"https://hh.rednet.cn/{at}"), marks if lost else OLD)
    return readings


def past_of(runs: int, pages: int) -> list[dict[str, Any]]:
    past: list[dict[str, Any]] = []
    for _ in range(runs):
        past.insert(0, {"fields": counted(past, pages).to_record(), "alarms": []})
    return past


def judged(past: list[dict[str, Any]], readings: FieldCoverage) -> Iterator[Alarm]:
    alarms = list(drifts(readings, past))
    past.insert(0, {"fields": readings.to_record(), "alarms": [alarm.to_record() for alarm in alarms]})
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
    assert alarm.message == "standard: editor is there on 0% of the 20 pages with new markup (editor-new), 50% before"
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
        RawArticle(url=FULL.url, template="standard", found={}, blocks=(), encoding="utf-8, declared"), FULL, NEW
    )
    assert readings.changed["standard"].pages == 1
    assert not list(judged(past, readings))


def test_pages_whose_new_marks_differ_have_nothing_in_common():
    past = past_of(5, 100)
    readings = FieldCoverage(seen_tokens(past))
    for at in range(20):
        mark = f"name-{'x' * at}"
        raw = RawArticle(url=FULL.url, template="standard", found={}, blocks=(), encoding="utf-8, declared")
        readings.add(raw, replace(FULL, editor=(), provenance={}), OLD | {mark})
    assert readings.changed["standard"].pages == 20
    assert "markup" not in {alarm.kind for alarm in drifts(readings, past)}


def test_marks_without_end_take_no_more_memory():
    readings = FieldCoverage({"standard": OLD})
    raw = RawArticle(url=FULL.url, template="standard", found={}, blocks=(), encoding="utf-8, declared")
    for at in range(50):
        readings.add(raw, FULL, NEW | {f"{at}-{number}" for number in range(1_000)})
    for counted_marks in (readings.templates["standard"].tokens, readings.changed["standard"].tokens):
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
