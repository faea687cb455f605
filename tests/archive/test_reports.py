"""The records of earlier runs: what a run is compared with."""

import json
from datetime import UTC, datetime

from rednet_crawler.archive.archive import Archive

NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)


def add(archive: Archive, pages: int, alarms: int = 0) -> int:
    run = archive.runs.begin("huaihua", {}, "0", NOW, "hh")
    fields = {"standard": {"pages": pages, "fields": {}}} if pages else {}
    alarm: dict[str, object] = {
        "kind": "fill",
        "since": "2024-03-05T12:00:00Z",
        "message": "fewer",
        "urls": [],
        "raised": True,
    }
    report = {"station": "hh", "fields": fields, "alarms": [alarm] * alarms}
    archive.runs.end(run, 0, {}, NOW, json.dumps(report))
    return run


def pages_of(reports: list[dict[str, dict[str, dict[str, int]]]]) -> list[int]:
    return [sum(each["pages"] for each in report["fields"].values()) for report in reports]


def test_runs_that_read_nothing_do_not_push_out_those_that_did(archive_url: str):
    with Archive(archive_url) as archive:
        run = [add(archive, pages) for pages in (7, 8, *[0] * 60, 9)][-1]
        assert pages_of(archive.runs.reports("hh", run + 1, of_pages=True)) == [9, 8, 7]
        assert pages_of(archive.runs.reports("hh", run, of_pages=True)) == [8, 7]
        assert pages_of(archive.runs.reports("hh", run + 1)) == [
            9,
            8,
            7,
        ]  # the quiet ones keep no record
        assert archive.runs.reports("cs", run + 1, of_pages=True) == []


def test_the_past_begins_with_the_run_whose_alarms_were_accepted(archive_url: str):
    with Archive(archive_url) as archive:
        runs = [add(archive, pages, alarms=1) for pages in (7, 8, 0, 9)]
        archive.runs.accept(runs[1], NOW)
        reports = archive.runs.reports("hh", runs[-1] + 1, of_pages=True)
        assert pages_of(reports) == [9, 8]
        assert [len(report["alarms"]) for report in reports] == [1, 0]
        archive.runs.accept(runs[2], NOW)  # one that read nothing
        assert pages_of(archive.runs.reports("hh", runs[-1] + 1, of_pages=True)) == [9, 0]
