"""Processes that work beside this one: order, errors, and much to carry."""

import multiprocessing
import os
import resource
import time
from pathlib import Path

import pytest

from rednet_crawler.errors import StorageError
from rednet_crawler.warc.processes import Processes

_MUCH = 3_000_000


def fail(reason: str) -> None:
    raise StorageError(reason)


def wait_then_say(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_each_task_has_its_own_result() -> None:
    with Processes(3) as processes:
        tasks = [processes.begin(pow, number, 2) for number in range(500)]
        assert [processes.result_of(task) for task in reversed(tasks)] == [number**2 for number in reversed(range(500))]


def test_this_process_works_too_but_not_on_what_is_for_others() -> None:
    with Processes(1) as processes:
        anywhere = [processes.begin(wait_then_say, 0.01) for _ in range(20)]
        elsewhere = [processes.begin(wait_then_say, 0.0, here=False) for _ in range(20)]
        ran = {processes.result_of(task) for task in anywhere}
        assert os.getpid() in ran
        assert len(ran) == 2
        assert {processes.result_of(task) for task in elsewhere} == ran - {os.getpid()}


@pytest.mark.parametrize("here", [True, False])
def test_an_error_comes_to_who_asked(here: bool) -> None:
    with Processes(1) as processes:
        tasks = [processes.begin(fail, f"number {number}", here=here) for number in range(8)]
        for number, task in enumerate(tasks):
            with pytest.raises(StorageError, match=f"number {number}"):
                processes.result_of(task)


def test_much_goes_both_ways_and_nobody_waits_for_ever() -> None:
    with Processes(2) as processes:
        tasks = [processes.begin(bytes.upper, b"a" * (_MUCH + number), here=False) for number in range(20)]
        assert [len(processes.result_of(task)) for task in tasks] == [_MUCH + number for number in range(20)]


def test_what_is_under_way_is_ended_with_the_processes() -> None:
    begun = time.monotonic()
    with Processes(2) as processes:
        for _ in range(8):
            processes.begin(time.sleep, 60, here=False)
    assert time.monotonic() - begun < 30


def test_too_many_are_one_line_and_leave_none_behind() -> None:
    files = len(list(Path("/proc/self/fd").iterdir()))
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files + 40, before[1]))
    try:
        with pytest.raises(StorageError, match=r"100 more processes cannot be started \(.+\); use fewer --jobs"):
            Processes(100)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert multiprocessing.active_children() == []
