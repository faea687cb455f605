"""With which exit code a run ends, and what it says is missing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rednet_crawler.archive.archive import Archive
from rednet_crawler.arguments import CrawlArguments
from rednet_crawler.crawl.ledger import Ledger
from rednet_crawler.crawl.run_outcome import Missing, RunOutcome, outcome_of
from rednet_crawler.errors import (
    EXIT_ALARM,
    EXIT_BLOCKED,
    EXIT_COMPLETE,
    EXIT_INCOMPLETE,
    EXIT_INTERRUPTED,
    EXIT_STORAGE,
)
from rednet_crawler.quality.coverage import FieldCoverage
from tests.crawl_rules.listings import listed

LOST_FEED = {"feedexport/failed_count/FileFeedStorage": 1}


@pytest.fixture
def outcome(tmp_path: Path) -> Iterator[RunOutcome]:
    """A run that asked for two articles, saved them, and came to its end."""
    with Archive(str(tmp_path / "a.db")) as archive:
        ledger = Ledger(archive, CrawlArguments())
        ledger.enter(listed((1, date(2024, 3, 5)), (2, date(2024, 3, 4))), "要闻")
        for key in ledger.pending():
            ledger.entries[key].tried = True
            ledger.mark(key, "saved")
        yield RunOutcome(
            ledger=ledger, coverage=FieldCoverage(), asked=True, finish_reason="finished"
        )


def test_a_run_that_has_all_is_complete(outcome: RunOutcome) -> None:
    assert outcome.exit_code({}) == EXIT_COMPLETE


def test_what_is_missing_makes_it_incomplete(outcome: RunOutcome) -> None:
    outcome.ledger.enter(listed((3, date(2024, 3, 3)), (4, date(2024, 3, 2))), "要闻")
    outcome.ledger.entries["3"].tried = True
    outcome.ledger.mark("3", "failed", "answers 503")
    url = "https://hh.rednet.cn/content/646847/89/{}.html"
    assert list(outcome.missing()) == [
        Missing(url.format(3), "failed", "answers 503"),
        Missing(url.format(4), "pending", "not fetched yet"),
    ]
    assert (outcome.tried(), outcome.failed(), outcome.exit_code({})) == (3, 1, EXIT_INCOMPLETE)


def test_what_our_own_side_lost_is_no_failure_of_the_site(outcome: RunOutcome) -> None:
    outcome.ledger.enter(listed((3, date(2024, 3, 3))), "要闻")
    outcome.ledger.entries["3"].tried = True
    outcome.ledger.lose("3", "crashed")
    assert (outcome.tried(), outcome.failed(), outcome.exit_code({})) == (3, 0, EXIT_INCOMPLETE)


def test_a_problem_makes_it_incomplete(outcome: RunOutcome) -> None:
    outcome.ledger.problem("https://hh.rednet.cn/channel/9001.html", "answers 503")
    assert outcome.exit_code({}) == EXIT_INCOMPLETE


def test_a_run_that_asked_for_nothing_or_was_closed_early_is_not_complete(
    outcome: RunOutcome,
) -> None:
    outcome.asked = False
    assert outcome.exit_code({}) == EXIT_INCOMPLETE
    outcome.asked, outcome.finish_reason = True, "closespider_timeout"
    assert outcome.exit_code({}) == EXIT_INCOMPLETE


def test_the_first_refusal_stays(outcome: RunOutcome) -> None:
    assert outcome.refuse("robots.txt refuses it", EXIT_BLOCKED)
    assert not outcome.refuse("the disk is full", EXIT_STORAGE)
    assert (outcome.refusal, outcome.exit_code({})) == ("robots.txt refuses it", EXIT_BLOCKED)
    assert not outcome.lost_storage


def test_of_several_ends_the_graver_gives_the_code(outcome: RunOutcome) -> None:
    outcome.alarms = [{"kind": "fields"}]
    assert outcome.exit_code({}) == EXIT_ALARM
    outcome.refuse("robots.txt refuses it", EXIT_BLOCKED)
    assert outcome.exit_code({}) == EXIT_BLOCKED
    assert outcome.exit_code(LOST_FEED) == EXIT_STORAGE
    outcome.finish_reason = "shutdown"
    assert outcome.exit_code(LOST_FEED) == EXIT_INTERRUPTED
    outcome.finish_reason = None  # the second signal ended it at once
    assert outcome.exit_code({}) == EXIT_INTERRUPTED


def test_a_spider_of_another_project_has_none(outcome: RunOutcome) -> None:
    class Theirs:
        outcome = "sunny"

    class Ours:
        pass

    ours = Ours()
    ours.outcome = outcome  # type: ignore[attr-defined]
    assert (outcome_of(Theirs()), outcome_of(None), outcome_of(ours)) == (None, None, outcome)
