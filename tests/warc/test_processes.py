"""Processes that work beside this one: order, errors, and much to carry."""

import fcntl
import multiprocessing
import os
import resource
import signal
import time
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path

import pytest
from lxml import etree

from rednet_crawler.errors import StorageError
from rednet_crawler.warc import processes
from rednet_crawler.warc.processes import Processes

_MUCH = 3_000_000


def fail(reason: str) -> None:
    raise StorageError(reason)


def parse_nothing() -> None:
    etree.fromstring("")


def wait_then_say(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_each_task_has_its_own_result() -> None:
    with Processes(3) as others:
        tasks = [others.begin(pow, number, 2) for number in range(500)]
        assert [others.result_of(task) for task in reversed(tasks)] == [number**2 for number in reversed(range(500))]


def test_this_process_works_too_but_not_on_what_is_for_others() -> None:
    with Processes(1) as others:
        anywhere = [others.begin(wait_then_say, 0.01) for _ in range(20)]
        elsewhere = [others.begin(wait_then_say, 0.0, here=False) for _ in range(20)]
        ran = {others.result_of(task) for task in anywhere}
        assert os.getpid() in ran
        assert len(ran) == 2
        assert {others.result_of(task) for task in elsewhere} == ran - {os.getpid()}


@pytest.mark.parametrize("here", [True, False])
def test_an_error_comes_to_who_asked(here: bool) -> None:
    with Processes(1) as others:
        tasks = [others.begin(fail, f"number {number}", here=here) for number in range(8)]
        for number, task in enumerate(tasks):
            with pytest.raises(StorageError, match=f"number {number}"):
                others.result_of(task)


def test_much_goes_both_ways_and_nobody_waits_for_ever() -> None:
    with Processes(2) as others:
        tasks = [others.begin(bytes.upper, b"a" * (_MUCH + number), here=False) for number in range(20)]
        assert [len(others.result_of(task)) for task in tasks] == [_MUCH + number for number in range(20)]


def test_nobody_waits_for_ever_where_pipes_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    make_pipe = BaseContext.Pipe

    def small_pipe(context: BaseContext, duplex: bool = True) -> tuple[Connection, Connection]:
        ends = make_pipe(context, duplex)
        fcntl.fcntl(ends[1].fileno(), fcntl.F_SETPIPE_SZ, 4096)
        return ends

    monkeypatch.setattr(BaseContext, "Pipe", small_pipe)
    monkeypatch.setattr(processes, "_RESULTS", 4096)
    signal.alarm(60)  # ends the tests
    with Processes(2) as others:
        tasks = [others.begin(bytes.ljust, b"a" * length, 100_000, here=False) for length in range(3500, 5000, 50)]
        assert {len(others.result_of(task)) for task in tasks} == {100_000}
    signal.alarm(0)


def test_tasks_do_not_wait_behind_a_long_one_that_is_for_others() -> None:
    with Processes(1) as others:
        long = others.begin(wait_then_say, 5, here=False)
        for task in [others.begin(wait_then_say, 0) for _ in range(20)]:
            assert others.result_of(task) == os.getpid()
        assert not long.done


def test_the_first_tasks_go_to_as_many_as_there_are() -> None:
    with Processes(3) as others:
        tasks = [others.begin(wait_then_say, 0.2, here=False) for _ in range(3)]
        assert len({others.result_of(task) for task in tasks}) == 3


def test_what_is_forgotten_is_not_done() -> None:
    with Processes(1) as others:
        others.begin(wait_then_say, 5, here=False)
        first, forgotten, last = (others.begin(wait_then_say, 0) for _ in range(3))
        others.forget(forgotten)
        others.result_of(last)
        assert (first.done, forgotten.done) == (True, False)
        others.forget(last)


@pytest.mark.parametrize("here", [True, False])
def test_an_error_nobody_foresaw_says_where_it_was(here: bool) -> None:
    with Processes(1) as others:
        with pytest.raises(RuntimeError, match="XMLSyntaxError: Document is empty") as raised:
            others.result_of(others.begin(parse_nothing, here=here))
        assert "in parse_nothing" in raised.value.__notes__[0]
        assert others.result_of(others.begin(pow, 2, 3)) == 8


def test_what_is_under_way_is_ended_with_the_processes() -> None:
    begun = time.monotonic()
    with Processes(2) as others:
        for _ in range(8):
            others.begin(time.sleep, 60, here=False)
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
