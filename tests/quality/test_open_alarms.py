"""An alarm stays until pages show that its cause is gone, or somebody accepts it, however many quiet runs follow."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from rednet_crawler.archive.archive import Archive
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.cli.alarms import alarms
from rednet_crawler.cli.status import status
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.crawl.run_outcome import RunOutcome
from rednet_crawler.errors import EXIT_ALARM
from rednet_crawler.extensions.notify import judge
from rednet_crawler.quality.coverage import FieldCoverage
from rednet_crawler.quality.site_health import Limits
from rednet_crawler.safety import safe_json

BEGAN = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
LIMITS = Limits(failures=0.25, hours=0)
QUIET = int(os.environ.get("REDNET_TEST_QUIET_RUNS", "200"))


def run_once(archive: Archive, at: int, *, tried: int = 0, failed: int = 0) -> int:
    """End a run as the extension does: return its exit code. It tried so many pages, and so many failed."""
    now = BEGAN + timedelta(minutes=30 * at)
    number = archive.runs.begin("huaihua", {}, "0", now, "hh")
    outcome = RunOutcome(ledger=Ledger(archive, CrawlArguments()), coverage=FieldCoverage())
    outcome.asked, outcome.finish_reason = True, "finished"
    spider: Any = SimpleNamespace(
        archive=archive, outcome=outcome, station="hh", run=number, given={}
    )
    stamped = now.isoformat()
    record: dict[str, Any] = {
        "run": number, "station": "hh", "started_at": stamped, "ended_at": stamped, "fields": {}, "listings": {},
        "tried": tried, "failed": failed, "statuses": {}, "without_article": 0, "doubtful": [], "doubtful_count": 0,
        "missing": [{"url": "https://hh.rednet.cn/x", "state": "failed", "reason": "503"}] * bool(failed),
        "stats": {f"downloader/{name}": name for name in range(130)},
    }  # fmt: skip
    outcome.alarms = judge(spider, record, LIMITS, now)
    code = outcome.exit_code({})
    text = safe_json(record | {"alarms": outcome.alarms}, indent=2)
    archive.runs.end(number, code, outcome.ledger.sums(), now, text)
    return code


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(str(tmp_path / "a.db"))


def size(path: Path) -> int:
    return sum(each.stat().st_size for each in path.glob("a.db*"))


def test_an_alarm_is_open_after_any_number_of_quiet_runs_and_the_archive_hardly_grows(
    archive: Archive, tmp_path: Path
) -> None:
    assert run_once(archive, 0, tried=40, failed=30) == EXIT_ALARM
    for at in range(1, 20):
        assert run_once(archive, at) == EXIT_ALARM
    archive.close()
    before = size(tmp_path)
    archive = Archive(str(tmp_path / "a.db"))
    codes = {run_once(archive, at) for at in range(20, 20 + QUIET)}
    assert codes == {EXIT_ALARM}
    archive.close()
    assert (size(tmp_path) - before) / QUIET < 520
    for command in (alarms, status):
        said = CliRunner().invoke(command, ["--archive", str(tmp_path / "a.db")])
        assert "75% of the pages failed" in said.output
        assert "75% 的页面抓取失败" in said.output


def test_pages_that_are_read_well_close_it(archive: Archive) -> None:
    assert run_once(archive, 0, tried=40, failed=30) == EXIT_ALARM
    assert run_once(archive, 1, tried=4) == EXIT_ALARM
    assert run_once(archive, 2) == EXIT_ALARM
    assert run_once(archive, 3, tried=8) != EXIT_ALARM
    assert archive.alarms.open() == []


def test_somebody_accepts_it(archive: Archive, tmp_path: Path) -> None:
    for at in range(60):
        run_once(archive, at, tried=40 * (not at), failed=30 * (not at))
    url = str(tmp_path / "a.db")
    shown = json.loads(CliRunner().invoke(alarms, ["--archive", url, "--json"]).output)
    assert [(each["run"], each["open"]) for each in shown] == [(1, True)]
    archive.close()
    assert CliRunner().invoke(alarms, ["--archive", url, "--accept", "1"]).exit_code == 0
    with Archive(url) as again:
        assert again.alarms.open() == []
        assert run_once(again, 61) != EXIT_ALARM
