"""What became of the stations that workers were told to walk: told by the runs in the archive alone."""

from datetime import UTC, datetime, timedelta

from rednet_crawler.archive.archive import Archive
from rednet_crawler.errors import EXIT_INCOMPLETE, EXIT_INTERRUPTED

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def walk(archive: Archive, number: int, exit_code: int, report: str = "") -> None:
    at = NOW + timedelta(minutes=number)
    archive.runs.end(archive.runs.begin("huaihua", {}, "0", at, "cs"), exit_code, {}, at, report)


def state(archive: Archive) -> str:
    unit = archive.units.find("cs")
    assert unit is not None
    return unit.state


def test_runs_that_were_only_cut_off_do_not_give_a_station_up(archive_url: str) -> None:
    with Archive(archive_url) as archive:
        archive.units.submit("cs", [], NOW)
        assert state(archive) == "queued"
        for number in range(25):
            walk(archive, number, EXIT_INTERRUPTED)
        assert state(archive) == "retrying"
        for number in range(25, 44):
            walk(archive, number, EXIT_INCOMPLETE, '{"refusal": "the site cannot be reached"}')
        assert state(archive) == "retrying"
        walk(archive, 44, EXIT_INCOMPLETE, '{"refusal": "the site cannot be reached"}')
        assert state(archive) == "failed"
        archive.units.submit("cs", [], NOW)
        assert state(archive) == "queued"
        walk(archive, 45, 0)
        assert state(archive) == "done"
